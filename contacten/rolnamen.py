"""What a role is called: read from the protocol files, for every page, form and mail (docs/besluiten/0011-rollen.md).

This floor is below the protocol and knows only where its files are and that they hold a table [rolnaam].
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from basis.tomlbestand import lees


def rolnaam(code: str, versie: str = "") -> str:
    """The role in words, as `namen`; the code itself when no file names it (the system check says so)."""
    return namen(versie).get(code, str(code))


def namen(versie: str = "") -> Mapping[str, str]:
    """Code -> name: those of this version (by default of the one in force here today), and of a role that it does not
    know the name in another version of its region.

    The day is that of this machine: a filter on a page must not ask the database for the time, name after name.
    """
    return _lees((settings.PROTOCOL_MAP, *settings.PROTOCOL_MAPPEN), versie or versie_van_vandaag())


def versie_van_vandaag() -> str:
    """The version in force here today, for words on pages and in mails about no zaak; a rule asks the protocol."""
    return _geldend((settings.PROTOCOL_MAP, *settings.PROTOCOL_MAPPEN), settings.REGIO.regio, localdate())


def alle_namen(code: str) -> frozenset[str]:
    """Every name that any version here gives this role: for who must recognise it whatever the version."""
    return _alle_namen(code, (settings.PROTOCOL_MAP, *settings.PROTOCOL_MAPPEN))


def keuzes(rollen: Iterable[str], leeg: str) -> list[tuple[str, str]]:
    """The choices of a form field for these roles; `leeg` stands in front. Give it to a field as a callable."""
    return [("", leeg), *((rol, rolnaam(rol)) for rol in rollen)]


@lru_cache(maxsize=64)
def _alle_namen(code: str, mappen: tuple[str | Path, ...]) -> frozenset[str]:
    tabellen = [_tabel(inhoud, "rolnaam") for inhoud in _bestanden(mappen).values()]
    return frozenset(str(tabel[code]) for tabel in tabellen if code in tabel)


def vergeet() -> None:
    """Read every file anew, as `escalatie.protocol.lezen.vergeet`, which calls this."""
    for functie in (_alle_namen, _geldend, _lees):
        functie.cache_clear()


@lru_cache(maxsize=8)
def _geldend(mappen: tuple[str | Path, ...], regio: str, dag: date) -> str:
    """The newest version of our region that is in force by this day; without one its first; "" when no file is of our
    region. What `escalatie.protocol.lezen.geldende_versie` says, which stands too high to ask; a test holds them
    together."""
    bestanden = _bestanden(mappen)
    koppen = {naam: _kop(bestanden, naam) for naam in bestanden if not naam.endswith("-communicatie")}
    rijen = sorted(
        (kop["geldt_vanaf"], naam)
        for naam, kop in koppen.items()
        if type(kop["geldt_vanaf"]) is date and kop.get("regio") == regio
    )
    geldig = [naam for vanaf, naam in rijen if vanaf <= dag]
    return geldig[-1] if geldig else next((naam for _, naam in rijen), "")


def _kop(bestanden: Mapping[str, dict[str, Any]], versie: str) -> dict[str, Any]:
    """The head of a version over those of what it is based on. Only its own day counts: `geldt_vanaf`, or that of its
    adoption; one that says neither holds for nobody."""
    koppen = [_tabel(bestanden[naam], "protocol") for naam in _afstamming(bestanden, versie)]
    geheel = {sleutel: waarde for kop in koppen for sleutel, waarde in kop.items()}
    return {**geheel, "geldt_vanaf": koppen[-1].get("geldt_vanaf", koppen[-1].get("vastgesteld_datum"))}


def _regio(bestanden: Mapping[str, dict[str, Any]], naam: str) -> Any:
    """The region of this file: of the second half of a version that of the first."""
    een = naam.removesuffix("-communicatie")
    return _kop(bestanden, een if een in bestanden else naam).get("regio")


def _bestanden(mappen: tuple[str | Path, ...]) -> dict[str, dict[str, Any]]:
    """Name -> content of every file; of two with one name the first, as the protocol reads them."""
    paden: dict[str, Path] = {}
    for pad in (pad for map_ in mappen for pad in sorted(Path(map_).glob("*.toml"))):
        paden.setdefault(pad.stem, pad)
    return {naam: _inhoud(pad) for naam, pad in paden.items()}


@lru_cache(maxsize=8)
def _lees(mappen: tuple[str | Path, ...], versie: str) -> Mapping[str, str]:
    """Read once per process. The last one wins: of the version itself, over what it is based on, over the others, of
    which a newer one wins from an older."""
    alle = _bestanden(mappen)
    regio = _kop(alle, versie).get("regio") if versie in alle else None
    # What another region calls its roles says nothing here; a file that cannot be read has no region and no names.
    bestanden = {naam: deel for naam, deel in alle.items() if regio in {None, _regio(alle, naam)}}
    naar_dag = sorted(bestanden, key=lambda naam: str(_tabel(bestanden[naam], "protocol").get("geldt_vanaf", "")))
    # What it is based on may be of another region: whoever takes over its rules takes over its names, as the protocol.
    reeks = [*naar_dag, *_afstamming(alle, versie or naar_dag[-1])] if bestanden else []
    gevonden = [_tabel(alle[naam], "rolnaam") for naam in reeks]
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
        return lees(pad)
    except (OSError, ValueError):
        return {}
