"""The conditions that the protocol file names: each answers with what is still missing, or with nothing.

A condition is a name in `VOORWAARDEN`, `taak:<code>` (every task of that code is done) or `analyse:<partij>` (that
party submitted its analysis). Whether it may be skipped with a reason is not decided here but in the file: `vereist` or
`verwacht` (R2).
"""

from collections.abc import Callable, Iterable
from typing import Any

from basis.taal import in_een_zin, opsomming
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.lezen import haal_communicatieregels

from .opdrachten import Scenariokeuze
from .stand import Stand
from .triage import Uitkomst

Voorwaarde = Callable[[Stand, Scenariokeuze | None], str]
VOORWAARDEN: dict[str, Voorwaarde] = {}


def voorwaarde(functie: Voorwaarde) -> Voorwaarde:
    """Register a condition under the name of its function."""
    VOORWAARDEN[functie.__name__] = functie
    return functie


def ontbreekt(naam: str, stand: Stand, gegevens: Scenariokeuze | None = None) -> str:
    """What is missing for this condition, in Dutch; empty when it holds. `gegevens`: what the Opdracht carries.

    Raises KeyError for a name that does not exist: the system check keeps such a file from starting.
    """
    soort, _, code = naam.partition(":")
    if code:
        return MET_CODE[soort](code, stand)
    return VOORWAARDEN[naam](stand, gegevens)


def _taak_af(code: str, stand: Stand) -> str:
    open_ = [taak for taak in stand.open_taken if taak.code == code]
    if not open_:
        return ""
    waar = opsomming(str(taak.gemeente) for taak in open_ if taak.gemeente)
    return f"Nog te doen: {in_een_zin(open_[0].titel)}{f' ({waar})' if waar else ''}."


