"""docs/beheer cannot rot: the path is whole, every marked block runs, and every command in it exists."""

from __future__ import annotations

import getpass
import json
import re
import shutil
import subprocess
import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.db import connection

from basis.regio import BEWAREN, lees_regio
from calamiteiten.config import instellingen
from calamiteiten.config.ritme import RONDEN
from contacten.inloggen.organisaties import lees_organisaties
from tests.browser.beelden import BEELDEN

from .blokken import BLADZIJDEN as ALLE_BLADZIJDEN
from .blokken import MAP, SOORTEN, Blok, alle, blokken, het_blok, leg_klaar, omgeving
from .samenstelling import WORTEL

APPS = ("basis", "contacten", "calamiteiten", "communicatie", "escalatie")
SYSTEMD = WORTEL / "deploy" / "systemd"
DIENSTEN = yaml.safe_load(instellingen.COMPOSE.read_text(encoding="utf-8"))["services"]
ARCHIEF = yaml.safe_load((WORTEL / "deploy" / "compose-archief.yml").read_text(encoding="utf-8"))["services"]
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


def test_elk_plaatje_komt_uit_de_opdracht_die_ze_maakt() -> None:
    """bin/beelden makes them all: what a page shows can be made again, and what it makes is there. Each says in words
    what is on it."""
    genoemd = {}
    for pad in [*WORTEL.glob("*.md"), *WORTEL.glob("docs/**/*.md")]:
        for zin, doel in re.findall(r"!\[([^]]*)\]\(([^)]+)\)", pad.read_text(encoding="utf-8")):
            assert zin, (pad.name, doel)
            genoemd[(pad.parent / doel).resolve()] = pad.name
    beelden = WORTEL / "docs" / "beelden"
    assert {pad.parent for pad in genoemd} == {beelden}
    assert {pad.stem for pad in genoemd} <= set(BEELDEN)
    assert {pad.name for pad in beelden.iterdir()} == {f"{naam}.png" for naam in BEELDEN}
    assert len({naam for naam in genoemd.values() if (WORTEL / "docs" / "gebruik" / naam).is_file()}) >= 4


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


