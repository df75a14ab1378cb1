"""`migrate` as Django knows it, without the limit on one statement (an index on a large table takes its time) and on
what lies between two of them (what Django works out there took more than half a minute on a busy machine).

The limit on waiting for a lock stays: a migration that cannot get one fails at once and holds up nobody.
"""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, transaction

from calamiteiten import databaserollen


class Command(Migrate):
    """Django's own command on a connection that may take its time."""

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Every check but those of the database: this command is what puts the lock of the protocol files there."""
        return {naam: waarde for naam, waarde in super().get_check_kwargs(options).items() if naam != "databases"}

    def handle(self, *args: Any, **options: Any) -> None:
        """Lift both limits for this connection, then migrate."""
        verbinding = connections[options["database"]]
        if verbinding.vendor == "postgresql":
            with verbinding.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        super().handle(*args, **options)
        # A new table is nobody's but the owner's until it is shared out; where there are no roles, nothing changes.
        if databaserollen.zijn_er(verbinding):
            with transaction.atomic(using=options["database"]):
                databaserollen.verdeel(verbinding)
