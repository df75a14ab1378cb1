"""A real website on loopback and a real Chromium before it. Stories run at the width of a desk and of a phone.

Playwright keeps an event loop in the thread of the test, which Django takes for asynchronous code. The website answers
in threads of its own, so the check is put off while these tests run, and only then.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from basis import klok
from communicatie.post.berichten import verzend
from contacten.models import Contactpersoon, Gebruiker
from tests.bouw import Regio
from tests.conftest import Mailserver

from .chromium import OPTIES
from .venster import Venster

BREEDTES = (1440, 390)
Openen = Callable[..., Venster]
LinkUitMail = Callable[[Gebruiker | Contactpersoon, str], str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A story in a browser runs on the real clock: a browser shows what the clock on the wall says."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("echte_klok")


@pytest.fixture(scope="package")
def chromium(chromium_pad: str) -> Iterator[Browser]:
    """One browser per test process, gone when its last story is over."""
    vorige = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as spel:
        # Under another date (bin/test --op) Chromium itself keeps the real clock, or no page would load; `Venster`
        # gives the page the clock of the run.
        omgeving = {naam: waarde for naam, waarde in os.environ.items() if naam not in {"LD_PRELOAD", "FAKETIME"}}
        browser = spel.chromium.launch(executable_path=chromium_pad, args=list(OPTIES), env=dict(omgeving))
        yield browser
        browser.close()
    if vorige is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=BREEDTES, ids=["bureau", "telefoon"])
def breedte(request: pytest.FixtureRequest) -> int:
    """The width of the screen in CSS pixels: a desk, then a phone."""
    return int(request.param)


@pytest.fixture
def nu() -> datetime:
    """The real moment: a browser shows what the clock on the wall says."""
    return klok.nu()


@pytest.fixture
def website(live_server: Any, settings: Any, regio: Regio, mailserver: Mailserver) -> str:
    """The address of the website, with the region in its database; links in mails lead to it."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def openen(website: str, chromium: Browser) -> Iterator[Openen]:
    """Open a window: ``openen(1440)``, or without scripts. At the end every window must have stayed quiet."""
    vensters: list[Venster] = []

    def nieuw(breedte: int, *, scripts: bool = True) -> Venster:
        vensters.append(Venster(chromium, website, breedte, scripts=scripts))
        return vensters[-1]

    yield nieuw
    klachten = [klacht for venster in vensters for klacht in venster.sluit()]
    assert not klachten, "\n".join(klachten)


@pytest.fixture
def link_uit_mail(mailserver: Mailserver) -> LinkUitMail:
    """Send what waits in the outbox; give the link in the newest mail to this person about this subject."""

    def zoek(aan: Gebruiker | Contactpersoon, onderwerp: str) -> str:
        verzend(klok.nu())
        brieven = [m for m in mailserver.ontvangen if aan.email in str(m["To"]) and onderwerp in str(m["Subject"])]
        assert brieven, f"{aan} kreeg geen mail over {onderwerp}"
        tekst = brieven[-1].get_body(("plain",))
        gevonden = re.search(r"http://\S+", tekst.get_content() if tekst else "")
        assert gevonden, "De mail heeft geen link"
        return gevonden[0]

    return zoek
