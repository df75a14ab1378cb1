"""Beat says itself that it ticks: a worker without work and a beat without worker can then be told apart (F4)."""

import logging
from time import monotonic
from typing import Any

from celery.beat import PersistentScheduler
from django.db import Error, close_old_connections

log = logging.getLogger(__name__)
RITME_SECONDEN = 30.0


class Slag(PersistentScheduler):
    """The scheduler of Celery, with a heartbeat row. A database that is away never stops it."""

    _laatst = float("-inf")

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """One tick; each half minute the heartbeat."""
        if monotonic() - self._laatst >= RITME_SECONDEN:
            self._laatst = monotonic()
            self._klop()
        return super().tick(*args, **kwargs)

    def _klop(self) -> None:
        # Django is set up by the time of the first tick, not when this module is read.
        from basis.klok import nu  # noqa: PLC0415
        from escalatie.bewaking.hartslagen import klop  # noqa: PLC0415

        close_old_connections()
        try:
            klop("beat", nu())
        except Error as fout:
            log.warning("no heartbeat of beat: %s", type(fout).__name__)
