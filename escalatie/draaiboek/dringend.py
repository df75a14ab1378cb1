"""What comes first in every list of work, and how a list that is cut says so.

First what is late, then what is due today or before the next morning, then what has no moment: nobody said that it can
wait. What is due later comes after those. Only that part may be cut off; the page says how much, with a way to all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When, Window
from django.db.models.expressions import Combinable

from basis.kalender import ZONE, lokaal
from basis.resttijd import BIJNA

T = TypeVar("T")
# The night is over.
OCHTEND = time(8)
LAAT, STRAKS, ZONDER_MOMENT, LATER, DOORLOPEND = range(5)


@dataclass(frozen=True)
class Afgekapt(Generic[T]):
    """The part of a list that is shown, and how many are left out."""

    rijen: Sequence[T]
    over: int = 0


def horizon(nu: datetime) -> datetime:
    """Until when something is due today, at `nu` (aware): the next morning, and never less than half a day on. In the
    night, when that morning is of today, until the end of that day: what says "vandaag" stands under Vandaag."""
    plaatselijk = lokaal(nu)
    morgen = plaatselijk.date() + timedelta(days=1)
    tot = datetime.combine(morgen, OCHTEND if plaatselijk.time() >= OCHTEND else time.min, tzinfo=ZONE)
    return max(tot, nu + BIJNA)


def rang(op: datetime | None, nu: datetime) -> int:
    """The place of something that is due at `op` (aware, or never said)."""
    if op is None:
        return ZONDER_MOMENT
    return LAAT if op < nu else STRAKS if op <= horizon(nu) else LATER


def op_rang(veld: str, nu: datetime, doorlopend: Q | None = None, straks: datetime | None = None) -> Combinable:
    """`rang` as an expression over the moment `veld`. `doorlopend`: what goes on without a moment and comes last;
    `straks`: the `horizon` of `nu`, for a question that is prepared."""
    blijvend = [When(doorlopend & Q(**{f"{veld}__isnull": True}), then=Value(DOORLOPEND))] if doorlopend else []
    return Case(
        *blijvend,
        When(**{f"{veld}__isnull": True}, then=Value(ZONDER_MOMENT)),
        When(**{f"{veld}__lt": nu}, then=Value(LAAT)),
        When(**{f"{veld}__lte": straks or horizon(nu)}, then=Value(STRAKS)),
        default=Value(LATER),
        output_field=IntegerField(),
    )


def kap(rijen: QuerySet[Any, dict[str, Any]], limiet: int | None, *, is_kort: bool = False) -> Afgekapt[dict[str, Any]]:
    """The first `limiet` of these rows (None: all), and however many more are late, due tonight or without a moment
    (not when `is_kort`); with how many are left out. `rijen`: values in order, with `op_rang` as `_rang`. One query,
    two when so many are urgent."""
    tellend = rijen.annotate(
        _totaal=Window(Count("pk")),
        _dringend=Window(Sum(Case(When(_rang__lt=LATER, then=1), default=0, output_field=IntegerField()))),
    )
    gelezen = list(tellend if limiet is None else tellend[:limiet])
    if not gelezen or limiet is None:
        return Afgekapt(gelezen)
    dringend = gelezen[0]["_dringend"]
    if dringend > limiet and not is_kort:
        gelezen = list(tellend[:dringend])
    return Afgekapt(gelezen, gelezen[0]["_totaal"] - len(gelezen))


def kap_lijst(rijen: Sequence[T], limiet: int | None) -> Afgekapt[T]:
    """The first `limiet` of a list that was read whole (None: all)."""
    getoond = rijen if limiet is None else rijen[:limiet]
    return Afgekapt(getoond, len(rijen) - len(getoond))
