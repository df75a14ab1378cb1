"""A question to the database that may fail, whoever asks it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def navraag() -> Iterator[None]:
    """Within somebody else's transaction a savepoint, so that a question that fails takes nothing with it. Outside one
    there is nothing to protect, and nothing is opened: on SQLite a transaction holds up everybody who writes, and on
    PostgreSQL it keeps old rows alive for as long as the auditor reads."""
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    else:
        yield
