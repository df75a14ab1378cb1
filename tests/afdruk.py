"""A print of the region: made once by the builders of the product, then laid down again for every test as plain rows.

The database of a test is empty at first, as before. When a test asks for the region, its rows come in a few statements
instead of some two hundred. A print is laid only on empty ground and with the content types it was made with;
otherwise, and outside a transaction (where Django empties all tables afterwards), the region is built.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import DateTimeField, Model
from django.utils import timezone

# What a database holds before the first test.
VAST = {ContentType, Permission}
# The one moment that a test chooses; every other moment of the region is when its rows were made.
BEVESTIGD = "bevestigd_op"
_afdrukken: "list[Afdruk]" = []


@dataclass(frozen=True)
class Laag:
    """The rows of one table: the statement that lays them, its values, and which of those are moments."""

    opdracht: str
    waarden: list[Any]
    momenten: dict[int, str]

    def leg(self, nu: datetime | None) -> None:
        """Lay the rows; contacts were confirmed at `nu`, all else happens now."""
        tijd = connection.ops.adapt_datetimefield_value
        waarden, vast, nieuw = list(self.waarden), tijd(nu), tijd(timezone.now())
        for plek, kolom in self.momenten.items():
            waarden[plek] = vast if kolom == BEVESTIGD else nieuw
        with connection.cursor() as cursor:
            cursor.execute(self.opdracht, waarden)


@dataclass(frozen=True)
class Afdruk:
    """Every row that a build made, and the question whether the ground is empty, which answers the content types."""

    lagen: list[Laag]
    vraag: str
    antwoord: tuple[Any, ...] | None

    def past(self) -> bool:
        """True when it can be laid here and now."""
        return _vraag(self.vraag) == self.antwoord


def leg(bouw: Callable[[], object], nu: datetime | None) -> None:
    """Lay the print of what `bouw` makes, or let `bouw` make it (and take the print) where a print cannot lie."""
    if not connection.in_atomic_block:
        bouw()
    elif _afdrukken and _afdrukken[0].past():
        for laag in _afdrukken[0].lagen:
            laag.leg(nu)
    else:
        is_leeg = not _gevuld()
        bouw()
        if is_leeg:
            _afdrukken[:] = [_neem(_gevuld())]


def _gevuld() -> list[type[Model]]:
    modellen = set(apps.get_models(include_auto_created=True)) - VAST
    eigen = [model for model in modellen if model._meta.managed and not model._meta.proxy]
    return [model for model in eigen if model._base_manager.exists()]


def _neem(modellen: list[type[Model]]) -> Afdruk:
    tabellen = " OR ".join(f"EXISTS(SELECT 1 FROM {model._meta.db_table})" for model in modellen)
    vraag = f"SELECT MIN(id), MAX(id) FROM {ContentType._meta.db_table} WHERE NOT ({tabellen})"
    antwoord = _vraag(f"SELECT MIN(id), MAX(id) FROM {ContentType._meta.db_table}")
    return Afdruk([_laag(model) for model in modellen], vraag, antwoord)


def _vraag(zin: str) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(zin)
        return cursor.fetchone()


def _laag(model: type[Model]) -> Laag:
    tabel, momenten = (
        model._meta.db_table,
        {v.column for v in model._meta.concrete_fields if isinstance(v, DateTimeField)},
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {tabel}")
        kolommen, rijen = [kolom[0] for kolom in cursor.description or ()], cursor.fetchall()
    rij = f"({', '.join(['%s'] * len(kolommen))})"
    opdracht = f"INSERT INTO {tabel} ({', '.join(kolommen)}) VALUES {', '.join([rij] * len(rijen))}"
    paren = [(kolom, waarde) for regel in rijen for kolom, waarde in zip(kolommen, regel, strict=True)]
    wanneer = {
        plek: kolom
        for plek, (kolom, waarde) in enumerate(paren)
        if kolom in momenten and (kolom == BEVESTIGD or waarde is not None)
    }
    return Laag(opdracht, [waarde for _, waarde in paren], wanneer)
