"""The Celery application: a clock and a pair of hands. What must happen stands in tables, not in the broker."""

import os
from threading import Lock
from typing import Any

from celery import Celery, Task
from celery.signals import beat_init, celeryd_init, setup_logging
from kombu.transport import TRANSPORT_ALIASES

from . import mapbroker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")

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


@setup_logging.connect
def _laat_het_logboek_aan_django(**kwargs: Any) -> None:
    """Listening here keeps Celery from hanging handlers of its own on the loggers: settings.LOGGING is all."""


@celeryd_init.connect
@beat_init.connect
def _start_alleen_op_een_heel_protocol(**kwargs: Any) -> None:
    """Refuse to start as the web server does. Celery logs an Exception of a listener and goes on: so SystemExit."""
    import django  # noqa: PLC0415  a worker listens before it has set Django up
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    django.setup()
    from .start import eis_een_heel_protocol, meld_te_veel_rechten  # noqa: PLC0415

    try:
        eis_een_heel_protocol()
    except ImproperlyConfigured as fout:
        raise SystemExit(str(fout)) from fout
    meld_te_veel_rechten()
