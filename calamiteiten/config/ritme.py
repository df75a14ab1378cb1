"""When beat rings for which sweep. What is due stands in rows, so a lost or doubled tick changes nothing."""

from typing import Any

from celery.schedules import schedule

# Name, task, every so many seconds.
RONDEN = (
    ("verzend-berichten", "communicatie.tasks.verzend_berichten", 5),
    ("plan-contactpost", "communicatie.tasks.plan_contactpost", 10),
    ("houd-contacten-bij", "communicatie.tasks.houd_contacten_bij", 3600),
    ("haal-feeds-op", "communicatie.tasks.haal_feeds_op", 300),
    ("bewaak-termijnen", "escalatie.tasks.bewaak_termijnen", 30),
    ("hartslag", "escalatie.tasks.hartslag", 60),
    ("controleer", "escalatie.tasks.controleer", 60),
)


def ritme() -> dict[str, Any]:
    """The schedule for Celery beat. `expires` keeps a stalled worker from meeting a pile of identical sweeps: the next
    round does the same work."""
    return {
        naam: {"task": taak, "schedule": schedule(seconden), "options": {"expires": seconden * 2}}
        for naam, taak, seconden in RONDEN
    }
