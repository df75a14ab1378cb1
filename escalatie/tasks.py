"""Celery's doorbells: each a call of one sweep. What is due stands in rows, so a lost or doubled tick changes
nothing."""

from celery import shared_task

from basis import klok

from .bewaking import hartslagen, ronde


@shared_task(name="escalatie.tasks.bewaak_termijnen")
def bewaak_termijnen() -> None:
    """Ring the alarms that are due, and make the telephone tasks of messages that failed."""
    ronde.bewaak(klok.nu(), klok.nu)


@shared_task(name="escalatie.tasks.verzend")
def verzend() -> None:
    """Send what is due, and say that sending goes on."""
    ronde.verzend(klok.nu)


@shared_task(name="escalatie.tasks.verzend_sms")
def verzend_sms() -> None:
    """Send the texts that are due."""
    ronde.verzend_sms(klok.nu)


@shared_task(name="escalatie.tasks.plan_contactpost")
def plan_contactpost() -> None:
    """Plan the mails that the contact list asked for."""
    ronde.plan_contactpost(klok.nu())


@shared_task(name="escalatie.tasks.houd_contacten_bij")
def houd_contacten_bij() -> None:
    """Ask, remind and close: the hourly round that keeps the contact list current."""
    ronde.houd_contacten_bij(klok.nu())


@shared_task(name="escalatie.tasks.lees_stuiters")
def lees_stuiters() -> None:
    """Read the mailbox for returned mail, when it is on this machine."""
    ronde.lees_stuiters(klok.nu())


@shared_task(name="escalatie.tasks.lees_feeds")
def lees_feeds() -> None:
    """Read the feeds of the media monitor that are due."""
    ronde.lees_feeds(klok.nu())


@shared_task(name="escalatie.tasks.keur_bestanden")
def keur_bestanden() -> None:
    """Have the files scanned that were not yet."""
    ronde.keur_bestanden(klok.nu())


@shared_task(name="escalatie.tasks.maak_papier")
def maak_papier() -> None:
    """Make the long papers that were asked for, and clear those that expired."""
    ronde.maak_papier(klok.nu())


@shared_task(name="escalatie.tasks.hartslag")
def hartslag() -> None:
    """Say that the worker lives. Beat says so for itself (`calamiteiten.config.slag`)."""
    hartslagen.klop("worker", klok.nu())


@shared_task(name="escalatie.tasks.controleer")
def controleer() -> None:
    """Check the invariants, keep the outcome where people see it, and tell of what is wrong."""
    ronde.waak(klok.nu)
