"""Reads a TOML file of rules into frozen dataclasses, or says exactly what is wrong with it.

The file is written by people who know the paper, not Python. So every complaint names the file, the table (with its
place and code) and the key, in Dutch. Whether the rules fit together is another question: `controle.py` asks that.
"""

import dataclasses
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from basis.regels import Regel
from basis.tomlbestand import lees

T = TypeVar("T")

META = {
    "versie": str,
    "titel": str,
    "regio": str,
    "vastgesteld_datum": date,
    "vastgesteld_door": str,
}
# From which day new zaken follow this version (without it: the day it was adopted), and which version it differs from.
META_MAG = {"geldt_vanaf": date, "gebaseerd_op": str}
# Text that may not be empty when the key is there.
GEVULD = frozenset({"code", "zin", "bron", "naam", "onderwerp", "versie", "titel", "regio", "vastgesteld_door"})
TYPENAMEN: dict[type, str] = {str: "tekst", int: "een heel getal", bool: "true of false", date: "een datum"}


class ProtocolFout(Exception):
    """A protocol file cannot be read. The message names file, table and key, in Dutch."""


@dataclass(frozen=True)
class Opbouw:
    """What a file may hold. tabellen: table -> (field of the result, dataclass of a row); namen: table of names ->
    field; binnen: a code of this table is unique only within the value of this key."""

    tabellen: Mapping[str, tuple[str, type[Regel]]]
    namen: Mapping[str, str] = field(default_factory=dict)
    binnen: Mapping[str, str] = field(default_factory=dict)


def lees_inhoud(pad: Path) -> dict[str, Any]:
    """The file as TOML says it, nothing checked: a copy of its own, for versions are laid over one another. Raises
    ProtocolFout when it cannot be read."""
    try:
        return deepcopy(lees(pad))
    except (OSError, ValueError) as fout:
        raise ProtocolFout(f"{pad.name}: het bestand is niet te lezen. {fout}") from fout


def maak_velden(bestand: str, inhoud: Mapping[str, Any], opbouw: Opbouw) -> dict[str, Any]:
    """The fields of the dataclass that holds a whole version; `bestand` is what complaints call it.

    Raises ProtocolFout for an unknown or missing key, a wrong type, a double code, an empty text.
    """
    _weiger_onbekend(bestand, inhoud, {"protocol", *opbouw.namen, *opbouw.tabellen})
    velden: dict[str, Any] = _lees_meta(bestand, inhoud)
    for tabel, veld in opbouw.namen.items():
        velden[veld] = _lees_namen(bestand, tabel, inhoud)
    for tabel, (veld, soort) in opbouw.tabellen.items():
        velden[veld] = _lees_tabel(bestand, tabel, soort, inhoud.get(tabel, []), opbouw.binnen.get(tabel, ""))
    return velden


def _lees_meta(bestand: str, inhoud: Mapping[str, Any]) -> dict[str, Any]:
    """The [protocol] table."""
    plek = f"{bestand}, [protocol]"
    meta = _als_tabel(plek, inhoud.get("protocol"))
    _weiger_onbekend(plek, meta, {*META, *META_MAG})
    for sleutel in META:
        if sleutel not in meta:
            raise ProtocolFout(f"{plek}: de sleutel {sleutel!r} ontbreekt.")
    for sleutel, soort in {**META, **META_MAG}.items():
        if sleutel in meta:
            _waarde(f"{plek}, {sleutel}", soort, meta[sleutel], sleutel)
    return {"geldt_vanaf": meta["vastgesteld_datum"], **meta}


def _lees_namen(bestand: str, tabel: str, inhoud: Mapping[str, Any]) -> dict[str, str]:
    """A table of names: code -> name on screen."""
    plek = f"{bestand}, [{tabel}]"
    namen = _als_tabel(plek, inhoud.get(tabel))
    return {code: _waarde(f"{plek}, {code}", str, naam, "naam") for code, naam in namen.items()}


