"""Somebody with a browser, over TLS and through the proxy: keeps cookies, sends a Referer, has a code app."""

from __future__ import annotations

import re
import ssl
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from time import sleep, time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.storing.browsertje import CSRF, Bezoeker, _Blijf

OPNIEUW = "/inloggen/opnieuw/"
GEHEIM = re.compile(r"\b[A-Z2-7]{32}\b")


class Verborgen(HTMLParser):
    """What a page holds that nobody types: name -> value."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.velden: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a hidden field."""
        van = dict(attrs)
        if tag == "input" and van.get("type") == "hidden":
            self.velden.setdefault(van["name"] or "", van.get("value") or "")


class Mens(Bezoeker):
    """One person. `ca`: the file of who signed the certificate of the site."""

    def __init__(self, adres: str, ca: Path) -> None:
        super().__init__(adres, geduld=30)
        tls = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(ca)))
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Blijf(), tls)
        self.opener.addheaders = [("Referer", f"{adres}/")]
        self._geheim, self._gebruikt, self._wachtwoord = "", -1, ""

    def verstuur(self, pad: str, velden: dict[str, Any], pagina: str = "") -> tuple[int, str, str]:
        """Open the page of a form and send it with all that is hidden in it, as a browser does. Who is asked anew who
        he is, says so, and the form goes on."""
        _, html, _ = self.haal(pagina or pad)
        antwoord = self.haal(pad, {**Verborgen(html).velden, **velden})
        if antwoord[2].startswith(OPNIEUW) and not pad.startswith(OPNIEUW):
            return self.verstuur(antwoord[2], {"password": self._wachtwoord})
        return antwoord

    def kom_binnen(self, adres: str, wachtwoord: str) -> None:
        """Sign in, and set up the second step that production asks for."""
        self._wachtwoord = wachtwoord
        self.meld_aan(adres, wachtwoord)
        pad = "/beveiliging/code-app/"
        status, html, _ = self.haal(pad)
        if status == 302:
            self.verstuur(OPNIEUW, {"password": wachtwoord, "next": pad})
            status, html, _ = self.haal(pad)
        gevonden = GEHEIM.search(html)
        assert status == 200, html[-2000:]
        assert gevonden, html[-2000:]
        self._geheim = gevonden[0]
        # Another GET would give another secret: send the form that was shown.
        merk = CSRF.search(html)
        assert merk
        status, html, _ = self.haal(pad, {"code": self._code(), "csrfmiddlewaretoken": merk[1]})
        assert status == 302, html[-2000:]

    def kom_terug(self, adres: str, wachtwoord: str) -> None:
        """Sign in again, with the code app that was set up."""
        self._wachtwoord = wachtwoord
        self.meld_aan(adres, wachtwoord)
        status, html, _ = self.verstuur("/inloggen/tweede-stap/", {"code": self._code()})
        assert status == 302, html[-2000:]

    def _code(self) -> str:
        """The code of now; one that was used is good for nothing any more."""
        while int(time()) // 30 == self._gebruikt:
            sleep(0.5)
        self._gebruikt = int(time()) // 30
        return format_hotp_value(hotp_value(self._geheim, self._gebruikt))
