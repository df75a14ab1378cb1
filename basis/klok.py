"""The clock. Only the edge (views, tasks, commands) reads it; everything below gets `nu` handed down."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone


def nu() -> datetime:
    """The present moment, aware, in UTC: the database's clock on PostgreSQL, else this machine's.

    One host with a wrong clock can then not fire a term early or late (betrouwbaarheid F14).
    """
    if settings.KLOK == "database" and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
        return moment.astimezone(UTC)
    return timezone.now().astimezone(UTC)
