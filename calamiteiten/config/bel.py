"""Hearing that post was planned: PostgreSQL says so at the commit, and beat rings the senders at once.

It only makes a round come earlier. What is due stands in rows and each round asks for it; a word that is missed,
doubled or invented changes nothing, and without PostgreSQL there is none (docs/besluiten/0067). It is heard over the
connection that beat has for its heartbeat, so it takes none of its own, and is gone with it: whoever listens again
rings once.
"""

import logging
import select
from time import monotonic
from typing import Any

log = logging.getLogger(__name__)
# What the trigger of communicatie 0002 says.
KANAAL = "post_gepland"
# After a database that was away: so long nobody listens, and beat goes by its rhythm.
STIL = 10.0


class Bel:
    """The ear of one process."""

    def __init__(self) -> None:
        self._lijn: Any = None
        self._weer = float("-inf")

    def hoort(self, seconden: float) -> bool:
        """Wait at most so long for word that post was planned. False also when there is nothing to hear: then at
        once."""
        # Django is set up by the time of the first tick, not when this module is read.
        from django.db import Error, connection  # noqa: PLC0415

        if connection.vendor != "postgresql" or monotonic() < self._weer:
            return False
        try:
            with connection.wrap_database_errors:
                return self._luister(connection, seconden)
        except (Error, OSError, ValueError) as fout:  # a line that was cut is an error of its socket too
            log.warning("nobody listens for planned post: %s", type(fout).__name__)
            self._weer, self._lijn = monotonic() + STIL, None
            connection.close()
            return False

    def _luister(self, verbinding: Any, seconden: float) -> bool:
        verbinding.ensure_connection()
        if verbinding.connection is not self._lijn:
            with verbinding.cursor() as cursor:
                cursor.execute(f"LISTEN {KANAAL}")
            self._lijn = verbinding.connection
            return True  # what was said before nobody heard
        # The heartbeat may have read the word along with its own answer.
        if not self._lijn.notifies and select.select([self._lijn], [], [], seconden)[0]:
            self._lijn.poll()
        gehoord = bool(self._lijn.notifies)
        del self._lijn.notifies[:]
        return gehoord
