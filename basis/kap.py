"""A list on a page that shows its first rows: with how many it leaves out, so that no list hides anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

T = TypeVar("T")
M = TypeVar("M", bound=Model)


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
