"""The goals, and what of them was reached: one line each, with the figure it is judged by."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

GROEI = 1.2


@dataclass(frozen=True)
class Oordeel:
    """One goal: what it is about, what was measured, what was asked, and whether that was reached."""

    wat: str
    gemeten: str
    doel: str
    gehaald: bool


def oordelen(uitslag: dict[str, Any], bladen: list[Any]) -> list[Oordeel]:
    """Every goal beside its figure, for the largest size of this run."""
    maten = sorted(uitslag["maten"], key=int)
    klein, groot = uitslag["maten"][maten[0]], uitslag["maten"][maten[-1]]
    return [*_bladen(klein["bladen"], groot["bladen"], bladen), *_werk(groot)]


def _bladen(klein: dict[str, Any], groot: dict[str, Any], bladen: list[Any]) -> Iterator[Oordeel]:
    for blad in bladen:
        rij = groot[blad.naam]
        if blad.hoogstens:
            yield _hoogstens(blad.naam, rij["x_me"], blad.hoogstens, "× me")
            groei = (rij["web_ms"] + rij["sql_ms"]) / (klein[blad.naam]["web_ms"] + klein[blad.naam]["sql_ms"])
            yield _hoogstens(f"{blad.naam}: groei", groei, GROEI, "×")
        if blad.kilobytes:
            yield _hoogstens(f"{blad.naam}: grootte", rij["kB"], blad.kilobytes, "kB")


def _werk(groot: dict[str, Any]) -> Iterator[Oordeel]:
    yield _minstens("mail: deel van kaal smtplib", groot["mail"]["deel_van_kaal"], 0.25, "")
    yield _minstens("wekkers: deel van kaal SQL", groot["wekkers"]["deel_van_kaal"], 0.3, "")
    yield _hoogstens("wekkers: ronde zonder werk", groot["wekkers"]["lege_ronde_ms"], 20, "ms")
    yield _hoogstens("controle: één ronde", groot["controle"]["ronde_s"], 60, "s")
    yield _hoogstens("200 mensen: p99", groot["drukte"]["p99_ms"], 250, "ms")
    yield _hoogstens("200 mensen: deel van een kern", groot["drukte"]["kern_web"], 0.6, "")
    yield _hoogstens("papier van veel bladzijden", groot["papier"]["x_kaal"], 1.2, "× kaal")


def _hoogstens(wat: str, gemeten: float, doel: float, maat: str) -> Oordeel:
    return Oordeel(wat, f"{gemeten:.3g} {maat}".strip(), f"≤ {doel:g} {maat}".strip(), gemeten <= doel)


def _minstens(wat: str, gemeten: float, doel: float, maat: str) -> Oordeel:
    return Oordeel(wat, f"{gemeten:.3g} {maat}".strip(), f"≥ {doel:g} {maat}".strip(), gemeten >= doel)
