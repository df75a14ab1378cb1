"""How long a function may be, and what things are called: counted over all source, so that no corner grows unseen.

How long a file is, and how many there are, is a report and no law: `bin/maten`.
"""

from __future__ import annotations

import ast
import re
import statistics
import tomllib

import pytest

from .bron import LAGEN, WORTEL, boom, functies, kort, lengte, productbestanden, python_bestanden, vertakkingen

LANGSTE_FUNCTIE = 50
P95_FUNCTIE = 35
MEDIAAN_FUNCTIE = 8
MEESTE_VERTAKKINGEN = 8
NIETSZEGGEND = {"utils", "helpers", "services", "misc", "common", "tools", "hulp", "diversen"}


def _functie(bron: str) -> ast.FunctionDef:
    functie = ast.parse(bron).body[0]
    assert isinstance(functie, ast.FunctionDef)
    return functie


def _lengtes() -> list[int]:
    return sorted(lengte(functie) for pad in productbestanden() for functie in functies(boom(pad)))


def test_geen_functie_is_langer_dan_vijftig_regels() -> None:
    te_lang = [
        f"{kort(pad)}:{functie.lineno} {functie.name} {lengte(functie)}"
        for pad in python_bestanden(*LAGEN, "tests", "bench")
        for functie in functies(boom(pad))
        if lengte(functie) > LANGSTE_FUNCTIE
    ]

    assert not te_lang, "\n".join(te_lang)


def test_de_meeste_functies_zijn_kort() -> None:
    lengtes = _lengtes()

    assert statistics.median(lengtes) <= MEDIAAN_FUNCTIE
    assert lengtes[int(len(lengtes) * 0.95)] <= P95_FUNCTIE


def test_een_docstring_telt_niet_mee_voor_de_lengte() -> None:
    assert lengte(_functie('def f():\n    """Een.\n\n    Twee.\n    """\n    return 1\n')) == 2
    assert lengte(_functie("def f():\n" + "    x = 1\n" * 50)) == 51


def test_geen_functie_vertakt_te_vaak() -> None:
    te_veel = [
        f"{kort(pad)}:{functie.lineno} {functie.name} {vertakkingen(functie)}"
        for pad in productbestanden()
        for functie in functies(boom(pad))
        if vertakkingen(functie) > MEESTE_VERTAKKINGEN
    ]

    assert not te_veel, "\n".join(te_veel)


@pytest.mark.parametrize(
    ("bron", "aantal"),
    [
        ("def f(a):\n    return a\n", 0),
        ("def f(a):\n    if a:\n        return 1\n    elif not a:\n        return 2\n", 2),
        ("def f(a):\n    return [x for x in a if x]\n", 1),
        ("def f(a):\n    try:\n        return 1 if a else 2\n    except ValueError:\n        return 3\n", 2),
        ("def f(a):\n    def g(b):\n        if b:\n            return 1\n    return g\n", 0),
    ],
)
def test_vertakkingen_worden_geteld(bron: str, aantal: int) -> None:
    assert vertakkingen(_functie(bron)) == aantal


def test_een_module_heet_naar_wat_erin_staat() -> None:
    namen = {kort(pad) for pad in productbestanden() if {pad.stem, pad.parent.name} & NIETSZEGGEND}

    assert not namen


# A prefix is a folder that was not made; the page of a room is `pagina.py` there.
VOORVOEGSEL = re.compile(r"(forms|views|urls|formulieren)_\w+|pers(?!vragen|onen|oonlijk)\w+|\w+pagina")


def test_een_bestandsnaam_heeft_geen_voorvoegsel() -> None:
    assert not {kort(pad) for pad in productbestanden() if VOORVOEGSEL.fullmatch(pad.stem)}


@pytest.mark.parametrize("naam", ["forms_melding", "views_dossier", "perstermijnen", "adviespagina"])
def test_een_voorvoegsel_valt_op(naam: str) -> None:
    assert VOORVOEGSEL.fullmatch(naam)


@pytest.mark.parametrize("naam", ["forms", "views", "pagina", "persvragen", "persoonlijk"])
def test_een_gewone_naam_mag(naam: str) -> None:
    assert not VOORVOEGSEL.fullmatch(naam)


@pytest.mark.parametrize("app", LAGEN)
def test_iedere_app_zegt_wat_er_woont(app: str) -> None:
    tekst = (WORTEL / app / "README.md").read_text(encoding="utf-8").lower()

    assert "lives here" in tekst
    assert "not here" in tekst
    assert "may import" in tekst


def test_namen_in_de_code_zijn_ascii() -> None:
    vreemd = [
        f"{kort(pad)}: {naam}"
        for pad in productbestanden()
        for knoop in ast.walk(boom(pad))
        for naam in [getattr(knoop, "id", None) or getattr(knoop, "attr", None) or getattr(knoop, "name", None)]
        if isinstance(naam, str) and not naam.isascii()
    ]

    assert not vreemd


def test_geen_zin_van_de_code_noemt_een_gemeente_van_een_regio() -> None:
    """An example in a form is read in every region. The demo has a table of its own per region."""
    regios = (WORTEL / "contacten" / "regios").glob("*.toml")
    namen = {g["naam"] for pad in regios for g in tomllib.loads(pad.read_text(encoding="utf-8"))["gemeenten"].values()}
    patroon = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(namen)))})\b")
    fout = [
        f"{kort(pad)}:{knoop.lineno}"
        for pad in productbestanden()
        if "demo" not in pad.parts
        for knoop in ast.walk(boom(pad))
        if isinstance(knoop, ast.Constant) and isinstance(knoop.value, str) and patroon.search(knoop.value)
        if knoop.lineno not in _documentatie(boom(pad))
    ]

    assert len(namen) > 15
    assert not fout


def _documentatie(wortel: ast.Module) -> set[int]:
    """The lines of docstrings, where an example may be any."""
    zinnen = (knoop.value for knoop in ast.walk(wortel) if isinstance(knoop, ast.Expr))
    return {zin.lineno for zin in zinnen if isinstance(zin, ast.Constant)}
