"""An answer that is asked by everybody and costs the database something: given again for some seconds, and made by one
at a time. So a flood of questions costs the database one, and fills no thread but one."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")
_alle: "list[Onthouden[object]]" = []


class Onthouden(Generic[T]):
    """Keeps the last answer of this process. Who asks while another makes it, gets the one before."""

    def __init__(self, seconden: float) -> None:
        self._seconden, self._slot = seconden, Lock()
        self._laatste: tuple[float, T] | None = None
        _alle.append(self)  # type: ignore[arg-type]

    def geef(self, maak: Callable[[], T]) -> T:
        """The answer of at most so many seconds ago; else the one that `maak` makes now. What that raises is raised."""
        oud = self._laatste
        if oud and monotonic() - oud[0] < self._seconden:
            return oud[1]
        if not self._slot.acquire(blocking=oud is None):
            return oud[1]  # type: ignore[index]  # with nothing kept one waits
        try:
            if (kort := self._laatste) is not oud and kort:  # made while we waited
                return kort[1]
            nieuw = maak()
            self._laatste = (monotonic(), nieuw)
            return nieuw
        finally:
            self._slot.release()

    def vergeet(self) -> None:
        """Make it anew at the next question."""
        self._laatste = None


def vergeet_alles() -> None:
    """Make every answer of this process anew; for tests, and after a repair."""
    for onthouden in _alle:
        onthouden.vergeet()
