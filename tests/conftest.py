"""Fixtures for all tests: real local servers and the real browser. The database is that of ``tests.diensten``."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from math import inf
from typing import Any
from zlib import crc32

import pytest
from hypothesis import settings as hypothesis

from basis import pdf
from basis.onthouden import vergeet_alles
from contacten.models import Gebruiker
from escalatie.werk.context import onthoud
from tests import afdruk, bouw, bouw_zhz, databank, drukkerij, gezegd, klok
from tests.diensten import vrije_poort
from tests.postkeuring import klachten, lees_zaak

# The same examples on every run and on every machine, slow or fast; nothing kept between runs.
hypothesis.register_profile("huis", deadline=None, database=None, derandomize=True)
hypothesis.load_profile("huis")


@pytest.fixture(scope="session", autouse=True)
def _klok_wordt_bewaakt() -> Iterator[None]:
    """No page, query or child process of a test can go by another clock than that of the test."""
    with klok.toezicht():
        yield


@pytest.fixture(scope="session", autouse=True)
def _wat_gelukt_is_wordt_gezegd() -> Iterator[None]:
    """Whatever a test does about a zaak, the success says who was told and what is next."""
    with gezegd.toezicht():
        yield


@pytest.fixture(scope="session", autouse=True)
def _de_drukker_staat_klaar() -> Iterator[None]:
    """Not every PDF starts a process of its own."""
    with drukkerij.open_():
        yield


@pytest.fixture(autouse=True)
def _een_klok(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock stands still at `nu`, or at the moment of the mark `klok`; with the mark `echte_klok` it does not."""
    if request.node.get_closest_marker("echte_klok"):
        houd = klok.echt()
    else:
        merk = request.node.get_closest_marker("klok")
        houd = klok.vast(merk.args[0] if merk else request.getfixturevalue("nu"))
    with houd:
        yield


@pytest.fixture(autouse=True)
def _bouwt_met_het_product(request: pytest.FixtureRequest) -> None:
    """What a test builds with a part of the product replaced, is no print for another test."""
    info = request.node._fixtureinfo
    # The library of Django for pytest asks for it in every test, by fixtures of its own.
    vragers = [d for naam, defs in info.name2fixturedefs.items() if not naam.startswith("_") for d in defs]
    afdruk.mag(mag="monkeypatch" not in {*info.argnames, *(naam for d in vragers for naam in d.argnames)})


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> None:
    """Several processes of one run: one of them migrates, and each begins with a copy."""
    from django.db import connection

    if worker_id != "master" and connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            databank.kopieer(tmp_path_factory.getbasetemp().parent)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What is said of this throw-away database, once it is there (tests/databank.py)."""
    with django_db_blocker.unblock():
        databank.sta_legen_toe()
    with databank.snel_leeg():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """When a test is over, and its transaction too: what it left behind does not slow down those that come."""
    yield
    databank.ruim_op_na_een_test()


def pytest_configure() -> None:
    """Some twenty accounts per test: on SQLite, which runs as a desk does, each would be hashed for real."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


# What takes minutes starts first, so that two workers are done at the same moment (bin/test keeps this order).
SMAL = 800  # narrower is a phone
ZWAAR = (
    *("tests/browser/", "tests/storing/", "tests/gelijktijdig/", "tests/verhalen/", "tests/toegang/", "automaat"),
    *("test_zaaien", "versies/test_rolnamen", "versies/test_naast_elkaar", "tests/proefdraaien/", "tests/oefenen/"),
)


def andere_breedte(item: pytest.Item) -> bool:
    """A story in the browser runs at one of its two widths, always the same for its name: the widths share the pages,
    and half of the stories see them at each. At full size every story runs at both."""
    aanroep = getattr(item, "callspec", None)
    in_browser = "tests/browser/" in item.path.as_posix()  # elsewhere a `breedte` is another width
    if not in_browser or aanroep is None or "breedte" not in aanroep.params or os.environ.get("STORING") == "alles":
        return False
    is_telefoon = bool(crc32(item.nodeid.partition("[")[0].encode()) % 2)
    return (int(aanroep.params["breedte"]) < SMAL) != is_telefoon


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was collected stays until the end: keep it out of every round of the garbage collector from here on, and let
    a round begin less often. With seven thousand tests in memory these rounds cost a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would say nothing here: deselected, and so counted apart; nothing is skipped. Heavy ones first."""
    weg = {"alleen_sqlite"} if "postgres" in os.environ.get("DATABASE_URL", "") else set()
    weg |= {"alleen_alles"} if os.environ.get("STORING") != "alles" else set()
    niet_nu = [item for item in items if weg & {merk.name for merk in item.iter_markers()} or andere_breedte(item)]
    if niet_nu:
        config.hook.pytest_deselected(items=niet_nu)
        items[:] = [item for item in items if item not in niet_nu]
    items.sort(key=lambda item: not any(deel in item.path.as_posix() for deel in ZWAAR))


@pytest.fixture(scope="session")
def redis_adres(worker_id: str) -> str:
    """The address of a Redis database for this test process alone."""
    adres = os.environ["REDIS_URL"].rsplit("/", 1)[0]
    return f"{adres}/{1 + int(worker_id.removeprefix('gw') or 0) if worker_id != 'master' else 0}"


@pytest.fixture(scope="session")
def chromium_pad() -> str:
    """The path of a real Chromium. Without one the test fails: a story that did not run is not a story that passed."""
    namen = ("chromium", "chromium-browser", "google-chrome")
    pad = os.environ.get("CHROMIUM") or next((gevonden for naam in namen if (gevonden := shutil.which(naam))), None)
    assert pad, "Chromium ontbreekt: bin/test installeert het, of zet CHROMIUM op het pad ervan"
    return pad


@dataclass
class Mailserver:
    """A real SMTP server on loopback. ``weiger`` maps an address to the reply that it gets instead of acceptance;
    ``weiger_ons`` is the reply to whatever we send; ``denkt`` the seconds before the answer after a mail."""

    poort: int
    ontvangen: list[EmailMessage] = field(default_factory=list)
    weiger: dict[str, str] = field(default_factory=dict)
    weiger_ons: str = ""
    denkt: float = 0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, mail_options: list[str]) -> str:
        """Accept our sender, or answer what the test asked for."""
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return self.weiger_ons or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]) -> str:
        """Accept a recipient, or answer what the test asked for."""
        if address in self.weiger:
            return self.weiger[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the message."""
        self.ontvangen.append(message_from_bytes(envelope.original_content, _class=EmailMessage, policy=policy.default))
        await asyncio.sleep(self.denkt)
        return "250 OK"


