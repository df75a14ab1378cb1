"""Which test proves which requirement: read from the marks, and held against what really ran.

python -m tests.dekking --schrijf          writes escalatie/protocol/dekking/bewijs.json again
python -m tests.dekking verslag.xml …      after a whole run: every requirement that must be proven has a test that
                                           passed in it, and no test that proves one failed
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from defusedxml import ElementTree

from escalatie.protocol.dekking.eisen import BEWIJS, Eis, eisen
from tests.wetten.bron import boom, kort, naam_van, productbestanden, python_bestanden

GENOEMD = re.compile(r"\b[RA][1-9]\d{0,2}\b")


def nummers(knoop: ast.AST) -> Iterator[str]:
    """Yield what the `eis` marks within this expression name."""
    for merk in ast.walk(knoop):
        if isinstance(merk, ast.Call) and naam_van(merk.func) == "pytest.mark.eis":
            yield from (str(arg.value) for arg in merk.args if isinstance(arg, ast.Constant))


def merken(wortel: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (requirement, test) for every test of a file, those of its `pytestmark` with each."""
    van_het_bestand = [
        eis
        for deel in wortel.body
        if isinstance(deel, ast.Assign) and any(naam_van(doel) == "pytestmark" for doel in deel.targets)
        for eis in nummers(deel.value)
    ]
    for deel in wortel.body:
        if isinstance(deel, ast.FunctionDef | ast.AsyncFunctionDef) and deel.name.startswith("test_"):
            eigen = [eis for versiering in deel.decorator_list for eis in nummers(versiering)]
            yield from ((eis, deel.name) for eis in (*van_het_bestand, *eigen))


def citaten(wortel: ast.Module) -> set[str]:
    """The requirements that the docstrings of a module name."""
    met_uitleg = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    teksten = (ast.get_docstring(knoop) or "" for knoop in ast.walk(wortel) if isinstance(knoop, met_uitleg))
    return {nummer for tekst in teksten for nummer in GENOEMD.findall(tekst)}


def verzamel() -> dict[str, dict[str, list[str]]]:
    """What `bewijs.json` must say: per requirement the modules that cite it and the tests that exercise it."""
    code, tests = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for pad in productbestanden():
        for eis in citaten(boom(pad)):
            code[eis].add(kort(pad))
    for pad in python_bestanden("tests"):
        for eis, naam in merken(boom(pad)):
            tests[eis].add(f"{kort(pad)}::{naam}")
    codes = sorted({*code, *tests}, key=lambda nummer: (nummer[0] != "R", int(nummer[1:])))
    return {eis: {"code": sorted(code[eis]), "tests": sorted(tests[eis])} for eis in codes}


def als_tekst() -> str:
    """The file as it must be on disk."""
    return json.dumps(verzamel(), indent=1, ensure_ascii=False) + "\n"


def uitslagen(verslagen: Iterable[Path]) -> dict[str, bool]:
    """Per test of these JUnit reports whether every case of it passed; what was skipped did not run."""
    uitslag: dict[str, bool] = {}
    for verslag in verslagen:
        for geval in ElementTree.parse(verslag).getroot().iter("testcase"):
            test = f"{geval.get('classname', '').replace('.', '/')}.py::{geval.get('name', '').partition('[')[0]}"
            if geval.find("skipped") is None:
                goed = geval.find("failure") is None and geval.find("error") is None
                uitslag[test] = uitslag.get(test, True) and goed
    return uitslag


def klachten(wat: Iterable[Eis], bewijs: dict[str, dict[str, list[str]]], uitslag: dict[str, bool]) -> Iterator[str]:
    """Yield what is not proven, and what is said to be open though a test proves it."""
    for eis in wat:
        tests = bewijs.get(eis.code, {}).get("tests", [])
        gedraaid = [test for test in tests if test in uitslag]
        rood = [test for test in gedraaid if not uitslag[test]]
        if rood:
            yield f"{eis.code}: mislukt: {', '.join(rood)}"
        if eis.moet_bewezen and not gedraaid:
            yield f"{eis.code}: geen test die dit bewijst heeft gedraaid ({eis.zin})"
        if eis.open and tests:
            yield f"{eis.code}: staat als open, en {tests[0]} bewijst het"


def alles() -> list[Eis]:
    """The sentences of the papers, and what every version reads where they are silent."""
    # The protocol is read with the apps loaded; writing the file needs neither.
    from escalatie.protocol.dekking.pagina import lees_lezingen
    from escalatie.protocol.lezen import versies

    lezingen = {rij.code: rij for versie in versies() for rij in lees_lezingen(versie)}
    return [*eisen(), *lezingen.values()]


def hoofd(argumenten: list[str]) -> int:
    """Write the file, or hold a run against it; returns the exit code."""
    if argumenten == ["--schrijf"]:
        BEWIJS.write_text(als_tekst(), encoding="utf-8")
        return 0
    django.setup()
    gevonden = list(klachten(alles(), verzamel(), uitslagen(map(Path, argumenten))))
    sys.stdout.write("\n".join(gevonden or ["Elke eis die dat moet is bewezen."]) + "\n")
    return 1 if gevonden else 0


if __name__ == "__main__":
    sys.exit(hoofd(sys.argv[1:]))
