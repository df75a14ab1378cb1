"""What a role is called: read from the protocol files, for every page, form and mail (docs/besluiten/0011-rollen.md).

This floor is below the protocol and knows only where its files are and that they hold a table [rolnaam].
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate


def rolnaam(code: str, versie: str = "") -> str:
    """The role in words, as `namen`; the code itself when no file names it (the system check says so)."""
    return namen(versie).get(code, str(code))


def namen(versie: str = "") -> Mapping[str, str]:
    """Code -> name: those of this version (by default of the one in force here today), and of a role that it does not
    know the name in another version."""
    mappen = (settings.PROTOCOL_MAP, *settings.PROTOCOL_MAPPEN)
    return _lees(mappen, versie or _geldend(mappen, settings.PROTOCOL_REGIO, localdate()))


def alle_namen(code: str) -> frozenset[str]:
    """Every name that any version here gives this role: for who must recognise it whatever the version."""
    return _alle_namen(code, (settings.PROTOCOL_MAP, *settings.PROTOCOL_MAPPEN))


def keuzes(rollen: Iterable[str], leeg: str) -> list[tuple[str, str]]:
    """The choices of a form field for these roles; `leeg` stands in front. Give it to a field as a callable."""
    return [("", leeg), *((rol, rolnaam(rol)) for rol in rollen)]


@lru_cache(maxsize=64)
def _alle_namen(code: str, mappen: tuple[str | Path, ...]) -> frozenset[str]:
    tabellen = [_tabel(_inhoud(pad), "rolnaam") for map_ in mappen for pad in Path(map_).glob("*.toml")]
    return frozenset(str(tabel[code]) for tabel in tabellen if code in tabel)


@lru_cache(maxsize=8)
def _geldend(mappen: tuple[str | Path, ...], regio: str, dag: date) -> str:
    """The newest version of our region that is in force by this day, as the protocol decides it; without one its
    first; "" when no file is of our region."""
    bestanden = {pad.stem: _inhoud(pad) for map_ in mappen for pad in sorted(Path(map_).glob("*.toml"))}
    rijen = sorted(
        (str(kop["geldt_vanaf"]), naam)
        for naam, kop in ((naam, _tabel(inhoud, "protocol")) for naam, inhoud in bestanden.items())
        if "geldt_vanaf" in kop and _regio(bestanden, naam) == regio and not naam.endswith("-communicatie")
    )
    geldig = [naam for vanaf, naam in rijen if vanaf <= dag.isoformat()]
    return geldig[-1] if geldig else next((naam for _, naam in rijen), "")


def _regio(bestanden: Mapping[str, dict[str, Any]], versie: str) -> str:
    koppen = [_tabel(bestanden[naam], "protocol") for naam in _afstamming(bestanden, versie)]
    return next((str(kop["regio"]) for kop in reversed(koppen) if "regio" in kop), "")


@lru_cache(maxsize=8)
def _lees(mappen: tuple[str | Path, ...], versie: str) -> Mapping[str, str]:
    """Read once per process. The last one wins: of the version itself, over what it is based on, over the others, of
    which a newer one wins from an older."""
    bestanden = {pad.stem: _inhoud(pad) for map_ in mappen for pad in sorted(Path(map_).glob("*.toml"))}
    naar_dag = sorted(bestanden, key=lambda naam: str(_tabel(bestanden[naam], "protocol").get("geldt_vanaf", "")))
    reeks = [*naar_dag, *_afstamming(bestanden, versie or naar_dag[-1])] if bestanden else []
    gevonden = [_tabel(bestanden[naam], "rolnaam") for naam in reeks]
    return MappingProxyType({code: str(naam) for tabel in gevonden for code, naam in tabel.items()})


def _afstamming(bestanden: Mapping[str, dict[str, Any]], versie: str) -> list[str]:
    """This version and what it is based on (`gebaseerd_op`: it holds only what differs), the oldest first."""
    reeks: list[str] = []
    while versie in bestanden and versie not in reeks:
        reeks.insert(0, versie)
        versie = str(_tabel(bestanden[versie], "protocol").get("gebaseerd_op", ""))
    return reeks


def _tabel(inhoud: dict[str, Any], naam: str) -> dict[str, Any]:
    tabel = inhoud.get(naam)
    return tabel if isinstance(tabel, dict) else {}


def _inhoud(pad: Path) -> dict[str, Any]:
    """A file that cannot be read gives no names: what is wrong with it is said by the check of the protocol."""
    try:
        return tomllib.loads(pad.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
