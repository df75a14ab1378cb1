"""Faults by killing real processes. Without ``STORING=alles`` a random handful runs; the seed is printed."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from .opstelling import BASIS, Opstelling, diensten

HANDVOL = 2
# `tests.diensten` gives the seed to all processes of a run; a bare pytest takes a new one.
ZAAD = int(os.environ.get("STORING_ZAAD") or random.randrange(10**6))
ALLES = os.environ.get("STORING") == "alles"


def pytest_report_header() -> list[str]:
    """Say which faults run: a failure must be repeatable. And from which release an upgrade starts."""
    from .test_overgaan import laatste_uitgave

    regels = [f"storing: {'alle' if ALLES else f'een greep van {HANDVOL}'}, STORING_ZAAD={ZAAD}"]
    if ALLES:
        regels += [f"overgaan van: {laatste_uitgave() or 'een proeflabel van de code van nu; er is nog geen uitgave'}"]
    return regels


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out all but a handful of the faults, chosen by the seed; those marked `altijd` stay.

    Every one runs on the real clock: its processes do.
    """
    eigen = [item for item in items if "tests/storing/" in item.path.as_posix()]
    for item in eigen:
        item.add_marker("echte_klok")
    keuze = [item for item in eigen if item.get_closest_marker("altijd") is None]
    is_gevraagd = any("storing" in str(argument) for argument in config.args)
    if ALLES or is_gevraagd or not keuze:
        return
    namen = {item.nodeid for item in random.Random(ZAAD).sample(sorted(keuze, key=lambda i: i.nodeid), HANDVOL)}
    weg = [item for item in keuze if item.nodeid not in namen]
    config.hook.pytest_deselected(items=weg)
    items[:] = [item for item in items if item not in weg]


@pytest.fixture(scope="session")
def installatie(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Opstelling]:
    """The servers, and a database with the region in it: filled by one of the processes of a run, for all of them."""
    eigen = tmp_path_factory.getbasetemp()
    with diensten((eigen if worker_id == "master" else eigen.parent) / "basis.dump") as opstelling:
        yield opstelling


@pytest.fixture
def opstelling(installatie: Opstelling, request: pytest.FixtureRequest) -> Iterator[Opstelling]:
    """A database of its own, copied from the basis; after the test every process that it started is gone."""
    naam = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    installatie.databank = "postgres"
    installatie.sql(f"CREATE DATABASE {naam} TEMPLATE {BASIS}")
    installatie.redis.wis()
    installatie.databank = naam
    try:
        yield installatie
    finally:
        for kind in installatie.kinderen:
            print(f"--- {kind.naam} ({'leeft' if kind.leeft else 'is weg'}): {kind.woorden()[-800:]}")
        installatie.sluit()
        if not installatie.postgres.kind.leeft:
            installatie.postgres.start()
        if not installatie.redis.kind.leeft:
            installatie.redis.start()
        installatie.databank = "postgres"
        installatie.sql(f"DROP DATABASE IF EXISTS {naam} WITH (FORCE)")
        installatie.databank = BASIS
