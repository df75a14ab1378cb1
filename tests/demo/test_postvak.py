"""The mailbox of the demo shows what was sent, and exists in the demo only."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve

from calamiteiten.demo import postvak, views
from tests.demo import adressen
from tests.diensten import vrije_poort


def mail(onderwerp: str, tekst: str = "Zie http://testserver/meldingen/CAL-2026-0001/.") -> EmailMessage:
    bericht = EmailMessage()
    bericht["Subject"], bericht["To"], bericht["From"] = onderwerp, "toegang@zwolle.example", "regie@rsj.example"
    bericht.set_content(tekst)
    bericht.add_alternative("<script>alert('opmaak')</script>", subtype="html")
    return bericht


@pytest.fixture
def postbus(tmp_path: Path) -> Iterator[int]:
    """The catching server as the supervisor starts it; gives its port."""
    map_, poort = tmp_path / "postvak", vrije_poort()
    map_.mkdir()
    proces = subprocess.Popen([sys.executable, "-m", "calamiteiten.demo.postbus", str(poort), str(map_)])
    try:
        yield poort
    finally:
        proces.terminate()
        assert proces.wait(10) == 0


def verstuur(poort: int, *berichten: EmailMessage) -> None:
    einde = time.monotonic() + 20
    while True:
        try:
            with smtplib.SMTP("127.0.0.1", poort) as server:
                for bericht in berichten:
                    server.send_message(bericht)
            return
        except ConnectionRefusedError:
            assert time.monotonic() < einde
            time.sleep(0.05)


def test_een_opgevangen_mail_is_heel_te_lezen_de_nieuwste_eerst(postbus: int, tmp_path: Path) -> None:
    verstuur(postbus, mail("Eén taak"), mail("Tweede taak", "Bedrag: € 1"))

    tweede, eerste = [postvak.lees(pad) for pad in postvak.paden(tmp_path / "postvak")]

    assert (eerste.onderwerp, tweede.onderwerp) == ("Eén taak", "Tweede taak")
    assert eerste.aan == "toegang@zwolle.example"
    assert eerste.links == ["http://testserver/meldingen/CAL-2026-0001/"]
    assert "€ 1" in tweede.tekst
    assert not list((tmp_path / "postvak").glob("*.deel"))


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> str:
    """One mail in the mailbox of a demo; gives its name."""
    settings.DEMO, settings.DATA, settings.SITE_URL = True, tmp_path, "http://testserver"
    (tmp_path / "postvak").mkdir()
    (tmp_path / "postvak" / "1700000000000000000-1-0.eml").write_bytes(
        bytes(mail("Uw taak", "http://testserver/meldingen/CAL-2026-0001/ http://elders.example/"))
    )
    return "1700000000000000000-1-0"


def vraag(view: Any, adres: str = "127.0.0.1", **gegevens: str) -> str:
    verzoek = RequestFactory().get("/", REMOTE_ADDR=adres)
    return str(view(verzoek, **gegevens).content.decode())


@pytest.fixture
def _adressen(settings: Any) -> None:
    settings.ROOT_URLCONF = adressen.__name__


@pytest.mark.usefixtures("_adressen")
def test_de_pagina_toont_tekst_en_eigen_link_en_voert_de_opmaak_niet_uit(demo: str) -> None:
    assert "Uw taak" in vraag(views.lijst)

    pagina = vraag(views.toon, naam=demo)

    assert 'href="http://testserver/meldingen/CAL-2026-0001/"' in pagina
    assert 'href="http://elders.example/"' not in pagina
    assert "<script>alert" not in pagina
    assert "&lt;script&gt;alert" in pagina


@pytest.mark.usefixtures("_adressen")
def test_een_andere_computer_ziet_niets(demo: str) -> None:
    with pytest.raises(Http404):
        vraag(views.lijst, adres="192.0.2.7")


@pytest.mark.usefixtures("_adressen")
@pytest.mark.parametrize("naam", ["1-1-1", "..", "sleutel", "1700000000000000000-1-0.eml"])
def test_een_naam_die_geen_mail_is_geeft_niets(demo: str, naam: str) -> None:
    with pytest.raises(Http404):
        vraag(views.toon, naam=naam)


def test_buiten_de_demo_bestaat_het_postvak_niet(settings: Any, client: Client) -> None:
    assert not settings.DEMO
    with pytest.raises(Resolver404):
        resolve("/demo/postvak/")
    with pytest.raises(Http404):
        vraag(views.lijst)
