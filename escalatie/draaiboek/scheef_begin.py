"""A step that was taken while a clock was ahead began terms that end too late; here is seen which, and its moment is
put right by a person (docs/besluiten/0090).

What was recorded nobody changes unheard (docs/besluiten/0072). But the moment that had not come does come, after two
days, and then nothing would tell any more: so the watch marks such a term as long as it can be seen, and the auditor
names it until its begin is put right.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from basis.momenten import Wijziging
from basis.taal import moment
from basis.toekomst import is_toekomst, onmogelijk
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from calamiteiten.statussen import MELDING
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import PER_GEMEENTE
from escalatie.models import Stap, Termijn
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol, TermijnRegel

from . import correcties, informatie, termijnen
from .bevoegdheid import mag_wijzigen
from .termijnen import SCHEEF_GEZIEN
from .versnelling import versnelling

MAG_NIET = "U kunt het moment van deze stap niet verbeteren."
AL_GOED = "Het moment van deze stap is al goed gezet."


def merk(nu: datetime) -> int:
    """Mark the running terms of meldingen whose begin has not come at `nu` (aware); returns how many were new."""
    open_ = Termijn.objects.filter(termijnen.LOPEND, zaak__zaaksoort=MELDING, zaak__afgerond_op__isnull=True)
    scheef = open_.filter(onmogelijk("start_op", nu)).select_related("zaak")
    nieuw = [termijn for termijn in scheef if SCHEEF_GEZIEN not in termijn.uitleg and _telt(termijn)]
    for termijn in nieuw:
        with transaction.atomic():
            # Read again: who puts it right at this moment is first.
            rij = Termijn.objects.select_for_update().filter(onmogelijk("start_op", nu), pk=termijn.pk).first()
            if rij:
                rij.uitleg = {**rij.uitleg, SCHEEF_GEZIEN: nu.isoformat()}
                rij.save(update_fields=["uitleg"])
    return len(nieuw)


def _telt(termijn: Termijn) -> bool:
    """Whether its end goes by its begin, and by no day that somebody chose."""
    regel = _regel(termijn)
    return regel is not None and not regel.gekozen


def _regel(termijn: Termijn) -> TermijnRegel | None:
    return haal_protocol(termijn.zaak.protocol_versie).termijn_per_code.get(termijn.code)


def scheve() -> QuerySet[Termijn]:
    """The running terms that count from a moment that had not come when they began."""
    return Termijn.objects.filter(termijnen.LOPEND, uitleg__has_key=SCHEEF_GEZIEN)


def is_scheef(termijn: Termijn) -> bool:
    """Whether this term counts from a moment that had not come when it began."""
    return termijn.geeindigd_op is None and SCHEEF_GEZIEN in termijn.uitleg


def van_stap(melding: Melding, volgnummer: int) -> list[Termijn]:
    """The terms that this step of a melding began at a wrong moment. What counts from the receipt follows that, on the
    form of the melding itself."""
    rijen = scheve().filter(zaak=melding, stap__volgnummer=volgnummer).order_by("pk")
    rijen = rijen.select_related("zaak", "stap__zaak")
    return [rij for rij in rijen if not volgt_ontvangst(rij)]


def volgt_ontvangst(termijn: Termijn) -> bool:
    """Whether this term goes by the moment of receipt, which has a form of its own."""
    regel = _regel(termijn)
    is_spoed = termijn.uitleg.get(termijnen.IS_SPOED, False)
    return regel is not None and not is_spoed and termijnen.kwam_bij_ontvangst(termijn, regel)


def grenzen(rijen: Iterable[Termijn], nu: datetime) -> tuple[datetime, datetime]:
    """Between which moments (aware) the step of these terms was taken: after the one before it, as far as that one has
    a moment that can be, and before the watch saw that its own cannot."""
    termijn = next(iter(rijen))
    gezien = min(datetime.fromisoformat(str(rij.uitleg[SCHEEF_GEZIEN])) for rij in rijen)
    eerder = Stap.objects.filter(zaak=termijn.zaak_id, volgnummer__lt=termijn.stap.volgnummer, op__lte=gezien)
    vorige = eerder.order_by("-volgnummer").values_list("op", flat=True).first()
    # Of a zaak that was recorded on that clock too, nothing is known: it ran ahead for a day at most.
    vastgelegd_op = termijn.stap.zaak.vastgelegd_op
    begin = vorige or (gezien - timedelta(days=1) if is_toekomst(vastgelegd_op, gezien) else vastgelegd_op)
    return begin.replace(second=0, microsecond=0), min(gezien, nu)


def zet_recht(melding: Melding, volgnummer: int, op: datetime, reden: str, door: Gebruiker, nu: datetime) -> None:
    """Say when this step was taken in fact (`op`, aware): its terms count from there, with their alarms and the tasks
    that wait for them, and whoever has one hears it. Raises Geweigerd without a reason, for another role, outside what
    can be, and when somebody did so already."""
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        if not mag_wijzigen(door, huidig):
            raise Geweigerd(MAG_NIET)
        correcties.eis_reden(reden)
        rijen = van_stap(huidig, volgnummer)
        if not rijen:
            raise Geweigerd(AL_GOED)
        vroegst, laatst = grenzen(rijen, nu)
        if not vroegst <= op <= laatst:
            zin = f"Deze stap is gezet tussen {moment(vroegst)} en {moment(laatst)}. Vul een moment daartussen in."
            raise Geweigerd(zin)
        protocol = haal_protocol(huidig.protocol_versie)
        velden = [Wijziging("Moment van de stap", moment(rijen[0].start_op), moment(op))]
        for termijn in rijen:
            naam, was = _tel_vanaf(termijn, op, huidig, protocol, nu)
            velden.append(Wijziging(f"Termijn: {naam}", moment(was), moment(termijn.vervalt_op)))
        wat = "het moment waarop een termijn begon"
        stap = correcties.leg_vast(huidig, correcties.VERBETER, wat, door, nu, reden=reden, velden=velden)
        informatie.meld_verbetering(huidig, _plekken(rijen, huidig), sleutel=f"stap:{stap.pk}", nu=nu, zelf=door)


def _tel_vanaf(
    termijn: Termijn, op: datetime, melding: Melding, protocol: Protocol, nu: datetime
) -> tuple[str, datetime]:
    """Count this term from `op`; returns what it is called and when it ended before."""
    was, begon_op = termijn.vervalt_op, termijn.uitleg.get(termijnen.BEGON_OP)
    regel = protocol.termijn_per_code.get(termijn.code)
    if regel is None:
        raise Geweigerd(AL_GOED)
    geldt = _zoals_zij_begon(regel, termijn, melding, protocol)
    termijnen.tel_opnieuw(termijn, geldt, termijnen.berekening(geldt, op), nu)
    if begon_op:
        termijn.uitleg = {**termijn.uitleg, termijnen.BEGON_OP: begon_op}
        termijn.save(update_fields=["uitleg"])
    return regel.naam, was


def _zoals_zij_begon(regel: TermijnRegel, termijn: Termijn, melding: Melding, protocol: Protocol) -> TermijnRegel:
    """The rule of this term; with the hours of spoed when it began with those."""
    if not termijn.uitleg.get(termijnen.IS_SPOED):
        return regel
    return versnelling(melding, protocol).termijn(regel)


def _plekken(rijen: Iterable[Termijn], melding: Melding) -> list[tuple[str, Gemeente | None]]:
    """The seats that have these terms to keep."""
    gemeenten = [b.gemeente for b in melding.betrokkenheden.select_related("gemeente")]
    plekken: dict[tuple[str, Gemeente | None], None] = {}
    for termijn in rijen:
        waar: list[Gemeente | None] = [*gemeenten] if termijn.rol in PER_GEMEENTE else [None]
        plekken |= dict.fromkeys((termijn.rol, gemeente) for gemeente in waar)
    return list(plekken)
