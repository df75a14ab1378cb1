"""The protocol file against itself: who analyses, what answers weigh, where the parties judge, what they choose."""

from collections import Counter
from collections.abc import Iterator

from escalatie.draaiboek.leiding import ANDEREN, LEIDER, WEGEN
from escalatie.draaiboek.scenario import ONBEKEND

from .model import Protocol, ScenarioRegel, Vraag


def _scenarios(protocol: Protocol) -> Iterator[str]:
    """Every scenario has one status and one arrow that chooses it, and the other way round; no two weigh the same."""
    gekozen = Counter(protocol.scenario_na(overgang) for overgang in protocol.overgangen)
    houdt = Counter(status.scenario for status in protocol.statussen)
    for scenario in protocol.scenarios:
        if gekozen[scenario.code] != 1 or houdt[scenario.code] != 1:
            yield (
                f"scenarios, {scenario.code}: precies één status heeft scenario = {scenario.code!r}, en precies één "
                "overgang leidt van het oordeel daarheen."
            )
    for overgang in protocol.overgangen:
        naar = protocol.status_per_code.get(overgang.naar)
        if naar and naar.scenario and naar.scenario not in protocol.scenario_per_code:
            yield f"overgangen, {overgang.code}: de keuze van {naar.scenario!r} hoort bij een scenario dat er niet is."
        elif naar and naar.scenario and not protocol.scenario_na(overgang):
            yield f"overgangen, {overgang.code}: naar {naar.code} leidt alleen een keuze vanuit het oordeel."
    if len({scenario.gewicht for scenario in protocol.scenarios}) != len(protocol.scenarios):
        yield "scenarios: elk scenario heeft een eigen gewicht nodig."


def _oordeel(protocol: Protocol) -> Iterator[str]:
    """The parties judge in one place, as long as they can still change their analysis; who turns back, ends there. Only
    a version without parties and scenarios needs no such place: there nobody judges together."""
    if not _is_er_een_oordeel(protocol):
        return
    oordelen = [status for status in protocol.statussen if status.oordeel]
    if len(oordelen) != 1 or not oordelen[0].analyse:
        yield "statussen: precies één status heeft oordeel = true, en dan ook analyse = true."
        return
    for overgang in protocol.overgangen:
        if overgang.keert_om and overgang.naar != oordelen[0].code:
            yield f"overgangen, {overgang.code}: keert_om hoort bij een weg terug naar {oordelen[0].code}."
    for begin in (overgang.naar for overgang in protocol.overgangen if not overgang.van):
        if oordelen[0].code not in protocol.weg_na(begin):
            yield f"statussen, {begin}: wie vervolg volgt, komt niet bij {oordelen[0].code}."


def _is_er_een_oordeel(protocol: Protocol) -> bool:
    staat_er = any(status.oordeel or status.analyse or status.raadpleging for status in protocol.statussen)
    keert_om = any(overgang.keert_om for overgang in protocol.overgangen)
    return bool(protocol.partijen or protocol.scenarios or staat_er or keert_om)


def _analyse(protocol: Protocol) -> Iterator[str]:
    """Every party is asked something, has a task for it, and no two parties are the same role."""
    rollen = Counter(partij.rol for partij in protocol.partijen)
    for partij in protocol.partijen:
        plek = f"partijen, {partij.code}"
        if not protocol.vragen_van(partij.code):
            yield f"{plek}: er staat geen vraag voor deze partij."
        eigen = protocol.analysetaken(partij.code)
        if not eigen or any(taak.per != partij.per for taak in eigen):
            yield f"{plek}: er is geen taak met vorm analyse voor {partij.rol}, per {partij.per}."
        if rollen[partij.rol] > 1:
            yield f"{plek}: de rol {partij.rol} maakt al een andere impactanalyse."


def _wegingen(protocol: Protocol) -> Iterator[str]:
    """A word weighs in one subject; a scenario asks for words that some answer can weigh."""
    woorden = Counter(woord for weging in protocol.wegingen for woord in weging.woorden)
    yield from (f"wegingen: {woord!r} staat bij meer dan één onderwerp." for woord, keer in woorden.items() if keer > 1)
    for vraag in protocol.vragen:
        yield from _weegwoorden(vraag, [weging.woorden for weging in protocol.wegingen])
    gewogen = {antwoord.weegt for vraag in protocol.vragen for antwoord in vraag.antwoorden}
    for scenario in protocol.scenarios:
        plek = f"scenarios, {scenario.code}, bij"
        if not scenario.bij:
            yield f"{plek}: noem bij welke antwoorden dit scenario hoort."
        yield from (f"{plek}: {woord!r} staat bij geen weging." for woord in scenario.bij if not woorden[woord])
        yield from (f"{plek}: geen antwoord weegt {woord!r}." for woord in scenario.bij if woord not in gewogen)


def _weegwoorden(vraag: Vraag, onderwerpen: list[tuple[str, ...]]) -> Iterator[str]:
    """The answers of a question weigh in one subject: a typing error would silence an answer."""
    if not vraag.antwoorden:
        yield f"vragen, {vraag.code}: er staat geen antwoord."
    gezegd = {antwoord.weegt for antwoord in vraag.antwoorden} - {"", ONBEKEND}
    passend = [set(woorden) for woorden in onderwerpen if gezegd & set(woorden)]
    for woord in sorted(gezegd - passend[0]) if passend else ():
        yield f"vragen, {vraag.code}, weegt: {woord!r} hoort niet bij de andere antwoorden van deze vraag."


def _keuzes(protocol: Protocol) -> dict[str, ScenarioRegel | None]:
    """Code of each arrow -> the scenario that it chooses, if any."""
    return {o.code: protocol.scenario_per_code.get(protocol.scenario_na(o)) for o in protocol.overgangen}


def _leiding(protocol: Protocol) -> Iterator[str]:
    """Who leads is found by words the engine knows, as a reading says; each duty for the one has its counterpart."""
    lezingen = {lezing.code for lezing in protocol.lezingen}
    keuzes = _keuzes(protocol)
    for scenario in protocol.scenarios:
        plek = f"scenarios, {scenario.code}, leiding"
        yield from (f"{plek}: {woord!r} ken ik niet." for woord in scenario.leiding if woord not in WEGEN)
        if scenario.leiding and scenario.lezing not in lezingen:
            yield f"{plek}: noem de lezing die zegt wie leidt."
        voor = {taak.voor for taak in protocol.taken if any(keuzes.get(code) == scenario for code in taak.bij)} - {""}
        if scenario.leiding and voor != {LEIDER, ANDEREN}:
            yield f"{plek}: geef een taak voor de leider, en een voor de anderen."


def _voor_wie(protocol: Protocol) -> Iterator[str]:
    """What is for the one who leads, or for the others, comes with the choice of a scenario that has a lead."""
    keuzes = _keuzes(protocol)
    for taak in protocol.taken:
        bij = [keuzes.get(code) for code in taak.bij]
        if taak.voor and (taak.per != "gemeente" or not all(scenario and scenario.leiding for scenario in bij)):
            yield f"taken, {taak.code}, voor: dit kan alleen per gemeente, bij de keuze van een scenario met leiding."
    for regel in protocol.informatieregels:
        leiden = [keuzes.get(aanleiding.removeprefix("overgang:")) for aanleiding in regel.bij]
        if regel.voor and not all(scenario and scenario.leiding for scenario in leiden):
            yield f"informatieregels, {regel.code}, voor: dit kan alleen bij de keuze van een scenario met leiding."


VAN_HET_OORDEEL = (_scenarios, _oordeel, _analyse, _wegingen, _leiding, _voor_wie)
