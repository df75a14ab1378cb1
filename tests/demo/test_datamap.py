"""The data folder of the demo: kept on a second start, emptied on request, never somebody else's."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calamiteiten.demo.__main__ import VOORSTELLEN
from calamiteiten.demo.accounts import PER_REGIO
from calamiteiten.demo.datamap import Datamap, DemoStartNiet
from escalatie.proefdraaien.uitvoeren import draai
from escalatie.protocol import lezen


def open_en_sluit(pad: Path, *, opnieuw: bool = False) -> Datamap:
    data = Datamap(pad)
    data.open(opnieuw=opnieuw)
    data.sluit()
    return data


def zaai(data: Datamap) -> None:
    with sqlite3.connect(data.database) as verbinding:
        verbinding.execute("CREATE TABLE IF NOT EXISTS contacten_gemeente (naam text)")
        verbinding.execute("INSERT INTO contacten_gemeente VALUES ('Zwolle')")


def test_een_nieuwe_map_is_alleen_van_de_eigenaar(tmp_path: Path) -> None:
    data = open_en_sluit(tmp_path / "demo")

    assert data.pad.stat().st_mode & 0o077 == 0
    assert not data.is_gezaaid()


def test_een_tweede_start_bewaart_de_gegevens_en_de_sleutel(tmp_path: Path) -> None:
    data = open_en_sluit(tmp_path / "demo")
    sleutel = data.sleutel()
    zaai(data)
    data.onthoud_gezaaid()

    data = open_en_sluit(tmp_path / "demo")

    assert data.is_gezaaid()
    assert data.sleutel() == sleutel
    assert len(sleutel) >= 50


def test_opnieuw_begint_leeg(tmp_path: Path) -> None:
    data = open_en_sluit(tmp_path / "demo")
    zaai(data)
    data.onthoud_gezaaid()
    (data.pad / "postvak" / "1-1-1.eml").touch()

    data = open_en_sluit(tmp_path / "demo", opnieuw=True)

    assert not data.is_gezaaid()
    assert not data.database.exists()
    assert not list((data.pad / "postvak").iterdir())


def test_een_afgebroken_zaaiing_begint_opnieuw(tmp_path: Path) -> None:
    data = open_en_sluit(tmp_path / "demo")
    zaai(data)

    assert not data.is_gezaaid()
    assert not data.database.exists()


def test_een_map_van_een_ander_wordt_niet_aangeraakt(tmp_path: Path) -> None:
    (tmp_path / "scriptie.txt").write_text("van een ander")

    with pytest.raises(DemoStartNiet, match="niet van de demo"):
        open_en_sluit(tmp_path, opnieuw=True)

    assert (tmp_path / "scriptie.txt").read_text() == "van een ander"


def test_twee_demos_delen_geen_map(tmp_path: Path) -> None:
    eerste = Datamap(tmp_path / "demo")
    eerste.open(opnieuw=False)

    with pytest.raises(DemoStartNiet, match="draait al"):
        open_en_sluit(tmp_path / "demo", opnieuw=True)

    eerste.sluit()
    open_en_sluit(tmp_path / "demo", opnieuw=True)


@pytest.mark.django_db
@pytest.mark.parametrize("regio", sorted(PER_REGIO))
def test_elke_demo_heeft_een_verzonnen_voorstel_om_te_proberen(tmp_path: Path, settings: Any, regio: str) -> None:
    data = open_en_sluit(tmp_path / "demo")
    data.leg_voorstel_klaar(VOORSTELLEN / regio)
    settings.PROTOCOL_MAPPEN = [str(data.protocol)]
    lezen.vergeet()
    try:
        (naam,) = lezen.voorstellen()
        assert naam == "verzonnen-voorstel"
        assert draai(naam, date(2026, 1, 1), date(2026, 11, 24)).bezwaren == ()
    finally:
        settings.PROTOCOL_MAPPEN = []
        lezen.vergeet()


def test_een_voorstel_dat_iemand_in_de_demo_aanpaste_blijft_zo(tmp_path: Path) -> None:
    data = open_en_sluit(tmp_path / "demo")
    data.leg_voorstel_klaar(VOORSTELLEN / "ijsselland")
    (eigen,) = (data.protocol / "voorstellen").glob("*.toml")
    eigen.write_text("# anders", encoding="utf-8")
    data.leg_voorstel_klaar(VOORSTELLEN / "ijsselland")
    assert eigen.read_text(encoding="utf-8") == "# anders"
