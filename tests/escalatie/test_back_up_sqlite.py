"""The embedded installation, back-up to restore, by the commands that people type (SQLite)."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from calamiteiten.bestanden import opslag
from calamiteiten.demo.datamap import KENMERK
from escalatie.back_up import sleutels
from escalatie.back_up.sqlite import SLOT
from tests import bouw
from tests.wetten.bron import WORTEL

BESTANDEN = ("ab" * 16, "cd" * 16 + ".deel")
MELDINGEN = "SELECT count(*) FROM calamiteiten_melding"


@dataclass
class Bureau:
    """One embedded installation in a folder of its own."""

    data: Path
    openbaar: str = ""

    @property
    def database(self) -> Path:
        return self.data / "calamiteiten.sqlite3"

    @property
    def sleutel(self) -> Path:
        return self.data.parent / "sleutel.txt"

    def manage(self, *opdracht: str) -> tuple[int, str]:
        """Run a command; returns its exit code and all that it said."""
        omgeving = {
            "PATH": os.environ["PATH"],
            "PYTHONWARNINGS": "ignore",
            "CALAMITEITEN_MODUS": "ingebed",
            "CALAMITEITEN_DATA": str(self.data),
            "BACKUP_SLEUTELS": self.openbaar,
        }
        gedaan = subprocess.run(
            [sys.executable, "manage.py", *opdracht],
            cwd=WORTEL,
            env=omgeving,
            capture_output=True,
            text=True,
            check=False,
        )
        return gedaan.returncode, gedaan.stdout + gedaan.stderr

    def maak(self) -> Path:
        code, gezegd = self.manage("maak_backup")
        assert code == 0, gezegd
        return next((self.data / "back-ups").glob("*.age"))

    def herstel(self, bestand: Path, *extra: str) -> tuple[int, str]:
        return self.manage("herstel_backup", str(bestand), "--sleutel", str(self.sleutel), *extra)

    def sql(self, vraag: str) -> int:
        with closing(sqlite3.connect(self.database)) as contact:
            rij = contact.execute(vraag).fetchone()
            contact.commit()
        return rij[0] if rij else 0


@pytest.fixture
def bureau(regio, nu, tmp_path: Path) -> Bureau:
    """An installation with one melding: the database of this test, as a file."""
    bouw.in_fase_1(nu)
    bureau = Bureau(tmp_path / "data")
    bureau.data.mkdir()
    (bureau.data / "logboek").mkdir()
    (bureau.data / "logboek" / "web.log").write_text("niet mee")
    (bureau.data / "sleutel").write_text("van de map")
    # A file with a zaak: one that has its place, and one of which the bytes were written a moment ago.
    (bureau.data / opslag.MAP).mkdir()
    for naam in BESTANDEN:
        (bureau.data / opslag.MAP / naam).write_bytes(naam.encode())
    bureau.database.write_bytes(connection.connection.serialize())
    bureau.openbaar = sleutels.maak_sleutel(bureau.sleutel)
    return bureau


def test_het_slot_van_de_demo_heet_overal_hetzelfde() -> None:
    assert SLOT == KENMERK


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.alleen_sqlite
def test_een_bureau_komt_terug_zoals_het_was(bureau: Bureau) -> None:
    """Back-up, loss of a file and of a melding, restore: all is back, the mail stands still, the old state is kept."""
    eerst = bureau.sql(MELDINGEN)
    bestand = bureau.maak()
    assert bureau.sql("SELECT count(*) FROM escalatie_hartslag WHERE component = 'back_up'") == 1
    bureau.sql("UPDATE calamiteiten_zaak SET kenmerk = 'CAL-1999-0001'")
    (bureau.data / "sleutel").write_text("iets anders")
    shutil.rmtree(bureau.data / opslag.MAP)

    code, gezegd = bureau.herstel(bestand, "--controleer")
    assert (code, "heel en volledig" in gezegd) == (0, True), gezegd
    assert bureau.sql("SELECT count(*) FROM calamiteiten_zaak WHERE kenmerk = 'CAL-1999-0001'") == 1
    code, gezegd = bureau.herstel(bestand)
    assert (code, "niet leeg" in gezegd) == (1, True), gezegd

    code, gezegd = bureau.herstel(bestand, "--overschrijf")
    assert "Alle tellingen zijn gelijk" in gezegd
    assert "Traceback" not in gezegd
    assert bureau.sql(MELDINGEN) == eerst
    assert bureau.sql("SELECT count(*) FROM calamiteiten_zaak WHERE kenmerk = 'CAL-1999-0001'") == 0
    assert bureau.sql("SELECT count(*) FROM communicatie_herstel WHERE vrijgegeven_op IS NULL") == 1
    assert (bureau.data / "sleutel").read_text() == "van de map"
    assert {pad.name: pad.read_bytes() for pad in (bureau.data / opslag.MAP).iterdir()} == {
        naam: naam.encode() for naam in BESTANDEN
    }
    assert [pad.read_text() for pad in bureau.data.glob(".oud-*/sleutel")] == ["iets anders"]
    assert list(bureau.data.glob("calamiteiten.sqlite3.oud-*"))
    assert not list(bureau.data.glob(".herstel-*"))
    assert not list(bureau.data.glob("*.herstel-*"))
    assert list(bureau.data.glob("back-ups/*"))
    assert json.dumps(sorted(pad.name for pad in (bureau.data / "back-ups").iterdir())).count(".age") == 2


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.alleen_sqlite
def test_een_back_up_wordt_op_proef_teruggezet_en_er_verandert_niets(bureau: Bureau) -> None:
    """The file that is kept, put back beside the database; a trial that fails is said and remembered."""
    eerst = bureau.sql(MELDINGEN)
    code, gezegd = bureau.manage("proefherstel", "--ouder-dan", "30")
    assert (code, "De kopie is weg." in gezegd) == (0, True), gezegd
    slag = "SELECT count(*) FROM escalatie_hartslag WHERE component = 'proefherstel{}' AND bijzonderheid LIKE '{}'"
    assert bureau.sql(slag.format("", "calamiteitenregie-%.age teruggezet naast de database in % s, en in orde")) == 1
    assert bureau.sql("SELECT count(*) FROM communicatie_herstel") == 0, "de post gaat door"
    assert bureau.sql(MELDINGEN) == eerst
    assert len(list((bureau.data / "back-ups").glob("*.age"))) == 1

    # The copy cannot be laid beside it: a folder stands there. A back-up of the same second would be refused.
    for bestand in (bureau.data / "back-ups").glob("*.age"):
        bestand.unlink()
    (kopie := Path(f"{bureau.database}.herstel-proef")).mkdir()
    code, gezegd = bureau.manage("proefherstel")
    assert (code, "De proef is niet gelukt." in gezegd, "Traceback" in gezegd) == (1, True, False), gezegd
    assert bureau.sql(slag.format("_mislukt", "%")) == 1, gezegd
    kopie.rmdir()


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.alleen_sqlite
def test_wat_niet_kan_zegt_waarom_en_verandert_niets(bureau: Bureau) -> None:
    """Damaged, wrong key, still running, no key set: a sentence, exit code 1, and the same bytes on disk."""
    bestand = bureau.maak()
    voor = bureau.database.read_bytes()
    kapot = bureau.data.parent / "kapot.age"
    inhoud = bestand.read_bytes()
    kapot.write_bytes(inhoud[: len(inhoud) // 2])
    code, gezegd = bureau.herstel(kapot, "--overschrijf")
    assert (code, "beschadigd of niet compleet. Er is niets veranderd." in gezegd) == (1, True), gezegd

    with (bureau.data / SLOT).open("a") as slot:
        fcntl.flock(slot, fcntl.LOCK_EX)
        code, gezegd = bureau.herstel(bestand, "--overschrijf")
    assert (code, "draait nog" in gezegd) == (1, True), gezegd

    andere = Bureau(bureau.data)
    assert "geen openbare sleutel" in andere.manage("maak_backup")[1]
    bureau.sleutel.unlink()
    sleutels.maak_sleutel(bureau.sleutel)
    code, gezegd = bureau.herstel(bestand, "--overschrijf")
    assert (code, "past niet" in gezegd) == (1, True), gezegd
    assert "nog niet oud genoeg" in bureau.manage("maak_backup", "--ouder-dan", "1")[1]
    assert bureau.database.read_bytes() == voor
