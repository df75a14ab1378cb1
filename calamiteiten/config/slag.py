"""Beat: rings each round after so many seconds, and says itself that it ticks, so that a worker without work and a beat
without worker can be told apart (F4).

It keeps no plan: neither a file nor a moment of the clock on the wall decides when the next round comes. A clock that
leapt ahead and came back made Celery's own scheduler wait until that day (docs/besluiten/0047). What lies ready in a
queue is not rung again: a worker that stood still finds a handful of rounds, and each does all that is due.

Between two rounds it listens: the senders are rung at once when post was planned (`bel.py`).
"""

import logging
from time import monotonic
from typing import Any

from celery.beat import Scheduler
from django.db import Error, close_old_connections

from .bel import Bel
from .levensteken import geef_teken

log = logging.getLogger(__name__)
RITME_SECONDEN = 30.0
# More than this in one queue is no use to anybody.
GENOEG = 10
# The round that is rung when post was planned, and no more often than once in so many seconds.
POST, DEMPING = "verzend-berichten", 0.2


class Slag(Scheduler):
    """The scheduler of Celery, by the monotonic clock, with a heartbeat row. A database or a broker that is away never
    stops it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As Celery makes it; every round is due at once."""
        self._laatst = self._gebeld = float("-inf")
        self._bel = Bel()
        self._volgende: dict[str, float] = {}
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """One tick: the heartbeat each half minute, and every round that is due. Returns the seconds to the next."""
        if monotonic() - self._laatst >= RITME_SECONDEN:
            self._laatst = monotonic()
            geef_teken()
            self._klop()
        for ronde in self.schedule.values():
            self._luid(ronde)
        eerste = min(self._volgende.values(), default=monotonic() + RITME_SECONDEN)
        return self._wacht(min(max(eerste - monotonic(), 0.01), RITME_SECONDEN))

    def _wacht(self, seconden: float) -> float:
        """Listen so long for post that is planned, and let the senders be rung in the next tick. Returns what is left
        of that time: all of it where there is nothing to hear."""
        begin = monotonic()
        if not self._bel.hoort(seconden):
            return max(seconden - (monotonic() - begin), 0.01)
        zo = max(monotonic(), self._gebeld + DEMPING)
        self._volgende[POST] = min(self._volgende.get(POST, zo), zo)
        return 0.01

    def _luid(self, ronde: Any) -> None:
        nu = monotonic()
        if nu < self._volgende.get(ronde.name, nu):
            return
        ritme, is_vol = ronde.schedule.run_every.total_seconds(), self._ligt_klaar(ronde) >= GENOEG
        # A full queue is no reason to pass over a round of once an hour: it is looked at again soon.
        self._volgende[ronde.name] = nu + (min(ritme, RITME_SECONDEN) if is_vol else ritme)
        if ronde.name == POST:
            self._gebeld = nu
        if not is_vol:
            self.apply_entry(ronde, producer=self.producer)

    def _ligt_klaar(self, ronde: Any) -> int:
        """How many rounds wait in the queue of this one; 0 when that cannot be asked."""
        try:
            rij = self.app.amqp.router.route({}, ronde.task)["queue"]
            kanaal: Any = self.connection.default_channel
            antwoord = kanaal.queue_declare(queue=rij.name, passive=True)
            return int(antwoord.message_count)
        except Exception as fout:
            log.debug("the queue of %s was not looked at: %s", ronde.task, type(fout).__name__)
            return 0

    def _klop(self) -> None:
        # Django is set up by the time of the first tick, not when this module is read.
        from basis.klok import nu  # noqa: PLC0415
        from escalatie.bewaking.hartslagen import klop  # noqa: PLC0415

        close_old_connections()
        try:
            klop("beat", nu())
        except Error as fout:
            log.warning("no heartbeat of beat: %s", type(fout).__name__)