@pytest.fixture
def mailserver(settings: Any) -> Iterator[Mailserver]:
    """Django mails to a real server that keeps what it gets, for this test. At its end every mail is held against the
    rules that hold for all of them (`tests.postkeuring`)."""
    from aiosmtpd.controller import Controller

    vanger = Mailserver(vrije_poort())
    bediening = Controller(vanger, hostname="127.0.0.1", port=vanger.poort)
    bediening.start()
    settings.EMAIL_BACKEND = "communicatie.post.mailverbinding.Verbinding"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", vanger.poort
    yield vanger
    bediening.stop()
    if vanger.ontvangen:
        fouten = klachten(vanger.ontvangen, lees_zaak())
        assert not fouten, "\n".join(fouten)


@pytest.fixture
def weinig_papier(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a walk that asks for the same papers as every role: each kind is made for real once, and after that what was
    to be laid out is given as it is. A search for words that may not be in it finds them there, and in a PDF not."""
    echt, gemaakt = pdf._draai, set()

    def draai(vraag: bytes, *hoe: Any) -> bytes:
        soort = re.sub(r"\d+", "", json.loads(vraag)["titel"])
        if soort in gemaakt:
            return vraag
        gemaakt.add(soort)
        return echt(vraag, *hoe)

    monkeypatch.setattr(pdf, "_draai", draai)


@pytest.fixture
def nu() -> datetime:
    """The held moment of most tests: Tuesday 24 November 2026, 10:00 in Amsterdam; an ordinary working day."""
    return datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def regio(db: None, nu: datetime) -> bouw.Regio:
    """The region of the demo: gemeenten, contacts, aanbieders and the cast."""
    return bouw.regio(nu)


@pytest.fixture
def regio_zhz(db: None, nu: datetime, settings: Any) -> bouw.Regio:
    """The second region, Zuid-Holland Zuid, as an installation with REGIO=zhz has it."""
    bouw_zhz.kies(settings)
    return bouw_zhz.regio(nu)


@pytest.fixture
def contractmanager(regio: bouw.Regio) -> Gebruiker:
    """Takes in meldingen and chooses the scenario (RSJ)."""
    return regio.gebruikers["contractmanager"]


@pytest.fixture
def regiomanager(regio: bouw.Regio) -> Gebruiker:
    """Leads Fase 1 and Fase 2 (RSJ)."""
    return regio.gebruikers["regiomanager"]


@pytest.fixture(autouse=True)
def bewaking_is_rustig() -> None:
    """No banner, and no question to the database for it, unless a test asks with `vergeet`: counts stay the same."""
    onthoud([], op=inf)
    vergeet_alles()


@pytest.fixture
def adviseur(regio: bouw.Regio) -> Gebruiker:
    """The communicatieadviseur of the RSJ."""
    return regio.gebruikers["adviseur"]


@pytest.fixture
def beheerder(regio: bouw.Regio) -> Gebruiker:
    """Maintains contacts and users; sees no dossier."""
    return regio.gebruikers["beheerder"]


@pytest.fixture
def toegang_zwolle(regio: bouw.Regio) -> Gebruiker:
    """The gemeentelijke toegang of Zwolle."""
    return regio.gebruikers["toegang_zwolle"]


@pytest.fixture
def toegang_deventer(regio: bouw.Regio) -> Gebruiker:
    """An account of Deventer, whose seat in the contact list is empty."""
    return regio.gebruikers["toegang_deventer"]


@pytest.fixture
def manager_zwolle(regio: bouw.Regio) -> Gebruiker:
    """The manager sociaal domein of Zwolle."""
    return regio.gebruikers["manager_zwolle"]


@pytest.fixture
def manager_deventer(regio: bouw.Regio) -> Gebruiker:
    """The manager sociaal domein of Deventer."""
    return regio.gebruikers["manager_deventer"]


@pytest.fixture
def buitenstaander(regio: bouw.Regio) -> Gebruiker:
    """An active toegang of Ommen, a gemeente that no builder involves unless asked."""
    return regio.gebruikers["buitenstaander"]
