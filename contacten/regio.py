"""Which gemeenten the region has, by its file in `regios/`: what an empty installation begins with (R26)."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from .models import Gemeente

EIGEN_MAP = Path(__file__).parent / "regios"


@dataclass(frozen=True)
class Regiogemeente:
    """A gemeente as the file of the region names it."""

    code: str
    naam: str
    cbs_code: str


def gemeenten_van_regio() -> tuple[Regiogemeente, ...]:
    """Return the gemeenten of our region (PROTOCOL_REGIO), in the order of its file; none without a file."""
    mappen = (EIGEN_MAP, *(Path(pad) / "regios" for pad in settings.PROTOCOL_MAPPEN))
    return lees_gemeenten(mappen, settings.PROTOCOL_REGIO)


def ontbrekende_gemeenten() -> list[Regiogemeente]:
    """Return the gemeenten of the region that the app does not have yet; one query.

    The CBS code says which it is: a gemeente that got another name or code is not missing.
    """
    bekend = set(Gemeente.objects.values_list("cbs_code", flat=True))
    return [gemeente for gemeente in gemeenten_van_regio() if gemeente.cbs_code not in bekend]


@transaction.atomic
def voeg_gemeenten_toe() -> list[Gemeente]:
    """Make the gemeenten of the region that are not there yet; returns those.

    Raises ValidationError when a name or code is taken by another.
    """
    nieuw = []
    for rij in ontbrekende_gemeenten():
        gemeente = Gemeente(naam=rij.naam, code=rij.code, cbs_code=rij.cbs_code)
        gemeente.full_clean()
        gemeente.save()
        nieuw.append(gemeente)
    return nieuw


@lru_cache(maxsize=8)
def lees_gemeenten(mappen: tuple[Path, ...], regio: str) -> tuple[Regiogemeente, ...]:
    """Return the gemeenten of this region from the first file in these folders that is about it."""
    for pad in (pad for map_ in mappen for pad in sorted(map_.glob("*.toml"))):
        inhoud = tomllib.loads(pad.read_text(encoding="utf-8"))
        if inhoud["regio"] == regio:
            return tuple(Regiogemeente(code, **rij) for code, rij in inhoud["gemeenten"].items())
    return ()
