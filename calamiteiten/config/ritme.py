"""When beat rings for which sweep, and whose silence is a fault. What is due stands in rows, so a lost or doubled tick
changes nothing."""

from typing import Any

from celery.schedules import schedule

SLAG = "calamiteiten.config.slag:Slag"
# The parts of production that are guarded (`escalatie.bewaking.hartslagen`); elsewhere only the first is.
ONDERDELEN = ["bewaking", "verzending", "worker", "beat", "controle", "bewaker", "feeds", "back_up"]
# Name, task, every so many seconds.
RONDEN = (
    ("verzend-berichten", "escalatie.tasks.verzend", 5),
    ("verzend-sms", "escalatie.tasks.verzend_sms", 10),
    ("plan-contactpost", "communicatie.tasks.plan_contactpost", 10),
    ("lees-stuiters", "communicatie.tasks.lees_stuiters", 60),
    ("houd-contacten-bij", "communicatie.tasks.houd_contacten_bij", 3600),
    ("haal-feeds-op", "escalatie.tasks.lees_feeds", 300),
    ("bewaak-termijnen", "escalatie.tasks.bewaak_termijnen", 30),
    ("keur-bestanden", "escalatie.tasks.keur_bestanden", 30),
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
