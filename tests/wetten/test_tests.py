"""The tests keep rules too: no doubles of our own code, and every claim names a requirement that exists."""

from __future__ import annotations

import ast
import re

import pytest

from .bron import boom, geimporteerd, kort, naam_van, python_bestanden

TESTS = python_bestanden("tests")


def eisen(wortel: ast.Module) -> list[str]:
    """Return what the ``eis`` marks of a file name."""
    merken = (knoop for knoop in ast.walk(wortel) if isinstance(knoop, ast.Call))
    return [
        str(arg.value) if isinstance(arg, ast.Constant) else ast.unparse(arg)
        for merk in merken
        if naam_van(merk.func) == "pytest.mark.eis"
        for arg in merk.args or [ast.Constant("")]
    ]


def bestaat(eis: str) -> bool:
    """Tell whether a requirement has this number: R1 to R179, or a reading A1 to A22."""
    soort, nummer = eis[:1], eis[1:]
    return bool(re.fullmatch(r"[RA][1-9]\d*", eis)) and int(nummer) <= {"R": 179, "A": 22}[soort]


def dubbelgangers(wortel: ast.Module) -> list[int]:
    """Return the lines that import a mocking library."""
    return [regel for naam, regel in geimporteerd(wortel) if re.match(r"(unittest\.)?mock\b|pytest_mock\b", naam)]


def test_ieder_eismerk_noemt_een_eis_die_bestaat() -> None:
    vreemd = [f"{kort(pad)}: {eis}" for pad in TESTS for eis in eisen(boom(pad)) if not bestaat(eis)]

    assert not vreemd


def test_eigen_code_wordt_niet_nagebootst() -> None:
    assert not [f"{kort(pad)}:{regel}" for pad in TESTS for regel in dubbelgangers(boom(pad))]


def reizigers(wortel: ast.Module) -> list[int]:
    """Return the lines that import what moves the clock."""
    return [regel for naam, regel in geimporteerd(wortel) if re.match(r"(time_machine|freezegun)\b", naam)]


def test_alleen_de_klok_van_de_tests_verzet_de_tijd() -> None:
    """A test with a clock of its own forgets it at the next request (tests/klok.py)."""
    assert [kort(pad) for pad in TESTS if reizigers(boom(pad))] == ["tests/klok.py"]
    assert reizigers(ast.parse("from time_machine import travel")) == [1]
    assert reizigers(ast.parse("from tests import klok")) == []


def verzonnen(wortel: ast.Module) -> list[int]:
    """Return the lines where a test makes up what a page itself must give: which version the user read."""
    woordenboeken = (knoop for knoop in ast.walk(wortel) if isinstance(knoop, ast.Dict))
    paren = ((k, v) for knoop in woordenboeken for k, v in zip(knoop.keys, knoop.values, strict=True))
    return [
        sleutel.lineno
        for sleutel, waarde in paren
        if isinstance(sleutel, ast.Constant)
        and isinstance(waarde, ast.Constant)
        and re.fullmatch(r"(\w+-)?gezien", str(sleutel.value))
    ]


def test_een_test_verzint_niet_wat_de_pagina_moet_meegeven() -> None:
    """A form whose page forgets a hidden field works in such a test, and for nobody else."""
    assert [f"{kort(pad)}:{regel}" for pad in TESTS for regel in verzonnen(boom(pad))] == []
    assert verzonnen(ast.parse('{"waarom-gezien": "0"}')) == [1]
    assert verzonnen(ast.parse('{"gezien": pagina["gezien"]}')) == []


@pytest.mark.parametrize(
    ("eis", "goed"), [("R1", True), ("R179", True), ("A18", True), ("R180", False), ("A22", True), ("A23", False)]
)
def test_het_nummer_van_een_eis(eis: str, goed: bool) -> None:
    assert bestaat(eis) is goed


@pytest.mark.parametrize("eis", ["", "79", "R", "R07", "r79", "R79, R80"])
def test_geen_nummer_van_een_eis(eis: str) -> None:
    assert not bestaat(eis)


def test_de_merken_worden_gelezen() -> None:
    wortel = ast.parse('@pytest.mark.eis("R79")\n@pytest.mark.eis("R80", "A1")\ndef test_a(): ...')

    assert sorted(eisen(wortel)) == ["A1", "R79", "R80"]


@pytest.mark.parametrize("fout", ["from unittest.mock import patch", "from unittest import mock", "import mock"])
def test_een_dubbelganger_valt_op(fout: str) -> None:
    assert dubbelgangers(ast.parse(fout))
