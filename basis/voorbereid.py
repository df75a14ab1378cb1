"""A question to the database whose SQL is written once in a process, and asked with other keys after that.

A page of a dossier asks some twenty questions, every time the same ones about another zaak; a mail asks five about a
seat. To the database each is a tenth of a millisecond; the ORM needed one to six to write its SQL. What is prepared
here keeps the SQL and the shape of its rows, and puts the keys in their places (docs/besluiten/0051).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from .wereld import nummer_hier

R = TypeVar("R")
Sleutel = int | str | date | datetime | Model

# What stands in the place of a key while the SQL is written: no row has it, and no condition names it.
# A number that an ordinary column can hold: of one that it cannot, Django says by itself that nothing is found. A text
# that is changed by whatever is done with it: by its capitals, its spaces, and what a search would escape.
_GETAL, _JAAR, _TEKST = 2_071_605_000, 9071, "\x02Plaats"
_MERK = str(_GETAL)[:-3]


class SleutelRaakteZoek(Exception):
    """A key does not stand in the SQL as it was given: something was made of it, and the answer would be that of
    another key."""


class Vrij(int):
    """A key that a question may leave out: of who asks, one is about the account and another about the gemeente. What
    decides whether it is left out is an argument that chooses another SQL, and never the value of the key."""


def voorbereid(bouw: Callable[..., QuerySet[Any, R]]) -> Callable[..., list[R]]:
    """Make of a function that gives a queryset one that gives its rows, with the SQL kept.

    In: the function. Its positional arguments are keys (a number, a text, a date, an aware moment, or a row that is
    saved, which stands for its number) and only their values differ between two calls with as many keys of the same
    types; keyword arguments (hashable) choose another SQL. Out: a function with the same arguments that gives a list,
    for it can be asked nothing further. Raises SleutelRaakteZoek at the first call when a key does not reach the SQL
    as it is. A question that can find nothing, whatever the keys, is not kept.

    In a drill nothing is kept: its number stands in every condition, and it is over soon.
    """
    bewaard: dict[Any, tuple[QuerySet[Any, R], _Geschreven]] = {}

    @wraps(bouw)
    def vraag(*gegeven: Sleutel, **vast: Any) -> list[R]:
        if nummer_hier() is not None:
            return list(bouw(*gegeven, **vast))
        sleutels = tuple(sleutel.pk if isinstance(sleutel, Model) else sleutel for sleutel in gegeven)
        keus = (tuple(map(type, sleutels)), tuple(sorted(vast.items())))
        gevonden = bewaard.get(keus)
        if gevonden is None:
            plaatsen = [_plaats(type(sleutel), nummer) for nummer, sleutel in enumerate(sleutels)]
            rijen = bouw(*plaatsen, **vast)
            vrij = {nummer for nummer, sleutel in enumerate(sleutels) if isinstance(sleutel, Vrij)}
            if (nieuw := _schrijf(rijen, plaatsen, vrij)) is None:
                return list(bouw(*gegeven, **vast))
            gevonden = bewaard[keus] = (rijen, nieuw)
        rijen, geschreven = gevonden
        return _lees(rijen, geschreven.met(sleutels, rijen.db))

    return vraag


_onthouden: ContextVar[dict[Any, list[Any]] | None] = ContextVar("onthouden", default=None)


@contextmanager
def onthouden() -> Iterator[None]:
    """As long as this lasts, a question that `blijft` is asked once for the same keys. For one piece of work that is
    over in a moment, in one transaction, and does not write what it asks."""
    was = _onthouden.set({})
    try:
        yield
    finally:
        _onthouden.reset(was)


def blijft(vraag: Callable[..., list[R]]) -> Callable[..., list[R]]:
    """Make of a prepared question one of which the answer is kept within `onthouden`."""

    @wraps(vraag)
    def eens(*gegeven: Sleutel, **vast: Any) -> list[R]:
        bewaard = _onthouden.get()
        if bewaard is None:
            return vraag(*gegeven, **vast)
        sleutel = (vraag, nummer_hier(), gegeven, tuple(sorted(vast.items())))
        if sleutel not in bewaard:
            bewaard[sleutel] = vraag(*gegeven, **vast)
        return list(bewaard[sleutel])

    return eens


@dataclass(frozen=True)
class _Geschreven:
    """The SQL of a question; `plaatsen`: which of its values is which key."""

    vraag: Query
    compiler: SQLCompiler
    sql: str
    waarden: tuple[Any, ...]
    plaatsen: tuple[tuple[int, int], ...]

    def met(self, sleutels: tuple[Any, ...], using: str) -> "_Ingevuld":
        """The same with these keys, for the connection of this thread."""
        verbinding, waarden = connections[using], list(self.waarden)
        for plaats, nummer in self.plaatsen:
            waarden[plaats] = _als_waarde(sleutels[nummer], verbinding)
        compiler = copy(self.compiler)
        compiler.using, compiler.connection = using, verbinding
        compiler.as_sql = lambda *_, **__: (self.sql, tuple(waarden))  # type: ignore[method-assign]
        return _Ingevuld(self.vraag, compiler)


class _Ingevuld:
    """Stands in for the query of a queryset that is read at once: all of it, but for who writes its SQL."""

    def __init__(self, vraag: Query, compiler: SQLCompiler) -> None:
        self._vraag, self._compiler = vraag, compiler

    def get_compiler(self, *_: Any, **__: Any) -> SQLCompiler:
        """The SQL that stands ready."""
        return self._compiler

    def __getattr__(self, naam: str) -> Any:
        return getattr(self._vraag, naam)


def _plaats(soort: type, nummer: int) -> Any:
    """What stands in the place of key `nummer`. Raises TypeError for a key of another type."""
    if issubclass(soort, datetime):
        return datetime(_JAAR, 6, 5, 4, 3, 2, nummer, tzinfo=UTC)
    if issubclass(soort, date):
        return date(_JAAR, 6, 1 + nummer)
    if issubclass(soort, str):
        return f" {_TEKST}{nummer} É%_\\ "
    if issubclass(soort, int) and not issubclass(soort, bool):
        return _GETAL + nummer
    raise TypeError(soort)


def _als_waarde(sleutel: Any, verbinding: BaseDatabaseWrapper) -> Any:
    """A key as this database takes it."""
    if isinstance(sleutel, Vrij):
        return int(sleutel)
    if isinstance(sleutel, datetime):
        return verbinding.ops.adapt_datetimefield_value(sleutel)
    return verbinding.ops.adapt_datefield_value(sleutel) if isinstance(sleutel, date) else sleutel


def _schrijf(rijen: QuerySet[Any, Any], plaatsen: list[Any], vrij: set[int]) -> _Geschreven | None:
    """Write the SQL; None when there is nothing to find, at least with these keys. `vrij`: the keys that it may leave
    out; of which something was made, it may not hold."""
    compiler = rijen.query.get_compiler(rijen.db)
    try:
        sql, waarden = compiler.as_sql()
    except EmptyResultSet:
        return None
    namen = {_als_waarde(plaats, compiler.connection): nummer for nummer, plaats in enumerate(plaatsen)}
    gevonden = tuple((plek, namen[waarde]) for plek, waarde in enumerate(waarden) if _is_een_van(waarde, namen))
    rest = [waarde for waarde in waarden if not _is_een_van(waarde, namen)]
    if set(namen.values()) - {nummer for _, nummer in gevonden} - vrij or _verraadt(sql) or any(map(_verraadt, rest)):
        raise SleutelRaakteZoek(sql, rest)
    return _Geschreven(rijen.query, compiler, sql, tuple(waarden), gevonden)


def _is_een_van(waarde: Any, namen: dict[Any, int]) -> bool:
    return isinstance(waarde, int | str | date) and waarde in namen


def _verraadt(waarde: Any) -> bool:
    """Whether something was made of a key: it is recognised in there still."""
    if isinstance(waarde, date):
        return waarde.year >= _JAAR - 1
    tekst = str(waarde).casefold()
    return _MERK in tekst or f"{_JAAR}-" in tekst or f"{_JAAR - 1}-" in tekst or _TEKST.casefold() in tekst


def _lees(rijen: Any, ingevuld: _Ingevuld) -> list[R]:
    """Read the rows as the queryset would: a copy of it, for its own keeps no rows and other threads read it too."""
    lezing = rijen.__class__(model=rijen.model, query=ingevuld, using=rijen.db, hints=rijen._hints)
    for naam in ("_iterable_class", "_fields", "_prefetch_related_lookups"):
        setattr(lezing, naam, getattr(rijen, naam))
    return list(lezing)
