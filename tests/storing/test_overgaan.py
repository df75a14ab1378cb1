"""A new release comes in while the old one works: its web, worker and beat go on against the new schema, the new ones
start beside them, and nothing is lost (docs/uitgave.md says what this proves)."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bouw import WACHTWOORD
from tests.diensten import tijdelijke_map
from tests.uitgave import OPEN

from .browsertje import Bezoeker
from .opstelling import WORTEL, Opstelling
from .processen import wacht_tot
from .test_redis_weg import registreer

pytestmark = [pytest.mark.alleen_alles, pytest.mark.eis("R79")]
ANKER = '    objects = Wereldbeheer["Bericht"]("zaak")\n'
# Empty for who does not know it: a print of a row leaves out what is empty, and so those of before still fit.
VELD = "    proef_overgaan = models.CharField(max_length=9, null=True)\n\n"
# Higher than any that is ever made.
OUDE, NIEUWE = "9000.0.0", "9000.1.0"
KOLOM = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'proef_overgaan'"


def git(*woorden: str | Path, map_: Path = WORTEL) -> str:
    """What git says."""
    omgeving = {**os.environ, "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    return subprocess.run(
        ["git", *woorden], cwd=map_, env=omgeving, capture_output=True, text=True, check=True
    ).stdout.strip()


def laatste_uitgave() -> str:
    """The tag of the last release, or nothing as long as none was made. Whether its migrations are still those of then
    is a law of its own (tests/wetten/test_migraties.py)."""
    with suppress(subprocess.CalledProcessError):
        return git("describe", "--tags", "--match", "v*", "--abbrev=0")
    return ""


def kloon(van: Path, naar: Path, wat: str = "HEAD") -> None:
    """A checkout of its own, of what was committed."""
    git("clone", "--quiet", "--shared", "--no-checkout", van, naar)
    git("checkout", "--quiet", "--detach", git("rev-parse", f"{wat}^{{commit}}", map_=van), map_=naar)


def breng_uit(opstelling: Opstelling, versie: str) -> None:
    """Make a release of what stands in this checkout, as docs/uitgave.md says: a line in the changelog, then
    bin/uitgave, which writes down how the migrations are and makes the tag."""
    lijst = opstelling.wortel / "CHANGELOG.md"
    tekst = lijst.read_text(encoding="utf-8")
    if not tekst.partition(OPEN)[2].lstrip().startswith("###"):
        lijst.write_text(tekst.replace(OPEN, f"{OPEN}\n### Added\n- A field for this test.\n", 1), encoding="utf-8")
    git("add", "--all", map_=opstelling.wortel)
    wie = [f"GIT_{rol}_{deel}" for rol in ("AUTHOR", "COMMITTER") for deel in ("NAME", "EMAIL")]
    omgeving = dict.fromkeys(wie, "proef@calamiteitenregie.example")
    if git("status", "--porcelain", map_=opstelling.wortel):
        naam = ["-c", "user.name=Proef", "-c", "user.email=proef@calamiteitenregie.example"]
        git(*naam, "commit", "--quiet", "-m", "A field", map_=opstelling.wortel)
    gemaakt = opstelling.python("-m", "tests.uitgave", versie, **omgeving).stdout
    assert f"v{versie} is gemaakt" in gemaakt
    assert git("cat-file", "-t", f"v{versie}", map_=opstelling.wortel) == "tag", "a label with a name and a date"


def met_een_veld(wortel: Path) -> Iterator[str]:
    """Make this checkout a later release: a column that the old code does not know, of what is sealed. Yields the name
    of the migration to make. Nothing fills it yet: an old worker that sends such a message would print it without
    (docs/besluiten/0075)."""
    model = wortel / "communicatie" / "models" / "berichten.py"
    tekst = model.read_text(encoding="utf-8")
    assert tekst.count(ANKER) == 1
    model.write_text(tekst.replace(ANKER, VELD + ANKER), encoding="utf-8")
    yield "proef_overgaan"


@pytest.fixture
def overgang(opstelling: Opstelling) -> Iterator[tuple[Opstelling, Opstelling]]:
    """The old release with a database of its own, and the new one, with a field and its migrations. The old one is the
    last that was made; as long as there is none, what stands here is released in the clone, under its own tag."""
    with tijdelijke_map() as map_:
        opstelling.sql("CREATE DATABASE overgaan")
        oud, nieuw = (
            replace(opstelling, databank="overgaan", kinderen=[], wortel=map_ / naam) for naam in ("oud", "nieuw")
        )
        label = laatste_uitgave()
        kloon(WORTEL, oud.wortel, label or "HEAD")
        if not label:
            breng_uit(oud, OUDE)
        kloon(WORTEL if label else oud.wortel, nieuw.wortel)
        try:
            oud.manage("migrate", "--verbosity", "0")
            oud.daad("regio")
            for naam in met_een_veld(nieuw.wortel):
                nieuw.manage("makemigrations", "communicatie", "--name", naam)
            breng_uit(nieuw, NIEUWE)
            sys.stdout.write(f"\novergaan van {label or f'v{OUDE} (hier gemaakt: er is nog geen uitgave)'}\n")
            yield oud, nieuw
        finally:
            oud.sluit()
            nieuw.sluit()
            opstelling.sql("DROP DATABASE IF EXISTS overgaan WITH (FORCE)")


def versie_van(opstelling: Opstelling) -> str:
    """What stands in this checkout."""
    return str(tomllib.loads((opstelling.wortel / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def test_het_oude_werkt_door_terwijl_het_nieuwe_komt(overgang: tuple[Opstelling, Opstelling]) -> None:
    oud, nieuw = overgang
    oud.postkantoor()
    oude_web = Bezoeker(oud.web())
    oude_worker, oude_beat = oud.worker(naam="oud"), oud.beat()
    oude_web.meld_aan("contractmanager", WACHTWOORD)
    assert versie_van(oud) in oude_web.haal("/")[1]
    voor = registreer(oud, oude_web)
    oud.wacht_tot_leeg(120)
    geteld = len(oud.post())
    assert geteld > 0

    nieuw.manage("migrate", "--verbosity", "0")
    assert nieuw.tel(KOLOM) == 1
    tussen = registreer(oud, oude_web)
    assert oude_web.haal(f"/meldingen/{voor}/")[0] == 200
    wacht_tot(lambda: len(oud.post()) > geteld, 120, "de oude worker verstuurt op het nieuwe schema")

    nieuwe_web = Bezoeker(nieuw.web())
    nieuwe_worker = nieuw.worker(naam="nieuw")
    nieuwe_web.opener = oude_web.opener  # the session goes along: nobody signs in again
    assert NIEUWE in nieuwe_web.haal("/")[1], "the version on screen says which of the two answers"
    na = registreer(nieuw, nieuwe_web)
    samen = registreer(oud, oude_web)
    for web in (oude_web, nieuwe_web):
        for kenmerk in (voor, tussen, na, samen):
            assert web.haal(f"/meldingen/{kenmerk}/")[0] == 200
    nieuw.wacht_tot_leeg(120)

    assert (oude_beat.leeft, oude_worker.leeft, nieuwe_worker.leeft) == (True, True, True)
    oude_beat.stop()
    assert oude_worker.stop() == 0
    oud.sluit()
    nieuw.beat()
    nieuw.postkantoor()
    geteld = len(nieuw.post())
    laatste = registreer(nieuw, nieuwe_web)
    wacht_tot(lambda: len(nieuw.post()) > geteld, 120, "het nieuwe verstuurt alleen")
    nieuw.wacht_tot_leeg(120)

    assert len({mail["id"] for mail in nieuw.post()}) == len(nieuw.post())
    assert nieuw.tel("SELECT count(*) FROM calamiteiten_melding") == 5
    assert nieuwe_web.haal(f"/meldingen/{laatste}/")[0] == 200
    assert nieuw.controleer() == []
