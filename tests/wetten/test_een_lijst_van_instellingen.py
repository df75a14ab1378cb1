"""Settings, registry, .env, docker-compose.yml and docs say the same, over all settings; nothing is made by hand."""

from __future__ import annotations

import ast
import os
import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from calamiteiten.config import instellingen
from calamiteiten.config.instellingen import DELEN, SOORTEN, Instelling, Onbruikbaar
from calamiteiten.management.commands.databaserollen import WACHTWOORDEN

from .bron import WORTEL
from .test_instellingen import start

GROEPEN, ALLE = instellingen.lees()
GEGEVEN = {
    "SITE_URL": "https://calamiteiten.regio.test",
    "EMAIL_HOST": "smtp.regio.test",
    "AFZENDER": "Regio IJsselland <calamiteiten@regio.test>",
    "BACKUP_SLEUTELS": "age1" + "q" * 58,
}
OPTIES = ["--site", GEGEVEN["SITE_URL"], "--mailserver", GEGEVEN["EMAIL_HOST"], "--afzender", GEGEVEN["AFZENDER"]]
OPTIES += ["--back-up-sleutel", GEGEVEN["BACKUP_SLEUTELS"]]


def van(deel: str, *soorten: str) -> set[str]:
    return {i.naam for i in ALLE if i.deel == deel and (not soorten or i.soort in soorten)}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(instellingen.COMPOSE.read_text(encoding="utf-8"))


def maak_env(*opties: str, waar: Path) -> subprocess.CompletedProcess[str]:
    opdracht = [str(WORTEL / "bin" / "maak-env"), *opties]
    return subprocess.run(opdracht, cwd=waar, capture_output=True, text=True, check=False, env=dict(os.environ))


def test_elke_instelling_die_wordt_gelezen_staat_in_de_lijst_en_andersom() -> None:
    assert van("product") == set(instellingen.gelezen())
    assert van("gereedmaken") == set(WACHTWOORDEN.values())


def test_buiten_de_instellingen_leest_niets_de_omgeving() -> None:
    # What passes the whole environment on to a process, or says where settings are, reads no setting.
    mag = {f"calamiteiten/config/{naam}.py" for naam in ("omgeving", "leeft", "celery", "wsgi")}
    mag |= {"basis/metrieken.py", "basis/pdf.py", "escalatie/back_up/postgres.py"}
    lezers = set()
    for map_ in ("basis", "contacten", "calamiteiten", "communicatie", "escalatie"):
        for pad in (WORTEL / map_).rglob("*.py"):
            for knoop in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
                if isinstance(knoop, ast.Attribute) and knoop.attr in {"environ", "getenv"}:
                    lezers.add(pad.relative_to(WORTEL).as_posix())

    assert {pad for pad in lezers if not pad.startswith("calamiteiten/demo/")} <= mag


def test_elke_regel_van_de_lijst_is_heel() -> None:
    assert len({i.naam for i in ALLE}) == len(ALLE)
    for instelling in ALLE:
        assert instelling.soort in SOORTEN, instelling
        assert instelling.deel in DELEN, instelling
        assert instelling.groep in GROEPEN, instelling
        assert instelling.zin.endswith("."), instelling


def test_een_standaard_staat_op_een_plek() -> None:
    gelezen = instellingen.gelezen()
    for instelling in ALLE:
        if instelling.soort == "keuze" and instelling.deel == "product":
            heeft_waarde = gelezen[instelling.naam] is not None
            assert heeft_waarde != bool(instelling.standaard), instelling


def test_compose_en_de_tabel_zijn_gemaakt_uit_de_lijst() -> None:
    tekst = instellingen.COMPOSE.read_text(encoding="utf-8")

    assert instellingen.met_instellingen(tekst) == tekst, "python -m calamiteiten.config.instellingen --schrijf"
    assert instellingen.TABEL.read_text(encoding="utf-8") == instellingen.tabel()


