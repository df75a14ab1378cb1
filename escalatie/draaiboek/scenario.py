"""The adviser: which scenario the answers of both parties point to, and why (R62, R65, R68, R73, A5, A6, A7). Pure.

It decides nothing. It reads what each answer *weighs* in the protocol file ("voldoende", "onrust", "regionaal", …),
takes the heaviest scenario that fits, and names the answers that decided. The subjects and their words are the file's
too. Contradiction or *onbekend* proposes twijfel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from basis.regels import Antwoord
from escalatie.protocol.model import Protocol, ScenarioRegel, Vraag, Weging

Analyse = tuple[str, str, Mapping[str, str]]
# What an answer weighs that is not known yet, whatever the subject.
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
    gegeven = {reden.weegt for reden in redenen}
    zwaarst = {weging.code: _zwaarste(weging, gegeven) for weging in protocol.wegingen}
    twijfels = tuple(_twijfels(redenen, protocol))
    scenario = _kies(protocol, set(zwaarst.values()) - {""})
    # Without a scenario the answers that could have chosen one still tell something; with one, those that it asks for.
    telt = set(scenario.bij) if scenario else set(zwaarst.values()) & _gekozen_op(protocol)
    return Advies(
        scenario=scenario.code if scenario else "",
        is_twijfel=bool(twijfels),
        redenen=tuple(reden for reden in redenen if reden.weegt and reden.weegt in telt),
        twijfels=twijfels,
        is_compleet=bool(redenen),
        heeft_onvoldoende_gehandeld="onvoldoende" in zwaarst.values(),
    )


def _redenen(analyse: Analyse, protocol: Protocol) -> list[Reden]:
    soort, partij, antwoorden = analyse
    paren = ((vraag, _antwoord(vraag, antwoorden.get(vraag.code, ""))) for vraag in protocol.vragen_van(soort))
    return [Reden(partij, vraag.zin, gegeven.naam, gegeven.weegt) for vraag, gegeven in paren if gegeven]


def _antwoord(vraag: Vraag, code: str) -> Antwoord | None:
    return next((antwoord for antwoord in vraag.antwoorden if antwoord.code == code), None)


def _zwaarste(weging: Weging, gegeven: set[str]) -> str:
    return next((woord for woord in reversed(weging.woorden) if woord in gegeven), "")


def _kies(protocol: Protocol, zwaarst: set[str]) -> ScenarioRegel | None:
    """The heaviest scenario whose condition holds; what nobody answered fits no condition that asks for it."""
    passend = [regel for regel in protocol.scenarios if regel.bij and set(regel.bij) <= zwaarst]
    return max(passend, key=lambda regel: regel.gewicht, default=None)


def _gekozen_op(protocol: Protocol) -> set[str]:
    """The words on which every choice between scenarios begins: those of the first subject that each of them names."""
    return {regel.bij[0] for regel in protocol.scenarios if regel.bij}


def _twijfels(redenen: list[Reden], protocol: Protocol) -> Iterable[str]:
    """Why one could doubt: an answer "onbekend", or two parties who weigh the same subject differently (A7)."""
    for reden in redenen:
        if reden.weegt == ONBEKEND:
            yield f"{reden.partij}: het antwoord op “{reden.vraag}” is nog onbekend."
    for weging in (weging for weging in protocol.wegingen if weging.twijfel):
        gewogen = {reden.weegt for reden in redenen} & set(weging.woorden)
        if len(gewogen) > 1:
            yield f"De partijen oordelen verschillend over {weging.naam}."
