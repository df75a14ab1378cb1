"""When beat rings for which sweep, and whose silence is a fault. What is due stands in rows, so a lost or doubled tick
changes nothing."""

from typing import Any

from celery.schedules import schedule
from kombu import Exchange, Queue

SLAG = "calamiteiten.config.slag:Slag"
# The parts of production that are guarded (`escalatie.bewaking.hartslagen`); elsewhere only the first is.
ONDERDELEN = ["bewaking", "verzending", "worker", "beat", "controle", "bewaker", "feeds", "back_up", "proefherstel"]
ONDERDELEN += ["sms", "lijstpost", "lijst", "stuiters", "bestanden", "papier"]
# Name, task, every so many seconds, in which queue.
RONDEN = (
    ("verzend-berichten", "escalatie.tasks.verzend", 5, "post"),
    ("verzend-sms", "escalatie.tasks.verzend_sms", 10, "post"),
    ("plan-contactpost", "escalatie.tasks.plan_contactpost", 10, "overig"),
    ("lees-stuiters", "escalatie.tasks.lees_stuiters", 60, "overig"),
    ("houd-contacten-bij", "escalatie.tasks.houd_contacten_bij", 3600, "overig"),
    ("haal-feeds-op", "escalatie.tasks.lees_feeds", 300, "overig"),
    ("bewaak-termijnen", "escalatie.tasks.bewaak_termijnen", 30, "termijnen"),
    ("keur-bestanden", "escalatie.tasks.keur_bestanden", 30, "overig"),
    ("maak-papier", "escalatie.tasks.maak_papier", 5, "overig"),
    ("hartslag", "escalatie.tasks.hartslag", 60, "termijnen"),
    ("controleer", "escalatie.tasks.controleer", 60, "controle"),
)


def ritme() -> dict[str, Any]:
    """The schedule for Celery beat. No round has a moment after which it is not done: the clock of another machine
    would decide that. What keeps a stalled worker from a pile of identical sweeps is that beat rings no more of them
    (`slag.py`)."""
    return {naam: {"task": taak, "schedule": schedule(seconden)} for naam, taak, seconden, _ in RONDEN}


def rijen() -> tuple[list[Queue], dict[str, Any]]:
    """The queues, and which round goes in which: alarms, mail, the audit, and the rest each have their own, so that a
    round that takes long holds up none of another kind."""
    namen = dict.fromkeys(rij for *_, rij in RONDEN)
    return [Queue(naam, Exchange(naam), naam) for naam in namen], {taak: {"queue": rij} for _, taak, _, rij in RONDEN}
