"""Celery's doorbells for post about the contact list. Sending itself, with its heartbeat, is rung in escalatie."""

from celery import shared_task

from basis import klok

from .post import contactpost, postmap


@shared_task(name="communicatie.tasks.plan_contactpost")
def plan_contactpost() -> None:
    """Plan the mails that the contact list asked for."""
    contactpost.plan(klok.nu())


@shared_task(name="communicatie.tasks.houd_contacten_bij")
def houd_contacten_bij() -> None:
    """Ask, remind and close: the hourly round that keeps the contact list current."""
    contactpost.houd_bij(klok.nu())


@shared_task(name="communicatie.tasks.lees_stuiters")
def lees_stuiters() -> None:
    """Read the mailbox for returned mail, when it is on this machine."""
    postmap.lees_ingestelde_map(klok.nu())
