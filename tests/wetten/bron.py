"""The source that the laws read: files of the product, their syntax trees, and the names used in them."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[2]
APPS = ("contacten", "calamiteiten", "communicatie", "escalatie")  # these hold rows; basis holds none
LAGEN = ("basis", *APPS)


def python_bestanden(*mappen: str) -> list[Path]:
    """Return the Python files below the given folders of the repository, migrations left out."""
    gevonden = (pad for map_ in mappen for pad in (WORTEL / map_).rglob("*.py"))
    return sorted(pad for pad in gevonden if "migrations" not in pad.parts)


def productbestanden() -> list[Path]:
    """Return the Python files of basis and the four apps."""
    return python_bestanden(*LAGEN)


def kort(pad: Path) -> str:
    """Return the path as the repository knows it, with forward slashes."""
    return pad.relative_to(WORTEL).as_posix()


@functools.cache
def boom(pad: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(pad.read_text(encoding="utf-8"), str(pad))


def naam_van(knoop: ast.AST) -> str:
    """Return the dotted name of an expression, calls and subscripts left out (``Melding.objects.filter``)."""
    if isinstance(knoop, ast.Name):
        return knoop.id
    if isinstance(knoop, ast.Attribute):
        return f"{naam_van(knoop.value)}.{knoop.attr}".lstrip(".")
    if isinstance(knoop, ast.Call):
        return naam_van(knoop.func)
    if isinstance(knoop, ast.Subscript):
        return naam_van(knoop.value)
    return ""


def geimporteerd(wortel: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield every imported dotted name with its line; ``from a import b`` yields ``a.b``."""
    for knoop in ast.walk(wortel):
        if isinstance(knoop, ast.Import):
            yield from ((deel.name, knoop.lineno) for deel in knoop.names)
        elif isinstance(knoop, ast.ImportFrom):
            van = "." * knoop.level + (knoop.module or "")
            yield from ((f"{van.rstrip('.')}.{deel.name}", knoop.lineno) for deel in knoop.names)


def functies(wortel: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method, nested ones too."""
    for knoop in ast.walk(wortel):
        if isinstance(knoop, ast.FunctionDef | ast.AsyncFunctionDef):
            yield knoop


def lengte(functie: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the number of lines from ``def`` to the end, without the docstring."""
    begin, eerste = functie.lineno, functie.body[0]
    docstring = isinstance(eerste, ast.Expr) and isinstance(eerste.value, ast.Constant)
    regels = (eerste.end_lineno or 0) - eerste.lineno + 1 if docstring else 0
    return (functie.end_lineno or begin) - begin + 1 - regels


def vertakkingen(functie: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many places of the function may go two ways; nested functions count for themselves."""
    soorten = (ast.If, ast.For, ast.While, ast.IfExp, ast.ExceptHandler, ast.match_case)
    aantal, wachtrij = 0, list(ast.iter_child_nodes(functie))
    while wachtrij:
        knoop = wachtrij.pop()
        if isinstance(knoop, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        aantal += isinstance(knoop, soorten)
        aantal += len(knoop.ifs) if isinstance(knoop, ast.comprehension) else 0
        wachtrij.extend(ast.iter_child_nodes(knoop))
    return aantal
