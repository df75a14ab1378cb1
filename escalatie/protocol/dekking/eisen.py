"""The numbered sentences of the papers, and what proves them: two files beside this one.

`eisen.toml` is written by hand and says what the papers ask. `bewijs.json` is made from the marks on the tests
(`python -m tests.dekking --schrijf`); a full run of the tests refuses it when it says something else than the marks,
or when a test that it names did not pass.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAP = Path(__file__).parent
EISEN, BEWIJS = MAP / "eisen.toml", MAP / "bewijs.json"
# What must have a test that exercises it; what is left is explanation or configuration.
MOET = frozenset({"kern", "registratie"})
GEWICHTEN = MOET | {"context"}


@dataclass(frozen=True)
class Eis:
    """One sentence of a paper. code: its number, for ever (R79); weegt: one of GEWICHTEN; bron: paper and paragraph;
    zin: ours; open: why nothing proves it yet, empty when something must."""

    code: str
    groep: str
    weegt: str
    bron: str
    zin: str
    open: str = ""

    @property
    def moet_bewezen(self) -> bool:
        """Whether the build fails when no test proves it."""
        return self.weegt in MOET and not self.open


@dataclass(frozen=True)
class Bewijs:
    """code: modules of the product that cite it; tests: the tests that exercise it ("tests/a.py::test_b")."""

    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


@cache
def eisen() -> tuple[Eis, ...]:
    """Every requirement, in the order of the papers."""
    inhoud = tomllib.loads(EISEN.read_text(encoding="utf-8"))
    return tuple(Eis(**rij) for rij in inhoud["eis"])


@cache
def bewijs() -> Mapping[str, Bewijs]:
    """What proves each requirement and each reading, by number."""
    inhoud = json.loads(BEWIJS.read_text(encoding="utf-8"))
    return {code: Bewijs(tuple(rij["code"]), tuple(rij["tests"])) for code, rij in inhoud.items()}
