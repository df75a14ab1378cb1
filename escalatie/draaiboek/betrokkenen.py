"""A gemeente that joins later, one that leaves, and a correction that makes one join or leave (A6, R29, R46).

Who joins gets what the others already had. Who leaves sees nothing from then on, has nothing to do any more, and hears
that. Both are sealed records: who was in a dossier when, and by whose act, can be read afterwards.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basis import momenten
from basis.geweigerd import Geweigerd
from basis.taal import in_een_zin, moment, opsomming
from calamiteiten import dossier
from calamiteiten.dossier import Gegevens
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.familie import familielijst
from communicatie.familie.betrokkenen import op_de_lijst
from communicatie.models import Bericht
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import PER_GEMEENTE, Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.feiten import partijen_bij
from escalatie.models import Stap, Taak, TaakStatus, Termijn
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from escalatie.protocol.model import Protocol, TaakRegel

from . import (
    antwoorden,
    beschrijving,
    correcties,
    gebeurtenissen,
    herweging,
    informatie,
    overleggen,
    spoed,
    taken,
    termijnen,
    vertrek,
    vervanging,
)
from .bevoegdheid import mag_loslaten, mag_wijzigen
from .stand import Stand
from .voorwaarden import ontbreekt

ANALYSE = "analyse"
FEITEN = "de gegevens van de melding"


@dataclass(frozen=True)
class Wijziging:
    """What a correction of the facts brought about: the gemeenten that joined, and those that left."""

    erbij: list[Gemeente]
    eraf: list[Gemeente]
    is_anders: bool = True


def betrek_gemeente(
    melding: Melding, gemeente: Gemeente, door: Gebruiker, nu: datetime, gemeld_op: datetime | None = None
) -> bool:
    """Involve a gemeente: analysis, tasks and mails follow. `gemeld_op`: when the aanbieder told it (R28). False when
    it already was.

    Raises Geweigerd for another role, or when the melding is closed.
    """
    with transaction.atomic():
        huidig = _vergrendel(melding, door)
        nieuw = dossier.betrek(huidig, gemeente, gemeld_op)
        if nieuw:
            _laat_meedoen(huidig, [gemeente], door, nu)
    return nieuw


def neem_op(
    melding: Melding, gemeenten: list[Gemeente], door: Gebruiker, nu: datetime, gemeld: Mapping[str, datetime]
) -> None:
    """Involve these gemeenten, whoever's step brings them; `gemeld`: when the aanbieder told each, by code. Call inside
    the transaction that holds the melding."""
    nieuw = [gemeente for gemeente in gemeenten if dossier.betrek(melding, gemeente, gemeld.get(gemeente.code))]
    if nieuw:
        _laat_meedoen(melding, nieuw, door, nu)


def laat_los(melding: Melding, gemeente: Gemeente, reden: str, door: Gebruiker, nu: datetime) -> None:
    """A gemeente that turns out not to be involved leaves: it sees nothing from now on, what it had open lapses, mail
    that waits is withdrawn, and whoever there was told hears it.

    Also of a closed melding: reading goes on for as long as the dossier is there. Raises Geweigerd without a reason,
    for another role, when it is not involved, or when the facts themselves name it: then those are wrong.
    """
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        if not mag_loslaten(door):
            raise Geweigerd("U kunt geen gemeente van deze melding loslaten.")
        if dossier.is_genoemd(huidig, gemeente):
            raise Geweigerd(f"{gemeente} staat in de gegevens van de melding. Verbeter daar de gemeente.")
        if not huidig.betrokkenheden.filter(gemeente=gemeente).exists():
            raise Geweigerd(f"{gemeente} is niet (meer) betrokken bij deze melding.")
        vertrek.laat_los(huidig, gemeente, reden, door, nu)
        spoed.weeg(huidig, door, nu)


def wijzig(
    melding: Melding, gegevens: Gegevens, versie: int, door: Gebruiker, nu: datetime, reden: str = ""
) -> Wijziging:
    """Correct the facts, with what follows: the triage is weighed again, a gemeente that they name now joins, one that
    was involved only because they named it leaves. What stood there before stays readable, with the reason.

    `versie` is the one the user saw. Raises Gewijzigd when a colleague saved first, Geweigerd when it may not be, or
    when something reads otherwise and there is no reason.
    """
    with transaction.atomic():
        huidig = _vergrendel(melding, door)
        protocol = haal_protocol(huidig.protocol_versie)
        voor, stand = {b.gemeente_id for b in huidig.betrokkenheden.all()}, Stand(huidig)
        voorheen, werkgebied, oud = herweging.geldend(stand), stand.werkgebied, beschrijving.alles(huidig, protocol)
        wet, lijst = (
            haal_communicatieregels(protocol.versie),
            _lijst(op_de_lijst(huidig).values_list("partij", flat=True)),
        )
        acuut, huidig = tuple(huidig.acuut), dossier.wijzig_melding(huidig, gegevens, versie)
        verschil = correcties.verschil(oud, beschrijving.alles(huidig, protocol))
        eraf = dossier.niet_meer_genoemd(huidig)
        if verschil:
            verschil += correcties.verschil(lijst, _lijst(familielijst.straks(huidig, wet)))
            verschil += _termijnen(termijnen.verplaats(huidig, protocol.termijnen, nu))
            namens = vervanging.wie(protocol.begin, door, protocol.versie)
            stap = correcties.leg_vast(
                huidig, correcties.VERBETER, FEITEN, door, nu, reden=reden, velden=verschil, gegevens=namens
            )
            vervanging.vertel(stap, huidig, nu)
            # They judge by these facts; who joins by this very correction reads them as they are.
            oordelaars = [g for g in Stand(huidig).gemeenten if g.pk in voor and g not in eraf]
            plekken = [(str(Rol.TOEGANG), gemeente) for gemeente in oordelaars]
            informatie.meld_verbetering(huidig, plekken, sleutel=f"stap:{stap.pk}", nu=nu, zelf=door)
            vertrek.herweeg_werkgebied(huidig, werkgebied, stap, door, nu)
        erbij = [gemeente for gemeente in Stand(huidig).gemeenten if gemeente.pk not in voor]
        for gemeente in eraf:
            vertrek.laat_los(huidig, gemeente, reden, door, nu, erbij)
        antwoorden.weeg_feiten(huidig, acuut, door, nu)
        if huidig.status in protocol.in_analyse:
            dossier.ververs_feiten(huidig, partijen_bij(huidig))
        if erbij:
            _laat_meedoen(huidig, erbij, door, nu)
        herweging.herweeg(huidig, voorheen, door, nu)
        spoed.weeg(huidig, door, nu)
        with gebeurtenissen.gevolgd(huidig, door, nu):
            familielijst.herzie(huidig, wet, reden or herweging.GEWIJZIGD, door, nu)
    return Wijziging(erbij, eraf, is_anders=bool(verschil or erbij or eraf))


def _termijnen(verplaatst: list[termijnen.Verplaatst]) -> list[momenten.Wijziging]:
    """The terms that end otherwise since the moment of receipt was corrected, beside the facts themselves."""
    return [momenten.Wijziging(f"Termijn: {t.naam}", moment(t.was), moment(t.is_nu)) for t in verplaatst]


def _lijst(partijen: Iterable[str]) -> dict[str, str]:
    return {"Wie het eerst moet weten": opsomming(partijen)}


def _vergrendel(melding: Melding, door: Gebruiker) -> Melding:
    huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
    if not mag_wijzigen(door, huidig):
        raise Geweigerd(f"Deze melding is {in_een_zin(huidig.get_status_display())} en kan niet meer worden gewijzigd.")
    return huidig


def _laat_meedoen(melding: Melding, gemeenten: list[Gemeente], door: Gebruiker, nu: datetime) -> None:
    """What the others already had: the analysis, the duties that run, and everything they were told of where the
    melding stands now."""
    protocol = haal_protocol(melding.protocol_versie)
    stap = correcties.leg_vast(
        melding,
        correcties.BETREK,
        f"{opsomming(map(str, gemeenten))} betrokken bij de melding",
        door,
        nu,
        gegevens={"gemeenten": [gemeente.pk for gemeente in gemeenten]},
    )
    # A record that moves no status is no step of the protocol: nothing runs because of it.
    gezet = Stap.objects.filter(zaak=melding, code__in=protocol.stap_per_code).order_by("volgnummer")
    codes = list(gezet.values_list("code", flat=True))
    is_in_analyse = melding.status in protocol.in_analyse
    if is_in_analyse:
        dossier.open_analyses(melding, partijen_bij(melding), nu)
    lopend = {termijn.code: termijn for termijn in Termijn.objects.filter(zaak=melding, geeindigd_op__isnull=True)}
    nieuw = taken.voor_gemeenten(melding, _taakregels(melding, protocol, codes), gemeenten, nu, termijn=lopend)
    # The newest step says what runs now; the one before the analysis opens it.
    aanleidingen = dict.fromkeys([protocol.begin.code, *(protocol.naar_analyse if is_in_analyse else []), codes[-1]])
    gehoord: list[Bericht] = []
    for code, gemeente in ((code, gemeente) for code in aanleidingen for gemeente in gemeenten):
        gehoord += informatie.kondig_aan(
            melding,
            protocol,
            aanleiding=f"overgang:{code}",
            # One that left and comes back is told anew.
            sleutel=f"stap:{stap.pk}:{gemeente.pk}:{code}",
            nu=nu,
            alleen=[gemeente],
            behalve=vertrek.al_genodigd(melding, protocol, gemeente),
        )
    gehoord += _vertel_scenario(melding, protocol, codes, gemeenten, stap, nu)
    acties = Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN, rol__in=PER_GEMEENTE, gemeente__isnull=True)
    informatie.meld_taken(
        melding,
        [*nieuw, *acties],
        sleutel=f"stap:{stap.pk}",
        nu=nu,
        gehoord=gehoord,
        zelf=door,
        alleen=gemeenten,
    )
    overleggen.laat_gemeenten_meedoen(melding, gemeenten, door, nu)
    antwoorden.volg_feiten(melding, gemeenten, door, nu)


def _vertel_scenario(
    melding: Melding, protocol: Protocol, codes: list[str], gemeenten: list[Gemeente], stap: Stap, nu: datetime
) -> list[Bericht]:
    """Who joins when the newest step is not the choice itself, hears which scenario holds: the rules of that choice
    for the toegang alone. What it asked of others is done."""
    gekozen = [code for code in codes if protocol.scenario_na(protocol.stap_per_code[code])]
    if not melding.scenario or not gekozen or gekozen[-1] == codes[-1]:
        return []
    aanleiding = f"overgang:{gekozen[-1]}"
    regels = [r.code for r in protocol.informatieregels_bij(aanleiding) if set(r.aan) == {Rol.TOEGANG}]
    gezegd: list[Bericht] = []
    for gemeente in gemeenten:
        sleutel = f"stap:{stap.pk}:{gemeente.pk}:{gekozen[-1]}"
        gezegd += informatie.kondig_aan(
            melding, protocol, aanleiding=aanleiding, sleutel=sleutel, nu=nu, alleen=[gemeente], regels=regels
        )
    return gezegd


def _taakregels(melding: Melding, protocol: Protocol, codes: list[str]) -> list[TaakRegel]:
    """Rules per gemeente that hold now: what others have still open, the newest step, what stays, a running
    analysis."""
    stand = Stand(melding)
    open_codes = {taak.code for taak in stand.open_taken}
    # Whatever the newest step was, and when everyone else confirmed already.
    oordeelt = {r.code for r in protocol.bevestigtaken if protocol.status_per_code[melding.status].oordeel}

    def geldt(regel: TaakRegel) -> bool:
        is_nieuwste = codes[-1] in regel.bij
        is_blijvend = regel.blijft and not set(codes).isdisjoint(regel.bij)
        is_analyse = regel.vorm == ANALYSE and melding.status in protocol.in_analyse
        # What somebody's answer brought, is of that gemeente.
        loopt = regel.code in open_codes and bool(regel.bij)
        return regel.per == "gemeente" and (loopt or is_nieuwste or is_blijvend or is_analyse or regel.code in oordeelt)

    return [r for r in protocol.taken if geldt(r) and not (r.als and ontbreekt(r.als, stand))]


def zin_over(wijziging: Wijziging, versie: str) -> str:
    """What the user reads after gemeenten joined or left, in the words of this version."""
    toegang = rolnaam(Rol.TOEGANG, versie)
    erbij, eraf = (opsomming(map(str, groep)) for groep in (wijziging.erbij, wijziging.eraf))
    zinnen = [
        f"De {toegang} van {erbij} is nu ook betrokken." if erbij else "",
        f"{eraf} is niet meer betrokken en ziet het dossier niet meer." if eraf else "",
    ]
    return " ".join(filter(None, zinnen))
