"""The Celery application: a clock and a pair of hands. What must happen stands in tables, not in the broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")

app = Celery("calamiteiten")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["communicatie", "escalatie"])
