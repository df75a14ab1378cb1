"""docs/beheer cannot rot: the path is whole, every marked block runs, and every command in it exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from calamiteiten.config import instellingen

from .blokken import MAP, SOORTEN, blokken, leg_klaar, omgeving
from .samenstelling import WORTEL

SYSTEMD = WORTEL / "deploy" / "systemd"
DIENSTEN = yaml.safe_load(instellingen.COMPOSE.read_text(encoding="utf-8"))["services"]
BLADZIJDEN = sorted(pad.name for pad in MAP.glob("*.md"))


def test_elke_bladzijde_staat_op_de_weg_en_elke_verwijzing_komt_aan() -> None:
    weg = (MAP / "README.md").read_text(encoding="utf-8")
    assert [naam for naam in BLADZIJDEN if naam != "README.md" and f"({naam})" not in weg] == []
    for naam in BLADZIJDEN:
        for doel in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (MAP / naam).read_text(encoding="utf-8")):
            assert (MAP / doel).resolve().exists(), f"{naam}: {doel}"


def test_elk_blok_met_een_merk_wordt_gevonden() -> None:
    gevonden = blokken()
    merken = sum((MAP / naam).read_text(encoding="utf-8").count("<!-- proef:") for naam in BLADZIJDEN)
    assert len(gevonden) == merken > 10
    assert {blok.soort for blok in gevonden} == SOORTEN
    # Whoever installs, begins, updates or has a bad night must not find a block that nobody ran.
    assert {blok.bladzijde for blok in gevonden} >= {
        "installeren.md",
        "eerste-dag.md",
        "bijwerken.md",
        "slechte-nacht.md",
    }


def test_de_blokken_voor_een_lege_map_doen_wat_er_staat(tmp_path: Path) -> None:
    leg_klaar(tmp_path)
    for blok in blokken():
        if blok.soort == "leeg":
            gedaan = blok.draai(tmp_path, omgeving())
            assert gedaan.returncode == 0, (blok, gedaan.stderr)
    assert (tmp_path / ".env").is_file()
    assert {pad.name for pad in (tmp_path / "instellingen").iterdir()} == {"omgeving", "eigenaar", "back-up"}


@pytest.mark.parametrize("naam", BLADZIJDEN)
def test_elke_opdracht_op_een_bladzijde_bestaat(naam: str) -> None:
    tekst = (MAP / naam).read_text(encoding="utf-8")
    bekend = get_commands()
    for opdracht, opties in re.findall(r"manage\.py ([a-z_]+)((?: --[a-z-]+)*)", tekst):
        assert opdracht in bekend, f"{naam}: manage.py {opdracht}"
        lezer = load_command_class(bekend[opdracht], opdracht).create_parser("manage.py", opdracht)
        assert set(opties.split()) <= set(lezer._option_string_actions), f"{naam}: {opdracht}{opties}"
    for script in re.findall(r"(?<![\w./-])bin/([a-z-]+)", tekst):
        assert (WORTEL / "bin" / script).is_file() or script in {"activate"}, f"{naam}: bin/{script}"
    for dienst in re.findall(r"docker compose (?:run --rm|exec|restart)(?: -v \S+)* ([a-z-]+)", tekst):
        assert dienst in DIENSTEN, f"{naam}: {dienst}"
    genoemd = {n for n in re.findall(r"`([A-Z][A-Z_]{3,})(?:=[^`]*)?`", tekst) if "_" in n}
    vreemd = genoemd - {i.naam for i in instellingen.lees()[1]}
    assert vreemd <= {"CREATEDB", "DATABASE_APP_WACHTWOORD"} | _vlaggen(), f"{naam}: {vreemd}"


def _vlaggen() -> set[str]:
    """Names in capitals in the docs that are no setting: of the fault tests, and what bin/herstel-tot and
    bin/proefherstel ask of who runs them."""
    van_herstel = {"PGBACKREST_CONFIG", "PGBACKREST_STANZA", "DATABASE_GEBRUIKER"}
    van_herstel |= {"PROEFHERSTEL_MAP", "PROEFHERSTEL_DATABASE", "PROEFHERSTEL_GEBRUIKER"}
    return {"STORING_ZAAD", "PROTOCOL_MAP"} | van_herstel


def test_systemd_leest_de_eenheden(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is hier niet")
    (tmp_path / "bin").mkdir()
    for programma in ("python", "granian", "celery"):
        (tmp_path / "bin" / programma).symlink_to("/bin/true")
    eenheden = []
    for bron in SYSTEMD.iterdir():
        doel = tmp_path / bron.name.replace("@.", "@8001.")
        tekst = bron.read_text(encoding="utf-8").replace("/opt/calamiteiten/.venv/bin", str(tmp_path / "bin"))
        doel.write_text(tekst, encoding="utf-8")
        eenheden.append(doel)
    assert klachten(eenheden) == ""
    eenheden[0].write_text(eenheden[0].read_text(encoding="utf-8").replace("[Unit]", "[Unit]\nBestaatNiet=1"))
    assert "BestaatNiet" in klachten(eenheden), "en zij zegt het als er iets niet klopt"


def klachten(eenheden: list[Path]) -> str:
    opdracht = ["systemd-analyze", "verify", "--man=no", *map(str, eenheden)]
    gezegd = subprocess.run(opdracht, capture_output=True, text=True, check=False).stderr
    ours = [regel for regel in gezegd.splitlines() if any(pad.name in regel for pad in eenheden)]
    return "\n".join(ours)


def test_een_machine_zonder_containers_draait_wat_de_containers_draaien() -> None:
    tekst = "\n".join(pad.read_text(encoding="utf-8") for pad in SYSTEMD.iterdir())
    for deel in ("granian --no-access-log", "celery -A calamiteiten.config worker", "beat", "manage.py bewaak"):
        assert deel in tekst
    for rij in ("termijnen", "post", "controle", "overig"):
        assert f"calamiteiten-worker@{rij}.service" in tekst, "elke soort ronde heeft haar eigen proces"
    for stap in ("migrate --noinput", "check --database default", "createcachetable", "databaserollen"):
        assert f"manage.py {stap}" in " ".join(DIENSTEN["gereedmaken"]["command"])
        assert f"manage.py {stap}" in tekst
    for naam in ("omgeving", "eigenaar", "back-up"):
        assert f"EnvironmentFile=/etc/calamiteiten/{naam}" in tekst
