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
# A comment that goes on after its line is no comment: the reader sees it.
COMMENTAAR = {"commentaar over meer regels": r"\{#(?![^\n]*#\})"}
# The sources of another region are long: on one line they push the page off a phone.
BRON = {"bron die niet afbreekt": r"class=\"heel[^>]*>\(?\{\{[^}]*\bbron\b"}
# In a mail: kenmerk (those of press questions that it is about too), term and link, to whom and from whom, how to
# answer, what the version calls a role or a status. A subject is read on a locked phone, so there less still. The html
# of every mail shows lines that were made of such a file, and asks no case for anything.
_MAG = "kenmerk|termijn|bevestigen|link|rolnaam|afzender|antwoordroute|persvragen|(rol|status):[a-z_0-9]+"
FEIT = rf"\{{(?!({_MAG})\}})[^{{}}\s]+\}}"
NAAM_IN_ONDERWERP = r"(?m)^onderwerp\b.*\{(?!(kenmerk|status:[a-z_0-9]+)\})"
ZAAK_IN_OPMAAK = r"\{[{%][^}]*\b(melding|persvraag|dossier|analyse|bericht|gemeente)\b"
MAIL = {"feit": FEIT, "naam in het onderwerp": NAAM_IN_ONDERWERP}
OPMAAK = {"zaak in de opmaak": ZAAK_IN_OPMAAK}
# The order of the parts is no wording.
VOLGORDE = re.compile(r"(?s)^volgorde = '{3}.*?'{3}", re.MULTILINE)


def sjablonen(patroon: str = "*") -> list[Path]:
    return sorted(pad for pad in (WORTEL / "templates").rglob(patroon) if pad.is_file())


def overtredingen(tekst: str, wetten: dict[str, str]) -> list[str]:
    return [naam for naam, patroon in wetten.items() if re.search(patroon, tekst)]


@pytest.mark.parametrize("pad", sjablonen("*.html"), ids=kort)
def test_geen_stijl_of_script_in_een_pagina(pad: Path) -> None:
    assert overtredingen(pad.read_text(encoding="utf-8"), INLINE) == []


@pytest.mark.parametrize("pad", sjablonen(), ids=kort)
def test_geen_tekst_wordt_veilig_verklaard(pad: Path) -> None:
    assert overtredingen(pad.read_text(encoding="utf-8"), VEILIG if pad.suffix == ".html" else {}) == []


@pytest.mark.parametrize("pad", [pad for pad in sjablonen() if pad.parent.name == "mail"], ids=kort)
def test_een_mail_draagt_geen_feiten_van_de_zaak(pad: Path) -> None:
    tekst = VOLGORDE.sub("", pad.read_text(encoding="utf-8"))

    assert pad.suffix in {".html", ".toml"}
    assert overtredingen(tekst, OPMAAK if pad.suffix == ".html" else MAIL) == []


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
        ("feit", 'doen = "Lees {omschrijving}."', 'doen = "Lees {kenmerk} vóór {termijn}."'),
        ("feit", 'doen = "Lees {melding.plaats}."', 'doen = "{antwoordroute}."'),
        ("feit", 'doen = "Lees {rol:Piet}."', 'doen = "De {rol:toegang} is nu bij {status:fase_1}."'),
        ("naam in het onderwerp", 'onderwerp = "{kenmerk}: {rol:toegang}"', 'onderwerp = "{kenmerk}: {status:fase_1}"'),
        ("naam in het onderwerp", 'onderwerp = "{kenmerk}: {rolnaam}"', 'onderwerp = "{kenmerk}: uw taak"'),
        ("commentaar over meer regels", "{# een\n   twee #}", "{# een #}\n{# twee #}"),
        (
            "bron die niet afbreekt",
            '<span class="heel">({{ werk.bron }})</span>',
            '<span>({{ werk.bron }})</span><span class="heel">{{ op }}</span>',
        ),
        ("zaak in de opmaak", "{{ melding.omschrijving }}", "<p>melding {{ regel.kenmerk }}</p>"),
    ],
)
def test_de_wet_ziet_het_verschil(naam: str, fout: str, goed: str) -> None:
    alle = INLINE | VEILIG | MAIL | OPMAAK | COMMENTAAR | BRON

    assert overtredingen(fout, {naam: alle[naam]}) == [naam]
    assert overtredingen(goed, {naam: alle[naam]}) == []


@pytest.mark.parametrize("pad", sjablonen(), ids=kort)
def test_geen_opmerking_van_ons_komt_op_de_pagina(pad: Path) -> None:
    assert overtredingen(pad.read_text(encoding="utf-8"), COMMENTAAR) == []


@pytest.mark.parametrize("pad", sjablonen("*.html"), ids=kort)
def test_een_bron_breekt_af_op_een_smal_scherm(pad: Path) -> None:
    assert overtredingen(pad.read_text(encoding="utf-8"), BRON) == []


@pytest.mark.parametrize("pad", sjablonen("*.html"), ids=kort)
def test_een_pagina_noemt_een_rol_zoals_de_regio_haar_noemt(pad: Path) -> None:
    """Codes stand in tags; what is left of the file people read, in every region."""
    tekst = re.sub(r"(?s)\{[%{#].*?[%}#]\}|<[^>]*>", " ", pad.read_text(encoding="utf-8"))
    assert re.findall(r"(?i)\b(?:contractmanager|regiomanager|communicatieadviseur)\b", tekst) == []


def test_er_zijn_sjablonen_om_te_bekijken() -> None:
    assert len(sjablonen("*.html")) > 5


ZOEKFORMULIER = re.compile(r'(?s)<form\b[^>]*method="get".*?</form>')
MET_KNOP = re.compile(r"<button\b|{% knop (?![^%]*\burl=)")


@pytest.mark.parametrize("pad", [p for p in sjablonen("*.html") if ZOEKFORMULIER.search(p.read_text())], ids=kort)
def test_een_formulier_dat_zoekt_of_filtert_heeft_een_knop(pad: Path) -> None:
    assert all(MET_KNOP.search(deel[0]) for deel in ZOEKFORMULIER.finditer(pad.read_text()))


def test_een_moment_in_de_html_heeft_hele_seconden() -> None:
    """A fraction of six digits is no valid moment in html; `tijdmerk` writes none."""
    assert not [kort(p) for p in sjablonen("*.html") if re.search(r'datetime="(?!\{\{[^}]*\|tijdmerk)', p.read_text())]
