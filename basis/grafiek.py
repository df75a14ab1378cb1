"""A bar chart as numbers for an svg: where each bar stands, how high it is, and which bars carry a name.

Pure: counts in, places out. The template `onderdelen/_grafiek.html` draws it, with a table that says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# In user units; the svg scales to the width it gets. Small, so that its letters stay readable on a phone.
BREED, HOOG = 320, 150
_BOVEN, _ONDER, _LINKS = 18, 24, 4
_NAAM_BREED = 58


@dataclass(frozen=True)
class Staaf:
    """One bar: its name and number, its place, and whether there is room for its name under it."""

    naam: str
    aantal: int
    x: float
    y: float
    breed: float
    hoog: float
    toon_naam: bool

    @property
    def midden(self) -> float:
        """Where its name and number stand."""
        return round(self.x + self.breed / 2, 1)

    @property
    def getal_y(self) -> float:
        """Just above the bar, where its number stands."""
        return round(self.y - 4, 1)


@dataclass(frozen=True)
class Grafiek:
    """The drawing. `code` makes its ids unique on a page; `beschrijving` says it in words."""

    code: str
    titel: str
    beschrijving: str
    staven: tuple[Staaf, ...]
    breed: int = BREED
    hoog: int = HOOG
    bodem: int = HOOG - _ONDER

    @property
    def namen_y(self) -> int:
        """The line on which the names stand."""
        return self.hoog - 6


def staafgrafiek(code: str, titel: str, waarden: Sequence[tuple[str, int]], leeg: str = "Alle dagen 0.") -> Grafiek:
    """Draw (name, number) from left to right. The last bar has its name, and as many before it as there is room for.
    `leeg`: what is said when all are zero."""
    stap = (BREED - 2 * _LINKS) / max(1, len(waarden))
    hoogste = max((aantal for _, aantal in waarden), default=0) or 1
    om_de = max(1, -(-_NAAM_BREED // max(1, int(stap))))
    staven = tuple(
        _staaf(plaats, naam, aantal, stap, hoogste, toon_naam=(len(waarden) - 1 - plaats) % om_de == 0)
        for plaats, (naam, aantal) in enumerate(waarden)
    )
    return Grafiek(code, titel, beschrijf(waarden, leeg), staven)


def beschrijf(waarden: Sequence[tuple[str, int]], leeg: str = "Alle dagen 0.") -> str:
    """The chart as a sentence: every bar that is not zero, or `leeg`."""
    gevuld = [f"{naam}: {aantal}" for naam, aantal in waarden if aantal]
    return f"{'; '.join(gevuld)}." if gevuld else leeg


def _staaf(plaats: int, naam: str, aantal: int, stap: float, hoogste: int, *, toon_naam: bool) -> Staaf:
    hoog = round((HOOG - _BOVEN - _ONDER) * aantal / hoogste, 1)
    x = round(_LINKS + plaats * stap + stap * 0.14, 1)
    return Staaf(naam, aantal, x, round(HOOG - _ONDER - hoog, 1), round(stap * 0.72, 1), hoog, toon_naam)
