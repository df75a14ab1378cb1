"""The Celery application: a clock and a pair of hands. What must happen stands in tables, not in the broker."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

from . import mapbroker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")

TRANSPORT_ALIASES[mapbroker.SCHEMA] = mapbroker.TRANSPORT

app = Celery("calamiteiten")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["communicatie", "escalatie"])


@setup_logging.connect
def _laat_het_logboek_aan_django(**kwargs: Any) -> None:
    """Listening here keeps Celery from hanging handlers of its own on the loggers: settings.LOGGING is all."""
