"""Celery's doorbells: each a call of one sweep. What is due stands in rows, so a lost or doubled tick changes
nothing."""

from celery import shared_task

from calamiteiten import klok

from . import controle, hartslagen, ronde


@shared_task(name="escalatie.tasks.bewaak_termijnen")
def bewaak_termijnen() -> None:
    """Ring the alarms that are due, and make the telephone tasks of messages that failed."""
    ronde.bewaak(klok.nu())


@shared_task(name="escalatie.tasks.hartslag")
def hartslag() -> None:
    """Say that beat and worker live."""
    hartslagen.klop("worker", klok.nu())


@shared_task(name="escalatie.tasks.controleer")
def controleer() -> None:
    """Check the invariants and keep the outcome where people see it."""
    nu = klok.nu()
    bevindingen = controle.controleer(nu)
    hartslagen.klop("controle", nu, "; ".join(bevinding.zin for bevinding in bevindingen))
