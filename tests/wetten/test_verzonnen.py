"""Real people, numbers and addresses never enter the repository: not in tests, demo data, pages or docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .bron import LAGEN, WORTEL, kort

MAPPEN = (*LAGEN, "tests", "templates", "docs", "bench", "bin")
SOORTEN = {".py", ".toml", ".html", ".txt", ".md", ".json", ".csv", ".yml", ".yaml", ""}
ADRES = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})\b", re.IGNORECASE)
VERZONNEN_DOMEIN = re.compile(r"(^|\.)(example|invalid|test|localhost|example\.(org|com|net))$", re.IGNORECASE)
NUMMER = re.compile(r"(?<![\w.\-/+])(?:(?:\+|00)31[\s-]?(?:\(0\))?|0)(?=[1-9])(?:[\s-]?\d){9}(?![\w\-/])")


def bestanden() -> list[Path]:
    """Return the text files of the repository that its authors wrote."""
    alle = [pad for map_ in MAPPEN for pad in (WORTEL / map_).rglob("*")] + list(WORTEL.glob("*.md"))
    weg = {"__pycache__", "wetten", "node_modules"}
    return sorted(pad for pad in alle if pad.is_file() and pad.suffix in SOORTEN and not weg & set(pad.parts))


def echte_adressen(tekst: str) -> list[str]:
    """Return the mail addresses outside the domains that exist for examples."""
    return [vondst.group() for vondst in ADRES.finditer(tekst) if not VERZONNEN_DOMEIN.search(vondst.group(1))]


def echte_nummers(tekst: str) -> list[str]:
    """Return the Dutch phone numbers that are not of an invented shape: 06-000000xx, or an area code with 0000xx."""
    nummers = [(vondst.group(), re.sub(r"\D", "", vondst.group())[-9:]) for vondst in NUMMER.finditer(tekst)]
    return [heel for heel, cijfers in nummers if not re.match(r"6000000|\d{2,3}0000", cijfers)]


@pytest.mark.parametrize("map_", MAPPEN)
def test_adressen_en_nummers_zijn_verzonnen(map_: str) -> None:
    vondsten = [
        f"{kort(pad)}: {vondst}"
        for pad in bestanden()
        if kort(pad).startswith(f"{map_}/")
        for tekst in [pad.read_text(encoding="utf-8", errors="replace")]
        for vondst in echte_adressen(tekst) + echte_nummers(tekst)
    ]

    assert not vondsten, "\n".join(vondsten)


@pytest.mark.parametrize("tekst", ["jan@zwolle.nl", "een.naam+x@mail.gemeente.eu", "<a@b.com>"])
def test_een_echt_adres_valt_op(tekst: str) -> None:
    assert echte_adressen(tekst)


@pytest.mark.parametrize("tekst", ["jan@zwolle.example", "x@y.invalid", "voer_uit@nu", "a@example.org"])
def test_een_verzonnen_adres_mag(tekst: str) -> None:
    assert not echte_adressen(tekst)


@pytest.mark.parametrize("tekst", ["06-12345678", "0612345678", "+31 6 1234 5678", "038-1234567", "0570 123456"])
def test_een_echt_nummer_valt_op(tekst: str) -> None:
    assert echte_nummers(tekst)


@pytest.mark.parametrize("tekst", ["06-00000012", "0570-000012", "+31 6 00000012", "038-0000123", "112", "2026-01-02"])
def test_een_verzonnen_nummer_mag(tekst: str) -> None:
    assert not echte_nummers(tekst)