def _lees_tabel(bestand: str, tabel: str, soort: type[Regel], rijen: object, binnen: str) -> tuple[Regel, ...]:
    """All rows of one [[table]], in the order of the file."""
    if not isinstance(rijen, list):
        raise ProtocolFout(f"{bestand}, {tabel}: schrijf elke rij als [[{tabel}]].")
    regels: list[Regel] = []
    gezien: set[tuple[str, str]] = set()
    for nummer, rij in enumerate(rijen, start=1):
        plek = _plek(bestand, tabel, nummer, rij)
        regel = _maak(plek, soort, rij)
        sleutel = (str(getattr(regel, binnen, "") if binnen else ""), regel.code)
        if sleutel in gezien:
            raise ProtocolFout(f"{plek}, code: deze code staat er al.")
        gezien.add(sleutel)
        regels.append(regel)
    return tuple(regels)


def _plek(bestand: str, tabel: str, nummer: int, rij: object) -> str:
    """Where we are, for a person with the file open: table, place in the file, code when there is one."""
    code = rij.get("code") if isinstance(rij, dict) else None
    return f"{bestand}, [[{tabel}]] nummer {nummer}" + (f" ({code})" if code else "")


def _maak(plek: str, soort: type[T], rij: object) -> T:
    """One dataclass from one table of the file."""
    tabel = _als_tabel(plek, rij)
    klasse: Any = soort  # to mypy a type that is still a variable has no hash
    hints, verplicht = _schema(klasse)
    _weiger_onbekend(plek, tabel, set(hints))
    for sleutel in sorted(verplicht - set(tabel)):
        raise ProtocolFout(f"{plek}: de sleutel {sleutel!r} ontbreekt.")
    return soort(
        **{sleutel: _waarde(f"{plek}, {sleutel}", hints[sleutel], tabel[sleutel], sleutel) for sleutel in tabel}
    )


@cache
def _schema(soort: Any) -> tuple[dict[str, Any], frozenset[str]]:
    """The types of a dataclass and the names of the fields without a default."""
    velden = dataclasses.fields(soort)
    verplicht = frozenset(
        veld.name
        for veld in velden
        if veld.default is dataclasses.MISSING and veld.default_factory is dataclasses.MISSING
    )
    return get_type_hints(soort), verplicht


def _waarde(plek: str, soort: Any, waarde: Any, sleutel: str) -> Any:
    """One value, checked against its type and turned into it (lists become tuples, tables dataclasses)."""
    if get_origin(soort) is tuple:
        if not isinstance(waarde, list):
            raise ProtocolFout(f"{plek}: hier hoort een lijst, tussen [ en ].")
        deel = get_args(soort)[0]
        return tuple(_waarde(f"{plek}, deel {nummer}", deel, stuk, "code") for nummer, stuk in enumerate(waarde, 1))
    if get_origin(soort) is dict:
        deel = get_args(soort)[1]
        return {naam: _waarde(f"{plek}, {naam}", deel, stuk, naam) for naam, stuk in _als_tabel(plek, waarde).items()}
    if dataclasses.is_dataclass(soort) and isinstance(soort, type):
        return _maak(plek, soort, waarde)
    if type(waarde) is not soort:
        raise ProtocolFout(f"{plek}: hier hoort {TYPENAMEN[soort]}, niet {waarde!r}.")
    if sleutel in GEVULD and soort is str and not waarde.strip():
        raise ProtocolFout(f"{plek}: deze tekst is leeg.")
    return waarde


def _als_tabel(plek: str, waarde: object) -> dict[str, Any]:
    """The value as a table, or a complaint."""
    if not isinstance(waarde, dict):
        raise ProtocolFout(f"{plek}: hier hoort een tabel met sleutels.")
    return waarde


def _weiger_onbekend(plek: str, tabel: Mapping[str, Any], bekend: set[str]) -> None:
    """Refuse a key that nobody reads: a typing error must not silently drop a rule."""
    for sleutel in sorted(set(tabel) - bekend):
        raise ProtocolFout(f"{plek}: de sleutel {sleutel!r} ken ik niet. Wel: {', '.join(sorted(bekend))}.")
