"""The mutation runs themselves: a change that is put in is found, and one that is not put in is not."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from basis import kalender
from tests.mutatie import bestand, verander
from tests.mutatie.gebieden import GEBIEDEN
from tests.mutatie.verander import Mutant

KALENDER = "basis/kalender.py"


@pytest.fixture
def alleen_hier() -> Any:
    """What a test changes in a file, is gone after it."""
    yield
    bestand.zet(None)


@pytest.mark.parametrize("naam", bestand.BESTANDEN)
def test_een_regel_die_verandert_wordt_gezien_en_het_bestand_zelf_is_goed(naam: str, alleen_hier: None) -> None:
    bestand.zet(None)
    assert bestand.klacht(bestand.BESTANDEN[naam]) == ""
    for tabel in ("termijn", "overgang", "perstermijn", "persstap"):
        mutant = next((m for m in bestand.mutanten(naam) if m.tabel == tabel), None)
        if mutant is not None:
            bestand.zet(mutant)
            assert bestand.klacht(bestand.BESTANDEN[naam]), mutant.wat


def test_elk_gebied_verandert_code_die_er_is_en_noemt_tests_die_er_zijn() -> None:
    for naam, gebied in GEBIEDEN.items():
        assert all(verander.plekken(module) for module in gebied.modules), naam
        assert all((verander.WORTEL / pad).exists() for pad in gebied.tests), naam


@pytest.mark.parametrize(
    ("operator", "was", "wordt"),
    [
        ("ZonderAanroep", "def f():\n    houd_vast(1)\n    g()\n", "def f():\n    None\n    g()\n"),
        ("ZonderArgument", "x = q.filter(a=1, b=2).first()\n", "x = q.filter(**{}, b=2).first()\n"),
        ("NietIn", "x = a in b\n", "x = a not in b\n"),
        ("AddNot", "if a:\n    pass\n", "if not a:\n    pass\n"),
    ],
)
def test_een_operator_verandert_een_plek(operator: str, was: str, wordt: str) -> None:
    assert verander.toegepast(was, operator, 0) == wordt


def is_goed() -> bool:
    """Whether the calendar knows a Monday, a Saturday and a day of Easter."""
    maandag, zaterdag, pasen = date(2026, 11, 23), date(2026, 11, 28), date(2026, 4, 6)
    return [kalender.is_werkdag(dag) for dag in (maandag, zaterdag, pasen)] == [True, False, False]


def in_een_fork(mutant: Mutant | None) -> bool:
    """Whether all is well in a process like this one with this change."""
    kind = os.fork()
    if kind == 0:
        goed = False
        try:
            if mutant:
                verander.zet(mutant)
            goed = is_goed()
        finally:
            os._exit(int(not goed))
    return os.waitstatus_to_exitcode(os.waitpid(kind, 0)[1]) == 0


def test_een_mutant_in_de_code_wordt_gevonden_in_de_fork_en_raakt_ons_niet() -> None:
    code = Path(verander.WORTEL / KALENDER).read_text(encoding="utf-8").splitlines()
    (om,) = [m for m in verander.plekken(KALENDER) if "return not reden_vrij" in code[m.regel - 1]]

    assert in_een_fork(None)
    assert not in_een_fork(om)
    assert is_goed()


def test_een_spoor_zegt_welke_regels_een_test_raakt_en_gaat_weer_weg() -> None:
    gewoon = verander.leg_spoor((KALENDER,))
    try:
        verander.geraakt()
        assert is_goed()
        regels = {regel for _, regel in verander.geraakt()}
    finally:
        for functie, was in gewoon.items():
            functie.__code__ = was
    code = Path(verander.WORTEL / KALENDER).read_text(encoding="utf-8").splitlines()
    geraakt = [tekst for nummer, tekst in enumerate(code, 1) if nummer in regels]
    assert any("return not reden_vrij" in tekst for tekst in geraakt)
    assert not any("relativedelta(months" in tekst for tekst in geraakt)
    assert is_goed()
    assert verander.geraakt() == set()


def test_dezelfde_steekproef_bij_hetzelfde_zaad() -> None:
    een, twee = (verander.trek((KALENDER,), 5, 1) for _ in range(2))

    assert een == twee
    assert len(een) == 5
    assert een != verander.trek((KALENDER,), 5, 2)
