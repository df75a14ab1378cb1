"""F23: a PDF is made in a process of its own. What never ends or eats memory costs one PDF, and no web process."""

from __future__ import annotations

import io
import json
import os
import time
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from basis import pdf as pdf_
from basis.pdf import BIJLAGE, PdfMislukt, Vel, maak_pdf
from contacten.models import Gebruiker
from tests import bouw, drukkerij

OP = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DIEP = "<div>" * 60_000
# A table in a table in a table: each level asks its width of all levels below, more than once.
GENEST = "<table><tr><td>" * 60 + "x" + "</td></tr></table>" * 60


@pytest.fixture(autouse=True)
def eigen_proces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here each PDF starts its own process, as in production."""
    monkeypatch.setattr(pdf_, "_draai", drukkerij.ECHT)


def maak(html: str, titel: str, door: str = "Kim", gegevens: Any = None) -> bytes:
    return maak_pdf(html, titel, op=OP, door=door, gegevens=gegevens)


def test_een_gewone_pagina_komt_uit_het_andere_proces() -> None:
    with pikepdf.open(io.BytesIO(maak("<html lang='nl'><p>Dag.</p></html>", "Proef & meer"))) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.docinfo["/Title"]) == "Proef & meer"


def test_het_document_is_voor_het_archief_toegankelijk_en_draagt_zijn_gegevens() -> None:
    """PDF/A-3a and PDF/UA-1 as far as can be read from the file itself; veraPDF is in no registry that we use."""
    gegevens = {"op": OP, "wat": ["één", "twee"], "waar": None}
    lastig = 'Kim "van" der\\Berg; } </style>'
    inhoud = maak(f"<h1>Kop</h1><p>{'Tekst. ' * 40}</p>", "Titel", door=lastig, gegevens=gegevens)

    with pikepdf.open(io.BytesIO(inhoud)) as pdf:
        wortel = pdf.Root
        assert bool(wortel.MarkInfo.Marked)
        assert "/StructTreeRoot" in wortel
        assert (str(wortel.Lang), bool(wortel.ViewerPreferences.DisplayDocTitle)) == ("nl", True)
        (doel,) = wortel.OutputIntents
        assert (str(doel.S), "/DestOutputProfile" in doel) == ("/GTS_PDFA1", True)
        (bestand,) = wortel.AF
        assert str(bestand.AFRelationship) == "/Data"
        assert json.loads(pdf.attachments[BIJLAGE].get_file().read_bytes()) == {**gegevens, "op": OP.isoformat()}
        with pdf.open_metadata() as xmp:
            gelezen = {naam: xmp[naam] for naam in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "dc:title")}
            assert list(gelezen.values()) == ["3", "A", "1", "Titel"]
            assert xmp["dc:creator"] == [lastig]
        assert wortel.Metadata.read_bytes().count(b"<rdf:RDF") == 1
        letters = {str(lettertype.BaseFont) for lettertype in pdf.pages[0].Resources.Font.values()}
        assert letters
        assert all("Source-Sans-3" in naam for naam in letters)


def test_dezelfde_invoer_geeft_dezelfde_bytes_en_een_ander_moment_niet() -> None:
    html = "<h1>Kop</h1><p><strong>Vet</strong>, <em>schuin</em> en Łódź.</p>"
    eerst = maak(html, "Titel", gegevens={"a": 1})
    time.sleep(1.1)  # the file would hold the second in which it was made

    assert maak(html, "Titel", gegevens={"a": 1}) == eerst
    assert maak_pdf(html, "Titel", op=OP.replace(year=2027), door="Kim", gegevens={"a": 1}) != eerst


def test_van_meer_maten_komt_de_ruimste_die_op_een_bladzijde_past() -> None:
    maten = [Vel("<p>Regel.</p>" * aantal, aantal) for aantal in (200, 15, 1)]

    with pikepdf.open(io.BytesIO(maak_pdf(maten, "Titel", op=OP, door="Kim"))) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.attachments[BIJLAGE].get_file().read_bytes() == b"15"
    with pytest.raises(PdfMislukt):
        maak_pdf(maten[:1], "Titel", op=OP, door="Kim")


@pytest.mark.parametrize("html", [DIEP, GENEST], ids=["diep", "genest"])
def test_een_onmogelijke_pagina_geeft_een_fout_en_geen_dode_webserver(html: str, settings: Any) -> None:
    settings.PDF_SECONDEN, settings.PDF_MEGABYTES = 3, 600
    hier = os.getpid()

    with pytest.raises(PdfMislukt):
        maak(html, "Te veel")

    assert os.getpid() == hier
    settings.PDF_SECONDEN = 60
    assert maak("<p>Daarna gaat het weer.</p>", "Daarna").startswith(b"%PDF")


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

    assert maak("<p>Dag.</p>", "x").startswith(b"%PDF")


def test_wie_klaarstaat_voor_de_andere_tests_drukt_hetzelfde() -> None:
    """The same bytes as the process of the product, also for the second, and after one that breaks off."""
    vellen = ("<h1>Kop</h1><p><strong>Vet</strong>, <em>schuin</em> en Łódź.</p>", f"<p>{'Tekst. ' * 400}</p>")
    echt = [maak(html, "Titel", gegevens={"a": 1}) for html in vellen]
    with drukkerij.open_():
        assert pdf_._draai is not drukkerij.ECHT
        with pytest.raises(PdfMislukt):
            maak_pdf([Vel("<p>Regel.</p>" * 200, 1)], "Titel", op=OP, door="Kim")
        assert [maak(html, "Titel", gegevens={"a": 1}) for html in vellen] == echt
