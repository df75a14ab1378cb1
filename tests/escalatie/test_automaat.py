"""The engine against an oracle that knows the paper and not the file: see `automaat.py`."""

import os
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import bouw
from tests.statussen import Status

from .automaat import BEGIN, CAST, CODES, TABEL, Automaat


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
            max_examples=100 if os.environ.get("STORING") == "alles" else 5,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.eis("R40", "R59", "A13", "A14")
@pytest.mark.alleen_alles
@pytest.mark.django_db
@pytest.mark.parametrize("status", TABEL)
def test_vanuit_elke_status_zegt_de_deur_bij_elke_stap_tegen_ieder_wat_het_orakel_zegt(status: str) -> None:
    """The table whole: every step by everybody, allowed and refused, each undone before the next. The walks above try
    a part of it every time."""
    bouw.regio(BEGIN)
    hier = Automaat()
    try:
        for code in weg_naar(status):
            hier._maak_klaar(code)
            hier._probeer(code, min(TABEL[hier.status][code][1]), "Hierom.")
        assert hier.status == status
        for code in TABEL[status]:
            hier._maak_klaar(code)
        stand = dict(vars(hier))
        for code, wie in product(CODES, CAST):
            with transaction.atomic():
                hier._probeer(code, wie, "Hierom.")
                transaction.set_rollback(True)
            vars(hier).update(stand)
    finally:
        hier.teardown()


def weg_naar(status: str) -> list[str]:
    """The shortest road of the oracle from the first status to this one, as steps."""
    wegen: dict[str, list[str]] = {"ontvangen": []}
    while status not in wegen:
        for van, stappen in list(wegen.items()):
            for code, (naar, _) in TABEL[van].items():
                wegen.setdefault(naar, [*stappen, code])
    return wegen[status]


def test_het_orakel_kent_elke_status_en_laat_elke_status_uit() -> None:
    assert set(TABEL) == set(Status)
    assert all(TABEL.values())
    bereikt = {naar for stappen in TABEL.values() for naar, _ in stappen.values()} | {"ontvangen"}
    assert bereikt == set(Status)
