"""The Celery application: a clock and a pair of hands. What must happen stands in tables, not in the broker."""

import os
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from celery import Celery, Task
from celery.signals import beat_init, celeryd_init, heartbeat_sent, setup_logging
from kombu.transport import TRANSPORT_ALIASES

from basis import alleen_regels

from . import mapbroker
from .levensteken import geef_teken

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")

# A worker or a beat, and not who only reads what tasks there are. Before the settings, which may refuse.
_is_een_dienst = Path(sys.argv[0]).name == "celery" and bool({"worker", "beat"} & set(sys.argv))
if _is_een_dienst and os.environ.get("CALAMITEITEN_MODUS") == "productie":
    alleen_regels.begin()

TRANSPORT_ALIASES[mapbroker.SCHEMA] = mapbroker.TRANSPORT


class Ronde(Task):  # type: ignore[type-arg]
    """A round of which this process does one at a time: in a worker of threads (the demo) a sender that takes long
    keeps one thread, and never those of the alarms. The round that is under way does what this one would."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the round, unless it is being done."""
        # Of one process: Celery makes one object of each task, and Python sets a default of a dict in one move.
        slot = vars(self).setdefault("_bezig", Lock())
        if not slot.acquire(blocking=False):
            return None
        try:
            return super().__call__(*args, **kwargs)
        finally:
            slot.release()


app = Celery("calamiteiten", task_cls=Ronde)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["communicatie", "escalatie"])
# Every two seconds, by the loop of the worker itself: it lives, and it has its queue.
heartbeat_sent.connect(geef_teken)


@setup_logging.connect
def _laat_het_logboek_aan_django(**kwargs: Any) -> None:
    """Listening here keeps Celery from hanging handlers of its own on the loggers: settings.LOGGING is all."""


@celeryd_init.connect
def _zeg_ook_bij_een_sein_een_regel(**kwargs: Any) -> None:
    """Of a signal that it got Celery writes a bare line, past every logger."""
    if not alleen_regels.Uitvoer.is_dienst:
        return
    from celery.apps import worker  # noqa: PLC0415  not for who only reads what tasks there are

    worker.safe_say = lambda msg, f=None: alleen_regels.zeg_meteen(msg, f)  # type: ignore[attr-defined]  # no stub


@celeryd_init.connect
@beat_init.connect
def _start_alleen_op_een_heel_protocol(**kwargs: Any) -> None:
    """Refuse to start as the web server does. Celery logs an Exception of a listener and goes on: so SystemExit."""
    import django  # noqa: PLC0415  a worker listens before it has set Django up
    from django.conf import settings  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    django.setup()
    from . import start  # noqa: PLC0415

    try:
        start.eis_een_heel_protocol()
        start.eis_tls_van_redis(settings.REDIS_URL)
        if settings.REDIS_URL:
            start.eis_wachtwoord_van_redis(settings.REDIS_URL, settings.REDIS_TLS_CA)
    except ImproperlyConfigured as fout:
        raise SystemExit(str(fout)) from fout
    start.meld_te_veel_rechten()
