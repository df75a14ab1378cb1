"""What a view calls, and what that calls: which functions of the product it can come to."""

from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.wetten.bron import LAGEN


def bereikt(view: Callable[..., Any]) -> set[str]:
    """The full names of the functions of ours that this one can come to, through whichever others. Rather one too many
    than one too few: a name that stands in a function counts as called."""
    gezien: dict[str, FunctionType] = {}
    wachtrij = list(_onder(view))
    while wachtrij:
        functie = wachtrij.pop()
        naam = f"{functie.__module__}.{functie.__qualname__}"
        if naam not in gezien:
            gezien[naam] = functie
            wachtrij += [*_genoemd(functie), *_onder(functie)]
    return set(gezien)


def _onder(iets: Any) -> Iterator[FunctionType]:
    """The function itself, what a decorator laid over it, and what it holds from outside itself."""
    while isinstance(iets, FunctionType):
        if iets.__module__.split(".")[0] in LAGEN:
            yield iets
        for cel in iets.__closure__ or ():
            inhoud = cel.cell_contents
            if isinstance(inhoud, FunctionType) and inhoud is not getattr(iets, "__wrapped__", None):
                yield from _onder(inhoud)
        iets = getattr(iets, "__wrapped__", None)


def _genoemd(functie: FunctionType) -> Iterator[FunctionType]:
    namen = set(_namen(functie.__code__))
    for naam in namen:
        gevonden = functie.__globals__.get(naam)
        yield from _erin(gevonden)
        if isinstance(gevonden, ModuleType) and gevonden.__name__.split(".")[0] in LAGEN:
            for deel in namen:
                yield from _erin(vars(gevonden).get(deel))


def _erin(iets: Any) -> Iterator[FunctionType]:
    """A function, those of a table of them, and the methods of a class of ours."""
    if isinstance(iets, type) and iets.__module__.split(".")[0] in LAGEN:
        iets = vars(iets)
    for deel in iets.values() if isinstance(iets, Mapping) else iets if isinstance(iets, tuple | list) else (iets,):
        yield from _onder(deel.__func__ if isinstance(deel, classmethod | staticmethod) else deel)


def _namen(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for deel in code.co_consts:
        if isinstance(deel, CodeType):
            yield from _namen(deel)