def test_elk_onderdeel_krijgt_elke_instelling(compose: dict[str, Any]) -> None:
    diensten = compose["services"]
    nodig = van("product", "vraag", "geheim", "keuze", "vast") - {"BACKUP_MAP"}

    for naam in ("gereedmaken", "web", "worker", "beat", "bewaker", "back-up"):
        assert nodig <= set(diensten[naam]["environment"]), naam
        assert not van("product", "proef") & set(diensten[naam]["environment"]), naam
    assert van("gereedmaken") <= set(diensten["gereedmaken"]["environment"])
    assert not van("gereedmaken") & set(diensten["web"]["environment"])


def test_wat_compose_vraagt_staat_in_de_lijst() -> None:
    bestanden = (instellingen.COMPOSE, WORTEL / "deploy" / "compose-archief.yml")
    gevraagd = {naam for pad in bestanden for naam in re.findall(r"\$\{(\w+)", pad.read_text(encoding="utf-8"))}

    assert gevraagd <= {i.naam for i in ALLE}
    # Which files there are to read, Compose asks first.
    assert van("compose") - {"COMPOSE_FILE"} <= gevraagd


def test_de_opdracht_maakt_een_bestand_waarmee_productie_start(tmp_path: Path) -> None:
    gemaakt = maak_env(*OPTIES, waar=tmp_path)
    bestand = tmp_path / ".env"

    assert gemaakt.returncode == 0, gemaakt.stderr
    assert stat.S_IMODE(bestand.stat().st_mode) == 0o600
    waarden = instellingen.lees_omgeving(bestand.read_text(encoding="utf-8"))
    assert waarden["AFZENDER"] == GEGEVEN["AFZENDER"]
    assert all(len(waarden[i.naam]) >= 50 for i in ALLE if i.soort == "geheim")
    eigen = {naam: waarde for naam, waarde in waarden.items() if naam in van("product")}
    vast = {"CALAMITEITEN_MODUS": "productie", "DATABASE_URL": "postgres://x@127.0.0.1:1/x"}
    uitslag = start(**eigen, **vast, REDIS_URL="redis://127.0.0.1:1/0")
    assert uitslag.stdout == "gestart\n", uitslag.stderr


def test_elke_instelling_van_een_installatie_staat_in_het_bestand_met_uitleg() -> None:
    tekst = instellingen.omgevingsbestand(instellingen.maak_antwoorden(GEGEVEN))

    for instelling in ALLE:
        staat_er = bool(re.search(rf"^(# )?{instelling.naam}=", tekst, re.MULTILINE))
        assert staat_er == instelling.is_van_de_installatie, instelling
        assert (f"# {instelling.zin}" in tekst) == instelling.is_van_de_installatie


def test_twee_keer_maken_geeft_andere_geheimen_en_overschrijft_niets(tmp_path: Path) -> None:
    maak_env(*OPTIES, waar=tmp_path)
    eerste = (tmp_path / ".env").read_text(encoding="utf-8")
    opnieuw = maak_env(*OPTIES, waar=tmp_path)
    elders = maak_env(*OPTIES, "--naar", "elders.env", waar=tmp_path)

    assert opnieuw.returncode == 1
    assert "is er al en blijft zoals het is" in opnieuw.stderr
    assert (tmp_path / ".env").read_text(encoding="utf-8") == eerste
    assert elders.returncode == 0
    sleutel = re.compile(r"^GEHEIME_SLEUTEL=(.+)$", re.MULTILINE)
    assert sleutel.findall(eerste) != sleutel.findall((tmp_path / "elders.env").read_text(encoding="utf-8"))


