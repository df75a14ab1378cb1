"""F17: a process that is asked to stop finishes the mail in hand and gives back what it held; the next takes it at
once."""

import signal

from .opstelling import Opstelling
from .processen import wacht_tot

AANTAL = 30
STAND = "SELECT status, count(*) FROM communicatie_bericht WHERE regel = 'storing' GROUP BY 1"


def test_een_verzender_die_moet_stoppen_geeft_terug_wat_hij_vasthield(opstelling: Opstelling) -> None:
    opstelling.mailserver_doet(traag=0.2)
    opstelling.postkantoor()
    opstelling.daad("berichten_erbij", str(AANTAL))
    verzender = opstelling.lus("verzend_lus", "50")
    wacht_tot(lambda: len(opstelling.post()) > 3, 60, "er gaat post uit")

    assert verzender.stop(signal.SIGTERM) == 0

    stand = dict(opstelling.sql(STAND))
    assert "bezig" not in stand
    assert stand["verzonden"] > 0
    assert stand["gepland"] > 0
    gemerkt = "SELECT count(*) FROM communicatie_bericht WHERE mogelijk_dubbel OR (status = 'gepland' AND pogingen > 0)"
    assert opstelling.tel(gemerkt) == 0

    opstelling.mailserver_doet()
    opstelling.lus("verzend_lus", "50")
    opstelling.wacht_tot_leeg(30)  # less than a lease: nothing waits for one to run out
    nummers = [mail["id"] for mail in opstelling.post()]
    assert len(nummers) == len(set(nummers))
    assert set(nummers) == {rij[0] for rij in opstelling.sql("SELECT message_id FROM communicatie_bericht")}
    assert opstelling.controleer() == []


def test_ook_de_bewaker_geeft_terug(opstelling: Opstelling) -> None:
    """The watchdog without Celery, stopped in the middle of sending."""
    opstelling.mailserver_doet(traag=0.3)
    opstelling.postkantoor()
    opstelling.daad("berichten_erbij", str(AANTAL))
    bewaker = opstelling.kind("bewaak", "manage.py", "bewaak")
    wacht_tot(lambda: len(opstelling.post()) > 2, 60, "er gaat post uit")

    assert bewaker.stop(signal.SIGTERM) == 143

    stand = dict(opstelling.sql(STAND))
    assert "bezig" not in stand
    assert len(opstelling.post()) == opstelling.tel(
        "SELECT count(*) FROM communicatie_bericht WHERE status='verzonden'"
    )
