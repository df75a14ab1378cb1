"""Celery's doorbell for the outbox. The row is the promise; a lost tick is made good by the next one."""

from celery import shared_task

from calamiteiten import klok

from . import berichten


@shared_task(name="communicatie.tasks.verzend_berichten")
def verzend_berichten() -> None:
    """Send what is due, now."""
    berichten.verzend(klok.nu())
