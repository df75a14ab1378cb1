"""A list on a page that shows its first rows: with how many it leaves out, so that no list hides anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

T = TypeVar("T")
S = TypeVar("S")
M = TypeVar("M", bound=Model)
# So many lines of a long list stand on a page at one time.
PER_GREEP = 50


@dataclass(frozen=True)
class Gekapt(Generic[T]):
    """The rows that are shown, and how many more there are."""

    rijen: Sequence[T]
    over: int = 0

    @property
    def totaal(self) -> int:
        """How many there are in all."""
        return len(self.rijen) + self.over


def kap(rijen: QuerySet[M], hoogstens: int | None) -> Gekapt[M]:
    """The first `hoogstens` rows (None: all), in their order. One query, two when some are left out."""
    if hoogstens is None:
        return Gekapt(list(rijen))
    gelezen = list(rijen[: hoogstens + 1])
    if len(gelezen) <= hoogstens:
        return Gekapt(gelezen)
    return Gekapt(gelezen[:hoogstens], rijen.count() - hoogstens)


@dataclass(frozen=True)
class Greep(Generic[T]):
    """The lines of a list from the place `vanaf` on, of `aantal` in all. A page that has one shows both, and links to
    the lines before and after it: whatever is on the list can be reached."""

    rijen: Sequence[T]
    aantal: int
    vanaf: int = 0
    per: int = PER_GREEP

    @property
    def van(self) -> int:
        """The number of the first line, as people count."""
        return self.vanaf + 1

    @property
    def tot(self) -> int:
        """The number of the last line."""
        return self.vanaf + len(self.rijen)

    @property
    def is_deel(self) -> bool:
        """Whether the list has lines that do not stand here."""
        return len(self.rijen) < self.aantal

    @property
    def volgende(self) -> int | None:
        """Where the next lines begin; None on the last."""
        return self.tot if self.tot < self.aantal else None

    @property
    def vorige(self) -> int | None:
        """Where the lines before these begin; None at the beginning."""
        return max(0, self.vanaf - self.per) if self.vanaf else None


def greep(lijst: Sequence[S], maak: Callable[[S], T], vanaf: int = 0, per: int = PER_GREEP) -> Greep[T]:
    """The lines of this list from `vanaf` on, `per` at a time, each made by `maak`: what is not shown is not made.
    Beyond its end (work was done meanwhile) they are the last ones."""
    begin = vanaf if vanaf < len(lijst) else max(0, len(lijst) - 1) // per * per
    return Greep([maak(rij) for rij in lijst[begin : begin + per]], len(lijst), begin, per)
