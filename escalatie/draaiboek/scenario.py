"""The adviser: which scenario the answers of both parties point to, and why (R62, R65, R68, R73, A5, A6, A7). Pure.

It decides nothing. It reads what each answer *weighs* in the protocol file ("voldoende", "onrust", "regionaal", …),
takes the heaviest scenario that fits, and names the answers that decided. The subjects and their words are the file's
too. Contradiction between parties, or of an answer and the fact beside it, or *onbekend* proposes twijfel.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from basis.regels import Antwoord
from escalatie.protocol.model import Protocol, ScenarioRegel, Vraag, Weging

# What an answer weighs that is not known yet, whatever the subject.
ONBEKEND = "onbekend"


class Analyse(NamedTuple):
    """What the adviser reads of one analysis: its kind, whose it is, the answers by question code; the facts that were
    looked up for it, by their code, and the differences with those that were explained, the newest last."""

    soort: str
    partij: str
    antwoorden: Mapping[str, str]
    feiten: Mapping[str, Mapping[str, Any]] = {}
    verklaard: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class Tegenspraak:
    """An answer that says otherwise than the fact that stood beside its question (R51, R52).

    vraag: the code of the question. verklaring: why the answer holds all the same, with `reden`, `door` and `op`; None
    until somebody said so of this very answer and this very fact.
    """

    soort: str
    partij: str
    vraag: str
    zin: str
    code: str
    antwoord: str
    feit: str
    verklaring: Mapping[str, str] | None = None


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
    tegenspraken: tuple[Tegenspraak, ...] = ()
    is_compleet: bool = True
    heeft_onvoldoende_gehandeld: bool = False


def adviseer(analyses: Iterable[Analyse], protocol: Protocol) -> Advies:
    """Weigh the definitive analyses. No analyses, no advice.

    The reasons are the answers that this scenario asks for and that decided: not the reach for a and b, nor how the
    aanbieder acted for c and d.
    """
    analyses = list(analyses)
    redenen = [reden for analyse in analyses for reden in _redenen(analyse, protocol)]
    tegenspraken = tuple(t for analyse in analyses for t in tegenspraken_van(analyse, protocol))
    gegeven = {reden.weegt for reden in redenen}
    zwaarst = {weging.code: _zwaarste(weging, gegeven) for weging in protocol.wegingen}
    twijfels = (*_twijfels(redenen, protocol), *_onverklaard(tegenspraken))
    scenario = _kies(protocol, set(zwaarst.values()) - {""})
    # Without a scenario the answers that could have chosen one still tell something; with one, those that it asks for.
    telt = set(scenario.bij) if scenario else set(zwaarst.values()) & _gekozen_op(protocol)
    return Advies(
        scenario=scenario.code if scenario else "",
        is_twijfel=bool(twijfels),
        redenen=tuple(reden for reden in redenen if reden.weegt and reden.weegt in telt),
        twijfels=twijfels,
        tegenspraken=tegenspraken,
        is_compleet=bool(redenen),
        heeft_onvoldoende_gehandeld="onvoldoende" in zwaarst.values(),
    )


def tegenspraken_van(analyse: Analyse, protocol: Protocol) -> Iterator[Tegenspraak]:
    """Where an answer of this analysis weighs otherwise than the fact beside it; a fact that suggests nothing, and an
    answer that is not known yet, contradict nothing."""
    for vraag in protocol.vragen_van(analyse.soort):
        feit = analyse.feiten.get(vraag.feit, {}) if vraag.feit else {}
        gegeven = _antwoord(vraag, analyse.antwoorden.get(vraag.code, ""))
        if not gegeven or not feit.get("antwoord") or gegeven.weegt in {"", ONBEKEND, feit["antwoord"]}:
            continue
        tekst = str(feit.get("tekst", ""))
        zelfde = {"vraag": vraag.code, "antwoord": gegeven.code, "feit": tekst}
        eigen = [v for v in analyse.verklaard if all(v[naam] == waarde for naam, waarde in zelfde.items())]
        yield Tegenspraak(
            soort=analyse.soort,
            partij=analyse.partij,
            vraag=vraag.code,
            zin=vraag.zin,
            code=gegeven.code,
            antwoord=gegeven.naam,
            feit=tekst,
            verklaring=eigen[-1] if eigen else None,
        )


def _onverklaard(tegenspraken: Iterable[Tegenspraak]) -> Iterator[str]:
    for t in tegenspraken:
        if t.verklaring is None:
            yield f"{t.partij}: het antwoord “{t.antwoord}” past niet bij het feit: {t.feit}"


def _redenen(analyse: Analyse, protocol: Protocol) -> list[Reden]:
    partij = analyse.partij
    vragen = protocol.vragen_van(analyse.soort)
    paren = ((vraag, _antwoord(vraag, analyse.antwoorden.get(vraag.code, ""))) for vraag in vragen)
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
