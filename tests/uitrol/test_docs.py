"""docs/beheer cannot rot: the path is whole, every marked block runs, and every command in it exists."""

from __future__ import annotations

import getpass
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from calamiteiten.config import instellingen
from calamiteiten.config.ritme import RONDEN

from .blokken import MAP, SOORTEN, blokken, leg_klaar, omgeving
from .samenstelling import WORTEL

APPS = ("basis", "contacten", "calamiteiten", "communicatie", "escalatie")
SYSTEMD = WORTEL / "deploy" / "systemd"
DIENSTEN = yaml.safe_load(instellingen.COMPOSE.read_text(encoding="utf-8"))["services"]
# By manage.py, or on a machine without containers by bin/doe: the command and the options right behind it.
OPDRACHT = re.compile(r"(?:manage\.py|bin/doe(?: --als [a-z-]+)?) ([a-z_]+)((?: --[a-z-]+)*)")
BLADZIJDEN = sorted(pad.name for pad in MAP.glob("*.md"))


def test_elke_bladzijde_staat_op_de_weg() -> None:
    weg = (MAP / "README.md").read_text(encoding="utf-8")
    assert [naam for naam in BLADZIJDEN if naam != "README.md" and f"({naam})" not in weg] == []


def test_elke_verwijzing_in_elk_document_komt_aan() -> None:
    """To a file that is there, and to a heading in it: a move of a page is a break of all that pointed at it."""
    dood = []
    for pad in [*WORTEL.glob("*.md"), *WORTEL.glob("docs/**/*.md"), *WORTEL.glob("*/README.md")]:
        for doel, kop in re.findall(r"\]\(([^)#:\s]*)(?:#([^)]*))?\)", pad.read_text(encoding="utf-8")):
            bij = (pad.parent / doel).resolve() if doel else pad
            if not bij.exists() or (kop and bij.suffix == ".md" and kop not in _koppen(bij)):
                dood.append(f"{pad.relative_to(WORTEL)}: {doel}#{kop}")
    assert dood == []


def test_een_woord_van_het_scherm_staat_op_het_scherm() -> None:
    """What stands in italics is a button, a page, a mail or a heading: whoever reads it looks for exactly that."""
    documenten = [*MAP.glob("*.md"), *(WORTEL / "docs" / "gebruik").glob("*.md")]
    bronnen = [*(WORTEL / "templates").rglob("*.*"), instellingen.MAP / "instellingen.toml"]
    bronnen += [pad for app in APPS for soort in ("*.py", "*.toml") for pad in (WORTEL / app).rglob(soort)]
    te_zien = "\n".join(pad.read_text(encoding="utf-8") for pad in bronnen)
    te_zien += "\n".join(kop for pad in documenten for kop in re.findall(r"^#+ .+$", _tekst(pad), re.MULTILINE))
    cursief = [
        (pad.name, deel.strip(".,?! …"))
        for pad in documenten
        for woorden in re.findall(r"(?<!\*)\*([^*\n]{1,60})\*(?!\*)", _tekst(pad))
        for deel in woorden.split(" → ")
    ]
    assert [(naam, deel) for naam, deel in cursief if deel not in te_zien and not re.search(r"\d", deel)] == []


def _tekst(pad: Path) -> str:
    """A page without what somebody types."""
    return re.sub(r"```.*?```|`[^`]*`", "", pad.read_text(encoding="utf-8"), flags=re.DOTALL)


