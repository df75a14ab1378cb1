"""In which world this work is done: the real one, or that of one drill (R153, R175).

A drill has a world of its own: its rows, its clock and its addresses. Whoever works in it (a page, a round) is in it
for as long as that takes, and everything below asks here; outside it there is only what is real. So no list, count or
figure has to remember that drills exist (docs/besluiten/0033).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import get_script_prefix, set_script_prefix

WOORD = "OEFENING"


@dataclass(frozen=True)
class Wereld:
    """The world of drill `nummer`: its clock stood at `klok_op` when it began (`begonnen_op`), and goes `snelheid`
    times as fast until `gestopt_op`. All moments are aware."""

    nummer: int
    begonnen_op: datetime
    klok_op: datetime
    snelheid: int
    gestopt_op: datetime | None = None

    @property
    def pad(self) -> str:
        """Where every address of this world begins."""
        return f"/oefening/{self.nummer}/"

    def tijd(self, echt: datetime) -> datetime:
        """What the clock of the drill says at this real moment (aware). After its end it stands still."""
        tot = min(echt, self.gestopt_op) if self.gestopt_op else echt
        return self.klok_op + (tot - self.begonnen_op) * self.snelheid


_hier: ContextVar[Wereld | None] = ContextVar("wereld", default=None)


def hier() -> Wereld | None:
    """The drill in which this work is done; None for real work."""
    return _hier.get()


def nummer_hier() -> int | None:
    """The number of that drill: what a new zaak belongs to."""
    wereld = _hier.get()
    return wereld.nummer if wereld else None


def merk(tekst: str) -> str:
    """This line as it may be shown or sent: in a drill it begins with what it is."""
    return f"{WOORD} {tekst}" if _hier.get() and not tekst.startswith(WOORD) else tekst


def duur(echt: timedelta) -> timedelta:
    """A length of real time (a lease, the patience of a server) on the clock of this world, which may go faster."""
    wereld = _hier.get()
    return echt * wereld.snelheid if wereld else echt


@contextmanager
def binnen(wereld: Wereld | None) -> Iterator[None]:
    """Work in this world (None: the real one); addresses lead into it too. Afterwards everything is as it was."""
    vorige, was = _hier.set(wereld), get_script_prefix()
    set_script_prefix(wereld.pad if wereld else "/")
    try:
        yield
    finally:
        _hier.reset(vorige)
        set_script_prefix(was)
