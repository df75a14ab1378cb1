"""The files of Compose against the schema that Compose publishes, and the health checks of the servers that are not
ours, by their own command. No container engine is needed for it, and so none of it shows that a container starts."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.diensten import tijdelijke_map

from .blokken import BLADZIJDEN, alle
from .samenstelling import WORTEL, Samenstelling
from .test_productie import maak_env

MAP = Path(__file__).parent / "specificatie"
SCHEMA = json.loads((MAP / "compose-spec.json").read_text(encoding="utf-8"))
BESTANDEN = ("docker-compose.yml", "deploy/compose-archief.yml")


def lees(naam: str) -> dict[str, Any]:
    """A file of Compose, as it stands."""
    inhoud: dict[str, Any] = yaml.safe_load((WORTEL / naam).read_text(encoding="utf-8"))
    return inhoud


def klachten(inhoud: dict[str, Any]) -> list[str]:
    """What the schema says of it."""
    keurder = jsonschema.Draft202012Validator(SCHEMA)
    return [f"{'/'.join(map(str, fout.absolute_path))}: {fout.message}" for fout in keurder.iter_errors(inhoud)]


def test_elk_bestand_van_compose_past_op_de_gepubliceerde_specificatie() -> None:
    """Those that are there, and what the pages put beside them. And it does complain of a word that is none."""
    sommen = re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", (MAP / "README.md").read_text(encoding="utf-8"), re.M)
    assert sommen == [(naam, hashlib.sha256((MAP / naam).read_bytes()).hexdigest()) for naam, _ in sommen]
    ernaast = [yaml.safe_load(blok.tekst) for pad in BLADZIJDEN for blok in alle(pad) if blok.taal in {"yaml", "yml"}]
    ernaast = [inhoud for inhoud in ernaast if "services" in inhoud]
    assert len(ernaast) >= 3
    for inhoud in [*map(lees, BESTANDEN), *ernaast]:
        assert klachten(inhoud) == []
    stuk = lees(BESTANDEN[0])
    stuk["services"]["web"]["helthcheck"] = stuk["services"]["web"].pop("healthcheck")
    assert "helthcheck" in str(klachten(stuk))


def test_wat_een_dienst_noemt_is_er() -> None:
    """Of both files together, as COMPOSE_FILE reads them: services that are waited for, networks and volumes."""
    samen, archief = map(lees, BESTANDEN)
    for deel in ("services", "volumes"):
        samen[deel] = samen[deel] | {
            naam: {**(samen[deel].get(naam) or {}), **(eigen or {})} for naam, eigen in archief[deel].items()
        }
    for naam, dienst in samen["services"].items():
        mounts = [str(mount).partition(":")[0] for mount in dienst.get("volumes", [])]
        assert {mount for mount in mounts if re.fullmatch(r"[a-z-]+", mount)} <= set(samen["volumes"]), naam
        assert set(dienst.get("networks", [])) <= set(samen["networks"]), naam
        for ander, hoe in dienst.get("depends_on", {}).items():
            klaar = hoe["condition"] == "service_completed_successfully"
            assert klaar == (samen["services"][ander].get("restart") == "no"), (naam, ander)


@pytest.fixture
def plan() -> Iterator[Samenstelling]:
    with tijdelijke_map() as map_:
        map_.chmod(0o755)
        (map_ / "tmp").mkdir()
        (map_ / "programmas").mkdir()
        plan = Samenstelling.van(map_, maak_env(map_, 443, 25))
        try:
            yield plan
        finally:
            plan.sluit()


@pytest.mark.alleen_alles
@pytest.mark.echte_klok
def test_de_database_en_redis_zeggen_zelf_of_zij_leven(plan: Samenstelling) -> None:
    """With the password that Compose gives, and not when they are away; Redis not with another password either."""
    assert shutil.which("redis-cli"), "redis-cli is hier niet; bin/test --alles installeert redis-tools"
    assert not plan.is_gezond("database")
    assert not plan.is_gezond("redis")
    plan.databank.begin(plan.waarden["DATABASE_WACHTWOORD"])
    redis = plan.start_redis()
    assert plan.is_gezond("database")
    assert plan.is_gezond("redis")
    eigen, plan.waarden["REDIS_WACHTWOORD"] = plan.waarden["REDIS_WACHTWOORD"], "een-ander"
    assert not plan.is_gezond("redis")
    plan.waarden["REDIS_WACHTWOORD"] = eigen
    redis.dood()
    plan.databank.dood()
    assert not plan.is_gezond("database")
    assert not plan.is_gezond("redis")
