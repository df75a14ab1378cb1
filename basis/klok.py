"""The clock. Only the edge (views, tasks, commands) reads it; everything below gets `nu` handed down."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
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
