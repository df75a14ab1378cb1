"""The production files are well-formed and say what they must; no container engine is needed to see that."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from calamiteiten import databaserollen
from calamiteiten.config.ritme import RONDEN
from calamiteiten.config.start import tegelijk

from .bron import WORTEL

WORKERS = ("worker", "post", "controle", "overig")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((WORTEL / "docker-compose.yml").read_text(encoding="utf-8"))


def test_compose_heeft_alle_onderdelen(compose: dict[str, Any]) -> None:
    namen = {"database", "redis", "gereedmaken", "web", "proxy", *WORKERS, "beat", "bewaker", "back-up"}

    assert set(compose["services"]) == namen


@pytest.mark.parametrize("naam", ["gereedmaken", "web", *WORKERS, "beat", "bewaker", "back-up"])
def test_ieder_onderdeel_draait_in_productie(compose: dict[str, Any], naam: str) -> None:
    omgeving = compose["services"][naam]["environment"]

    assert omgeving["CALAMITEITEN_MODUS"] == "productie"
    assert "DEBUG" not in omgeving
    assert "DEMO" not in omgeving


def test_geen_geheim_heeft_een_standaardwaarde(compose: dict[str, Any]) -> None:
    tekst = (WORTEL / "docker-compose.yml").read_text(encoding="utf-8")

    for naam in (
        "GEHEIME_SLEUTEL",
        "DATABASE_WACHTWOORD",
        "DATABASE_APP_WACHTWOORD",
        "DATABASE_BACKUP_WACHTWOORD",
        "REDIS_WACHTWOORD",
        "SITE_URL",
        "TOEGESTANE_HOSTS",
        "EMAIL_HOST",
        "BACKUP_SLEUTELS",
        "AFZENDER",
    ):
        verwijzingen = re.findall(rf"\${{{naam}\b(?!_)[^}}]*}}", tekst)
        assert verwijzingen
        assert all(verwijzing.startswith(f"${{{naam}:?") for verwijzing in verwijzingen)


def test_er_is_precies_een_beat(compose: dict[str, Any]) -> None:
    assert compose["services"]["beat"].get("deploy", {}).get("replicas", 1) == 1
    assert not [naam for naam in WORKERS if "-B" in compose["services"][naam]["command"]]


def test_elke_rij_heeft_een_proces_dat_haar_leest_en_geen_andere(compose: dict[str, Any]) -> None:
    """Of each queue one service and of each service one queue: an audit that takes long holds up no alarm."""
    gelezen = [opdracht[opdracht.index("--queues") + 1] for opdracht in map(_opdracht(compose), WORKERS)]
    assert sorted(gelezen) == sorted({rij for *_, rij in RONDEN})


def test_de_website_heeft_een_plafond_dat_de_database_ruimte_laat(compose: dict[str, Any]) -> None:
    """Two webs at full load leave more than half of the connections of PostgreSQL (100) to the watch and the
    workers."""
    opdracht = compose["services"]["web"]["command"]
    waarde = {naam: int(opdracht[opdracht.index(naam) + 1]) for naam in ("--workers", "--blocking-threads")}
    assert 2 * waarde["--workers"] * waarde["--blocking-threads"] <= 40
    assert "--backpressure" in opdracht


def _opdracht(compose: dict[str, Any]) -> Callable[[str], list[str]]:
    return lambda naam: compose["services"][naam]["command"]


def test_elk_onderdeel_zegt_alleen_regels_json(compose: dict[str, Any]) -> None:
    """Containers and systemd alike: no banner of Celery, no bare line of granian, and of a command every word in a line
    (basis/alleen_regels.py; tests/uitrol/test_productie.py reads what they really said)."""
    gezegd = {naam: " ".join(dienst.get("command", [])) for naam, dienst in compose["services"].items()}
    for pad in (WORTEL / "deploy/systemd").glob("*.service"):
        gezegd[pad.name] = re.sub(r"(?m)^(?!Environment=|ExecStart=).*\n", "", pad.read_text(encoding="utf-8"))
    eisen = {"celery ": "celery --quiet ", "granian ": "granian --log-config calamiteiten/config/granian.json "}
    eisen |= {"manage.py ": "UITVOER=regels"}
    telling = dict.fromkeys(eisen, 0)
    for naam, woorden in gezegd.items():
        for wie, eis in eisen.items():
            telling[wie] += wie in woorden
            assert (wie in woorden) == (eis in woorden), naam
    assert telling == {"celery ": 5 + 3, "granian ": 2, "manage.py ": 3 + 3}
    assert "format json" in (WORTEL / "deploy/Caddyfile").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("naam", "rol"),
    [
        *((naam, "calamiteiten_app") for naam in ("web", *WORKERS, "beat", "bewaker")),
        ("back-up", "calamiteiten_backup"),
        ("gereedmaken", "calamiteiten"),
    ],
)
def test_alleen_wie_migreert_werkt_als_eigenaar(compose: dict[str, Any], naam: str, rol: str) -> None:
    assert compose["services"][naam]["environment"]["DATABASE_URL"].startswith(f"postgres://{rol}:")


def test_alleen_de_website_werkt_als_de_rol_met_een_grens(compose: dict[str, Any]) -> None:
    """Containers and systemd alike; and two websites fit in that bound, with the rest for the others."""
    rollen = {naam: dienst.get("environment", {}).get("DATABASE_ROL") for naam, dienst in compose["services"].items()}
    assert {naam: rol for naam, rol in rollen.items() if rol} == {"web": databaserollen.WEB}
    eenheden = {pad.name for pad in (WORTEL / "deploy/systemd").iterdir() if "DATABASE_ROL=" in pad.read_text()}
    assert eenheden == {"calamiteiten-web@.service"}
    assert 2 * tegelijk(compose["services"]["web"]["command"]) <= settings.WEB_VERBINDINGEN


def test_de_tabel_van_opschalen_klopt(compose: dict[str, Any]) -> None:
    """So many websites fit in the bound, with something to spare for a command beside them, and leave the others
    theirs: 17, and as many again for a second worker of each."""
    tekst = (WORTEL / "docs" / "beheer" / "opschalen.md").read_text(encoding="utf-8")
    rijen = [tuple(map(int, rij)) for rij in re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \|$", tekst, re.MULTILINE)]
    assert rijen[0] == (2, settings.WEB_VERBINDINGEN, 100)
    for websites, grens, alle in rijen:
        assert websites * tegelijk(compose["services"]["web"]["command"]) + 8 == grens
        assert alle - grens >= 2 * 17


def test_wie_blijft_draaien_zegt_of_hij_leeft(compose: dict[str, Any]) -> None:
    """Each with a command that looks at what this very process does (tests/uitrol/test_productie.py runs them all)."""
    for naam, dienst in compose["services"].items():
        if dienst.get("restart") == "no":
            continue
        woorden = " ".join(dienst["healthcheck"]["test"])
        if (bestand := re.search(r"/\S*leeft(?= )", woorden)) is not None:
            raakt_aan = naam in {*WORKERS, "beat"} or f"touch {bestand[0]};" in str(dienst["command"])
            assert raakt_aan, naam
            assert dienst["environment"]["LEEFT_BESTAND"] == bestand[0]


def test_een_teken_van_leven_is_vers_en_niet_van_straks(compose: dict[str, Any], tmp_path: Path) -> None:
    """Of a process that died after its clock leapt ahead the file stays young for days (gevallen 5.10)."""
    teken, nu = tmp_path / "leeft", time.time()
    teken.touch()
    vragen = {dienst["healthcheck"]["test"][-1] for dienst in compose["services"].values() if "healthcheck" in dienst}
    vragen = {vraag.replace("/tmp/leeft", str(teken)) for vraag in vragen if "/tmp/leeft" in vraag}
    assert len(vragen) == 3
    for vraag in vragen:
        for sinds, leeft in ((5, True), (2 * 86400, False), (-2 * 86400, False)):
            os.utime(teken, (nu - sinds, nu - sinds))
            gedaan = subprocess.run(["sh", "-c", vraag], capture_output=True, text=True, check=False)
            assert (gedaan.returncode == 0, gedaan.stderr) == (leeft, ""), (vraag, sinds)


def test_redis_heeft_een_wachtwoord(compose: dict[str, Any]) -> None:
    assert "--requirepass" in compose["services"]["redis"]["command"]
    assert "redis://:${REDIS_WACHTWOORD" in compose["services"]["web"]["environment"]["REDIS_URL"]


def test_database_en_redis_zijn_van_buiten_niet_te_bereiken(compose: dict[str, Any]) -> None:
    assert "ports" not in compose["services"]["database"]
    assert "ports" not in compose["services"]["redis"]


def test_er_mogen_meer_websites_zijn_en_van_buiten_is_alleen_de_proxy_te_bereiken(
    compose: dict[str, Any],
) -> None:
    diensten = compose["services"]

    assert [naam for naam, dienst in diensten.items() if "ports" in dienst] == ["proxy"]
    assert not any("container_name" in dienst for dienst in diensten.values())
    assert set(diensten["proxy"]["networks"]) & set(diensten["web"]["networks"]) == {"voordeur"}
    (plek,) = compose["networks"]["voordeur"]["ipam"]["config"]
    assert "PROXY_NETWERK" in plek["subnet"]


def test_geen_onderdeel_kan_de_machine_vullen(compose: dict[str, Any]) -> None:
    for naam, dienst in compose["services"].items():
        assert dienst["mem_limit"], naam
        assert dienst["logging"]["options"]["max-size"], naam


def test_van_buiten_komt_wie_niets_mag_schrijven(compose: dict[str, Any]) -> None:
    for naam in set(compose["services"]) - {"database"}:
        dienst = compose["services"][naam]
        assert dienst["read_only"] is True, naam
        assert dienst["cap_drop"] == ["ALL"], naam


def test_het_beeld_installeert_met_hashes_en_draait_niet_als_root() -> None:
    regels = (WORTEL / "Dockerfile").read_text(encoding="utf-8")

    assert "--require-hashes" in regels
    assert "requirements/productie.txt" in regels
    assert re.findall(r"^USER (\S+)", regels, re.MULTILINE)[-1] not in {"root", "0"}


def test_een_back_up_is_te_maken_van_deze_server_en_de_geheime_sleutel_is_er_niet(compose: dict[str, Any]) -> None:
    server = compose["services"]["database"]["image"].removeprefix("postgres:")
    tekst = (WORTEL / "Dockerfile").read_text(encoding="utf-8")

    assert f"postgresql-client-{server}" in tekst
    assert tekst.count("/gegevens") == 1
    assert compose["services"]["back-up"]["environment"]["BACKUP_MAP"] in compose["services"]["back-up"]["volumes"][0]
    assert "AGE-SECRET-KEY" not in (WORTEL / "docker-compose.yml").read_text(encoding="utf-8") + tekst


@pytest.mark.parametrize("naam", ["productie", "demo", "ontwikkel"])
def test_de_vergrendeling_heeft_hashes_en_noemt_geen_adres(naam: str) -> None:
    tekst = (WORTEL / "requirements" / f"{naam}.txt").read_text(encoding="utf-8")
    pakketten = re.findall(r"^[a-z0-9][^ ]*==[^ ]+", tekst, re.MULTILINE)

    assert pakketten
    assert tekst.count("--hash=sha256:") >= len(pakketten)
    assert "://" not in tekst


def test_de_grotere_vergrendelingen_bevatten_de_kleinere() -> None:
    def pakketten(naam: str) -> set[str]:
        tekst = (WORTEL / "requirements" / f"{naam}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^[a-z0-9][^ \[]*(?:\[[^\]]*\])?==[^ ]+", tekst, re.MULTILINE))

    assert pakketten("productie") < pakketten("demo") < pakketten("ontwikkel")


def test_psycopg_3_sluipt_niet_binnen() -> None:
    tekst = (WORTEL / "requirements" / "ontwikkel.txt").read_text(encoding="utf-8")

    assert not re.search(r"^psycopg(\[|==)", tekst, re.MULTILINE)


def test_het_archief_houdt_dezelfde_regels(compose: dict[str, Any]) -> None:
    """deploy/compose-archief.yml beside it: the same server, the data folder and the networks that are there, and no
    part that can fill the machine or may more than it needs."""
    naast = yaml.safe_load((WORTEL / "deploy" / "compose-archief.yml").read_text(encoding="utf-8"))
    database, archief = naast["services"]["database"], naast["services"]["archief"]
    dockerfile = (WORTEL / "deploy" / "database" / "Dockerfile").read_text(encoding="utf-8")
    assert f"FROM {compose['services']['database']['image']}" in dockerfile
    assert database["image"] == archief["image"]
    assert compose["services"]["database"]["volumes"][0] in archief["volumes"]
    assert set(database["volumes"]) < set(archief["volumes"])
    assert set(archief["networks"]) <= set(compose["networks"])
    assert (archief["read_only"], archief["cap_drop"]) == (True, ["ALL"])
    assert archief["mem_limit"]
    assert archief["logging"]["options"]["max-size"]
    assert "archive_timeout=60" in database["command"]
    assert database["environment"]["PGBACKREST_REPO1_CIPHER_PASS"].startswith("${ARCHIEF_WACHTZIN:?")


def test_de_database_schrijft_geen_rij_en_geen_opdracht_in_haar_logboek(compose: dict[str, Any]) -> None:
    """As it comes, PostgreSQL quotes the statement of every error, with its values, and the row that did not fit."""
    naast = yaml.safe_load((WORTEL / "deploy" / "compose-archief.yml").read_text(encoding="utf-8"))
    machine = (WORTEL / "docs" / "beheer" / "installeren.md").read_text(encoding="utf-8")

    for instelling in ("log_min_error_statement=panic", "log_error_verbosity=terse"):
        assert instelling in compose["services"]["database"]["command"]
        assert instelling in naast["services"]["database"]["command"]
        assert f"ALTER SYSTEM SET {instelling.replace('=', ' = ')}" in machine


def test_elke_belofte_over_python_is_dezelfde() -> None:
    """What a newcomer's start accepts, what the build server tries, what bin/test --alles takes a sample of, and which
    one the image and the dev container have."""
    project = tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    eerste, na = map(int, re.findall(r"3\.(\d+)", project["requires-python"]))
    beloofd = [f"3.{deel}" for deel in range(eerste, na)]
    werkstroom = yaml.safe_load((WORTEL / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    assert werkstroom["jobs"]["test"]["strategy"]["matrix"]["python"] == beloofd
    (haal_op,) = (stap for stap in werkstroom["jobs"]["test"]["steps"] if "checkout" in stap.get("uses", ""))
    assert haal_op["with"]["fetch-depth"] == 0, "zonder labels van uitgaven begint test_overgaan met de code van nu"
    assert f"for versie in {' '.join(beloofd)}; do" in (WORTEL / "bin" / "test").read_text(encoding="utf-8")
    begin = (WORTEL / "bin" / "_omgeving").read_text(encoding="utf-8")
    assert f"(3, {eerste}) <= sys.version_info[:2] <= (3, {na - 1})" in begin
    assert set(beloofd) == set(
        re.findall(r"python(3\.\d+)\b", begin.partition("for kandidaat in ")[2].partition(";")[0])
    )
    (beeld,) = re.findall(r"^FROM python:(3\.\d+)", (WORTEL / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    (bak,) = re.findall(r"python:(3\.\d+)", dev_container()["image"])
    assert {beeld, bak} <= set(beloofd)


def dev_container() -> dict[str, Any]:
    """What an editor opens this folder in."""
    inhoud: dict[str, Any] = json.loads((WORTEL / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    return inhoud


def test_de_dev_container_doet_wat_er_is() -> None:
    """Its first command is one of ours on tests that are there, it shows the port of the demo, and nobody is root."""
    inhoud = dev_container()
    opdracht, *waar = inhoud["postCreateCommand"].split()
    assert os.access(WORTEL / opdracht, os.X_OK)
    assert waar
    assert all((WORTEL / pad).exists() for pad in waar)
    assert f"POORT chooses the port ({inhoud['forwardPorts'][0]})" in (WORTEL / "bin/demo").read_text(encoding="utf-8")
    assert inhoud["remoteUser"] not in {"", "root"}


def test_wat_voor_elke_commit_draait_is_van_hier_en_ook_van_bin_test() -> None:
    """No hook fetches anything; each is a program of the lock, with files to look at, and a check that counts."""
    haken = yaml.safe_load((WORTEL / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [bron["repo"] for bron in haken] == ["local"]
    bin_test = (WORTEL / "bin" / "test").read_text(encoding="utf-8")
    mappen = [WORTEL / naam for naam in ("templates", "calamiteiten")]
    bestanden = [pad.relative_to(WORTEL).as_posix() for map_ in mappen for pad in map_.rglob("*.*")]
    for haak in haken[0]["hooks"]:
        assert haak["language"] == "system", haak["id"]
        programma, *woorden = haak["entry"].split()
        assert programma.startswith(".venv/bin/")
        assert shutil.which(Path(programma).name), f"{haak['id']}: {programma} is niet in de vergrendeling"
        if woorden[0] == "-m":
            assert "--schrijf" in woorden, "tests/wetten/test_een_lijst_van_instellingen.py kijkt het na"
        else:
            assert re.search(rf'^stap ".+" {Path(programma).name}\b.*', bin_test, re.MULTILINE), haak["id"]
        assert any(re.search(haak.get("files", ""), pad) for pad in bestanden), haak["id"]


# The standard in our own words (publiccode.yml 0.4, https://yml.publiccode.tools): what must be there, which words it
# knows, and how long a text may be. Its own checker is a Go program that no package registry has.
PUBLICCODE_MOET = {
    *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"),
    *("description", "legal", "maintenance", "localisation"),
}
PUBLICCODE_MAG = {
    "softwareVersion",
    "releaseDate",
    "categories",
    "intendedAudience",
    "dependsOn",
    "landingURL",
    "roadmap",
}
PUBLICCODE_LENGTES = {"genericName": (1, 35), "shortDescription": (1, 150), "longDescription": (150, 10_000)}


def klachten_over_publiccode(gegevens: dict[str, Any]) -> list[str]:
    """What does not fit the standard."""
    sleutels = set(gegevens)
    uit = [f"ontbreekt: {naam}" for naam in sorted(PUBLICCODE_MOET - sleutels)]
    uit += [f"onbekend: {naam}" for naam in sorted(sleutels - PUBLICCODE_MOET - PUBLICCODE_MAG)]
    for taal, teksten in gegevens["description"].items():
        for naam, (minst, meest) in PUBLICCODE_LENGTES.items():
            if not minst <= len(teksten.get(naam, "").strip()) <= meest:
                uit.append(f"{taal}: {naam} is niet {minst} tot {meest} tekens")
        if not teksten.get("features"):
            uit.append(f"{taal}: geen features")
    woorden = {
        "developmentStatus": {"concept", "development", "beta", "stable", "obsolete"},
        "softwareType": {"standalone/web"},
        "publiccodeYmlVersion": {"0.4"},
    }
    uit += [f"{naam}: {gegevens[naam]}" for naam, mag in woorden.items() if gegevens.get(naam) not in mag]
    if gegevens["maintenance"]["type"] not in {"internal", "community"} or not gegevens["maintenance"].get("contacts"):
        uit.append("maintenance zonder iemand om te vragen")
    if not isinstance(gegevens["localisation"].get("localisationReady"), bool):
        uit.append("localisationReady is geen ja of nee")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(gegevens.get("releaseDate", "2000-01-01"))):
        uit.append("releaseDate is geen dag")
    return uit


def test_publiccode_voldoet_aan_de_standaard() -> None:
    gegevens = yaml.safe_load((WORTEL / "publiccode.yml").read_text(encoding="utf-8"))

    assert klachten_over_publiccode(gegevens) == []
    assert re.fullmatch(r"https://\S+", gegevens["url"])
    assert gegevens["legal"]["license"] == "EUPL-1.2"
    assert gegevens["localisation"]["availableLanguages"] == list(gegevens["description"]) == ["nl"]
    bekend = {"workflow-management", "communications", "contact-management"}
    assert set(gegevens["categories"]) <= bekend
    assert set(gegevens["intendedAudience"]["scope"]) <= {"local-authorities", "welfare", "healthcare"}

    del gegevens["url"]
    gegevens["description"]["nl"]["genericName"] = "Regie bij calamiteiten in de jeugdhulp"
    assert klachten_over_publiccode(gegevens) == ["ontbreekt: url", "nl: genericName is niet 1 tot 35 tekens"]
