"""Running one thing several times at the same moment, each in its own thread with its own database connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

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
