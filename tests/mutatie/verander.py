"""The changes of the code: where cosmic-ray and two operators of our own would change a module, and how a change is put
into a running process.

A change in a function replaces the code of that function; one of a constant of a module replaces the value wherever it
was imported. What is neither (the columns of a model, a default of an argument, a decorator) is not tried.
"""

import ast
import functools
import gc
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import parso
from cosmic_ray.mutating import MutationVisitor
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider

WORTEL = Path(__file__).resolve().parents[2]
# Of every operator of cosmic-ray those that make another rule of a rule; the rest mostly makes an error.
VAN_COSMIC_RAY = (
    *("AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd"),
    *("ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq"),
    *("ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_LtE_Lt"),
    *("ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt"),
    *("ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is"),
    *("ReplaceBinaryOperator_BitOr_BitAnd", "ReplaceBinaryOperator_BitAnd_BitOr"),
    *("ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add"),
    *("ReplaceUnaryOperator_Delete_Not", "NumberReplacer", "ZeroIterationForLoop"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
)
# Calls of which a named argument may go: the question asks less, or holds less.
VRAGEN = {"filter", "exclude", "get", "Q", "select_for_update", "update", "get_or_create", "update_or_create"}


class ZonderAanroep(Operator):  # type: ignore[misc]  # the library has no types
    """A statement that only calls something does nothing."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Where."""
        if node.type == "simple_stmt" and _is_aanroep(node.children[0]):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """The statement, emptied."""
        eerste = node.children[0]
        niets = parso.parse("None").children[0]
        niets.prefix = eerste.get_first_leaf().prefix
        node.children[0] = niets
        return node

    @classmethod
    def examples(cls) -> tuple[Any, ...]:
        """None of our own."""
        return ()


class ZonderArgument(Operator):  # type: ignore[misc]  # the library has no types
    """A question to the database asks for one thing less."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Where."""
        for _, deel in self._argumenten(node):
            yield deel.start_pos, deel.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """The call with that argument gone."""
        ouder, weg = self._argumenten(node)[index]
        leeg = _argument_van("f(**{})")
        leeg.get_first_leaf().prefix = weg.get_first_leaf().prefix
        ouder.children[ouder.children.index(weg)] = leeg
        return node

    @staticmethod
    def _argumenten(node: Any) -> list[tuple[Any, Any]]:
        delen = node.children if node.type in {"atom_expr", "power"} else []
        gevonden = []
        for vorige, haakjes in pairwise(delen):
            if haakjes.type == "trailer" and haakjes.children[0] == "(" and _naam(vorige) in VRAGEN:
                ouder = haakjes.children[1] if haakjes.children[1].type == "arglist" else haakjes
                gevonden += [(ouder, d) for d in ouder.children if d.type == "argument" and d.children[1] == "="]
        return gevonden

    @classmethod
    def examples(cls) -> tuple[Any, ...]:
        """None of our own."""
        return ()


class NietIn(Operator):  # type: ignore[misc]  # the library has no types
    """`in` becomes `not in`, and the other way round."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Where."""
        if node.type == "comparison":
            for deel in node.children[1::2]:
                if " ".join(deel.get_code().split()) in {"in", "not in"}:
                    yield deel.start_pos, deel.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """The comparison, turned over."""
        plekken = [p for p in range(1, len(node.children), 2) if "in" in node.children[p].get_code().split()]
        was = " ".join(node.children[plekken[index]].get_code().split())
        node.children[plekken[index]] = parso.parse(" in" if was == "not in" else " not in")
        return node

    @classmethod
    def examples(cls) -> tuple[Any, ...]:
        """None of our own."""
        return ()


def _argument_van(aanroep: str) -> Any:
    return parso.parse(aanroep).children[0].children[1].children[1]


def _is_aanroep(node: Any) -> bool:
    return (
        node.type in {"atom_expr", "power"}
        and node.children[-1].type == "trailer"
        and node.children[-1].children[0] == "("
    )


def _naam(node: Any) -> str:
    laatste = node.children[-1] if node.type == "trailer" else node
    return str(getattr(laatste, "value", ""))


@dataclass(frozen=True, order=True)
class Mutant:
    """One place in a module where an operator changes something; `nummer`: the how-manieth of that operator there."""

    module: str
    regel: int
    operator: str
    nummer: int

    def __str__(self) -> str:
        return f"{self.module}:{self.regel} {self.operator} {self.nummer}"


def operatoren() -> dict[str, type[Operator]]:
    """Every operator by its name."""
    bieder = OperatorProvider()
    eigen = {klasse.__name__: klasse for klasse in (ZonderAanroep, ZonderArgument, NietIn)}
    return {**{naam: bieder[naam] for naam in VAN_COSMIC_RAY}, **eigen}


@cache
def bron(module: str) -> str:
    """The text of a module, by its path in the repository."""
    return (WORTEL / module).read_text(encoding="utf-8")


@cache
def plekken(module: str) -> tuple[Mutant, ...]:
    """Every place of this module where an operator changes something, in a fixed order."""
    knopen, gevonden = [*_knopen(parso.parse(bron(module)))], []
    for naam, klasse in operatoren().items():
        regels = [plek[0][0] for knoop in knopen for plek in klasse().mutation_positions(knoop)]
        gevonden += [Mutant(module, regel, naam, nummer) for nummer, regel in enumerate(regels)]
    return tuple(sorted(gevonden))


def trek(modules: tuple[str, ...], aantal: int, zaad: int) -> list[Mutant]:
    """A sample of the changes that can be tried: the same for the same seed. 0: all of them."""
    volgorde = [mutant for module in modules for mutant in plekken(module)]
    random.Random(zaad).shuffle(volgorde)
    # Two operators may make the same of a line; that is one change.
    gekozen: dict[tuple[Any, ...], Mutant] = {}
    for mutant in volgorde:
        if len(gekozen) == (aantal or len(volgorde)):
            break
        if is_te_proberen(mutant):
            gekozen.setdefault(_gevolg(mutant), mutant)
    return [*gekozen.values()]


def _gevolg(mutant: Mutant) -> tuple[Any, ...]:
    codes = tuple((sleutel, _vorm(code)) for sleutel, code in _anders(mutant).items())
    return mutant.module, codes, tuple(ast.dump(knoop) for knoop in _constanten(mutant))


def _knopen(node: Any) -> Iterator[Any]:
    yield node
    for kind in getattr(node, "children", ()):
        yield from _knopen(kind)


@cache
def veranderd(mutant: Mutant) -> str:
    """The text of the module with this change."""
    return toegepast(bron(mutant.module), mutant.operator, mutant.nummer)


def toegepast(tekst: str, operator: str, nummer: int) -> str:
    """This text with what the operator does at that place of it."""
    return str(MutationVisitor.mutate_code(tekst, operatoren()[operator](), nummer))


def is_te_proberen(mutant: Mutant) -> bool:
    """Whether it changes what a function does, or a constant."""
    try:
        anders = _anders(mutant)
    except SyntaxError:
        return False
    return bool(anders) or bool(_constanten(mutant))


def is_constante(mutant: Mutant) -> bool:
    """Whether it changes a constant of the module, and no function."""
    return not _anders(mutant)


def zet(mutant: Mutant) -> None:
    """From here on this process runs with this change."""
    pad = str(WORTEL / mutant.module)
    anders = _anders(mutant)
    for functie in _functies(pad):
        if nieuw := anders.get(_sleutel(functie.__code__)):
            functie.__code__ = nieuw
    for knoop in _constanten(mutant):
        _zet_constante(mutant, knoop)
    for bewaard in gc.get_objects():
        if type(bewaard) is functools._lru_cache_wrapper:  # isinstance would wake lazy objects
            code = getattr(bewaard.__wrapped__, "__code__", None)
            if code is not None and code.co_filename == pad:
                bewaard.cache_clear()


def _zet_constante(mutant: Mutant, knoop: ast.Assign | ast.AnnAssign) -> None:
    naam = _doel(knoop)
    module = next(m for m in [*sys.modules.values()] if getattr(m, "__file__", "") == str(WORTEL / mutant.module))
    oud, ruimte = vars(module)[naam], dict(vars(module))
    exec(compile(ast.Module([knoop], []), "mutant", "exec"), ruimte)  # noqa: S102 - our own text, one name changed
    for ander in [*sys.modules.values()]:
        for sleutel, waarde in [*getattr(ander, "__dict__", {}).items()]:
            if waarde is oud and str(getattr(ander, "__file__", "") or "").startswith(str(WORTEL)):
                setattr(ander, sleutel, ruimte[naam])


def _functies(pad: str) -> Iterator[FunctionType]:
    # What was frozen (tests/conftest.py) is nowhere to be found: without this no change is ever put in.
    gc.unfreeze()
    for object_ in gc.get_objects():
        if type(object_) is FunctionType and object_.__code__.co_filename == pad:
            yield object_


def _sleutel(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


@cache
def _anders(mutant: Mutant) -> dict[tuple[str, int], CodeType]:
    """By the name and the line of a function as it was: its code with the change."""
    pad = str(WORTEL / mutant.module)
    oud, nieuw = (_codes(compile(tekst, pad, "exec")) for tekst in (bron(mutant.module), veranderd(mutant)))
    return {
        _sleutel(code): nieuw[naam]
        for naam, code in oud.items()
        if naam in nieuw and _vorm(code) != _vorm(nieuw[naam]) and code.co_freevars == nieuw[naam].co_freevars
    }


def _codes(code: CodeType, door: dict[tuple[str, int], CodeType] | None = None) -> dict[tuple[str, int], CodeType]:
    """The code of every function, by name and how many had that name before; not of the module or of a class."""
    gevonden: dict[tuple[str, int], CodeType] = {} if door is None else door
    for deel in code.co_consts:
        if isinstance(deel, CodeType):
            if deel.co_flags & 2:  # CO_NEWLOCALS: a function, not the body of a class
                gevonden[deel.co_qualname, sum(naam == deel.co_qualname for naam, _ in gevonden)] = deel
            _codes(deel, gevonden)
    return gevonden


def _vorm(code: CodeType) -> tuple[Any, ...]:
    delen = tuple(_vorm(deel) if isinstance(deel, CodeType) else (type(deel), deel) for deel in code.co_consts)
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, delen


def _constanten(mutant: Mutant) -> list[ast.Assign | ast.AnnAssign]:
    """The assignments to a capital name of the module that differ, as they are with the change."""
    oud, nieuw = (ast.parse(tekst).body for tekst in (bron(mutant.module), veranderd(mutant)))
    return [
        een
        for een, ander in zip(nieuw, oud, strict=False)
        if isinstance(een, ast.Assign | ast.AnnAssign)
        and ast.dump(een) != ast.dump(ander)
        and _doel(een).strip("_").isupper()
    ]


def _doel(knoop: ast.Assign | ast.AnnAssign) -> str:
    doel = knoop.targets[0] if isinstance(knoop, ast.Assign) else knoop.target
    return doel.id if isinstance(doel, ast.Name) else ""


# Which test passes where ----------------------------------------------------------------------------------------------

_geraakt: set[tuple[str, int]] = set()


class _Spoor(ast.NodeTransformer):
    """Puts before every statement of a function a word that it was reached."""

    def __init__(self, module: str) -> None:
        self.module, self.diep = module, 0

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Within a function, how deep whatever."""
        is_functie = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        self.diep += is_functie
        super().generic_visit(node)
        self._sporen(node)
        self.diep -= is_functie
        return node

    def _sporen(self, node: ast.AST) -> None:
        for veld in ("body", "orelse", "finalbody"):
            lijst = getattr(node, veld, None)
            if self.diep and isinstance(lijst, list) and not isinstance(node, ast.ClassDef):
                setattr(node, veld, [nieuw for zin in lijst for nieuw in (self._woord(zin), zin)])

    def _woord(self, zin: ast.stmt) -> ast.stmt:
        woord = ast.parse(f"__raak__({self.module!r}, {zin.lineno}, {zin.end_lineno})").body[0]
        for deel in ast.walk(woord):
            ast.copy_location(deel, zin)
        return woord


def _raak(module: str, van: int, tot: int) -> None:
    _geraakt.update((module, regel) for regel in range(van, (tot or van) + 1))


def leg_spoor(modules: tuple[str, ...]) -> dict[FunctionType, CodeType]:
    """Let every function of these modules tell which lines it reaches. Returns their code as it was."""
    bewaard = {}
    for module in modules:
        pad = str(WORTEL / module)
        boom = ast.fix_missing_locations(_Spoor(module).visit(ast.parse(bron(module))))
        gewoon, met = _codes(compile(bron(module), pad, "exec")), _codes(compile(boom, pad, "exec"))
        nieuw = {_sleutel(code): met[naam] for naam, code in gewoon.items() if naam in met}
        for functie in _functies(pad):
            spoor = nieuw.get(_sleutel(functie.__code__))
            if spoor is not None and spoor.co_freevars == functie.__code__.co_freevars:
                bewaard[functie] = functie.__code__
                functie.__globals__["__raak__"] = _raak
                functie.__code__ = spoor
    return bewaard


def geraakt() -> set[tuple[str, int]]:
    """The lines reached since the last question."""
    regels = set(_geraakt)
    _geraakt.clear()
    return regels
