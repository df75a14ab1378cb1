"""Many counts in one question to the database: each is a branch of a UNION ALL with rows (soort, sleutel, aantal)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

Telling = QuerySet[Any, tuple[str, str, int]]


def per(soort: str, rijen: QuerySet[Any], veld: str | Combinable, wat: str = "pk", *, is_uniek: bool = True) -> Telling:
    """How many different `wat` there are per value of `veld`; `is_uniek=False` is cheaper where none occurs twice."""
    rijen = rijen.order_by().annotate(_soort=Value(soort, CharField()), _sleutel=Cast(veld, CharField()))
    return _tel(rijen, wat, is_uniek=is_uniek)


def alle(soort: str, rijen: QuerySet[Any], wat: str = "pk") -> Telling:
    """How many different `wat` there are in all; a row with an empty key."""
    leeg = Value("", CharField())
    return _tel(rijen.order_by().annotate(_soort=Value(soort, CharField()), _sleutel=leeg), wat, is_uniek=True)


def tel(tellingen: Iterable[Telling]) -> dict[str, dict[str, int]]:
    """Ask all counts at once: soort -> sleutel -> how many. A soort without rows may be absent; what two branches
    call by one name is one number."""
    return tel_op(samen(tellingen))


def samen(tellingen: Iterable[Telling]) -> Telling:
    """All counts as one question."""
    eerste, *rest = tellingen
    return eerste.union(*rest, all=True) if rest else eerste


def tel_op(rijen: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    """The answer of that question: soort -> sleutel -> how many."""
    uitkomst: dict[str, dict[str, int]] = {}
    for soort, sleutel, aantal in rijen:
        getallen = uitkomst.setdefault(soort, {})
        getallen[sleutel] = getallen.get(sleutel, 0) + aantal
    return uitkomst


def _tel(rijen: QuerySet[Any], wat: str, *, is_uniek: bool) -> Telling:
    gegroepeerd = rijen.values("_soort", "_sleutel").annotate(_aantal=Count(wat, distinct=is_uniek))
    telling: Telling = gegroepeerd.values_list("_soort", "_sleutel", "_aantal")
    return telling
