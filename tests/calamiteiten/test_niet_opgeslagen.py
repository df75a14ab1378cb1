"""F10, F11: the page "Niet opgeslagen" keeps what was typed, and is made without any database: here is none."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connections
from django.db.utils import ConnectionHandler
from django.http import HttpResponse
from django.test import RequestFactory

from basis.views import serverfout
from tests.diensten import vrije_poort

TEKST = 'Regel een "met" <b>tekens</b> &amp;\r\nen een tweede regel'
FORMULIER = "application/x-www-form-urlencoded"
VELDEN = {"csrfmiddlewaretoken": "zoals-het-kwam", "sleutel": "abc", "omschrijving": TEKST, "keuze": ["a", "b"]}


def database_weg() -> None:
    """Nobody listens there."""
    anders = {**connections["default"].settings_dict, "HOST": "127.0.0.1", "PORT": str(vrije_poort())}
    verbinding = ConnectionHandler({"default": anders})["default"]
    with verbinding.wrap_database_errors:
        verbinding.connect()


def te_traag() -> None:
    """PostgreSQL itself breaks the statement off."""
    contact = psycopg2.connect(os.environ["DATABASE_URL"], options="-c statement_timeout=5")
    try:
        with connections["default"].wrap_database_errors, contact.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(2)")
    finally:
        contact.close()


def fout_bij(verzoek: Any, oorzaak: Callable[[], None] = database_weg) -> HttpResponse:
    """What the visitor gets when this goes wrong."""
    try:
        oorzaak()
    except OperationalError:
        return serverfout(verzoek)
    pytest.fail("er ging niets mis")


def test_wat_was_ingevuld_staat_in_de_pagina() -> None:
    antwoord = fout_bij(RequestFactory().post("/meldingen/nieuw/?persvraag=1", VELDEN))

    assert antwoord.status_code == 503
    pagina = antwoord.content.decode()
    assert "Niet opgeslagen" in pagina
    assert 'action="/meldingen/nieuw/?persvraag=1"' in pagina
    verwacht = "Regel een &quot;met&quot; &lt;b&gt;tekens&lt;/b&gt; &amp;amp;\r\nen een tweede regel"
    assert f'name="omschrijving" value="{verwacht}"' in pagina
    assert 'name="csrfmiddlewaretoken" value="zoals-het-kwam"' in pagina
    assert pagina.count('name="keuze"') == 2
    assert "maar één keer" in pagina
    assert antwoord["Cache-Control"] == "no-store, private"
    assert antwoord["Retry-After"] == "30"


def test_de_pagina_zegt_wie_te_bellen_is(settings: Any) -> None:
    settings.TELEFOON_ROUTE = "Bel de wachtdienst: 06-00000077."

    assert "Bel de wachtdienst: 06-00000077." in fout_bij(RequestFactory().post("/x/", VELDEN)).content.decode()
    assert "Bel de wachtdienst: 06-00000077." in fout_bij(RequestFactory().get("/x/")).content.decode()
    assert "Bel de wachtdienst: 06-00000077." in serverfout(RequestFactory().get("/x/")).content.decode()


def test_een_wachtwoord_komt_er_nooit_op_terug() -> None:
    pagina = fout_bij(RequestFactory().post("/inloggen/", {"login": "k", "password": "heel geheim"})).content.decode()

    assert "heel geheim" not in pagina
    assert "<form" not in pagina
    assert 'href="/inloggen/"' in pagina


def test_een_bestand_kiest_u_opnieuw() -> None:
    gegevens = {"titel": "lijst", "bestand": SimpleUploadedFile("lijst.csv", b"x")}
    pagina = fout_bij(RequestFactory().post("/contacten/inlezen/", gegevens)).content.decode()

    assert "bestand dat u koos" in pagina
    assert 'value="lijst"' in pagina


def test_openen_zegt_dat_er_niets_veranderd_is() -> None:
    pagina = fout_bij(RequestFactory().get("/meldingen/?status=open")).content.decode()

    assert "nu niet te openen" in pagina
    assert "Er is niets veranderd" in pagina
    assert 'href="/meldingen/?status=open"' in pagina


def test_te_druk_is_iets_anders_dan_weg() -> None:
    pagina = fout_bij(RequestFactory().post("/x/", VELDEN), te_traag).content.decode()

    assert "Niet opgeslagen" in pagina
    assert "werkt op dit moment in dezelfde gegevens" in pagina
    assert 'name="omschrijving"' in pagina


def test_een_onleesbaar_formulier_geeft_ook_een_pagina() -> None:
    kapot = RequestFactory().post("/x/", b"--a\r\nkapot", content_type="multipart/form-data; boundary=")
    veel = RequestFactory().post("/x/", "&".join(f"v{n}=1" for n in range(2000)), content_type=FORMULIER)

    for verzoek in (kapot, veel):
        antwoord = fout_bij(verzoek)
        assert antwoord.status_code == 503
        assert "<form" not in antwoord.content.decode()


def test_een_andere_fout_blijft_een_500() -> None:
    try:
        raise ValueError("iets van ons")
    except ValueError:
        antwoord = serverfout(RequestFactory().post("/x/", VELDEN))

    assert antwoord.status_code == 500
    assert "Er ging iets mis" in antwoord.content.decode()
