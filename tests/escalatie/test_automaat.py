"""The engine against an oracle that knows the paper and not the file: see `automaat.py`."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import bouw
from tests.statussen import Status

from .automaat import BEGIN, TABEL, Automaat


@pytest.mark.eis("R40")
@pytest.mark.eis("R59")
@pytest.mark.eis("R79")
@pytest.mark.eis("A13")
@pytest.mark.eis("A14")
@pytest.mark.django_db
def test_geen_wandeling_door_het_protocol_wijkt_af_van_het_orakel() -> None:
    bouw.regio(BEGIN)

    run_state_machine_as_test(
        Automaat,
        settings=settings(
            max_examples=100 if os.environ.get("STORING") == "alles" else 9,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_het_orakel_kent_elke_status_en_laat_elke_status_uit() -> None:
    assert set(TABEL) == set(Status)
    assert all(TABEL.values())
    bereikt = {naar for stappen in TABEL.values() for naar, _ in stappen.values()} | {"ontvangen"}
    assert bereikt == set(Status)
