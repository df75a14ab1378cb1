"""How much time a term leaves, in the words and colours of every screen: one place, so that they never disagree."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .kalender import lokaal
from .taal import duur, kort_moment, korte_datum

# The regiomanager wants to see what ends before the next morning.
BIJNA = timedelta(hours=12)
# Further away than this the hour no longer helps; the day does.
ALLEEN_DE_DAG = timedelta(days=7)


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
    over = vervalt_op - nu
    is_te_laat = over < timedelta(0)
    tekst = f"{duur(over)} te laat" if is_te_laat else f"nog {duur(over)}"
    dag = f"was {_dag(vervalt_op, nu)}" if is_te_laat else f"vóór {_dag(vervalt_op, nu)}"
    deel = None if start_op is None else _deel(start_op, vervalt_op, nu)
    toestand = "te_laat" if is_te_laat else "bijna" if over <= BIJNA else "loopt"
    return Resttijd(tekst, dag, deel, toestand)


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
