"""How much time a term leaves, in the words and colours of every screen: one place, so that they never disagree."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .kalender import lokaal
from .taal import duur, kort_moment, korte_datum

# The regiomanager wants to see what ends before the next morning.
BIJNA = timedelta(hours=12)
# Further away than this the hour no longer helps; the day does.
ALLEEN_DE_DAG = timedelta(days=7)


# In its last hour, and in its first hour of being late, the words of a term change by the minute.
LAATSTE_UUR = timedelta(hours=1)
MINUUT = timedelta(minutes=1)


@dataclass
class Houdbaar:
    """Until when what was said of terms is still so, as they were asked one by one."""

    momenten: list[datetime] = field(default_factory=list)

    def tot(self, uiterlijk: datetime) -> datetime:
        """The first of those moments, and no later than `uiterlijk` (aware)."""
        return min([*self.momenten, uiterlijk])


_houdbaar: ContextVar[Houdbaar | None] = ContextVar("houdbaar", default=None)


@contextmanager
def gevolgd() -> Iterator[Houdbaar]:
    """Keep until when the terms that are shown meanwhile stay in the words in which they are shown."""
    houdbaar = Houdbaar()
    vorige = _houdbaar.set(houdbaar)
    try:
        yield houdbaar
    finally:
        _houdbaar.reset(vorige)


@dataclass(frozen=True)
class Resttijd:
    """What `{% termijn %}` shows: time left or over, the moment, the share gone (0-1, None: unknown), the state."""

    tekst: str
    dag: str
    deel: float | None
    toestand: str


def resttijd(vervalt_op: datetime, nu: datetime, start_op: datetime | None = None) -> Resttijd:
    """The time between `nu` and `vervalt_op` (both aware). Without `start_op` there is no share to draw.

    At the very moment itself a term is still in time (termijnen._eindig).
    """
    _onthoud(vervalt_op, nu)
    over = vervalt_op - nu
    is_te_laat = over < timedelta(0)
    tekst = f"{duur(over)} te laat" if is_te_laat else f"nog {duur(over)}"
    dag = f"was {_dag(vervalt_op, nu)}" if is_te_laat else f"vóór {_dag(vervalt_op, nu)}"
    deel = None if start_op is None else _deel(start_op, vervalt_op, nu)
    toestand = "te_laat" if is_te_laat else "bijna" if over <= BIJNA else "loopt"
    return Resttijd(tekst, dag, deel, toestand)


def _onthoud(vervalt_op: datetime, nu: datetime) -> None:
    """Say to who keeps it when this term changes of state, or of words in its last hour."""
    houdbaar = _houdbaar.get()
    if houdbaar is None:
        return
    houdbaar.momenten += [op for op in (vervalt_op, vervalt_op - BIJNA) if op >= nu]
    if abs(vervalt_op - nu) <= LAATSTE_UUR:
        houdbaar.momenten.append(nu + MINUUT)


def _deel(start_op: datetime, vervalt_op: datetime, nu: datetime) -> float:
    """The share that is gone. All of it of a term that ends where it begins: a receipt put right can make one; none of
    it as long as it has not begun."""
    if nu >= vervalt_op or vervalt_op <= start_op:
        return 1.0
    return max(0.0, (nu - start_op) / (vervalt_op - start_op))


def _dag(op: datetime, nu: datetime) -> str:
    """The moment as people would say it today: "vandaag 18:40", "24 nov 18:40", "4 dec 2026"."""
    if lokaal(op).date() == lokaal(nu).date():
        return f"vandaag {lokaal(op):%H:%M}"
    return kort_moment(op) if abs(op - nu) <= ALLEEN_DE_DAG else korte_datum(lokaal(op).date())
