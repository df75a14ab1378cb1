"""F1 and F2: Redis is wiped, dead, or swallows everything. Registering goes on; nothing is lost; all is caught up (M2,
M17)."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.bouw import WACHTWOORD

from .browsertje import Bezoeker
from .conftest import ZAAD
from .opstelling import Opstelling
from .processen import wacht_tot

X = 60.0  # seconds after everything is back (section 2 of the fault table)


def registreer(opstelling: Opstelling, bezoeker: Bezoeker) -> str:
    """Register a melding through the web; returns its kenmerk."""
    velden = opstelling.daad("formulier")
    status, html, waarheen = bezoeker.verstuur("/meldingen/nieuw/", velden)
    assert status == 302, html[-3000:]
    return waarheen.strip("/").split("/")[-1]


@pytest.fixture
def bezoeker(opstelling: Opstelling) -> Bezoeker:
    opstelling.postkantoor()
    bezoeker = Bezoeker(opstelling.web())
    bezoeker.meld_aan("contractmanager", WACHTWOORD)
    return bezoeker


@contextmanager
def zwart_gat(poort: int) -> Iterator[None]:
    """A listener on this port that takes every connection and never says a word."""
    with socket.socket() as oor:
        oor.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        oor.bind(("127.0.0.1", poort))
        oor.listen(64)
        yield


def test_een_melding_vastleggen_gaat_door_zonder_redis(opstelling: Opstelling, bezoeker: Bezoeker) -> None:
    """F2: refused, and black-holed. Afterwards worker and beat catch up by themselves."""
    opstelling.redis.dood()
    zonder = registreer(opstelling, bezoeker)
    with zwart_gat(opstelling.redis.poort):
        in_het_gat = registreer(opstelling, bezoeker)

    opstelling.redis.start()
    opstelling.worker()
    opstelling.beat()
    opstelling.wacht_tot_leeg(X)

    kenmerken = {mail["onderwerp"].split(":")[0] for mail in opstelling.post()}
    assert {zonder, in_het_gat} <= kenmerken
    assert opstelling.controleer() == []


def test_redis_gewist_terwijl_er_werk_ligt(opstelling: Opstelling, bezoeker: Bezoeker) -> None:
    """F1: FLUSHALL at five random moments while meldingen come in and alarms are due."""
    dobbel = random.Random(ZAAD)
    opstelling.worker()
    opstelling.beat()
    for _ in range(5):
        registreer(opstelling, bezoeker)
        opstelling.sql("UPDATE escalatie_wekker SET gaat_op = now() WHERE soort = 'voor' AND gevuurd_op IS NULL")
        time.sleep(dobbel.uniform(0, 1.5))
        opstelling.redis.wis()

    open_ = "SELECT count(*) FROM escalatie_wekker WHERE soort = 'voor' AND gevuurd_op IS NULL"
    wacht_tot(lambda: opstelling.tel(open_) == 0, X, "alle wekkers gaan af na het wissen")
    opstelling.wacht_tot_leeg(X)
    assert opstelling.controleer() == []


def test_redis_valt_midden_in_een_taak_weg_en_komt_terug(opstelling: Opstelling, bezoeker: Bezoeker) -> None:
    """F2: SIGKILL of Redis under a working worker. kombu 5.7 may end the worker then; its service manager, which the
    compose file has, starts it again."""
    worker = opstelling.worker()
    opstelling.beat()
    opstelling.daad("berichten_erbij", "200")
    wacht_tot(lambda: len(opstelling.post()) > 5, X, "de eerste mails")
    opstelling.redis.dood()
    registreer(opstelling, bezoeker)
    opstelling.redis.start()

    wacht_tot(lambda: opstelling.is_leeg or not worker.leeft, X, "leeg, of de worker is gestopt")
    if not worker.leeft:
        worker.start()
    opstelling.wacht_tot_leeg(X)
    nummers = [mail["id"] for mail in opstelling.post()]
    assert len(nummers) == len(set(nummers))
    assert opstelling.controleer() == []
