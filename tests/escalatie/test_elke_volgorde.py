"""Recorded, corrected and withdrawn in any order, it comes to what a fresh run comes to: see `verbeteraar.py`."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import bouw

from .automaat import BEGIN
from .verbeteraar import Verbeteraar

RONDEN, STAPPEN = (120, 14) if os.environ.get("STORING") == "alles" else (4, 8)


@pytest.mark.eis("R2", "R29", "R125", "R156")
@pytest.mark.django_db
def test_in_welke_volgorde_ook_verbeterd_het_komt_uit_op_wat_zonder_fout_was_gebeurd() -> None:
    bouw.regio(BEGIN)

    run_state_machine_as_test(
        Verbeteraar,
        settings=settings(
            max_examples=int(os.environ.get("RONDEN", RONDEN)),
            stateful_step_count=STAPPEN,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink] if "KRIMP" in os.environ else [Phase.generate],
            derandomize="ZAAD" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