def _koppen(pad: Path) -> set[str]:
    """The names that the headings of a page have in a link."""
    koppen = re.findall(r"^#+ (.+)$", pad.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", kop.lower()).replace(" ", "-") for kop in koppen}


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
    for opdracht, opties in re.findall(OPDRACHT, tekst):
        assert opdracht in bekend, f"{naam}: manage.py {opdracht}"
        lezer = load_command_class(bekend[opdracht], opdracht).create_parser("manage.py", opdracht)
        assert set(opties.split()) <= set(lezer._option_string_actions), f"{naam}: {opdracht}{opties}"
    for script in re.findall(r"(?<![\w./-])bin/([a-z-]+)", tekst):
        assert (WORTEL / "bin" / script).is_file() or script in {"activate"}, f"{naam}: bin/{script}"
    genoemde = re.findall(r"docker compose (?:run --rm|exec)(?: -v \S+)* ([a-z-]+)", tekst)
    for woorden in re.findall(r"docker compose (?:restart|logs --tail \d+)((?: [a-z-]+)+)", tekst):
        genoemde += woorden.split()
    assert set(genoemde) <= set(DIENSTEN), naam
    genoemd = {n for n in re.findall(r"`([A-Z][A-Z_]{3,})(?:=[^`]*)?`", tekst) if "_" in n}
    vreemd = genoemd - {i.naam for i in instellingen.lees()[1]}
    assert vreemd <= {"CREATEDB", "DATABASE_APP_WACHTWOORD"} | _vlaggen(), f"{naam}: {vreemd}"


def _vlaggen() -> set[str]:
    """Names in capitals in the docs that are no setting: of the fault tests, and of the commands in bin."""
    opdrachten = "\n".join(pad.read_text(encoding="utf-8") for pad in (WORTEL / "bin").iterdir())
    return {"STORING_ZAAD", "PROTOCOL_MAP", *re.findall(r"\$\{([A-Z_]+):-", opdrachten)}


def test_wie_een_back_up_terugzet_werkt_als_eigenaar_en_ziet_haar() -> None:
    """The role of the back-up reads and makes no database."""
    tekst = (MAP / "back-up.md").read_text(encoding="utf-8")
    diensten = re.findall(
        r"docker compose run --rm(?: -v \S+)* ([a-z-]+)[\s\\]+python manage\.py herstel_backup", tekst
    )
    assert diensten
    for dienst in (DIENSTEN[naam] for naam in diensten):
        assert dienst["environment"]["DATABASE_URL"] == DIENSTEN["gereedmaken"]["environment"]["DATABASE_URL"]
        assert dienst["environment"]["BACKUP_MAP"] == DIENSTEN["back-up"]["environment"]["BACKUP_MAP"]
        assert dienst["volumes"] == DIENSTEN["back-up"]["volumes"]


def test_de_map_met_stuiters_hangt_bij_wie_haar_leest() -> None:
    (rij,) = (rij for _, taak, _, rij in RONDEN if taak == "communicatie.tasks.lees_stuiters")
    (dienst,) = (naam for naam, dienst in DIENSTEN.items() if _rij(dienst.get("command", [])) == rij)
    tekst = (MAP / "mail.md").read_text(encoding="utf-8")
    (blok,) = re.findall(r"```yaml\n(.*?)```", tekst, re.DOTALL)
    assert list(yaml.safe_load(blok)["services"]) == [dienst]
    assert f"`systemctl edit calamiteiten-worker@{rij}`" in tekst, "systemd laat anders niets schrijven"


def _rij(opdracht: list[str]) -> str:
    return opdracht[opdracht.index("--queues") + 1] if "--queues" in opdracht else ""


def test_wie_een_worker_herstart_herstart_ze_alle() -> None:
    workers = {naam for naam, dienst in DIENSTEN.items() if _rij(dienst.get("command", []))}
    (regel,) = re.findall(
        r"iets staat stil .*restart ([a-z -]+)`", (MAP / "slechte-nacht.md").read_text(encoding="utf-8")
    )
    assert set(regel.split()) == workers | {"beat"}


@pytest.mark.parametrize(
    ("als", "rol"),
    [([], "calamiteiten_app"), (["--als", "eigenaar"], "calamiteiten"), (["--als", "back-up"], "calamiteiten_backup")],
)
def test_zonder_containers_doet_een_opdracht_met_de_instellingen_van_wie_het_vraagt(
    als: list[str], rol: str, tmp_path: Path
) -> None:
    antwoorden = instellingen.maak_antwoorden(
        {"AFZENDER": "Regio <regio@regio.test>", "SITE_URL": "https://regio.test"}
    )
    for naam, tekst in instellingen.machinebestanden(antwoorden).items():
        (tmp_path / naam).write_text(tekst, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").write_text('#!/bin/sh\necho "$DATABASE_URL $AFZENDER $CALAMITEITEN_MODUS $*"\n')
    (tmp_path / "bin" / "python").chmod(0o755)
    hier = {"INSTELLINGEN": str(tmp_path), "CALAMITEITEN_VENV": str(tmp_path), "GEBRUIKER": getpass.getuser()}
    gedaan = subprocess.run(
        [WORTEL / "bin" / "doe", *als, "begin", "--beheerder", "Een Mens <een@regio.test>"],
        env=omgeving() | hier,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert gedaan.startswith(f"postgres://{rol}:")
    assert gedaan.endswith("Regio <regio@regio.test> productie manage.py begin --beheerder Een Mens <een@regio.test>")


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


# What says where, and not what: a machine has ports and names of its own.
WAAR = {"--host", "--port", "-n"}
EENHEDEN = {
    "web": "web@8001",
    "beat": "beat",
    "worker": "worker@termijnen",
    **{rij: f"worker@{rij}" for rij in ("post", "controle", "overig")},
}


def _start(eenheid: str) -> list[str]:
    """The words that systemd starts: of a file of its own, or else of the template."""
    eigen, (soort, _, wie) = SYSTEMD / f"calamiteiten-{eenheid}.service", eenheid.partition("@")
    pad = eigen if eigen.exists() else SYSTEMD / f"calamiteiten-{soort}@.service"
    (regel,) = re.findall(r"^ExecStart=\S+/(.+)$", pad.read_text(encoding="utf-8"), re.MULTILINE)
    return str(regel).replace("%i", wie).split()


def _kern(woorden: list[str]) -> list[str]:
    return [woord for voor, woord in pairwise(["", *woorden]) if not {voor, woord} & WAAR]


def klachten(eenheden: list[Path]) -> str:
    opdracht = ["systemd-analyze", "verify", "--man=no", *map(str, eenheden)]
    gezegd = subprocess.run(opdracht, capture_output=True, text=True, check=False).stderr
    ours = [regel for regel in gezegd.splitlines() if any(pad.name in regel for pad in eenheden)]
    return "\n".join(ours)


def test_een_machine_zonder_containers_draait_wat_de_containers_draaien() -> None:
    tekst = "\n".join(pad.read_text(encoding="utf-8") for pad in SYSTEMD.iterdir())
    assert "manage.py bewaak" in tekst
    for dienst, eenheid in EENHEDEN.items():
        woorden = [str(woord) for woord in DIENSTEN[dienst]["command"]]
        assert _kern(_start(eenheid)) == _kern(woorden), f"{dienst}: dezelfde opdracht, met hetzelfde plafond"
    for rij in ("termijnen", "post", "controle", "overig"):
        assert f"calamiteiten-worker@{rij}.service" in tekst, "elke soort ronde heeft haar eigen proces"
    for stap in ("migrate --noinput", "check --database default", "createcachetable", "databaserollen"):
        assert f"manage.py {stap}" in " ".join(DIENSTEN["gereedmaken"]["command"])
        assert f"manage.py {stap}" in tekst
    for naam in ("omgeving", "eigenaar", "back-up"):
        assert f"EnvironmentFile=/etc/calamiteiten/{naam}" in tekst
