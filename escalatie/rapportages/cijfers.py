"""The questions to the database: all counts in one, and how long things took. None of them reads a zaak."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from escalatie.werk.tellingen import per, tel

from .maten import MATEN, Selectie

Telling = dict[str, dict[str, int]]
# The parts of all cases within which so much was done: half of them, and nine out of ten.
HELFT, NEGEN_VAN_TIEN = (1, 2), (9, 10)


@dataclass(frozen=True)
class Looptijd:
    """How long something took: of how many, within how long half of them were done, and nine out of ten."""

    aantal: int
    helft: timedelta
    negen: timedelta


def tellingen(selectie: Selectie, maten: Iterable[str], nu: datetime) -> Telling:
    """Of each of these measures how many rows there are per key; one query, however many there are."""
    return tel(per(code, MATEN[code].rijen(selectie, nu), MATEN[code].sleutel, is_uniek=False) for code in maten)


def looptijden(selectie: Selectie, maat: str, nu: datetime) -> dict[str, Looptijd]:
    """Of each key of this measure how long it took; one query.

    The median is the time within which half of them were done, and so is that of nine out of ten: the time of a case
    that there was, never one in between. Both databases rank the rows themselves; neither sends them.
    """
    sleutel = MATEN[maat].sleutels()
    rijen = MATEN[maat].rijen(selectie, nu).annotate(_sleutel=sleutel)
    venster: dict[str, Any] = {"partition_by": [F("_sleutel")]}
    geteld = rijen.annotate(
        _aantal=Window(Count("pk"), **venster),
        _rang=Window(RowNumber(), **venster, order_by=[F("_duur").asc(), F("pk").asc()]),
    )
    gevonden: dict[str, list[tuple[int, int, timedelta]]] = {}
    for van, aantal, rang, duur in geteld.filter(_is_van(*HELFT) | _is_van(*NEGEN_VAN_TIEN)).values_list(
        "_sleutel", "_aantal", "_rang", "_duur"
    ):
        gevonden.setdefault(van, []).append((rang, aantal, duur))
    return {van: _looptijd(sorted(standen)) for van, standen in gevonden.items()}


def _is_van(teller: int, noemer: int) -> Q:
    """Whether this row is the first within which so large a part of all rows lies."""
    rang: Combinable = F("_rang") * noemer
    vorige: Combinable = (F("_rang") - 1) * noemer
    grens: Combinable = F("_aantal") * teller
    return Q(GreaterThanOrEqual(rang, grens)) & Q(LessThan(vorige, grens))


def _looptijd(standen: list[tuple[int, int, timedelta]]) -> Looptijd:
    """The row of half of them comes first, the other last; of few rows it is one and the same."""
    return Looptijd(standen[0][1], standen[0][2], standen[-1][2])
