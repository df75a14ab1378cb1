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


# Of the parts of a run: section, figure, what it is called, the goal, its measure; a goal below zero is one to reach.
WERK: tuple[tuple[str, str, str, float, str], ...] = (
    ("overgang", "van_wat_mag", "overgang: deel van 5 × me + 3 × kaal SQL", 1, ""),
    ("wekkers", "deel_van_kaal", "wekkers: deel van kaal SQL", -0.3, ""),
    ("ronde", "leeg_ms", "een hele ronde zonder werk", 20, "ms"),
    ("controle", "ronde_s", "controle: één ronde", 60, "s"),
    ("mail", "deel_van_kaal", "mail: deel van kaal smtplib", -0.25, ""),
    ("traag", "x_kaal", "mail met 20 ms per antwoord: × één kale verbinding", -3, "×"),
    ("bezorgtijd", "p50_ms", "van commit tot de mailserver: p50", 1000, "ms"),
    ("bezorgtijd", "p99_ms", "van commit tot de mailserver: p99", 6000, "ms"),
    ("drukte", "p99_ms", "200 mensen: p99", 250, "ms"),
    ("drukte", "kern_web", "200 mensen: deel van een kern", 0.6, ""),
    ("drukte", "fout", "200 mensen: niet beantwoord", 0, ""),
)
EENMAAL: tuple[tuple[str, str, str, float, str], ...] = (
    ("papier", "x_kaal", "papier van 100 bladzijden", 1.2, "× kaal"),
    ("papier", "geheugen_MB", "papier van 100 bladzijden: geheugen", 300, "MB"),
    ("inlezen", "deel_van_kaal", "10.000 contacten inlezen: deel van een bulkopdracht", -0.5, ""),
    ("demo", "tweede_s", "bin/demo, tweede keer, tot de eerste pagina", 6, "s"),
    ("demo", "eerste_s", "bin/demo, eerste keer, met voorbeelden", 20, "s"),
    ("demo", "web_en_worker_MB", "bin/demo: website en worker samen", 300, "MB"),
)


def oordelen(uitslag: dict[str, Any], bladen: list[Any]) -> list[Oordeel]:
    """Every goal beside its figure, for the largest size of this run; what was not measured in it is not judged."""
    maten = sorted(uitslag["maten"], key=int)
    klein, groot = uitslag["maten"][maten[0]], uitslag["maten"][maten[-1]]
    gevonden = [*_bladen(klein["bladen"], groot["bladen"], bladen)] if "bladen" in groot else []
    return [*gevonden, *_werk(groot, WERK), *_werk(uitslag["eenmaal"], EENMAAL)]


def _bladen(klein: dict[str, Any], groot: dict[str, Any], bladen: list[Any]) -> Iterator[Oordeel]:
    for blad in bladen:
        rij = groot[blad.naam]
        if blad.hoogstens:
            yield _hoogstens(blad.naam, rij["x_me"], blad.hoogstens, "× me")
            # Beside `me` of its own round: a machine that became busier in between is no growth.
            yield _hoogstens(f"{blad.naam}: groei", rij["x_me"] / klein[blad.naam]["x_me"], GROEI, "×")
        if blad.sql_ms:
            yield _hoogstens(f"{blad.naam}: database", rij["sql_ms"], blad.sql_ms, "ms")
        if blad.kilobytes:
            yield _hoogstens(f"{blad.naam}: grootte", rij["kB"], blad.kilobytes, "kB")


def _werk(cijfers: dict[str, Any], doelen: tuple[tuple[str, str, str, float, str], ...]) -> Iterator[Oordeel]:
    for deel, cijfer, wat, doel, maat in doelen:
        if deel in cijfers:
            keur = _hoogstens if doel >= 0 else _minstens
            yield keur(wat, cijfers[deel][cijfer], abs(doel), maat)


def _hoogstens(wat: str, gemeten: float, doel: float, maat: str) -> Oordeel:
    return Oordeel(wat, f"{gemeten:.3g} {maat}".strip(), f"≤ {doel:g} {maat}".strip(), gemeten <= doel)


def _minstens(wat: str, gemeten: float, doel: float, maat: str) -> Oordeel:
    return Oordeel(wat, f"{gemeten:.3g} {maat}".strip(), f"≥ {doel:g} {maat}".strip(), gemeten >= doel)