def test_elk_blok_heeft_een_merk_dat_zegt_wie_het_draait() -> None:
    """A law over all documents: no block that somebody pastes may stand there untried, unless it says why."""
    gevonden = [blok for pad in ALLE_BLADZIJDEN for blok in alle(pad)]
    assert [(blok.bladzijde, blok.tekst[:60]) for blok in gevonden if not blok.merk] == []
    assert sum(pad.read_text(encoding="utf-8").count("```") for pad in ALLE_BLADZIJDEN) == 2 * len(gevonden)
    assert {blok.soort for blok in gevonden if blok.merk == "proef"} == SOORTEN
    assert [klacht for blok in gevonden if blok.merk == "toets" for klacht in bezwaren(blok)] == []
    # What is not run is rare.
    niet = [blok for blok in gevonden if blok.merk == "niet uitgevoerd"]
    assert len(niet) <= 6
    assert "bin/test" in (WORTEL / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")


def bezwaren(blok: Blok) -> list[str]:
    """Why the test behind a mark does not run or read this block: it is not there, or knows neither the page nor what
    stands in it."""
    pad, _, naam = blok.soort.partition("::")
    if not (WORTEL / pad).is_file():
        return [f"{blok.bladzijde}: {pad} is er niet"]
    bron = (WORTEL / pad).read_text(encoding="utf-8")
    if f"def {naam}(" not in bron:
        return [f"{blok.bladzijde}: {naam} is er niet"]
    opdrachten = [*re.findall(OPDRACHT, blok.tekst), *[("", o) for o in re.findall(r" (--[a-z-]+)", blok.tekst)]]
    woorden = {woord for opdracht, opties in opdrachten for woord in (opdracht, *opties.split()) if woord}
    kent = blok.bladzijde in bron or (woorden and all(f'"{woord}"' in bron for woord in woorden))
    return [] if kent else [f"{blok.bladzijde}: {pad} kent de bladzijde niet, en ook niet {sorted(woorden)}"]


def test_een_merk_dat_nergens_op_slaat_wordt_gezien(tmp_path: Path) -> None:
    bladzijde = tmp_path / "bladzijde.md"
    bladzijde.write_text(
        "```sh\nrm -rf /\n```\n\n<!-- toets: tests/weg.py::test_weg -->\n```sh\nmanage.py check\n```\n"
    )
    kaal, gemerkt = alle(bladzijde)
    assert (kaal.merk, kaal.tekst) == ("", "rm -rf /\n")
    assert bezwaren(gemerkt) == ["bladzijde.md: tests/weg.py is er niet"]
    assert "is er niet" in bezwaren(replace(gemerkt, soort="tests/uitrol/test_docs.py::test_nooit"))[0]
    hier = "tests/uitrol/test_docs.py::test_elke_bladzijde_staat_op_de_weg"
    assert "kent de bladzijde niet" in bezwaren(replace(gemerkt, bladzijde="el" + "ders.md", soort=hier))[0]


def test_elk_blok_dat_draait_staat_op_de_weg() -> None:
    gevonden = blokken()
    merken = sum((MAP / naam).read_text(encoding="utf-8").count("<!-- proef:") for naam in BLADZIJDEN)
    assert len(gevonden) == merken > 10
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
    alle_opdrachten_bestaan(naam, tekst)
    genoemde = re.findall(r"docker compose (?:run --rm|exec)(?: -v \S+| --no-deps)* ([a-z]\S*)", tekst)
    for woorden in re.findall(r"docker compose (?:restart|logs --tail \d+)((?: [a-z-]+)+)", tekst):
        genoemde += woorden.split()
    assert set(genoemde) <= {*DIENSTEN, *ARCHIEF}, naam
    genoemd = {n for n in re.findall(r"`([A-Z][A-Z_]{3,})(?:=[^`]*)?`", tekst) if "_" in n}
    vreemd = genoemd - {i.naam for i in instellingen.lees()[1]}
    assert vreemd <= {"CREATEDB", "DATABASE_APP_WACHTWOORD"} | _vlaggen(), f"{naam}: {vreemd}"


def test_elke_opdracht_in_de_andere_documenten_bestaat() -> None:
    """README, CONTRIBUTING, a release, a new region, the manuals: what stands in a sentence too."""
    for pad in ALLE_BLADZIJDEN:
        if pad.parent != MAP:
            alle_opdrachten_bestaan(pad.name, pad.read_text(encoding="utf-8"))


def alle_opdrachten_bestaan(naam: str, tekst: str) -> None:
    """Each command of the product, with each of its options, and each program of bin/."""
    bekend = get_commands()
    for opdracht, opties in re.findall(OPDRACHT, tekst):
        assert opdracht in bekend, f"{naam}: manage.py {opdracht}"
        lezer = load_command_class(bekend[opdracht], opdracht).create_parser("manage.py", opdracht)
        assert set(opties.split()) <= set(lezer._option_string_actions), f"{naam}: {opdracht}{opties}"
    for script in re.findall(r"(?<![\w./-])bin/([a-z-]+)", tekst):
        assert (WORTEL / "bin" / script).is_file() or script in {"activate"}, f"{naam}: bin/{script}"


def _vlaggen() -> set[str]:
    """Names in capitals in the docs that are no setting: of the fault tests, the commands in bin, and the proxy."""
    mappen = (WORTEL / "bin", WORTEL / "deploy" / "database")
    opdrachten = "\n".join(pad.read_text(encoding="utf-8") for map_ in mappen for pad in map_.iterdir())
    proxy = re.findall(r"\{\$([A-Z_]+)[:}]", (WORTEL / "deploy" / "Caddyfile").read_text(encoding="utf-8"))
    return {"STORING_ZAAD", "PROTOCOL_MAP", *proxy, *re.findall(r"\$\{([A-Z_]+):-", opdrachten)}


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
    (rij,) = (rij for _, taak, _, rij in RONDEN if taak == "escalatie.tasks.lees_stuiters")
    (dienst,) = (naam for naam, dienst in DIENSTEN.items() if _rij(dienst.get("command", [])) == rij)
    tekst = (MAP / "mail.md").read_text(encoding="utf-8")
    assert list(yaml.safe_load(het_blok("mail.md", "services:").tekst)["services"]) == [dienst]
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
    """And what mail.md puts beside one of them."""
    (tmp_path / "bin").mkdir()
    for programma in ("python", "granian", "celery", "archiefproef"):
        (tmp_path / "bin" / programma).symlink_to("/bin/true")
    eenheden = []
    for bron in SYSTEMD.iterdir():
        doel = tmp_path / bron.name.replace("@.", "@8001.")
        tekst = re.sub(r"/opt/calamiteiten/(\.venv/)?bin", str(tmp_path / "bin"), bron.read_text(encoding="utf-8"))
        doel.write_text(tekst, encoding="utf-8")
        eenheden.append(doel)
    (worker,) = (pad for pad in eenheden if pad.name.startswith("calamiteiten-worker@8001"))
    (naast := worker.with_name(f"{worker.name}.d")).mkdir()
    (naast / "override.conf").write_text(het_blok("mail.md", "ReadWritePaths").tekst, encoding="utf-8")
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


# What stands on the pages and is pasted somewhere else -------------------------------------------------------------


def test_een_machine_krijgt_dezelfde_pakketten_als_het_beeld() -> None:
    """installeren.md: apt-get names what the Dockerfile installs, and Python itself."""
    dockerfile = (WORTEL / "Dockerfile").read_text(encoding="utf-8")
    (beeld,) = re.findall(r"--no-install-recommends (.+?) \\", dockerfile)
    machine = het_blok("installeren.md", "apt-get install").tekst.split()[2:]
    assert set(machine) == {"python3-venv", *beeld.split()}


def test_prometheus_vraagt_de_website_die_er_is() -> None:
    (vraag,) = yaml.safe_load(het_blok("bewaking.md", "scrape_configs").tekst)["scrape_configs"]
    (waar,) = vraag["dns_sd_configs"]
    opdracht = DIENSTEN["web"]["command"]
    assert waar["names"] == ["web"]
    assert str(waar["port"]) == opdracht[opdracht.index("--port") + 1]
    assert "SECURE_PROXY_SSL_HEADER" in (WORTEL / "calamiteiten/config/settings.py").read_text(encoding="utf-8")
    assert list(vraag["http_headers"]) == ["X-Forwarded-Proto"]


@pytest.mark.parametrize(("bladzijde", "deel"), [("opschalen.md", "max_connections"), ("proxy.md", "profiles")])
def test_wat_naast_compose_komt_past_erop(bladzijde: str, deel: str) -> None:
    """An override names services that are there, with words that Compose knows."""
    naast = yaml.safe_load(het_blok(bladzijde, deel).tekst)["services"]
    assert set(naast) <= set(DIENSTEN)
    assert {woord for dienst in naast.values() for woord in dienst} <= {"command", "profiles", "ports", "volumes"}
    for poort in naast.get("web", {}).get("ports", []):
        opdracht = DIENSTEN["web"]["command"]
        assert poort.endswith(f":{opdracht[opdracht.index('--port') + 1]}")


def test_een_voorbeeld_van_een_bestand_is_te_lezen(tmp_path: Path) -> None:
    """protocol.md, bewaren.md, inloggen.md, nieuwe-regio.md: by the reader of the product, and with words that it
    knows."""
    voorbeelden = {blok.tekst: blok for pad in ALLE_BLADZIJDEN for blok in alle(pad) if blok.taal in {"toml", "json"}}
    assert len(voorbeelden) == 5
    for tekst, hier in voorbeelden.items():
        inhoud = json.loads(tekst) if hier.taal == "json" else tomllib.loads(tekst)
        match hier.bladzijde:
            case "inloggen.md":
                assert list(lees_organisaties(tekst, {"zwolle"}, alleen_verzonnen=True)) == ["zwolle"]
            case "bewaren.md":
                assert set(inhoud["bewaren"]) <= set(BEWAREN)
            case "nieuwe-regio.md":
                (tmp_path / "elders.toml").write_text(tekst, encoding="utf-8")
                assert lees_regio("elders", tmp_path).naam == "Regio Elders"
            case _:
                assert set(inhoud) <= {"protocol", "termijn", "weg"}


def test_systemd_zet_aan_wat_de_bladzijden_aanzetten(tmp_path: Path) -> None:
    """installeren.md and back-up.md, on a system that does not run: the links that systemctl lays are all there is."""
    doel = tmp_path / "etc" / "systemd" / "system"
    doel.mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    systemctl = tmp_path / "bin" / "systemctl"
    systemctl.write_text(
        '#!/bin/sh\n[ "$1" = daemon-reload ] && exit 0\n'
        f'echo "$*" | grep -q -- --now || exit 2\nexec {shutil.which("systemctl")} --root={tmp_path} enable "$3"\n'
    )
    systemctl.chmod(0o755)
    for bladzijde in ("installeren.md", "back-up.md"):
        hier = het_blok(bladzijde, "systemctl enable")
        gedaan = hier.draai(WORTEL, omgeving(tmp_path / "bin"), {"/etc/systemd/system/": f"{doel}/"})
        assert gedaan.returncode == 0, gedaan.stderr
    aan = {pad.name for pad in doel.glob("*.wants/*")}
    assert aan == {"calamiteiten.target", "calamiteiten-archiefproef.timer"}


@pytest.mark.alleen_alles
def test_caddy_leest_zijn_bestand_met_de_namen_van_de_bladzijde(tmp_path: Path) -> None:
    """proxy.md, on a machine without containers."""
    regels = re.findall(r'^Environment="?([A-Z_]+)=(.*?)"?$', het_blok("proxy.md", "VOORDEUR").tekst, re.MULTILINE)
    gelezen = subprocess.run(
        ["caddy", "adapt", "--config", str(WORTEL / "deploy" / "Caddyfile"), "--adapter", "caddyfile"],
        env=omgeving() | dict(regels) | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert gelezen.returncode == 0, gelezen.stderr
    assert all(adres in gelezen.stdout for adres in dict(regels)["WEBSERVERS"].split())


@pytest.mark.django_db
def test_hoe_groot_de_database_is_zegt_de_vraag_die_er_staat() -> None:
    (vraag,) = (blok.tekst for blok in alle(WORTEL / "docs" / "schaal.md") if blok.taal == "sql")
    with connection.cursor() as cursor:
        cursor.execute(vraag)
        rijen = cursor.fetchall()
    assert len(rijen) == 10
    assert all(naam and "B" in grootte for naam, _, grootte in rijen)
