"""Whose a row without a gemeente of its own is: that of the row above it, unless the list itself says otherwise (R98).

In a copied table an address or a number that did not fit may come loose, and land under another gemeente.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .cellen import kaal
from .rijen import Rij


def met_eigenaar(rijen: Sequence[Rij], los: Iterable[int]) -> list[Rij]:
    """Return the rows, with a doubt for each row that took its gemeente from the row above and may be of someone else.

    `los`: the numbers of the rows that named no gemeente themselves.
    """
    zonder = set(los)
    return [_met_twijfel(rij, rijen) if rij.nummer in zonder else rij for rij in rijen]


def _met_twijfel(rij: Rij, rijen: Sequence[Rij]) -> Rij:
    elders = [ander for ander in rijen if not ander.is_leeg and kaal(ander.gemeente) != kaal(rij.gemeente)]
    zin = _van_een_ander(rij, elders)
    if not zin and not (rij.wie or rij.functie):
        zin = _naar_naam(rij, elders) or _naar_domein(rij, {ander.gemeente for ander in rijen})
    return replace(rij, twijfels=(*rij.twijfels, zin)) if zin else rij


def _van_een_ander(rij: Rij, elders: Iterable[Rij]) -> str:
    """The same address or number stands at a row of another gemeente."""
    for ander in elders:
        if rij.email and rij.email.casefold() == ander.email.casefold():
            return f"Dit adres hoort bij {ander.wie or 'een postbus'} van {ander.gemeente}."
        if {rij.mobiel, rij.telefoon} & {ander.mobiel, ander.telefoon} - {""}:
            return f"Dit nummer hoort bij {ander.wie or 'een postbus'} van {ander.gemeente}."
    return ""


def _naar_naam(rij: Rij, elders: Iterable[Rij]) -> str:
    """The address reads as the name of someone of another gemeente who has none, or who has another."""
    namen = [ander for ander in elders if ander.naam and _is_naam(rij.email, ander.naam)]
    beste = next((ander for ander in namen if not ander.email), next(iter(namen), None))
    return f"Dit adres hoort misschien bij {beste.wie} van {beste.gemeente}." if beste else ""


def _is_naam(email: str, naam: str) -> bool:
    """Whether the local part is this name: the last word, with no initial or first name that contradicts it."""
    delen = [kaal(deel) for deel in re.split(r"[._+-]", email.rpartition("@")[0]) if kaal(deel)]
    woorden = [kaal(woord) for woord in re.split(r"[\s-]+", naam) if kaal(woord)]
    if not delen or not woorden or woorden[-1] not in delen:
        return "".join(delen) in {"".join(woorden), f"{woorden[0][0]}{woorden[-1]}"} if delen and woorden else False
    voor = delen[: delen.index(woorden[-1])]
    return not voor or voor[0][0] == woorden[0][0]


def _naar_domein(rij: Rij, gemeenten: Iterable[str]) -> str:
    """The domain names another gemeente of the list, and not the one above."""
    domein = kaal(rij.email.rpartition("@")[2])
    genoemd = [gemeente for gemeente in gemeenten if len(kaal(gemeente)) > 3 and kaal(gemeente) in domein]
    if not genoemd or kaal(rij.gemeente) in {kaal(gemeente) for gemeente in genoemd}:
        return ""
    return f"Dit adres lijkt van {sorted(genoemd)[0]}, maar staat onder {rij.gemeente}."
