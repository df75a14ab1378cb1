"""Working off rows that are due, however many: within a time budget, and never so that a new one waits for all the old
ones (hazard F29)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.models import QuerySet

# Of so many rows that are handled, one is of the newest; the others are the longest due.
NIEUWSTE_EEN_OP = 5
# What one round looks at; more than that is left for the next.
MEESTE = 20_000


def volgorde(rijen: QuerySet[Any], op: str, limiet: int) -> list[int]:
    """The keys of at most `limiet` of these rows, in the order of their moment `op`, with one of the newest after each
    few."""
    oud = list(rijen.order_by(op, "pk").values_list("pk", flat=True)[:limiet])
    nieuw = list(rijen.order_by(f"-{op}", "-pk").values_list("pk", flat=True)[: limiet // NIEUWSTE_EEN_OP])
    return list(islice(dict.fromkeys(_om_en_om(oud, nieuw)), limiet))


def werk_af(
    nummers: Iterable[int],
    doe: Callable[[int, datetime], bool],
    nu: datetime,
    duur: timedelta | None = None,
    klok: Callable[[], datetime] | None = None,
) -> int:
    """Do this for each key until `duur` has passed on `klok`; returns how often it said True.

    Without a clock time stands still at `nu` (aware). `doe` gets the key and the moment, and has a transaction of its
    own per row.
    """
    lees, gedaan = klok or (lambda: nu), 0
    for nummer in nummers:
        op = lees()
        if duur is not None and op - nu >= duur:
            break
        gedaan += doe(nummer, op)
    return gedaan


def is_voorbijgaand(fout: Exception) -> bool:
    """Whether a row failed because another held what it needs: no fault of the row, and the next round tries it again.

    Raises the fault itself when the database is away: then no row can be handled.
    """
    if isinstance(fout, InterfaceError) or (isinstance(fout, OperationalError) and not connection.is_usable()):
        raise fout
    return isinstance(fout, OperationalError)


def _om_en_om(oud: list[int], nieuw: list[int]) -> Iterator[int]:
    nieuwste = iter(nieuw)
    for plaats, nummer in enumerate(oud, start=1):
        yield nummer
        if plaats % (NIEUWSTE_EEN_OP - 1) == 0:
            yield from islice(nieuwste, 1)
    yield from nieuwste