@voorwaarde
def meldingswaardig(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R40: only mandatory reports of calamiteit and geweld enter the model."""
    return "" if stand.triage.is_meldingswaardig else stand.triage.zin


@voorwaarde
def mogelijk_meldingswaardig(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R40: the triage does not say no. What is uncertain may go on, with a reason (R2)."""
    return stand.triage.zin if stand.triage.is_uitgesloten else ""


@voorwaarde
def triage_onzeker(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R31, R32: whether it is reportable is still to be established."""
    return "" if stand.triage.uitkomst is Uitkomst.ONBEKEND else "De triage heeft een uitkomst."


@voorwaarde
def triage_nee(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R40: the facts say that it is not reportable."""
    return "" if stand.triage.is_uitgesloten else "De gegevens sluiten niet uit dat het meldingswaardig is."


@voorwaarde
def niet_meldingswaardig(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R36, R37: the triage says incident or another kind of report, and no answer is open that may change that."""
    triage = stand.triage
    if triage.is_meldingswaardig:
        return "Volgens de triage is dit wel een meldingswaardige calamiteit."
    return "" if triage.uitkomst is Uitkomst.NIET and triage.is_zeker else triage.zin


@voorwaarde
def analyse_contractmanager(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R46: the contractmanager's analysis is definitive."""
    analyse = stand.analyse_contractmanager
    wie = rolnaam(Rol.CONTRACTMANAGER, stand.melding.protocol_versie)
    return "" if analyse and analyse.is_definitief() else f"De {wie} heeft de impactanalyse nog niet ingediend."


@voorwaarde
def analyses_toegang(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R46, A6: every involved gemeente submitted its analysis."""
    open_ = opsomming(str(a.gemeente) for a in stand.analyses_toegang if not a.is_definitief())
    return f"Nog niet ingediend: de impactanalyse van {open_}." if open_ else ""


@voorwaarde
def bevestigd_door_toegangen(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R59, A6: each involved toegang confirmed exactly the scenario that is being chosen."""
    gekozen = gegevens.scenario if gegevens else ""
    open_ = [b for b in stand.betrokkenheden if b.eens_met != gekozen or not gekozen]
    if not open_:
        return ""
    wie, waar = rolnaam(Rol.TOEGANG, stand.melding.protocol_versie), opsomming(str(b.gemeente) for b in open_)
    zin = f"Scenario {gekozen} is nog niet bevestigd door de {wie} van {waar}."
    oneens = opsomming(str(b.gemeente) for b in open_ if b.weersproken_scenario)
    return f"{zin} Van {oneens} staan er twee antwoorden: de {wie} zegt zelf welk antwoord geldt." if oneens else zin


@voorwaarde
def volgens_advies(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """The choice is what the adviser proposes."""
    advies, gekozen = stand.advies.scenario, gegevens.scenario if gegevens else ""
    if advies == gekozen:
        return ""
    return f"Het advies is scenario {advies}, niet {gekozen}." if advies else "Er is geen advies op deze antwoorden."


@voorwaarde
def geen_twijfel(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """A7: no contradiction and no unknown answer, or the regiomanager was consulted after the analyses."""
    if not stand.advies.is_twijfel or stand.is_geraadpleegd:
        return ""
    return " ".join(stand.advies.twijfels)


@voorwaarde
def taken_af(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """Nothing is left to do. Of each duty to inform the closing itself asks why (`sluiting`); an improvement lasts."""
    regels, apart = stand.protocol.taak_per_code, stand.protocol.informeerplichten
    rest = [taak for taak in stand.open_taken if taak.code not in apart and not taak.overleeft]
    open_ = [taak for taak in rest if not (taak.code in regels and regels[taak.code].herhaalbaar)]
    return f"Er {'staat' if len(open_) == 1 else 'staan'} nog {len(open_)} open: {_titels(open_)}." if open_ else ""


@voorwaarde
def rapport_afgehandeld(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R64, R71, A4, A18: the region has the report of the inspection, or knows that there will be none."""
    routes = stand.protocol.keuzes_van("igj_route")
    wacht = {route.code for route in routes if any(g.blijft_open for g in stand.protocol.gevolgen_van([route]))}
    heeft = any(rapport.gemeente_id is None and rapport.route not in wacht for rapport in stand.rapporten)
    return "" if heeft else "Het rapport van de inspectie is nog niet ontvangen."


@voorwaarde
def veiligheid_geregeld(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R47, R84, A19: no signal is up any more."""
    open_ = [taak for taak in stand.open_taken if taak.code in stand.protocol.signalen]
    waar = opsomming(str(taak.gemeente) for taak in open_ if taak.gemeente)
    namen = opsomming(sorted({in_een_zin(stand.protocol.signalen[taak.code].naam) for taak in open_}))
    wat = f"{namen} ({waar})" if waar else namen
    return f"In het dossier staat nog: {wat}. Leg eerst vast hoe dat is geregeld." if open_ else ""


@voorwaarde
def managers_wachten_op_rapport(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R87: a manager holds the duty to record the report of the inspection."""
    regels = stand.protocol.taak_per_code
    vormen = {regels[t.code].vorm for t in stand.open_taken if t.rol == Rol.MANAGER_GEMEENTE and t.code in regels}
    return "" if "inspectierapport" in vormen else "Geen manager wacht op het rapport."


@voorwaarde
def evaluatie_vastgesteld(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R89: where the protocol asked for an evaluation it is laid down; elsewhere it is optional (A3)."""
    if not _gevraagd(stand, "evaluatie") or (stand.evaluatie and stand.evaluatie.vastgesteld_op):
        return ""
    return "De evaluatie is nog niet vastgesteld."


@voorwaarde
def teruggekoppeld(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R97: the outcome went back through MO or BO."""
    gevraagd = _gevraagd(stand, "terugkoppeling")
    gedaan = not gevraagd or any(taak.status == TaakStatus.AFGEROND for taak in gevraagd)
    return "" if gedaan else "De terugkoppeling via MO of BO is nog niet vastgelegd."


@voorwaarde
def handelen_onvoldoende(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """A5: the aanbieder acted insufficiently by the analyses."""
    return "" if stand.advies.heeft_onvoldoende_gehandeld else "De aanbieder heeft voldoende gehandeld."


@voorwaarde
def onrust(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R68, R73, R149: there is unrest, by the chosen scenario or by the status."""
    melding = stand.melding
    return "" if stand.protocol.heeft_onrust(melding.status, melding.scenario) else "Er is geen onrust."


@voorwaarde
def onrust_daalt_overal(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R50, A14: the last that each gemeente said of the unrest is that it falls, or is over."""
    regels = haal_communicatieregels(stand.melding.protocol_versie).peilingen
    for peiling in regels:
        laatste = {taak.gemeente_id: taak.gegevens.get("keuze") for taak in onrust_gezegd(stand.taken, peiling.taak)}
        if any(laatste.get(gemeente.pk) not in peiling.daalt for gemeente in stand.gemeenten):
            return "De onrust daalt nog niet in elke gemeente."
    return ""


def onrust_gezegd(taken: Iterable[Taak], code: str) -> list[Taak]:
    """The answers to what is asked each day, the first day first."""
    gezegd = (taak for taak in taken if taak.code == code and taak.status == TaakStatus.AFGEROND)
    return sorted(gezegd, key=lambda taak: (taak.gemaakt_op, taak.pk))


@voorwaarde
def gemeente_buiten_regio(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R29: a gemeente outside the region is concerned."""
    return "" if stand.melding.gemeenten_buiten_regio else "Er is geen gemeente buiten de regio betrokken."


@voorwaarde
def niet_gemeld_bij_igj(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R28: the aanbieder has not yet reported to the inspection."""
    return "De melding bij de inspectie is bekend." if stand.melding.gemeld_igj_op else ""


@voorwaarde
def niet_gemeld_bij_toegang(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R28: the aanbieder has not yet reported to the toegang of this gemeente, or of any that is involved."""
    hier = [rij for rij in stand.betrokkenheden if stand.gemeente in {None, rij.gemeente}]
    if any(rij.gemeld_op is None for rij in hier):
        return ""
    wie, waar = rolnaam(Rol.TOEGANG, stand.melding.protocol_versie), opsomming(str(rij.gemeente) for rij in hier)
    return f"De melding bij de {wie} van {waar} is bekend."


@voorwaarde
def niet_gemeld_door_aanbieder(stand: Stand, gegevens: Scenariokeuze | None) -> str:
    """R28, R43: another body reported, and the aanbieder itself has not yet."""
    melding = stand.melding
    return "De aanbieder heeft het zelf gemeld." if melding.is_door_aanbieder or melding.gemeld_zelf_op else ""


def _analyse_af(code: str, stand: Stand) -> str:
    eigen = [analyse for analyse in stand.analyses if analyse.soort == code]
    open_ = opsomming(analyse.naam for analyse in eigen if not analyse.is_definitief())
    if not eigen:
        return "De impactanalyse is nog niet begonnen."
    return f"Nog niet ingediend: de impactanalyse van {open_}." if open_ else ""


# Conditions about one thing that the protocol file names after the colon.
MET_CODE: dict[str, Callable[[str, Stand], str]] = {"taak": _taak_af, "analyse": _analyse_af}


def _gevraagd(stand: Stand, vorm: str) -> list[Any]:
    """The tasks of this form that the road of this melding brought and that did not lapse."""
    codes = {regel.code for regel in stand.protocol.taken if regel.vorm == vorm}
    return [taak for taak in stand.taken if taak.code in codes and taak.status != TaakStatus.VERVALLEN]


def _titels(taken: list[Any]) -> str:
    return opsomming(sorted({in_een_zin(taak.titel) for taak in taken}))
