"""What only somebody with full power over the database can do: write past its triggers (hazard M14).

Tests use it to forge what the auditor must find. The product has no way to do this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def inbraak() -> Iterator[None]:
    """No trigger fires inside: on PostgreSQL the superuser of the test server says so; SQLite has none."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")
