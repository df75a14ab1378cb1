"""A stretch of work that may read the database and nothing else: the database itself refuses what would write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def alleen_lezen() -> Iterator[None]:
    """Within this block every write is refused (raises a DatabaseError): by the transaction on PostgreSQL, by the
    connection on SQLite."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA query_only = OFF")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Of this transaction, or of this savepoint when there is one around it: at its end it goes.
            cursor.execute("SET TRANSACTION READ ONLY")
        yield
