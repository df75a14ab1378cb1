"""F23: a PDF is made in a process of its own. What never ends or eats memory costs one PDF, and no web process."""

from __future__ import annotations

import io
import os
from datetime import datetime
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from basis.pdf import PdfMislukt, maak_pdf
from contacten.models import Gebruiker
from tests import bouw

DIEP = "<div>" * 60_000
# A table in a table in a table: each level asks its width of all levels below, more than once.
GENEST = "<table><tr><td>" * 60 + "x" + "</td></tr></table>" * 60


def test_een_gewone_pagina_komt_uit_het_andere_proces() -> None:
    with pikepdf.open(io.BytesIO(maak_pdf("<html lang='nl'><p>Dag.</p></html>", "Proef & meer"))) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.docinfo["/Title"]) == "Proef & meer"


@pytest.mark.parametrize("html", [DIEP, GENEST], ids=["diep", "genest"])
def test_een_onmogelijke_pagina_geeft_een_fout_en_geen_dode_webserver(html: str, settings: Any) -> None:
    settings.PDF_SECONDEN, settings.PDF_MEGABYTES = 3, 600
    hier = os.getpid()

    with pytest.raises(PdfMislukt):
        maak_pdf(html, "Te veel")

    assert os.getpid() == hier
    settings.PDF_SECONDEN = 60
    assert maak_pdf("<p>Daarna gaat het weer.</p>", "Daarna").startswith(b"%PDF")


@pytest.mark.django_db
def test_de_pagina_zegt_het_en_biedt_opnieuw_aan(
    client: Client, contractmanager: Gebruiker, nu: datetime, settings: Any
) -> None:
    settings.PDF_MEGABYTES = 20
    melding = bouw.melding(nu)
    adres = reverse("bewijs_pdf", args=[melding.kenmerk])

    client.force_login(contractmanager)
    antwoord = client.get(adres)

    assert antwoord.status_code == 503
    tekst = antwoord.content.decode()
    assert "Het document is niet gemaakt" in tekst
    assert f'href="{adres}"' in tekst
    assert "Opnieuw proberen" in tekst


def test_het_proces_kent_geen_geheimen_van_ons(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts without our settings: nothing that it draws can tell a key or the way to the database."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "bestaat.niet")
    monkeypatch.setenv("GEHEIME_SLEUTEL", "kanarie")

    assert maak_pdf("<p>Dag.</p>", "x").startswith(b"%PDF")
