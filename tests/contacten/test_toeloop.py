"""Before sign-in: what a stranger may ask a minute and send at once, whom that holds up, and what it costs."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from basis.emmers import Emmers, Pas
from contacten.inloggen import toeloop
from contacten.models import Gebruiker
from tests.toegang.tabel import OPENBAAR, adressen

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PROXY, BEZOEKER, ANDER = "10.1.2.3", "192.0.2.7", "192.0.2.8"


@pytest.fixture
def klok(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Three questions a minute, one kB, and a clock that stands still until it is moved."""
    tijd = [1000.0]
    monkeypatch.setattr("basis.emmers.monotonic", lambda: tijd[0])
    settings.ANONIEM_PER_MINUUT, settings.ANONIEM_MAX_KB, settings.VERTROUWDE_PROXIES = 3, 1, [PROXY]
    toeloop.vergeet()
    yield tijd
    toeloop.vergeet()


def _codes(client: Client, aantal: int, pad: str = "/inloggen/", **meta: str) -> list[int]:
    return [client.get(pad, **meta).status_code for _ in range(aantal)]  # type: ignore[arg-type]


def test_wie_te_veel_vraagt_wacht_en_een_ander_niet(client: Client, klok: list[float]) -> None:
    via = {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": f"1.1.1.1, {BEZOEKER}"}
    assert _codes(client, 4, **via) == [200, 200, 200, 429]
    antwoord = client.get("/inloggen/", **via)  # type: ignore[arg-type]
    assert antwoord.headers["Retry-After"] == "20"
    assert antwoord.headers["Cache-Control"] == "no-store, private"
    blad = antwoord.content.decode()
    assert '<html lang="nl"' in blad
    assert "te veel vragen" in blad
    # What he says of himself changes nothing; another behind the same proxy, and another door, are others.
    assert _codes(client, 1, **{**via, "HTTP_X_FORWARDED_FOR": f"9.9.9.9, {BEZOEKER}"}) == [429]
    assert _codes(client, 1, **{**via, "HTTP_X_FORWARDED_FOR": ANDER}) == [200]
    assert _codes(client, 1, REMOTE_ADDR=ANDER, HTTP_X_FORWARDED_FOR=BEZOEKER) == [200]
    # Of an address of version 6 a whole network is one.
    assert _codes(client, 4, REMOTE_ADDR="2001:db8::1")[-1] == 429
    assert _codes(client, 1, REMOTE_ADDR="2001:db8::2") == [429]
    klok[0] += 20
    assert _codes(client, 2, **via) == [200, 429]


def test_wie_is_ingelogd_wordt_niet_opgehouden_door_zijn_netwerk(client: Client, klok: list[float]) -> None:
    vreemde = Client()
    client.force_login(Gebruiker.objects.create_user("contact-jan", rol="contractmanager"))
    assert _codes(client, 1, "/") == [200]
    assert _codes(vreemde, 4, "/") == [302, 302, 302, 429]
    assert set(_codes(client, 6, "/")) == {200}
    # A cookie that somebody made up is nobody's.
    vreemde.cookies["sessionid"] = "verzonnen"
    assert _codes(vreemde, 1, "/") == [429]
    # Who signed out is a stranger again after a while.
    klok[0] += toeloop.BEKEND_SECONDEN + 1
    assert _codes(client, 5, "/") == [200] * 5, "known again at the first"


def test_wie_is_ingelogd_komt_ook_achter_een_vloed_uit_zijn_eigen_netwerk_binnen(
    client: Client, klok: list[float]
) -> None:
    client.force_login(Gebruiker.objects.create_user("contact-jan", rol="contractmanager"))
    vreemde = Client()
    for _ in range(2):
        # This process never saw him, or not for a while, and others took all there was.
        assert _codes(vreemde, 4, "/")[-1] == 429
        assert _codes(client, 9, "/") == [200] * 9
        klok[0] += toeloop.BEKEND_SECONDEN + 1
    assert _codes(vreemde, 4, "/")[-1] == 429
    with CaptureQueriesContext(connection) as vragen:
        for keer in range(20):
            vreemde.cookies["sessionid"] = f"{keer:032}"
            assert _codes(vreemde, 1, "/") == [429]
        vreemde.cookies["sessionid"] = "verzonnen"
        assert _codes(vreemde, 1, "/") == [429]
    assert len(vragen) <= 3, "what is made up is looked up as often as a bucket holds"


def test_een_adres_met_een_poort_of_in_de_kleren_van_versie_6_is_van_zijn_eigen_netwerk(
    client: Client, klok: list[float]
) -> None:
    assert _codes(client, 4, REMOTE_ADDR="::ffff:192.0.2.7")[-1] == 429
    assert _codes(client, 1, REMOTE_ADDR="192.0.2.7") == [429], "hetzelfde adres"
    assert _codes(client, 1, REMOTE_ADDR="::ffff:192.0.2.8") == [200]
    # A proxy that listens on both, and one that writes the port.
    via = {"REMOTE_ADDR": f"::ffff:{PROXY}"}
    assert _codes(client, 4, HTTP_X_FORWARDED_FOR="192.0.2.9:5050", **via)[-1] == 429
    assert _codes(client, 1, HTTP_X_FORWARDED_FOR="192.0.2.10:5050", **via) == [200]
    assert _codes(client, 1, HTTP_X_FORWARDED_FOR="[2001:db8:1::1]:5050", **via) == [200]
    assert _codes(client, 1, HTTP_X_FORWARDED_FOR="onzin", **via) == [200]


def test_een_vloed_van_vreemden_kost_geen_vraag_en_een_machine_wordt_niet_geweigerd(
    client: Client, klok: list[float]
) -> None:
    _codes(client, 3)
    with CaptureQueriesContext(
        connection,
    ) as vragen:
        assert set(_codes(client, 20)) == {429}
        assert set(_codes(client, 20, "/livez")) == {200}
    assert len(vragen) == 0
    for pad in toeloop.VRIJ - {"/metrics"}:
        assert 429 not in _codes(client, 5, pad), pad


def test_een_vreemde_stuurt_niets_groots_en_wie_is_ingelogd_wel(client: Client, klok: list[float]) -> None:
    groot = {"tekst": "x" * 2000}
    antwoord = client.post("/inloggen/", groot)
    assert (antwoord.status_code, antwoord.headers["Connection"]) == (413, "close")
    assert "niets opgeslagen" in antwoord.content.decode()
    client.cookies["sessionid"] = "verzonnen"
    assert client.post("/inloggen/", groot).status_code == 413
    # With a link from a mail a file comes along.
    assert client.post("/melden/1-1.x/bestand/", groot).status_code == 404
    ingelogd = Client()
    ingelogd.force_login(Gebruiker.objects.create_user("contact-jan", rol="contractmanager"))
    klok[0] += 60
    assert ingelogd.post("/", groot).status_code == 405, "known nowhere yet, and not refused"


def test_elk_openbaar_adres_met_een_bestand_mag_meer_sturen() -> None:
    met = {naam for naam in OPENBAAR if naam.endswith("_bestand")}
    assert met == {"melden_bestand", "paraatlink_bestand"}
    assert all(toeloop.MET_BESTAND.fullmatch(reverse(naam, args=["1-1.x"])) for naam in met)
    assert not toeloop.MET_BESTAND.fullmatch("/inloggen/")
    for blad in ("templates/meldingen/melden_bestand.html", "templates/paraatheid/link_bestand.html"):
        with open(blad, encoding="utf-8") as tekst:
            assert "multipart" in tekst.read()


def test_met_een_link_stuurt_een_vreemde_een_bestand_en_niet_meer(client: Client, settings: Any) -> None:
    """Whatever the link is: its token is looked at when all is read."""
    settings.BESTAND_MAX_MB, settings.ANONIEM_MAX_KB, settings.ANONIEM_PER_MINUUT = 1, 1, 100
    toeloop.vergeet()
    for naam in ("melden_bestand", "paraatlink_bestand"):
        pad = reverse(naam, args=["1-1.x"])
        codes = [client.post(pad, {"bestand": BytesIO(b"x" * aantal)}).status_code for aantal in (2**20, 2**20 + 2**11)]
        assert codes[0] != 413
        assert codes[1] == 413


def test_emmers_en_sessies_groeien_niet_voorbij_hun_grens() -> None:
    emmers, pas = Emmers(3), Pas(3, 60.0)
    for nummer in range(10):
        emmers.neem(str(nummer), 5)
        pas.onthoud(str(nummer))
    assert (len(emmers), len(pas)) == (3, 3)
    assert "9" in pas
    assert "0" not in pas


# What an address that a stranger can open asks of the database, and why.
LINK = "the row that the link names"
REDENEN = {
    "readyz": "a row is written, at most once in two seconds a process",
    "gezond": "all is measured, at most once in five seconds a process",
    "uitnodiging": LINK,
    **dict.fromkeys(("agenda_ics", "agenda_atom"), LINK),
    "account_reset_password_from_key": LINK,
    **dict.fromkeys(
        (
            n
            for n in OPENBAAR
            if re.match(r"contact_|oefenlink|actielink|perslink|paraatlink|melden|agenda_(ics|atom)", n)
        ),
        LINK,
    ),
}


def _pad(naam: str, patroon: Any) -> str | None:
    waarden = {"token": "1-1.x", "uidb36": "1", "key": "x-1", "kenmerk": "CAL-2026-0001", "feit": "uiting"}
    namen = patroon.pattern.converters or dict.fromkeys(patroon.pattern.regex.groupindex)
    for nummer in ("1", "x"):
        try:
            return reverse(naam, kwargs={n: waarden.get(n, nummer) for n in namen})
        except NoReverseMatch:
            continue
    return None


def test_wat_een_vreemde_opent_kost_geen_vraag_of_heeft_een_reden(client: Client) -> None:
    gekost: dict[str, int] = {}
    bekeken = set()
    for naam, patroon in adressen():
        if (pad := _pad(naam, patroon)) is None:
            continue
        client.cookies.clear()
        with CaptureQueriesContext(connection) as vragen:
            client.get(pad)
        bekeken.add(naam)
        if len(vragen):
            gekost[naam] = len(vragen)
    assert len(bekeken) > 150
    assert bekeken >= {*OPENBAAR}
    assert {naam: aantal for naam, aantal in gekost.items() if naam not in REDENEN} == {}
    assert {naam: aantal for naam, aantal in gekost.items() if REDENEN.get(naam) == LINK and aantal > 4} == {}
