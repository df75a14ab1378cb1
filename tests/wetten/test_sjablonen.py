"""What may not stand in a template: style and script inline, text declared safe, facts of a case in a mail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .bron import WORTEL, kort

INLINE = {
    "style-attribuut": r"<[^>{]*\sstyle\s*=",
    "style-blok": r"<style\b",
    "script zonder src": r"<script\b(?![^>]*\bsrc=)",
    "gebeurtenis in html": r"<[^>{]*\son[a-z]+\s*=",
    "javascript-adres": r"(?i)(href|action)\s*=\s*[\"']\s*javascript:",
}
VEILIG = {"safe-filter": r"\|\s*safe(seq)?\b", "autoescape uit": r"{%\s*autoescape\s+off"}
# In a mail: kenmerk, term and link only. A subject is read on a locked phone, so there less still.
FEIT = r"{{[^}]*\b(melding|dossier|analyse)\.(?!kenmerk\b)[a-z_]+"
NAAM_IN_ONDERWERP = r"{{[^}]*\b(gemeente|aanbieder|naam|persoon|contactpersoon|ontvanger)\b"


def sjablonen(patroon: str = "*") -> list[Path]:
    return sorted(pad for pad in (WORTEL / "templates").rglob(patroon) if pad.is_file())


def overtredingen(tekst: str, wetten: dict[str, str]) -> list[str]:
    return [naam for naam, patroon in wetten.items() if re.search(patroon, tekst)]


@pytest.mark.parametrize("pad", [pad for pad in sjablonen("*.html") if "mail" not in pad.parts], ids=kort)
def test_geen_stijl_of_script_in_een_pagina(pad: Path) -> None:
    assert overtredingen(pad.read_text(encoding="utf-8"), INLINE) == []


@pytest.mark.parametrize("pad", sjablonen(), ids=kort)
def test_geen_tekst_wordt_veilig_verklaard(pad: Path) -> None:
    assert overtredingen(pad.read_text(encoding="utf-8"), VEILIG if pad.suffix == ".html" else {}) == []


@pytest.mark.parametrize("pad", [pad for pad in sjablonen() if "mail" in pad.parts], ids=kort)
def test_een_mail_draagt_geen_feiten_van_de_zaak(pad: Path) -> None:
    wetten = {"feit": FEIT} | ({"naam in het onderwerp": NAAM_IN_ONDERWERP} if pad.name == "onderwerp.txt" else {})

    assert overtredingen(pad.read_text(encoding="utf-8"), wetten) == []


@pytest.mark.parametrize(
    ("naam", "fout", "goed"),
    [
        ("style-attribuut", '<p style="color:red">', '<rect width="40"/><link rel="stylesheet" href="x.css">'),
        ("style-blok", "<style>p{}</style>", "<p>style</p>"),
        ("script zonder src", "<script>alert(1)</script>", '<script src="x.js" defer></script>'),
        ("gebeurtenis in html", '<a onclick="x()">', '<a href="/on=1/">onclick=</a>'),
        ("javascript-adres", "<a href='javascript:x()'>", '<a href="/javascript/">'),
        ("safe-filter", "{{ tekst|safe }}", "{{ tekst|safer }}{{ safe }}"),
        ("autoescape uit", "{% autoescape off %}", "{% autoescape on %}"),
        ("feit", "{{ melding.omschrijving }}", "{{ melding.kenmerk }} {{ kenmerk }}"),
        ("naam in het onderwerp", "{{ gemeente }}", "{{ kenmerk }}: uw taak"),
    ],
)
def test_de_wet_ziet_het_verschil(naam: str, fout: str, goed: str) -> None:
    alle = INLINE | VEILIG | {"feit": FEIT, "naam in het onderwerp": NAAM_IN_ONDERWERP}

    assert overtredingen(fout, {naam: alle[naam]}) == [naam]
    assert overtredingen(goed, {naam: alle[naam]}) == []


def test_er_zijn_sjablonen_om_te_bekijken() -> None:
    assert len(sjablonen("*.html")) > 5
