"""Running one thing several times at the same moment, each in its own thread with its own database connection; or one
thing while another holds the row that it waits for."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")


def tegelijk(*werk: Callable[[], T]) -> list[T]:
    """Start all together and return their results in order. What one raises, is raised."""
    slagboom = Barrier(len(werk))

    def doe(een: Callable[[], T]) -> T:
        slagboom.wait(timeout=10)
        try:
            return een()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(werk)) as poel:
        return list(poel.map(doe, werk))


def na_het_wachten(eerst: Callable[[], object], daarna: Callable[[], T]) -> T:
    """Do `eerst`, and save it only when `daarna`, on another connection, waits for a lock of it. Returns what `daarna`
    returns; what that raises, is raised."""

    def doe() -> T:
        try:
            return daarna()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as poel:
        with transaction.atomic():
            eerst()
            werk = poel.submit(doe)
            while not _wacht_er_een() and not werk.done():
                time.sleep(0.01)
            assert not werk.done(), "de tweede wachtte niet op de eerste"
        return werk.result(timeout=10)


def _wacht_er_een() -> bool:
    """Whether somebody waits for a lock."""
    with connection.cursor() as cursor:
        # Not pg_stat_activity: within a transaction that keeps telling what it told first.
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])
