"""A visitor without a browser: signs in and sends the form of a melding over real HTTP, to a real web server."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SLEUTEL = re.compile(r'name="sleutel"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="sleutel"')


class _Blijf(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, not an errand."""

    def redirect_request(self, *_: Any) -> None:
        """Go nowhere."""


class Bezoeker:
    """One signed-in visitor. Every request ends within `geduld` seconds or fails."""

    def __init__(self, adres: str, geduld: float = 15.0) -> None:
        self.adres, self.geduld = adres, geduld
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Blijf())

    def haal(self, pad: str, velden: dict[str, Any] | None = None) -> tuple[int, str, str]:
        """GET, or POST with these fields: (status, body, Location)."""
        data = urllib.parse.urlencode(velden, doseq=True).encode() if velden is not None else None
        verzoek = urllib.request.Request(f"{self.adres}{pad}", data=data)  # noqa: S310  our own loopback address
        try:
            antwoord = self.opener.open(verzoek, timeout=self.geduld)
        except urllib.error.HTTPError as fout:
            antwoord = fout
        with antwoord:
            return antwoord.status, antwoord.read().decode(), antwoord.headers.get("Location", "")

    def verstuur(self, pad: str, velden: dict[str, Any], pagina: str = "") -> tuple[int, str, str]:
        """Open the page of a form and send it, with its hidden fields."""
        _, html, _ = self.haal(pagina or pad)
        verborgen = {"csrfmiddlewaretoken": _een(CSRF, html)}
        if gevonden := _een(SLEUTEL, html):
            verborgen["sleutel"] = gevonden
        return self.haal(pad, {**velden, **verborgen})

    def meld_aan(self, naam: str, wachtwoord: str) -> None:
        """Sign in. Raises AssertionError when that fails."""
        status, html, _ = self.verstuur("/inloggen/", {"login": naam, "password": wachtwoord})
        assert status == 302, (status, html[-2000:])


def _een(patroon: re.Pattern[str], html: str) -> str:
    gevonden = patroon.search(html)
    return next(filter(None, gevonden.groups()), "") if gevonden else ""