def test_wat_nog_moet_en_wat_niemand_leest_wordt_gezegd(tmp_path: Path) -> None:
    kaal = maak_env(waar=tmp_path)
    assert kaal.returncode == 1
    for naam in ("SITE_URL", "EMAIL_HOST", "AFZENDER", "BACKUP_SLEUTELS"):
        assert f"{naam}: vul dit in." in kaal.stderr

    (tmp_path / ".env").write_text("EMAIL_HSOT=mail\nDEMO=1\n", encoding="utf-8")
    gezien = maak_env("--controleer", ".env", waar=tmp_path)
    assert gezien.returncode == 1
    assert "EMAIL_HSOT: geen instelling die hier mag staan." in gezien.stderr
    assert "DEMO: dit zet de installatie zelf, of het is alleen om uit te proberen." in gezien.stderr


@pytest.mark.parametrize(
    ("opties", "zin"),
    [
        (["--zet", "BESTAAT_NIET=1"], "BESTAAT_NIET is geen instelling"),
        (["--zet", "DEMO=1"], "DEMO is geen instelling van een installatie"),
        (["--zet", "EMAIL_PORT"], "schrijf NAAM=WAARDE"),
        (["--afzender", "d'Elft <x@regio.test>"], "mag geen '"),
        (["--naar", "/bestaat/niet/.env"], "is niet te schrijven"),
    ],
)
def test_wat_niet_kan_wordt_met_een_zin_geweigerd(tmp_path: Path, opties: list[str], zin: str) -> None:
    uitslag = maak_env(*opties, waar=tmp_path)

    assert uitslag.returncode == 1
    assert zin in uitslag.stderr
    assert "Traceback" not in uitslag.stderr
    assert not list(tmp_path.iterdir())


def test_een_machine_zonder_containers_heeft_per_rol_een_bestand(tmp_path: Path) -> None:
    gemaakt = maak_env(*OPTIES, "--machine", str(tmp_path), waar=tmp_path)

    assert gemaakt.returncode == 0, gemaakt.stderr
    delen = {pad.name: instellingen.lees_omgeving(pad.read_text(encoding="utf-8")) for pad in tmp_path.iterdir()}
    assert set(delen) == {"omgeving", "eigenaar", "back-up"}
    assert not (van("gereedmaken") | van("compose")) & set(delen["omgeving"])
    # A container each has a file of its own; systemd sees for itself who lives.
    assert van("product", "vast") - {"LEEFT_BESTAND"} <= set(delen["omgeving"])
    assert delen["eigenaar"]["DATABASE_APP_WACHTWOORD"] in delen["omgeving"]["DATABASE_URL"]
    assert start(**delen["omgeving"]).stdout == "gestart\n"


def test_een_shell_leest_het_bestand_zoals_wij(tmp_path: Path) -> None:
    antwoorden = instellingen.maak_antwoorden(GEGEVEN | {"INLOG_ORGANISATIES": '[{"code": "zwolle"}]'})
    tekst = instellingen.omgevingsbestand(antwoorden)
    (tmp_path / "env").write_text(tekst, encoding="utf-8")
    vraag = 'set -a; . ./env; env -0 | grep -z "^AFZENDER=\\|^INLOG"'
    gelezen = subprocess.run(["sh", "-c", vraag], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert instellingen.lees_omgeving(tekst)["INLOG_ORGANISATIES"] == '[{"code": "zwolle"}]'
    assert set(gelezen.rstrip("\0").split("\0")) == {
        f"AFZENDER={GEGEVEN['AFZENDER']}",
        'INLOG_ORGANISATIES=[{"code": "zwolle"}]',
    }


def test_een_waarde_die_niet_overal_hetzelfde_is_wordt_geweigerd() -> None:
    assert instellingen.citeer("a b") == "'a b'"
    for waarde in ("it's", "twee\nregels", "a\\b"):
        with pytest.raises(Onbruikbaar):
            instellingen.citeer(waarde)


def test_een_instelling_die_niemand_noemt_wordt_gevonden() -> None:
    nieuw = Instelling("NIEUW", "adres", "keuze", "Nieuw.")
    assert nieuw.is_van_de_installatie
    assert "NIEUW" not in instellingen.gelezen()
