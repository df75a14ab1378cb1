"""A region is a file: what it says is used everywhere, what is wrong with it is said, nothing else names a region."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from basis.regio import RegioFout, bekende_regios, lees_regio
from contacten.regio import voeg_gemeenten_toe
from tests import bouw
from tests.wetten.bron import WORTEL, kort, productbestanden

ELDERS = """regio = "Elders"
naam = "Regio Elders"
organisatie = "SOE"
voluit = "Serviceorganisatie Elders"
maildomein = "elders.example"
tint = 300
[gemeenten]
verweg = { naam = "Verweg", cbs_code = "GM9998" }
"""


@pytest.fixture
def elders(tmp_path: Path) -> Path:
    """The folder of protocol files of another region."""
    (tmp_path / "regios").mkdir()
    (tmp_path / "regios" / "elders.toml").write_text(ELDERS, encoding="utf-8")
    return tmp_path


def start(**omgeving: str) -> subprocess.CompletedProcess[str]:
    """What the product says of itself when it starts with these settings."""
    code = "from django.conf import settings as s; print(s.REGIO.voluit, s.DEFAULT_FROM_EMAIL, s.SMS_AFZENDER, sep='|')"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=WORTEL,
        env={**os.environ, **omgeving},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.eis("R26", "A16")
def test_een_regio_kan_haar_bestand_naast_haar_protocol_leggen(elders: Path) -> None:
    ander = start(REGIO="elders", PROTOCOL_MAPPEN=str(elders))

    assert ander.stdout.strip() == "Serviceorganisatie Elders|Calamiteitenregie <calamiteitenregie@elders.example>|SOE"
    assert start(REGIO="ijsselland").stdout.startswith("RSJ IJsselland|")


def test_een_regio_zonder_bestand_start_niet_en_zegt_welke_er_zijn() -> None:
    zin = "Er is wel: ijsselland"
    gestart = start(REGIO="nergens")

    assert gestart.returncode != 0
    assert zin in gestart.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("van", "naar", "zin"),
    [
        ('naam = "Regio Elders"\n', "", "'naam' ontbreekt of is leeg."),
        ('organisatie = "SOE"', 'organisatie = " "', "'organisatie' ontbreekt of is leeg."),
        ("tint = 300", "tint = 360", "'tint' is geen heel getal van 0 tot 360."),
        ("tint = 300", "tint = true", "'tint' is geen heel getal van 0 tot 360."),
        ("tint = 300", "tint = 300\nkleur = 3", "'kleur' kennen wij niet."),
        (', cbs_code = "GM9998"', "", "De gemeente 'verweg' heeft niet precies: cbs_code, naam."),
        ('"GM9998" }', '"GM9998", kaart = [0, 2] }', "'kaart' is geen kolom en rij"),
        ('"GM9998" }', '"GM9998", kaart = "boven" }', "'kaart' is geen kolom en rij"),
        (
            '"GM9998" }',
            '"GM9998", kaart = [1, 2] }\ndichtbij = { naam = "D", cbs_code = "GM9997", kaart = [1, 2] }',
            "Twee gemeenten hebben dezelfde plek",
        ),
        ('verweg = { naam = "Verweg", cbs_code = "GM9998" }', "", "Er staan geen gemeenten in."),
        ("[gemeenten]", "[gemeenten", "het bestand is niet te lezen."),
    ],
)
def test_wat_er_mis_is_met_het_bestand_wordt_gezegd(elders: Path, van: str, naar: str, zin: str) -> None:
    pad = elders / "regios" / "stuk.toml"
    pad.write_text(ELDERS.replace(van, naar), encoding="utf-8")

    with pytest.raises(RegioFout, match=re.escape(zin)):
        lees_regio("stuk", elders / "regios")
    assert bekende_regios(elders / "regios") == ["elders", "stuk"]


@pytest.mark.eis("R26")
@pytest.mark.django_db
def test_een_lege_installatie_krijgt_de_gemeenten_van_haar_bestand(elders: Path, settings) -> None:
    settings.REGIO = lees_regio("elders", elders / "regios")

    assert [gemeente.naam for gemeente in voeg_gemeenten_toe()] == ["Verweg"]


@pytest.mark.django_db
def test_de_naam_van_de_regio_staat_boven_elke_pagina(client: Client, settings) -> None:
    client.force_login(bouw.regio().gebruikers["contractmanager"])
    settings.REGIO = replace(settings.REGIO, naam="Regio Anders")

    assert "Regio Anders · Jeugdhulp" in client.get("/meldingen/").content.decode()


def test_geen_regel_van_het_product_noemt_de_organisatie_van_een_regio() -> None:
    """What a region calls itself stands in its files; a template or a sentence in code says "de regio"."""
    eigen = [
        lees_regio(code, WORTEL / "contacten/regios").organisatie
        for code in bekende_regios(WORTEL / "contacten/regios")
    ]
    woord = re.compile(rf"\b({'|'.join(map(re.escape, eigen))})\b")
    bladen = [*productbestanden(), *(WORTEL / "templates").rglob("*.html"), *(WORTEL / "static/js").glob("*.js")]

    assert eigen
    assert [kort(pad) for pad in bladen if woord.search(pad.read_text(encoding="utf-8"))] == []
