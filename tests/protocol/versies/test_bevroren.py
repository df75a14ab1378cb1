"""A version under which zaken were handled does not change: one character more, and a test and the start refuse it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from escalatie.protocol import bevroren, lezen, slot
from escalatie.protocol.bestand import ProtocolFout

from .bestanden import AANGENOMEN, KOP, UREN_72

BESTANDEN = (f"{AANGENOMEN}.toml", f"{AANGENOMEN}-communicatie.toml", lezen.BEVROREN)


@pytest.fixture
def map_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Our folder, copied, so that its files can be spoilt."""
    for naam in BESTANDEN:
        copy(lezen.MAP / naam, tmp_path / naam)
    monkeypatch.setattr(lezen, "MAP", tmp_path)
    lezen.vergeet()
    yield tmp_path
    monkeypatch.undo()
    lezen.vergeet()
    slot.leg_aan()


def test_wat_bevroren_is_is_wat_het_was() -> None:
    """Red here? Do what the sentence says."""
    assert list(bevroren.klachten()) == []
    assert AANGENOMEN in (lezen.MAP / lezen.BEVROREN).read_text(encoding="utf-8")


@pytest.mark.parametrize("bestand", BESTANDEN[:2])
@pytest.mark.parametrize(("oud", "nieuw"), [("#", "# "), ("2019-02-13", "2019-02-14"), ("de ", "den ")])
def test_een_teken_anders_in_een_bevroren_bestand_houdt_de_start_tegen(
    map_: Path, bestand: str, oud: str, nieuw: str
) -> None:
    pad = map_ / bestand
    pad.write_text(pad.read_text(encoding="utf-8").replace(oud, nieuw, 1), encoding="utf-8")
    lezen.vergeet()

    fouten = [fout for fout in run_checks() if fout.id == "protocol.E006"]

    assert fouten
    assert bestand in fouten[0].msg
    assert "Zet het terug zoals het in git staat" in fouten[0].msg
    assert f"gebaseerd_op = '{AANGENOMEN}'" in fouten[0].msg
    with pytest.raises(CommandError):
        call_command("check")


def test_een_bevroren_bestand_gaat_niet_weg(map_: Path) -> None:
    (map_ / f"{AANGENOMEN}.toml").unlink()
    lezen.vergeet()

    assert [zin.split(".")[0] for zin in bevroren.klachten()] == [AANGENOMEN]


def test_wat_op_een_ander_rust_telt_die_mee_in_het_zegel(map_: Path) -> None:
    (map_ / "proef.toml").write_text(KOP.format(versie="proef") + UREN_72, encoding="utf-8")
    lezen.vergeet()
    was = lezen.digest("proef")
    pad = map_ / f"{AANGENOMEN}.toml"
    pad.write_text(pad.read_text(encoding="utf-8").replace("uren = 24", "uren = 25", 1), encoding="utf-8")
    lezen.vergeet()

    assert lezen.digest("proef") != was


def test_de_dag_kiest_de_versie(map_: Path) -> None:
    (map_ / "proef.toml").write_text(KOP.format(versie="proef") + UREN_72, encoding="utf-8")
    lezen.vergeet()

    assert lezen.geldende_versie(date(2026, 11, 23)) == AANGENOMEN
    assert lezen.geldende_versie(date(2026, 11, 24)) == "proef"
    assert lezen.geldende_versie(date(2001, 1, 1)) == AANGENOMEN


def test_een_andere_regio_is_een_ander_bestand(map_: Path, settings: Any) -> None:
    kop = KOP.format(versie="elders") + 'regio = "Elders"\n'
    (map_ / "elders.toml").write_text(kop, encoding="utf-8")
    lezen.vergeet()

    assert lezen.geldende_versie(date(2027, 1, 1)) == AANGENOMEN
    settings.REGIO = replace(settings.REGIO, regio="Elders")
    assert lezen.geldende_versie(date(2027, 1, 1)) == "elders"
    settings.REGIO = replace(settings.REGIO, regio="Nergens")
    with pytest.raises(ProtocolFout, match="geen protocolbestand van de regio 'Nergens'"):
        lezen.geldende_versie(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("tekst", "zin"),
    [
        ('[weg]\nstatus = ["fase_9"]\n', "[weg], status: 'fase_9' staat niet in de versie waarop deze rust"),
        ("[weg]\nstatus = 3\n", "[weg], status: hier hoort een lijst van codes"),
        ('[[termijn]]\ncode = "fase1"\nuren = 72\n', "(fase1): de sleutel 'bij' ontbreekt"),
        ("[[termijn]]\ncode = 'fase_1'\nduur = 72\n", "de sleutel 'duur' ken ik niet"),
    ],
)
def test_een_fout_in_een_versie_die_op_een_ander_rust_wordt_gezegd(map_: Path, tekst: str, zin: str) -> None:
    (map_ / "proef.toml").write_text(KOP.format(versie="proef") + tekst, encoding="utf-8")
    lezen.vergeet()

    with pytest.raises(ProtocolFout) as fout:
        lezen.haal_protocol("proef")

    assert zin in str(fout.value)


def test_twee_versies_die_naar_elkaar_wijzen_worden_geweigerd(map_: Path) -> None:
    for een, ander in (("een", "twee"), ("twee", "een")):
        kop = KOP.format(versie=een).replace(AANGENOMEN, ander)
        (map_ / f"{een}.toml").write_text(kop, encoding="utf-8")
    lezen.vergeet()

    with pytest.raises(ProtocolFout, match="verwijzen in een kring"):
        lezen.haal_protocol("een")


@pytest.mark.parametrize(
    ("tekst", "zin"),
    [
        ("[kapot", "het bestand is niet te lezen"),
        ("proef = 3", "[proef]: hier hoort een tabel"),
        ("[proef]\n[proef.bestanden]", "[proef]: de sleutel 'digest' ontbreekt"),
        ('[proef]\ndigest = "x"', "[proef]: de sleutel 'bestanden' ontbreekt"),
        ("[proef]\ndigest = 3\n[proef.bestanden]", "[proef], digest: hier hoort tekst, niet 3"),
        ('[proef]\ndigest = "x"\nbestanden = "y"', "[proef], bestanden: hier hoort per bestand een tekst"),
        ('[proef]\ndigest = "x"\n[proef.bestanden]\n"een.toml" = 3', "[proef], bestanden: hier hoort per bestand"),
        ('[proef]\ndigest = "x"\nzegel = "y"\n[proef.bestanden]', "[proef]: de sleutel 'zegel' ken ik niet"),
        ("", "ontbreekt of is leeg"),
        (None, "ontbreekt of is leeg"),
    ],
)
def test_een_kapot_zegelbestand_houdt_de_start_tegen_met_wat_te_doen(map_: Path, tekst: str | None, zin: str) -> None:
    pad = map_ / lezen.BEVROREN
    if tekst is None:
        pad.unlink()
    else:
        pad.write_text(tekst, encoding="utf-8")

    (fout,) = (fout for fout in run_checks() if fout.id == "protocol.E006")

    assert zin in fout.msg
    assert "Zet bevroren.toml terug zoals het in git staat" in fout.msg
