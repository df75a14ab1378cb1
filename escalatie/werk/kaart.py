"""The region as a schematic map: a tile per gemeente, where the file of the region puts it, with its open meldingen.

Pure: counts in, places out. `onderdelen/_kaart.html` draws it; the table beside it says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from basis.regio import Regiogemeente
from basis.taal import aantal

# In user units; the svg scales to the width it gets.
BREED, HOOG, TUSSEN = 100, 72, 6
# Without places in the file the tiles stand in rows of so many, in the order of the file.
PER_RIJ = 4
# A name longer than this is written smaller.
KORTE_NAAM = 11


@dataclass(frozen=True)
class Tegel:
    """One gemeente: its name in one or two lines, its figures, and its place. `stand`: rust, open or laat."""

    regels: tuple[str, ...]
    open: int
    te_laat: int
    x: int
    y: int

    @property
    def stand(self) -> str:
        """Which colour and pattern it has; the words in it say the same."""
        return "laat" if self.te_laat else "open" if self.open else "rust"

    @property
    def tekst(self) -> str:
        """The figures in words."""
        return f"{self.open} open" if self.open else "geen"

    @property
    def is_klein(self) -> bool:
        """Whether the name needs smaller letters."""
        return max(map(len, self.regels)) > KORTE_NAAM

    @property
    def midden(self) -> int:
        """Where its words stand."""
        return self.x + BREED // 2

    @property
    def naam_y(self) -> tuple[tuple[str, int], ...]:
        """Each line of the name with its height."""
        begin = self.y + (20 if len(self.regels) > 1 else 26)
        return tuple((regel, begin + 14 * nummer) for nummer, regel in enumerate(self.regels))

    @property
    def open_y(self) -> int:
        """The line of what is open."""
        return self.y + 49

    @property
    def laat_y(self) -> int:
        """The line of what is late."""
        return self.y + 64


@dataclass(frozen=True)
class Kaart:
    """The drawing. `beschrijving` says it in words."""

    tegels: tuple[Tegel, ...]
    beschrijving: str
    breed: int
    hoog: int
    tegel_breed: int = BREED
    tegel_hoog: int = HOOG


def teken(gemeenten: Sequence[Regiogemeente], cijfers: Mapping[str, tuple[int, int]]) -> Kaart:
    """The gemeenten of a region with (open, late) by their code; one without figures has none."""
    heeft_plekken = all(gemeente.kaart for gemeente in gemeenten)
    tegels = []
    for nummer, gemeente in enumerate(gemeenten):
        kolom, rij = (
            gemeente.kaart if heeft_plekken and gemeente.kaart else (nummer % PER_RIJ + 1, nummer // PER_RIJ + 1)
        )
        open_, te_laat = cijfers.get(gemeente.code, (0, 0))
        plek = (TUSSEN + (kolom - 1) * (BREED + TUSSEN), TUSSEN + (rij - 1) * (HOOG + TUSSEN))
        tegels.append(Tegel(_in_regels(gemeente.naam), open_, te_laat, *plek))
    breed = max((tegel.x for tegel in tegels), default=0) + BREED + TUSSEN
    hoog = max((tegel.y for tegel in tegels), default=0) + HOOG + TUSSEN
    return Kaart(tuple(tegels), _beschrijf(gemeenten, cijfers), breed, hoog)


def _in_regels(naam: str) -> tuple[str, ...]:
    """A name in two lines where it can be broken and is long."""
    for teken_ in ("-", " "):
        links, gevonden, rechts = naam.rpartition(teken_)
        if gevonden and len(naam) > KORTE_NAAM:
            return (links + teken_.strip(), rechts)
    return (naam,)


def _beschrijf(gemeenten: Sequence[Regiogemeente], cijfers: Mapping[str, tuple[int, int]]) -> str:
    zinnen = []
    for gemeente in gemeenten:
        open_, te_laat = cijfers.get(gemeente.code, (0, 0))
        if open_:
            zinnen.append(f"{gemeente.naam}: {open_} open" + (f", {te_laat} te laat" if te_laat else ""))
    rest = len(gemeenten) - len(zinnen)
    zinnen.append(f"{aantal(rest, 'gemeente heeft', 'gemeenten hebben')} geen open melding")
    return f"{'; '.join(zinnen)}."
