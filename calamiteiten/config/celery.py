"""The Celery application: a clock and a pair of hands. What must happen stands in tables, not in the broker."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

from . import mapbroker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")

TRANSPORT_ALIASES[mapbroker.SCHEMA] = mapbroker.TRANSPORT

app = Celery("calamiteiten")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["communicatie", "escalatie"])
