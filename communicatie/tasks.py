"""Celery's doorbell for the outbox. The row is the promise; a lost tick is made good by the next one."""

from celery import shared_task

from calamiteiten import klok

from . import berichten, contactpost, feeds


@shared_task(name="communicatie.tasks.verzend_berichten")
def verzend_berichten() -> None:
    """Send what is due, now."""
    berichten.verzend(klok.nu())


@shared_task(name="communicatie.tasks.plan_contactpost")
def plan_contactpost() -> None:
    """Plan the mails that the contact list asked for."""
    contactpost.plan(klok.nu())


@shared_task(name="communicatie.tasks.houd_contacten_bij")
def houd_contacten_bij() -> None:
    """Ask, remind and close: the hourly round that keeps the contact list current."""
    contactpost.houd_bij(klok.nu())


@shared_task(name="communicatie.tasks.haal_feeds_op")
def haal_feeds_op() -> None:
    """Read the feeds of the media monitor that are due."""
    feeds.haal_op(klok.nu())
