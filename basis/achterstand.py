"""Working off rows that are due, however many: within a time budget, and never so that a new one waits for all the old
ones (hazard F29)."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from itertools import islice
from math import inf
from time import monotonic
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

log = logging.getLogger(__name__)
T = TypeVar("T")
# Of so many rows that are handled, one is of the newest; the others are the longest due.
NIEUWSTE_EEN_OP = 5
# What one round looks at; more than that is left for the next.
MEESTE = 20_000
# And how long one queue may take of it: rows that fail are no reason that another queue has no turn.
DUUR = timedelta(seconds=25)
# However late in a round it is: who stands last in it has a turn too.
MINSTENS = timedelta(seconds=2)
# Until when (of `monotonic`) the queues of this round may go on together.
_einde: ContextVar[float] = ContextVar("einde_van_de_ronde", default=inf)


def volgorde(rijen: QuerySet[Any], op: str, limiet: int) -> list[int]:
    """The keys of at most `limiet` of these rows, in the order of their moment `op`, with one of the newest after each
    few."""
    oud = list(rijen.order_by(op, "pk").values_list("pk", flat=True)[:limiet])
    deel = limiet // NIEUWSTE_EEN_OP
    if len(oud) < limiet:  # these are all
        nieuw = oud[::-1][:deel]
    else:
        nieuw = list(rijen.order_by(f"-{op}", "-pk").values_list("pk", flat=True)[:deel])
    return list(islice(dict.fromkeys(_om_en_om(oud, nieuw)), limiet))


def werk_af(
    werk: Iterable[T],
    doe: Callable[[T, datetime], int],
    nu: datetime,
    duur: timedelta | None = None,
    klok: Callable[[], datetime] | None = None,
) -> int:
    """Do each piece of this work (a key, a batch) until `duur` has passed on `klok`; returns how much it says that was
    done.

    Without a clock time stands still at `nu` (aware). `doe` gets the piece and the moment, and has a transaction of its
    own.
    """
    lees, gedaan = klok or (lambda: nu), 0
    for deel in werk:
        op = lees()
        if duur is not None and op - nu >= duur:
            break
        gedaan += doe(deel, op)
    return gedaan


def elk_apart(
    werk: Iterable[T], doe: Callable[[T], int], wat: str, limiet: int = MEESTE, *, is_hardop: bool = False
) -> int:
    """Do each of these in a transaction of its own, until `limiet` were done; returns how many.

    One that fails is logged (`wat` and its key) and takes nobody's place: however many of those come first, the others
    have their turn (F21). `is_hardop`: of whose faults nothing else speaks; the first is raised after the last turn.
    """
    gedaan, tot = 0, _tot()
    fouten: list[Exception] = []
    for een in werk:
        if gedaan >= limiet or monotonic() > tot:
            break
        try:
            with transaction.atomic():
                gedaan += doe(een)
        except Exception as fout:  # whatever it is, it is the fault of this one
            if not is_voorbijgaand(fout):
                log.error("%s %s: %s", wat, een, type(fout).__name__)
                fouten.append(fout)
    if fouten and is_hardop:
        raise fouten[0]
    return gedaan


def elke_stap(stappen: Iterable[Callable[[], object]], wat: str) -> None:
    """Take every step, whatever happens to another; each that fails is logged (`wat`), and the first fault is raised
    afterwards."""
    fouten: list[Exception] = []
    for stap in stappen:
        try:
            stap()
        except Exception as fout:
            log.exception("%s failed", wat)
            fouten.append(fout)
    if fouten:
        raise fouten[0]


def samen_of_elk(werk: Sequence[T], doe: Callable[[Sequence[T]], int], wat: str) -> int:
    """Do all of this in one transaction; when that fails each of it in one of its own, so that what is good goes on.
    Returns how much `doe` says that was done. What fails then is raised after the last, as in `elk_apart`."""
    try:
        with transaction.atomic():
            return doe(werk) if werk else 0
    except Exception as fout:  # whatever is wrong with one of them is found when it stands alone
        is_voorbijgaand(fout)
    return elk_apart(werk, lambda een: doe([een]), wat, is_hardop=True)


@contextmanager
def samen(duur: timedelta) -> Iterator[None]:
    """The queues that are worked off in this block share so much time: ten of them that each take what they may would
    make a round of minutes, in which no new alarm rings, and a watch that seems to stand still."""
    merk = _einde.set(monotonic() + duur.total_seconds())
    try:
        yield
    finally:
        _einde.reset(merk)


def ladingen(nummers: Iterable[int], van: Mapping[int, int], hoogstens: int) -> Iterator[list[int]]:
    """These keys in their order, in batches of at most so many of which no two are of one owner (`van`: key -> owner):
    what happens to the one may change what the other does."""
    lading: list[int] = []
    eigenaren: set[int | None] = set()
    for nummer in nummers:
        eigenaar = van.get(nummer)
        if eigenaar in eigenaren or len(lading) >= hoogstens:
            yield lading
            lading, eigenaren = [], set()
        lading.append(nummer)
        eigenaren.add(eigenaar)
    if lading:
        yield lading


def is_voorbijgaand(fout: Exception) -> bool:
    """Whether a row failed because another held what it needs: no fault of the row, and the next round tries it again.

    Raises the fault itself when the database is away: then no row can be handled.
    """
    if isinstance(fout, InterfaceError) or (isinstance(fout, OperationalError) and not connection.is_usable()):
        raise fout
    return isinstance(fout, OperationalError)


def _tot() -> float:
    """Until when (of `monotonic`) a queue may go on that begins now."""
    nu = monotonic()
    return min(nu + DUUR.total_seconds(), max(_einde.get(), nu + MINSTENS.total_seconds()))


def _om_en_om(oud: list[int], nieuw: list[int]) -> Iterator[int]:
    nieuwste = iter(nieuw)
    for plaats, nummer in enumerate(oud, start=1):
        yield nummer
        if plaats % (NIEUWSTE_EEN_OP - 1) == 0:
            yield from islice(nieuwste, 1)
    yield from nieuwste
