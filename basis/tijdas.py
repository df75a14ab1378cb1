"""A time line as places for an svg: marks for what happened, bars for terms, on one axis from left to right.

Pure: moments in, places out. Across, places are a share of the width (0-100), so the letters keep their size on every
screen; down, they are pixels. `onderdelen/_tijdas.html` draws it, with a table under it that says the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .taal import kort_moment

# Pixels: of a row of marks, of a bar with its name above it (two lines on a phone), and of the days below.
MERK, BALK, ONDER = 30, 62, 36
# Closer than this share of the width two marks do not fit beside each other.
NAAST_ELKAAR = 8.0
# Room at both ends for half a mark.
RAND = 4.0
Plaats = Callable[[datetime], float]


@dataclass(frozen=True)
class Gebeurd:
    """A step: its name and moment (aware)."""

    naam: str
    op: datetime


@dataclass(frozen=True)
class Looptijd:
    """A term: from when, until when it may take, when it ended (None: it runs), how it stands in words, and whether
    that is late."""

    naam: str
    van: datetime
    tot: datetime
    einde: datetime | None
    stand: str
    is_laat: bool


@dataclass(frozen=True)
class Merk:
    """A mark: its number in the table, its name, and its place."""

    nummer: int
    naam: str
    x: float
    y: int


@dataclass(frozen=True)
class Balk:
    """A bar: what was allowed, what was used of it, what was used too much (0: nothing), and its place."""

    nummer: int
    naam: str
    stand: str
    is_laat: bool
    x: float
    breed: float
    gebruikt: float
    over_x: float
    over: float
    y: int

    @property
    def eind(self) -> float:
        """Where the term ends: the place of the sign when it was passed."""
        return round(self.x + self.breed, 2)


@dataclass(frozen=True)
class Tijdas:
    """The drawing. `dagen`: (place, which end of the word stands there, the day in words)."""

    merken: tuple[Merk, ...]
    balken: tuple[Balk, ...]
    dagen: tuple[tuple[float, str, str], ...]
    nu_x: float
    bodem: int

    @property
    def hoog(self) -> int:
        """How high it is, with the days."""
        return self.bodem + ONDER


def tijdas(gebeurd: Sequence[Gebeurd], looptijden: Sequence[Looptijd], nu: datetime) -> Tijdas | None:
    """Draw these on one axis; `nu` (aware) is on it too. None when nothing happened yet."""
    momenten = [wat.op for wat in gebeurd]
    momenten += [op for term in looptijden for op in (term.van, term.tot, term.einde) if op]
    if not momenten:
        return None
    begin, eind = min(*momenten, nu), max(*momenten, nu)
    duur = max(eind - begin, timedelta(minutes=1))

    def plaats(op: datetime) -> float:
        return round(RAND + (100 - 2 * RAND) * ((op - begin) / duur), 2)

    merken, hoogte = _merken(gebeurd, plaats)
    balken = tuple(
        _balk(len(merken) + rij + 1, term, hoogte + rij * BALK, nu, plaats) for rij, term in enumerate(looptijden)
    )
    dagen = tuple(
        (x, anker, kort_moment(op))
        for x, anker, op in ((0.0, "start", begin), (50.0, "middle", begin + duur / 2), (100.0, "end", eind))
    )
    return Tijdas(merken, balken, dagen, plaats(nu), hoogte + len(balken) * BALK)


def _merken(gebeurd: Sequence[Gebeurd], plaats: Plaats) -> tuple[tuple[Merk, ...], int]:
    """The marks, each on the first row where it has room, and how high they stand together."""
    rijen: list[float] = []
    merken = []
    for nummer, wat in enumerate(gebeurd, 1):
        x = plaats(wat.op)
        rij = next((i for i, laatste in enumerate(rijen) if x - laatste >= NAAST_ELKAAR), len(rijen))
        rijen[rij : rij + 1] = [x]
        merken.append(Merk(nummer, wat.naam, x, MERK // 2 + rij * MERK))
    return tuple(merken), len(rijen) * MERK + 8


def _balk(nummer: int, term: Looptijd, y: int, nu: datetime, plaats: Plaats) -> Balk:
    x, eind = plaats(term.van), plaats(term.tot)
    tot_hier = plaats(max(term.van, min(term.einde or nu, term.tot)))
    over = plaats(term.einde or nu) - eind if term.is_laat else 0.0
    return Balk(
        nummer=nummer,
        naam=term.naam,
        stand=term.stand,
        is_laat=term.is_laat,
        x=x,
        breed=round(eind - x, 2),
        gebruikt=round(tot_hier - x, 2),
        over_x=eind,
        over=round(max(over, 0.0), 2),
        y=y,
    )
