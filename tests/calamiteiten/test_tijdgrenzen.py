"""Every line to outside has an end: a server that takes the connection and says nothing, and one that lets its answer
drip for ever, both cost so much time and no more; so does a name server that is silent. Without an end the test itself
would never end."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPServerDisconnected
from time import monotonic
from typing import Any

import pytest
import requests
from django.conf import settings as echte
from django.core.mail.utils import DNS_NAME
from django.test import override_settings

from basis import haast
from calamiteiten.bestanden import scanner
from communicatie.media.ophalen import Grenzen, haal
from communicatie.media.webadressen import OphaalFout
from communicatie.post import kanaal
from communicatie.post.mailverbinding import Verbinding
from contacten.inloggen import openid
from escalatie.bewaking import levensteken

EVEN = 0.15


@contextmanager
def server(stukje: bytes) -> Iterator[int]:
    """Takes every connection and drips this for as long as somebody listens; with nothing to say it is silent."""
    klaar = threading.Event()

    def praat(lijn: socket.socket) -> None:
        with lijn, suppress(OSError):
            while not klaar.wait(EVEN / 10):
                lijn.sendall(stukje)

    def neem_aan(deur: socket.socket) -> None:
        with suppress(OSError):
            while True:
                lijn, _ = deur.accept()
                threading.Thread(target=praat, args=(lijn,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as deur:
        threading.Thread(target=neem_aan, args=(deur,), daemon=True).start()
        yield deur.getsockname()[1]
        klaar.set()


def _mail(poort: int, lap: pytest.MonkeyPatch) -> None:
    with override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=poort, EMAIL_TIMEOUT=EVEN):
        Verbinding().open()


def _sms(poort: int, lap: pytest.MonkeyPatch) -> None:
    lap.setattr(kanaal, "GEDULD", EVEN)
    kanaal.HttpSms(f"http://127.0.0.1:{poort}/", "", "", "x").verstuur("+31600000001", "x", "x")


def _teken(poort: int, lap: pytest.MonkeyPatch) -> None:
    lap.setattr(levensteken, "WACHTTIJD", EVEN)
    with override_settings(HARTSLAG_URL=f"http://127.0.0.1:{poort}/"):
        if not levensteken.geef():
            raise TimeoutError


def _scanner(poort: int, lap: pytest.MonkeyPatch) -> None:
    with override_settings(CLAMAV_ADRES=f"tcp://127.0.0.1:{poort}", CLAMAV_SECONDEN=EVEN):
        scanner.scan(b"x" * 200_000)


def _organisatie(poort: int, lap: pytest.MonkeyPatch) -> None:
    lap.setattr(openid, "mag_gevraagd", lambda *_, **__: True)
    lap.setattr(openid, "WACHTEN", EVEN)
    lap.setattr(openid, "HOOGSTENS", EVEN)
    openid.Lijn().get(f"http://127.0.0.1:{poort}/")


# Name -> how it is asked, what says that it took too long, and what of an answer it lets drip: a line that never ends,
# or a body behind a head. Feeds are in tests/communicatie/test_feeds_ophalen.py, a PDF in test_pdf_proces.py.
LIJNEN: dict[str, tuple[Callable[[int, pytest.MonkeyPatch], None], type[Exception], bytes]] = {
    "mail": (_mail, SMTPServerDisconnected, b"2"),
    "sms": (_sms, kanaal.KanaalFout, b"H"),
    "levensteken": (_teken, TimeoutError, b"H"),
    "virusscanner": (_scanner, scanner.GeenScanner, b"s"),
    "organisatie, kop": (_organisatie, requests.RequestException, b"H"),
    "organisatie": (_organisatie, requests.RequestException, b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"),
}


@pytest.mark.parametrize("wat", ["zwijgt", "druppelt"])
@pytest.mark.parametrize("naam", LIJNEN)
def test_geen_lijn_naar_buiten_wacht_zonder_einde(naam: str, wat: str, monkeypatch: pytest.MonkeyPatch) -> None:
    vraag, fout, stukje = LIJNEN[naam]

    with server(stukje if wat == "druppelt" else b"") as poort, pytest.raises(fout):
        vraag(poort, monkeypatch)


@pytest.fixture
def geen_naamserver() -> Iterator[Callable[..., object]]:
    """In the place of what the system asks a name server: no answer, for as long as the test lasts."""
    klaar = threading.Event()
    yield lambda *_, **__: klaar.wait(60)
    klaar.set()


def _feed(poort: int, lap: pytest.MonkeyPatch) -> None:
    haal(f"http://127.0.0.1:{poort}/", Grenzen([f"127.0.0.1:{poort}"], EVEN, EVEN, 999))


NAMEN = {naam: (vraag, fout) for naam, (vraag, fout, _) in LIJNEN.items()}
NAMEN |= {"mail": (_mail, TimeoutError), "feed": (_feed, OphaalFout)}


@pytest.mark.parametrize("naam", NAMEN)
def test_geen_lijn_naar_buiten_wacht_zonder_einde_op_een_naam(
    naam: str, monkeypatch: pytest.MonkeyPatch, geen_naamserver: Callable[..., object]
) -> None:
    vraag, fout = NAMEN[naam]
    monkeypatch.setattr(socket, "getaddrinfo", geen_naamserver)

    with pytest.raises(fout):
        vraag(1, monkeypatch)


def test_de_mail_wacht_niet_zonder_einde_op_de_naam_van_deze_machine(
    monkeypatch: pytest.MonkeyPatch, geen_naamserver: Callable[..., object]
) -> None:
    monkeypatch.delattr(DNS_NAME, "_fqdn", raising=False)
    monkeypatch.setattr(socket, "getfqdn", geen_naamserver)

    with pytest.raises(TimeoutError):
        _mail(1, monkeypatch)


def test_een_adres_dat_zwijgt_laat_het_volgende_zijn_deel_van_de_tijd(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with two addresses, of which the first takes no connection."""
    with server(b"x") as poort, socket.create_server(("127.0.0.1", 0), backlog=0) as vol:
        wacht = [socket.socket() for _ in range(4)]
        for lijn in wacht:
            lijn.setblocking(False)
            lijn.connect_ex(vol.getsockname())
        rij = (socket.AF_INET, socket.SOCK_STREAM, 0, "")
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *_, **__: [(*rij, vol.getsockname()), (*rij, ("127.0.0.1", poort))]
        )
        with haast.verbind("naam.example", 1, monotonic() + 20 * EVEN) as lijn:
            assert lijn.getpeername()[1] == poort
        for lijn in wacht:
            lijn.close()


def test_het_systeem_zelf_geeft_een_naamserver_na_seconden_op() -> None:
    """What libpq and Redis look up themselves: half a minute without this."""
    assert os.environ["RES_OPTIONS"] == "timeout:2 attempts:2"


def test_ook_de_database_en_redis_hebben_een_einde() -> None:
    """libpq counts no less than two seconds: here stands what it is told."""
    gegevens: dict[str, Any] = echte.DATABASES["default"]
    if gegevens["ENGINE"].endswith("postgresql"):
        opties = gegevens["OPTIONS"]
        assert 0 < opties["connect_timeout"] <= 5
        assert 0 < opties["tcp_user_timeout"] <= 30_000
        assert "statement_timeout" in opties["options"]
        assert "lock_timeout" in opties["options"]
    broker = getattr(echte, "CELERY_BROKER_TRANSPORT_OPTIONS", {})
    if echte.CELERY_BROKER_URL.startswith("redis"):
        assert {"socket_connect_timeout", "socket_timeout"} <= set(broker)
