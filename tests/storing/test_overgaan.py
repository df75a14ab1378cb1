"""A new release comes in while the old one works: its web, worker and beat go on against the new schema, the new ones
start beside them, and nothing is lost (docs/uitgave.md says what this proves)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bouw import WACHTWOORD
from tests.diensten import tijdelijke_map

from .browsertje import Bezoeker
from .opstelling import WORTEL, Opstelling
from .processen import wacht_tot
from .test_redis_weg import registreer

pytestmark = [pytest.mark.alleen_alles, pytest.mark.eis("R79")]
ANKER = '    objects = Wereldbeheer["Bericht"]("zaak")\n'
VELD = '    proef_overgaan = models.CharField(max_length=9, default="nieuw", db_default="oud")\n\n'
APPS = ("contacten", "calamiteiten", "communicatie", "escalatie")
KOLOM = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'proef_overgaan'"


def git(*woorden: str | Path, map_: Path = WORTEL) -> str:
    """What git says."""
    omgeving = {**os.environ, "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    return subprocess.run(
        ["git", *woorden], cwd=map_, env=omgeving, capture_output=True, text=True, check=True
    ).stdout.strip()


def laatste_uitgave() -> str:
    """The tag of the last release whose first migrations are those of now; else the code of now."""
    with suppress(subprocess.CalledProcessError):
        label = git("describe", "--tags", "--match", "v*", "--abbrev=0")
        eerste = [
            f"{app}/migrations/0001_initial.py" for app in ("contacten", "calamiteiten", "communicatie", "escalatie")
        ]
        git("diff", "--quiet", label, "--", *eerste)
        return label
    return "HEAD"


@pytest.fixture
def overgang(opstelling: Opstelling) -> Iterator[tuple[Opstelling, Opstelling]]:
    """The old release with a database of its own, and the new one: that of now with a field and a migration."""
    with tijdelijke_map() as map_:
        mappen = [map_ / naam for naam in ("oud", "nieuw")]
        for pad, versie in zip(mappen, (laatste_uitgave(), "HEAD"), strict=True):
            git("clone", "--quiet", "--shared", "--no-checkout", WORTEL, pad)
            git("checkout", "--quiet", "--detach", git("rev-parse", f"{versie}^{{commit}}"), map_=pad)
        opstelling.sql("CREATE DATABASE overgaan")
        oud, nieuw = (replace(opstelling, databank="overgaan", kinderen=[], wortel=pad) for pad in mappen)
        try:
            oud.manage("migrate", "--verbosity", "0")
            oud.daad("regio")
            model = nieuw.wortel / "communicatie" / "models" / "berichten.py"
            tekst = model.read_text(encoding="utf-8")
            assert tekst.count(ANKER) == 1
            model.write_text(tekst.replace(ANKER, VELD + ANKER), encoding="utf-8")
            nieuw.manage("makemigrations", "communicatie", "--name", "proef_overgaan")
            yield oud, nieuw
        finally:
            oud.sluit()
            nieuw.sluit()
            opstelling.sql("DROP DATABASE IF EXISTS overgaan WITH (FORCE)")


def test_het_oude_werkt_door_terwijl_het_nieuwe_komt(overgang: tuple[Opstelling, Opstelling]) -> None:
    oud, nieuw = overgang
    oud.postkantoor()
    oude_web = Bezoeker(oud.web())
    oude_worker, oude_beat = oud.worker(naam="oud"), oud.beat()
    oude_web.meld_aan("contractmanager", WACHTWOORD)
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
    woorden = dict(nieuw.sql("SELECT proef_overgaan, count(*) FROM communicatie_bericht GROUP BY 1"))
    assert set(woorden) == {"oud", "nieuw"}
    assert nieuw.controleer() == []
