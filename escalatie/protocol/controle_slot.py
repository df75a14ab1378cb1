"""Versions against each other and against what stays: the ends, the lock in the database, the frozen files."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from .bestand import ProtocolFout
from .bevroren import klachten
from .lezen import bezwaren_mappen, geldende_versie, haal_protocol, versies
from .slot import SOORTEN, eindes_van, verschillen


@register("protocol")
def controleer_versies(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A status that two versions share is an end in both or in neither; a region has one version on each day."""
    return [Error(zin, id="protocol.E005") for zin in (*bezwaren_mappen(), *_eindes(), *_dagen(), *_regio())]


@register("protocol")
def controleer_bevroren(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A version under which zaken were handled is what it was."""
    return [Error(zin, id="protocol.E006") for zin in klachten()]


@register(Tags.database)
def controleer_slot(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The lock in the database is that of the files: `manage.py check --database default`, before a process starts."""
    zinnen = [zin for naam in databases or () for zin in verschillen(connections[naam])]
    return [
        Error(zin, hint="Draai manage.py migrate als eigenaar van de database.", id="protocol.E007") for zin in zinnen
    ]


def _eindes() -> Iterator[str]:
    for soort in SOORTEN:
        gezien: dict[str, tuple[str, bool]] = {}
        for versie in versies():
            for code, eind in eindes_van(soort, versie):
                ander, was = gezien.setdefault(code, (versie, eind))
                if was != eind:
                    yield (
                        f"{soort}, status {code}: in {ander} en {versie} niet allebei een einde. "
                        "Geef de status in de nieuwe versie een andere code."
                    )


def _dagen() -> Iterator[str]:
    gezien: dict[tuple[str, date], str] = {}
    for versie in versies():
        try:
            protocol = haal_protocol(versie)
        except ProtocolFout:
            continue
        vanaf = (protocol.regio, protocol.geldt_vanaf)
        if vanaf in gezien:
            yield f"{versie}.toml, geldt_vanaf: op {vanaf[1]:%d-%m-%Y} begint {gezien[vanaf]} al. Kies een andere dag."
        gezien[vanaf] = versie


def _regio() -> Iterator[str]:
    try:
        geldende_versie(date.max)
    except ProtocolFout as fout:
        yield str(fout)
