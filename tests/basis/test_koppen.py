"""What every answer says to the browser, whatever made it; what it forgets after signing out; and where to report a
weakness."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from contacten.models import Gebruiker

pytestmark = pytest.mark.django_db
KOPPEN = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def adressen() -> Iterator[str]:
    """Every address without parts: pages, downloads, files of the admin, probes."""
    for naam in get_resolver().reverse_dict:
        if isinstance(naam, str):
            try:
                yield reverse(naam)
            except NoReverseMatch:
                continue


def antwoorden(client: Client, wie: Gebruiker) -> Iterator[tuple[str, Any]]:
    """One of every kind: not signed in, signed in, refused, not there, the wrong verb, a forged form, a file, a host
    that is not ours."""
    client.raise_request_exception = False
    streng = Client(enforce_csrf_checks=True)
    yield "vervalst", streng.post(reverse("account_login"), {"login": "x"})
    yield "vreemde host", client.get("/", headers={"host": "elders.example"})
    for pad in ("/static/css/app.css", "/static/js/formulieren.js", "/static/bestaat-niet.css", "/bestaat-niet/"):
        yield pad, client.get(pad)
    for adres in sorted(set(adressen()))[::8]:
        yield f"zonder account {adres}", client.get(adres)
    client.force_login(wie)
    for adres in sorted(set(adressen()) - {reverse("account_logout")}):
        yield adres, client.get(adres)
    yield "PUT", client.put(reverse("readyz"))


def test_elk_soort_antwoord_draagt_de_koppen(client: Client, beheerder: Gebruiker) -> None:
    gezien, zonder = set(), []
    for adres, antwoord in antwoorden(client, beheerder):
        gezien.add(antwoord.status_code)
        for sluit in antwoord._resource_closers:  # a file; closing the answer itself would end the transaction
            sluit()
        zonder += [(adres, kop) for kop, waarde in KOPPEN.items() if antwoord.headers.get(kop) != waarde]
        assert "Access-Control-Allow-Origin" not in antwoord.headers, adres
        assert "Clear-Site-Data" not in antwoord.headers, adres

    assert zonder == []
    assert gezien >= {200, 302, 400, 403, 404, 405}


def test_een_fout_draagt_ze_ook(client: Client, beheerder: Gebruiker, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(beheerder)
    client.raise_request_exception = False
    monkeypatch.setattr("basis.views.nu", None)

    antwoord = client.get(reverse("beveiliging"))

    assert antwoord.status_code == 500
    assert {kop: antwoord.headers.get(kop) for kop in KOPPEN} == KOPPEN


def test_na_uitloggen_vergeet_de_browser_wat_hij_bewaarde(client: Client, beheerder: Gebruiker) -> None:
    client.force_login(beheerder)

    antwoord = client.post(reverse("account_logout"))

    assert antwoord.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "uitgelogd" in client.get(antwoord.headers["Location"]).content.decode()


def test_wie_een_zwakke_plek_vindt_leest_waar_hij_heen_kan(client: Client, nu: dt.datetime) -> None:
    antwoord = client.get("/.well-known/security.txt")

    assert antwoord["Content-Type"] == "text/plain; charset=utf-8"
    regels = dict(regel.split(": ", 1) for regel in antwoord.content.decode().splitlines())
    assert regels["Contact"] == f"mailto:beveiliging@{settings.REGIO.maildomein}"
    assert regels["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    verloopt = dt.datetime.strptime(regels["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    assert dt.timedelta(days=30) < verloopt - nu < dt.timedelta(days=365)
