"""Lists that hide nothing: where a page cuts a list, it says how much it leaves out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wetten.bron import WORTEL

# The modules that make what a page shows.
PAGINAS = (
    *("views.py", "pagina.py", "lijst.py", "dashboard.py", "overzicht.py", "werkvoorraad.py", "werkbank.py"),
    *("melding.py", "geschiedenis.py", "nieuws.py", "meldlinks.py", "kamers.py"),
)
# Cut in a read model -> the template and the words with which that page says what is left out, or why nothing is.
GEZEGD = {
    "escalatie/media/pagina.py:LANGSTE_LIJST": ("media/media.html", "weggelaten"),
    "escalatie/werk/dashboard.py:MEESTE_RIJEN": ("werk/_dashboard.html", "is_meer"),
    "escalatie/werk/dashboard.py:limiet": ("werk/_dashboard.html", "is_meer"),
    "escalatie/werk/lijst.py:MEESTE_SIGNALEN": ("werk/meldingen.html", "blad.telling"),
    "escalatie/inzage/pagina.py:MEESTE": ("inzage/persoon.html", "blad.volgende"),
    # Of a file, whose last row says it.
    "escalatie/inzage/pagina.py:MEESTE_RIJEN": ("", ""),
    "escalatie/rapportages/lijst.py:RIJEN": ("rapportages/lijst.html", "l.volgende"),
    "escalatie/rapportages/pagina.py:MEESTE_STAVEN": ("rapportages/_tabel.html", "tabel.verder"),
    "escalatie/werk/lijst.py:RIJEN": ("werk/meldingen.html", "blad.volgende"),
    "escalatie/meldingen/dossier/pagina.py:HOOGSTENS_NU": ("meldingen/dossier/_wat_nu.html", "over"),
    "communicatie/post/meldlinks.py:NIEUWSTE": ("meldingen/meldlinks.html", "over"),
    "contacten/personen/geschiedenis.py:HOOGSTENS": ("contacten/_geschiedenis.html", "ouder"),
    "contacten/gebruikers/nieuws.py:LAATSTE": ("contacten/accountverzoeken.html", "ouder"),
    # The key of an occasion, which its column holds.
    "communicatie/post/meldlinks.py:60": ("", ""),
    # The batch of a worker, not a list.
    "escalatie/paraatheid/register/overzicht.py:MEESTE_FEITEN": ("aanbieders/aanbieder.html", "regel.over"),
    # Names in a sentence, which itself says how many more there are.
    "escalatie/begin/pagina.py:MEESTE_NAMEN": ("", ""),
    "escalatie/werk/lijst.py:hoeveel": ("werk/meldingen.html", "blad.volgende"),
    "escalatie/werk/zoeken/pagina.py:RIJEN": ("werk/zoeken.html", "r.volgende"),
    "escalatie/persvragen/lijst.py:PER_BLAD": ("persvragen/persvragen.html", "lijst.volgende"),
    # What is looked through before the index is asked, which leaves nothing out.
    "escalatie/persvragen/lijst.py:VENSTER": ("", ""),
    # The text of a search, not a list.
    "escalatie/werk/zoeken/pagina.py:LANGSTE_ZOEKTEKST": ("", ""),
    "escalatie/persvragen/lijst.py:LANGSTE_ZOEKTEKST": ("", ""),
    "escalatie/leren/views.py:LANGSTE_ZOEKTEKST": ("", ""),
    "escalatie/handleiding/views.py:LANGSTE_VRAAG": ("", ""),
    # The insertion of one label into a list of labels: nothing is left out.
    "escalatie/meldingen/dossier/kamers.py:plek": ("", ""),
    # Two names beside a gemeente; the others stand below them.
    "contacten/personen/overzicht.py:2": ("", ""),
}


def sneden(bron: str) -> Iterator[str]:
    """Where a list of this source is cut to its beginning, by what it is cut to."""
    for knoop in ast.walk(ast.parse(bron)):
        if isinstance(knoop, ast.Subscript) and isinstance(knoop.slice, ast.Slice):
            snede = knoop.slice
            # A cut of one letter is of a word, and what is computed goes on from a count that the page shows.
            if snede.lower is None and snede.upper is not None and isinstance(snede.upper, ast.Name | ast.Constant):
                naam = ast.unparse(snede.upper)
                if naam != "1":
                    yield naam


def alle_sneden() -> set[str]:
    """Every cut in every module that makes a page."""
    gevonden = set()
    for app in ("escalatie", "communicatie", "contacten", "calamiteiten"):
        for pad in Path(WORTEL, app).rglob("*.py"):
            if pad.name in PAGINAS and "demo" not in pad.parts:
                gevonden |= {f"{pad.relative_to(WORTEL)}:{snede}" for snede in sneden(pad.read_text("utf-8"))}
    return gevonden


def test_elke_snede_in_een_lijst_wordt_op_de_pagina_gezegd() -> None:
    assert alle_sneden() == set(GEZEGD)
    for snede, (sjabloon, woord) in GEZEGD.items():
        if sjabloon:
            assert woord in Path(WORTEL, "templates", sjabloon).read_text("utf-8"), snede


@pytest.mark.parametrize(("bron", "wat"), [("rijen[:50]", ["50"]), ("rijen[:MEESTE]", ["MEESTE"]), ("woord[:1]", [])])
def test_de_zoeker_vindt_een_snede(bron: str, wat: list[str]) -> None:
    assert list(sneden(bron)) == wat
