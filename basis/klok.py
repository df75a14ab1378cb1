"""The clock. Only the edge (views, tasks, commands) reads it; everything below gets `nu` handed down."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from . import wereld


def nu() -> datetime:
    """The present moment, aware, in UTC: the database's clock on PostgreSQL, else this machine's.

    One host with a wrong clock can then not fire a term early or late (betrouwbaarheid F14). In a drill it is the clock
    of that drill: the terms are those of the protocol, and time goes faster.
    """
    hier = wereld.hier()
    return hier.tijd(echt()) if hier else echt()


def echt() -> datetime:
    """The present moment outside every drill, aware, in UTC."""
    if settings.KLOK == "database" and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
        return moment.astimezone(UTC)
    return timezone.now().astimezone(UTC)


def in_de_rij() -> datetime | Now:
    """The real moment for a row that is written now: the database fills in its own clock, at no query of its own."""
    return Now() if settings.KLOK == "database" and connection.vendor == "postgresql" else hier_ongeveer()


def in_een_vraag() -> datetime | Now:
    """The present moment for in a question to the database: its own clock, at no query of its own. In a drill it is the
    clock of that drill, which is asked for."""
    if wereld.hier() is None and settings.KLOK == "database" and connection.vendor == "postgresql":
        return Now()
    return nu()


def hier_ongeveer() -> datetime:
    """What the clock of this machine says, aware: where a query for it would cost more than a wrong second does."""
    return timezone.now().astimezone(UTC)
