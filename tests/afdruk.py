"""Prints: what the builders of the product made once, laid down again for every test as plain rows.

The database of a test is empty at first, as before. When a test asks for the region, its rows come in a few statements
instead of some two hundred. That print is laid only on empty ground and with the content types it was made with;
otherwise, and outside a transaction (where Django empties all tables afterwards), the region is built.

On the region, a melding that is walked to some status is printed in the same way (`gang`). A walk is printed the second
time it is asked for, and laid from the third time on; only where nothing was written since the region was laid, at the
same moment, under the same version and settings, and in no test that replaces a part of the product (`mag`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import DateTimeField, Model
from django.utils import timezone

from contacten import zegels
from contacten.models import Zegelstand
from contacten.models.zegels import is_verzegeld

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
    _grond.laatst = None
    if not connection.in_atomic_block:
        bouw()
        return
    _grond.let_op()
    if _afdrukken and _afdrukken[0].past():
        for laag in _afdrukken[0].lagen:
            laag.leg(nu)
        _grond.laatst = _grond.geschreven
    else:
        # Other rows than those on which the walks were printed: another test emptied the tables.
        _gangen.clear()
        is_leeg = not _gevuld()
        bouw()
        if is_leeg:
            # A walk that makes a round then changes no row of the region.
            zegels.verzegel()
            _afdrukken[:] = [_neem(_gevuld())]
            _grond.laatst = _grond.geschreven


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
        # What is sealed stays as it was sealed.
        {v.column for v in model._meta.concrete_fields if isinstance(v, DateTimeField) and not is_verzegeld(model)},
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


# Walks on the region --------------------------------------------------------------------------------------------------


@dataclass
class Grond:
    """What was written in this process, and where that stood when the region was laid. `mag`: this test replaces no
    part of the product, so what it builds is what every test builds."""

    geschreven: int = 0
    laatst: int | None = None
    mag: bool = False

    def let_op(self) -> None:
        """Count what is written on this connection from here on."""
        if _tel not in connection.execute_wrappers:
            connection.execute_wrappers.append(_tel)

    def is_gaaf(self) -> bool:
        """Nothing was written since the region was laid."""
        return self.mag and connection.in_atomic_block and self.laatst == self.geschreven


_grond = Grond()
# Who signs in writes these; no walk reads them.
_AANMELDEN = re.compile(r'django_session|SET "last_login"')
_SCHRIJFT = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE)", re.IGNORECASE)
_gangen: "dict[Any, Gang | None]" = {}
# How far a round came: the one row of the region that a walk moves.
STAND = Zegelstand._meta.db_table


@dataclass(frozen=True)
class Gang:
    """What a walk wrote: its rows per table, the melding and the moment at its end."""

    lagen: list[Laag]
    melding: int
    nu: datetime

    def leg(self) -> None:
        """Lay the rows as they were: they passed the triggers when they were made."""
        with connection.cursor() as cursor:
            _zonder_triggers(cursor, aan=False)
            for laag in self.lagen:
                cursor.execute(laag.opdracht, laag.waarden)
            _zonder_triggers(cursor, aan=True)


def mag(*, mag: bool) -> None:
    """Say whether the test that begins builds with the product as it is."""
    _grond.mag, _grond.laatst = mag, None


def gang(sleutel: Any, loop: Callable[[], Any]) -> "Gang | Any":
    """The print of this walk, laid; or what `loop` returns, which then walked. `loop` returns something with `melding`
    and `nu`. The region is there."""
    if not _grond.is_gaaf():
        return loop()
    sleutel = (sleutel, timezone.now(), _omgeving())
    if sleutel not in _gangen:
        _gangen[sleutel] = None
        return loop()
    if (klaar := _gangen[sleutel]) is not None:
        klaar.leg()
        return klaar
    voor = _alles()
    gelopen = loop()
    na = _alles()
    if all(rijen <= na[tabel] for tabel, rijen in voor.items() if tabel != STAND):
        lagen = [_rijen(tabel, na[tabel] - voor[tabel]) for tabel in na if na[tabel] - voor[tabel]]
        _gangen[sleutel] = Gang(lagen, gelopen.melding.pk, gelopen.nu)
    return gelopen


def _tel(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if _SCHRIJFT.match(sql) and not _AANMELDEN.search(sql):
        _grond.geschreven += 1
    return execute(sql, params, many, context)


def _omgeving() -> Any:
    """The settings that this test changed, but for where mail goes."""
    gezet: dict[str, str] = {}
    laag: Any = vars(settings)["_wrapped"]
    while hasattr(laag, "default_settings"):
        eigen = {n: repr(w) for n, w in vars(laag).items() if n.isupper() and not n.startswith("EMAIL")}
        gezet = {**eigen, **gezet}
        laag = laag.default_settings
    return tuple(sorted(gezet.items()))


def _tabellen() -> list[str]:
    modellen = set(apps.get_models(include_auto_created=True)) - VAST
    return sorted({m._meta.db_table for m in modellen if m._meta.managed and not m._meta.proxy} - {"django_session"})


def _alles() -> dict[str, frozenset[tuple[Any, ...]]]:
    gevonden = {}
    with connection.cursor() as cursor:
        for tabel in _tabellen():
            cursor.execute(f"SELECT * FROM {tabel}")
            gevonden[tabel] = frozenset(cursor.fetchall())
    return gevonden


def _rijen(tabel: str, rijen: frozenset[tuple[Any, ...]]) -> Laag:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {tabel} WHERE 1 = 0")
        kolommen = [kolom[0] for kolom in cursor.description or ()]
    rij = f"({', '.join(['%s'] * len(kolommen))})"
    opdracht = f"INSERT INTO {tabel} ({', '.join(kolommen)}) VALUES {', '.join([rij] * len(rijen))}"
    if tabel == STAND:
        opdracht += " ON CONFLICT (naam) DO UPDATE SET "
        opdracht += ", ".join(f"{kolom} = EXCLUDED.{kolom}" for kolom in kolommen if kolom != "naam")
    return Laag(opdracht, [waarde for regel in sorted(rijen, key=repr) for waarde in regel], {})


def _zonder_triggers(cursor: Any, *, aan: bool) -> None:
    if connection.vendor == "postgresql":
        cursor.execute(f"SET LOCAL session_replication_role = {'origin' if aan else 'replica'}")
