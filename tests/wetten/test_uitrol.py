"""The production files are well-formed and say what they must; no container engine is needed to see that."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from calamiteiten.config.ritme import RONDEN

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


def test_publiccode_noemt_licentie_en_taal() -> None:
    gegevens = yaml.safe_load((WORTEL / "publiccode.yml").read_text(encoding="utf-8"))

    assert gegevens["legal"]["license"] == "EUPL-1.2"
    assert gegevens["localisation"]["availableLanguages"] == ["nl"]
    assert "nl" in gegevens["description"]
