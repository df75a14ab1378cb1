"""The clock. Only the edge (views, tasks, commands) reads it; everything below gets `nu` handed down."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from . import wereld

# The clock of the database when this process asked it last, and what its own counter said then. For so many seconds a
# row may be dated with it.
_gevraagd: tuple[datetime, float] | None = None
_VERS = 5.0


def nu() -> datetime:
    """The present moment, aware, in UTC: the database's clock on PostgreSQL, else this machine's.

    One host with a wrong clock can then not fire a term early or late (betrouwbaarheid F14). In a drill it is the clock
    of that drill: the terms are those of the protocol, and time goes faster.
    """
    hier = wereld.hier()
    return hier.tijd(echt()) if hier else echt()


def echt() -> datetime:
    """The present moment outside every drill, aware, in UTC."""
    if _is_van_de_database():
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0].astimezone(UTC)
        global _gevraagd  # noqa: PLW0603 - a pair that is put there whole
        _gevraagd = moment, monotonic()
        return moment
    return timezone.now().astimezone(UTC)


def in_de_rij() -> datetime:
    """The real moment for a row that is written now and whose mark says when: the clock of the database, asked no
    longer than a few seconds ago, and what went by since. Where nobody asked it lately, it is asked."""
    if not _is_van_de_database():
        return hier_ongeveer()
    sinds = monotonic() - _gevraagd[1] if _gevraagd else _VERS
    return _gevraagd[0] + timedelta(seconds=sinds) if _gevraagd and sinds < _VERS else echt()


def in_een_vraag() -> datetime | Now:
    """The present moment for in a question to the database: its own clock, at no query of its own. In a drill it is the
    clock of that drill, which is asked for."""
    if wereld.hier() is None and _is_van_de_database():
        return Now()
    return nu()


def hier_ongeveer() -> datetime:
    """What the clock of this machine says, aware: where a query for it would cost more than a wrong second does."""
    return timezone.now().astimezone(UTC)


def _is_van_de_database() -> bool:
    return bool(settings.KLOK == "database") and connection.vendor == "postgresql"
