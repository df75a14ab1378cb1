"""The adviser: which scenario the answers of both parties point to, and why (R62, R65, R68, R73, A5, A6, A7). Pure.

It decides nothing. It reads what each answer *weighs* in the protocol file ("voldoende", "onrust", "regionaal", …),
takes the
heaviest scenario that fits, and names the answers that decided. Contradiction or *onbekend* proposes twijfel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from basis.regels import Antwoord
from escalatie.protocol.model import Protocol, ScenarioRegel, Vraag

Analyse = tuple[str, str, Mapping[str, str]]
# The words answers can weigh, per subject; the heaviest last.
HANDELEN = ("voldoende", "onvoldoende")
ONRUST = ("geen_onrust", "onrust")
BEREIK = ("lokaal", "regionaal")
ONBEKEND = "onbekend"


@dataclass(frozen=True)
class Reden:
    """One answer that counted: who gave it, to which question, and what it weighs."""

    partij: str
    vraag: str
    antwoord: str
    weegt: str


@dataclass(frozen=True)
class Advies:
    """The outcome: a scenario letter ("" when there is none), whether twijfel is proposed, and on what it rests."""

    scenario: str
    is_twijfel: bool
    redenen: tuple[Reden, ...] = ()
    twijfels: tuple[str, ...] = ()
    is_compleet: bool = True
    heeft_onvoldoende_gehandeld: bool = False


def adviseer(analyses: Iterable[Analyse], protocol: Protocol) -> Advies:
    """Weigh the definitive analyses: (kind, party, answers by question code) each. No analyses, no advice.

    The reasons are the answers that this scenario asks for and that decided: not the reach for a and b, nor how the
    aanbieder acted for c and d.
    """
    redenen = [reden for analyse in analyses for reden in _redenen(analyse, protocol)]
    weegt = {reden.weegt for reden in redenen}
    handelen, onrust, bereik = _zwaarste(HANDELEN, weegt), _zwaarste(ONRUST, weegt), _zwaarste(BEREIK, weegt)
    twijfels = tuple(_twijfels(redenen))
    scenario = _kies(protocol, handelen, onrust, bereik)
    telt = {onrust, handelen if scenario and scenario.handelen else "", bereik if scenario and scenario.bereik else ""}
    beslissend = tuple(r for r in redenen if r.weegt in telt)
    return Advies(
        scenario=scenario.code if scenario else "",
        is_twijfel=bool(twijfels),
        redenen=beslissend,
        twijfels=twijfels,
        is_compleet=bool(redenen),
        heeft_onvoldoende_gehandeld=handelen == "onvoldoende",
    )


def _redenen(analyse: Analyse, protocol: Protocol) -> list[Reden]:
    soort, partij, antwoorden = analyse
    paren = ((vraag, _antwoord(vraag, antwoorden.get(vraag.code, ""))) for vraag in protocol.vragen_van(soort))
    return [Reden(partij, vraag.zin, gegeven.naam, gegeven.weegt) for vraag, gegeven in paren if gegeven]


def _antwoord(vraag: Vraag, code: str) -> Antwoord | None:
    return next((antwoord for antwoord in vraag.antwoorden if antwoord.code == code), None)


def _zwaarste(woorden: tuple[str, ...], weegt: set[str]) -> str:
    return next((woord for woord in reversed(woorden) if woord in weegt), "")


def _kies(protocol: Protocol, handelen: str, onrust: str, bereik: str) -> ScenarioRegel | None:
    """The heaviest scenario whose condition holds; what nobody answered fits no condition that asks for it."""
    passend = [
        regel
        for regel in protocol.scenarios
        if onrust
        and regel.onrust == (onrust == "onrust")
        and regel.handelen in {"", handelen}
        and regel.bereik in {"", bereik}
    ]
    return max(passend, key=lambda regel: regel.gewicht, default=None)


def _twijfels(redenen: list[Reden]) -> Iterable[str]:
    """Why one could doubt: an answer "onbekend", or two parties who weigh the same subject differently (A7)."""
    for reden in redenen:
        if reden.weegt == ONBEKEND:
            yield f"{reden.partij}: het antwoord op “{reden.vraag}” is nog onbekend."
    for onderwerp, woorden in (("het handelen van de aanbieder", HANDELEN), ("de maatschappelijke onrust", ONRUST)):
        partijen = {woord: sorted({r.partij for r in redenen if r.weegt == woord}) for woord in woorden}
        if all(partijen.values()):
            yield f"De partijen oordelen verschillend over {onderwerp}."
