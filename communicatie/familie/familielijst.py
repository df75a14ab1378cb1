"""The verbs on the list of those directly involved: set up, added to, told, excepted (R124, R125).

What follows from a change is done in the same act: a lock that goes on holds back what waits to leave, one that goes
off lets it go. Taking back is in `herroepen`.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import in_een_zin
from calamiteiten.models import Melding
from communicatie.models import Informeermoment, Informering, Uitzondering
from communicatie.regels import Communicatieregels
from contacten.models import Dader, Gebruiker, dader_velden
from contacten.rollen import Rol

from .betrokkenen import feiten, ooit_op_de_lijst, op_de_lijst
from .informeringen import Inlichting, schrijf_moment
from .naar_buiten import FAMILIE, houd_tegen, is_dicht, laat_gaan, vergrendel, weeg_slot


def stel_op(melding: Melding, regels: Communicatieregels, door: Dader, nu: datetime) -> list[Informering]:
    """Put on the list whom the facts of the melding name and who was never on it; returns the new ones. What somebody
    took off stays off. Call inside the transaction that holds the melding."""
    was_dicht = is_dicht(melding)
    nieuw = [_zet_erop(melding, code, regels, door, nu, uit_feiten=True) for code in _nog_niet(melding, regels)]
    if nieuw and not was_dicht:
        houd_tegen(melding)
    return nieuw


def herzie(melding: Melding, regels: Communicatieregels, reden: str, door: Gebruiker, nu: datetime) -> None:
    """The list as the corrected facts give it: whom they name comes on it, also who left it by an earlier correction,
    with what was recorded of him; whom they put there and name no more leaves it, with who, when and why. What somebody
    put on it himself or took off stays as it is. Call inside the transaction that holds the melding."""
    was_dicht = is_dicht(melding)
    stel_op(melding, regels, door, nu)
    genoemd = _genoemd(melding, regels)
    uit_feiten = ooit_op_de_lijst(melding).filter(uit_feiten=True)
    eraf = uit_feiten.filter(vervallen_op__isnull=True).exclude(betrokkene__in=genoemd)
    eraf.update(vervallen_op=nu, vervallen_door=door, vervallen_reden=reden.strip())
    # It counts from here on again: what went outside in between broke no rule.
    terug = {"vervallen_op": None, "vervallen_door": None, "vervallen_reden": "", "vastgelegd_op": nu}
    uit_feiten.filter(vervallen_op__isnull=False, betrokkene__in=genoemd).update(**terug, **dader_velden(door))
    weeg_slot(melding, nu, was_dicht=was_dicht)


def straks(melding: Melding, regels: Communicatieregels) -> list[str]:
    """Who is on the list once it is as the facts give it, by how it is called there."""
    genoemd = _genoemd(melding, regels)
    rijen = ooit_op_de_lijst(melding)
    blijft = [rij.partij for rij in rijen if not rij.uit_feiten or rij.betrokkene in genoemd]
    return blijft + [regels.betrokkene_per_code[code].naam for code in _nog_niet(melding, regels)]


def _genoemd(melding: Melding, regels: Communicatieregels) -> list[str]:
    weten = feiten(melding)
    return [regel.code for regel in regels.betrokkenen if regel.volgt_uit(weten)]


def _nog_niet(melding: Melding, regels: Communicatieregels) -> list[str]:
    """Whom the facts name and who was never on the list."""
    eerder = Informering.objects.filter(melding=melding).exclude(betrokkene="")
    bekend = set(eerder.values_list("betrokkene", flat=True))
    return [code for code in _genoemd(melding, regels) if code not in bekend]


def voeg_toe(melding: Melding, code: str, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> Informering:
    """Put somebody on the list: the lock is on until this person knows too. Raises Geweigerd for a part that no version
    knows, or when this user may not record of the family."""
    with transaction.atomic():
        vergrendel(melding)
        _eis_recht(door, regels)
        if code not in regels.betrokkene_per_code:
            raise Geweigerd("Kies om wie het gaat.")
        # A lock that was on already holds what it should; what went by leave since goes on.
        was_dicht = is_dicht(melding)
        rij = _zet_erop(melding, code, regels, door, nu)
        if not was_dicht:
            houd_tegen(melding)
    return rij


def vertel(
    melding: Melding,
    nummers: Collection[int],
    inlichting: Inlichting,
    door: Gebruiker,
    nu: datetime,
    regels: Communicatieregels,
) -> list[Informeermoment]:
    """Record that these of the list (their keys) were told, in one talk. The lock opens when everybody knows.

    Raises Geweigerd when nobody is named, one of them is not on the list, this user may not, or the moment has not
    come.
    """
    if inlichting.geinformeerd_op > nu:
        raise Geweigerd("Leg dit vast als het is gebeurd: dit moment ligt in de toekomst.")
    with transaction.atomic():
        vergrendel(melding)
        _eis_recht(door, regels)
        rijen = list(ooit_op_de_lijst(melding).filter(pk__in=nummers))
        if not rijen or len(rijen) != len(set(nummers)):
            raise Geweigerd("Kies wie het weten. De lijst is misschien veranderd: open de pagina opnieuw.")
        momenten = [schrijf_moment(rij, inlichting, door, nu) for rij in rijen]
        laat_gaan(melding, nu)
    return momenten


def gesprek(moment: Informeermoment) -> list[Informeermoment]:
    """What was recorded in the same act and still counts: of somebody on the list, everybody who was told in that talk;
    of another party this moment alone."""
    rijen = Informeermoment.objects.filter(informering__melding=moment.informering.melding, herroeping__isnull=True)
    if not moment.informering.betrokkene:
        return list(rijen.filter(pk=moment.pk))
    samen = rijen.exclude(informering__betrokkene="").filter(vastgelegd_op=moment.vastgelegd_op)
    return list(samen.filter(vastgelegd_door=moment.vastgelegd_door).select_related("informering").order_by("pk"))


def gesprekken(momenten: Iterable[Informeermoment]) -> dict[int, list[Informeermoment]]:
    """Per moment of somebody on the list the moments of its `gesprek`, itself among them. `momenten`: all that count of
    a melding, with what they are about."""
    per_keer: dict[tuple[datetime, int | None], list[Informeermoment]] = {}
    for rij in sorted((een for een in momenten if een.informering.betrokkene), key=lambda een: een.pk):
        per_keer.setdefault((rij.vastgelegd_op, rij.vastgelegd_door_id), []).append(rij)
    return {rij.pk: keer for keer in per_keer.values() for rij in keer}


def maak_uitzondering(
    melding: Melding, nummer: int, reden: str, door: Gebruiker, nu: datetime, regels: Communicatieregels
) -> Uitzondering:
    """Except one of the list: this person need not know before the rest, and why. By who may give leave through the
    lock of the family. Raises Geweigerd otherwise, without a reason, or when this person knows or is excepted
    already."""
    if not door.is_rol(*regels.slot_per_code[FAMILIE].vrijgave_door):
        raise Geweigerd("Dit kunt u niet besluiten.")
    if not reden.strip():
        raise Geweigerd("Schrijf op waarom deze persoon het niet eerst hoeft te weten.")
    with transaction.atomic():
        vergrendel(melding)
        rij = op_de_lijst(melding).filter(pk=nummer).first()
        if rij is None:
            raise Geweigerd("Deze persoon staat niet (meer) op de lijst.")
        if rij.geinformeerd_op or rij.uitzonderingen.filter(herroeping__isnull=True).exists():
            raise Geweigerd("Deze persoon weet het al, of er is al een uitzondering.")
        uitzondering = Uitzondering.objects.create(
            informering=rij, reden=reden.strip(), gegeven_op=nu, gegeven_door=door
        )
        laat_gaan(melding, nu)
    return uitzondering


def _eis_recht(door: Gebruiker, regels: Communicatieregels) -> None:
    if not door.is_rol(*regels.familie.door):
        raise Geweigerd(f"Dit kunt u niet vastleggen: {in_een_zin(regels.familie.naam)}.")


def _zet_erop(
    melding: Melding, code: str, regels: Communicatieregels, door: Dader, nu: datetime, *, uit_feiten: bool = False
) -> Informering:
    """A new row; the second of a part has a number, and so have those after it."""
    naam = regels.betrokkene_per_code[code].naam
    eerdere = Informering.objects.filter(melding=melding, betrokkene=code).count()
    return Informering.objects.create(
        melding=melding,
        rol=Rol.JEUGDIGE_FAMILIE,
        orgaan=regels.familie.code,
        betrokkene=code,
        partij=f"{naam} {eerdere + 1}" if eerdere else naam,
        is_betrokken=True,
        uit_feiten=uit_feiten,
        vastgelegd_op=nu,
        **dader_velden(door),
    )
