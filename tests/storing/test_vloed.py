"""Gevallen 5.3: more ask than the web can answer. The web may be slow; what guards the terms goes on, on connections
that the flood cannot take."""

from __future__ import annotations

import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from .opstelling import Opstelling
from .processen import wacht_tot

# As `opstelling.web` starts it: one process with four threads.
DRADEN = 4
ADRESSEN = ("/readyz", "/gezond", "/inloggen/", "/", "/livez")
VERBINDINGEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
RIJP = "SELECT count(*) FROM escalatie_wekker WHERE gaat_op <= now() AND gevuurd_op IS NULL AND vervallen_op IS NULL"
NU_AAN_DE_BEURT = "UPDATE escalatie_wekker SET gaat_op = now() - id * interval '1 ms' WHERE vervallen_op IS NULL"


@contextmanager
def vloed(adres: str, bezoekers: int, seconden: float, tls: ssl.SSLContext | None = None) -> Iterator[list[int]]:
    """So many visitors who ask without a pause, on this machine, until the block or their time is over; what each
    was answered (0: nothing). `tls`: who signed the certificate of the site."""
    einde, klaar = time.monotonic() + seconden, Event()
    antwoorden: list[int] = []

    def vraag(nummer: int) -> None:
        while time.monotonic() < einde and not klaar.is_set():
            code, pad = 0, ADRESSEN[(nummer + len(antwoorden)) % len(ADRESSEN)]
            try:
                with urllib.request.urlopen(f"{adres}{pad}", timeout=5, context=tls) as antwoord:  # noqa: S310  loopback
                    code = antwoord.status
            except urllib.error.HTTPError as fout:
                code = fout.code
                fout.close()
            except OSError:
                pass
            antwoorden.append(code)

    with ThreadPoolExecutor(bezoekers) as samen:
        for nummer in range(bezoekers):
            samen.submit(vraag, nummer)
        try:
            yield antwoorden
        finally:
            klaar.set()


@pytest.mark.eis("R79")
@pytest.mark.parametrize(
    ("bezoekers", "seconden"),
    [
        pytest.param(30, 40, marks=pytest.mark.altijd, id="klein"),
        pytest.param(260, 90, marks=pytest.mark.alleen_alles, id="groot"),
    ],
)
def test_een_vloed_neemt_de_wacht_niets_af(opstelling: Opstelling, bezoekers: int, seconden: float) -> None:
    opstelling.postkantoor()
    opstelling.daad("meldingen", "fase_1", "2")
    adres = opstelling.web()
    with vloed(adres, bezoekers, seconden) as antwoorden:
        wacht_tot(lambda: len(antwoorden) > bezoekers, 20, "de vloed stroomt")
        opstelling.sql(NU_AAN_DE_BEURT)
        assert opstelling.tel(RIJP) > 0
        meeste = opstelling.tel(VERBINDINGEN)
        gedaan = opstelling.manage("bewaak", mag_falen=True)
        meeste = max(meeste, opstelling.tel(VERBINDINGEN))

    assert "Er is niets bewaakt of verstuurd" not in gedaan.stderr
    assert opstelling.tel(RIJP) == 0
    assert opstelling.is_leeg, "and the mails went"
    assert meeste <= DRADEN + 1, "no more than a connection for each thread of the web"
    assert antwoorden.count(200) > 0
    print(f"vloed: {len(antwoorden)} vragen, {antwoorden.count(200)} keer 200, hoogstens {meeste} verbindingen")
