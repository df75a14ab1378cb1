"""Prints: what the builders of the product made once, laid down again for every test as plain rows.

The database of a test is empty at first, as before. When a test asks for the region, its rows come in a few statements
instead of some two hundred. That print is laid only on empty ground and with the content types it was made with;
otherwise the region is built. A story that commits (after which all tables are emptied) has a print of its own, of the
same day and of no later moment: such a story often runs on the clock on the wall.

On the region, a melding that is walked to some status is printed in the same way (`gang`). A walk is printed the first
time it is asked for, and laid after that; only where nothing was written since the region was laid, at the same moment,
under the same version and settings, and in no test that replaces a part of the product (`mag`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
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
# Of what is committed: the day -> the moment of the print, and the print.
_vastgelegd: "dict[date, tuple[datetime, Afdruk]]" = {}
# Of so many moments the text is kept: the clock of some tests goes on.
MEESTE_TEKSTEN = 20


@dataclass(frozen=True)
class Laag:
    """The rows of one table: the statement that lays them, its values, and which of those are moments."""

    opdracht: str
    waarden: list[Any]
    momenten: dict[int, str]

    def gevuld(self, nu: datetime | None) -> list[Any]:
        """The values; contacts were confirmed at `nu`, all else happens now."""
        tijd = connection.ops.adapt_datetimefield_value
        waarden, vast, nieuw = list(self.waarden), tijd(nu), tijd(timezone.now())
        for plek, kolom in self.momenten.items():
            waarden[plek] = vast if kolom == BEVESTIGD else nieuw
        return waarden


@dataclass(frozen=True)
class Afdruk:
    """Every row that a build made, and the question whether the ground is empty, which answers the content types."""

    lagen: list[Laag]
    vraag: str
    antwoord: tuple[Any, ...] | None
    teksten: dict[Any, str] = field(default_factory=dict)

    def past(self) -> bool:
        """True when it can be laid here and now."""
        return _vraag(self.vraag) == self.antwoord

    def leg(self, nu: datetime | None) -> None:
        """Lay the rows as they passed the triggers and the foreign keys when they were made: in one go, whose text most
        tests share."""
        _leg([(laag.opdracht, laag.gevuld(nu)) for laag in self.lagen], self.teksten, (nu, timezone.now()))


def leg(bouw: Callable[[], object], nu: datetime | None) -> None:
    """Lay the print of what `bouw` makes, or let `bouw` make it (and take the print) where a print cannot lie."""
    _grond.laatst = None
    if not connection.in_atomic_block:
        _leg_vast(bouw, nu)
        return
    _grond.let_op()
    if _afdrukken and _afdrukken[0].past():
        _afdrukken[0].leg(nu)
        _grond.ligt()
    else:
        # Other rows than those on which the walks were printed: another test emptied the tables.
        _gangen.clear()
        is_leeg = not _gevuld()
        bouw()
        if is_leeg:
            # A walk that makes a round then changes no row of the region.
            zegels.verzegel()
            _afdrukken[:] = [_neem(_gevuld())]
            _grond.ligt()


def _leg_vast(bouw: Callable[[], object], nu: datetime | None) -> None:
    """The same for who commits; on it no walk is printed."""
    dag = timezone.now().date()
    toen, afdruk = _vastgelegd.get(dag, (None, None))
    if afdruk is None:
        is_leeg = not _gevuld()
        bouw()
        if is_leeg:
            zegels.verzegel()
            _vastgelegd[dag] = timezone.now(), _neem(_gevuld())
    elif toen is not None and toen <= timezone.now() and afdruk.past():
        with transaction.atomic():
            afdruk.leg(nu)
    else:
        bouw()


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
        kolommen, rijen = _gevulde_kolommen([kolom[0] for kolom in cursor.description or ()], cursor.fetchall())
    opdracht = _invoeging(tabel, kolommen, len(rijen))
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
    geraakt: set[str] = field(default_factory=set)
    rijen: "dict[str, Rijen]" = field(default_factory=dict)

    def ligt(self) -> None:
        """The region was laid just now."""
        self.laatst = self.geschreven
        self.geraakt, self.rijen = set(), {}

    def let_op(self) -> None:
        """Count what is written on this connection from here on."""
        if _tel not in connection.execute_wrappers:
            connection.execute_wrappers.append(_tel)

    def is_gaaf(self) -> bool:
        """Nothing was written since the region was laid."""
        return self.mag and connection.in_atomic_block and self.laatst == self.geschreven


_grond = Grond()
Rijen = frozenset[tuple[Any, ...]]
# Who signs in writes these; no walk reads them.
_AANMELDEN = re.compile(r'django_session|SET "last_login"')
_SCHRIJFT = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w*)', re.IGNORECASE)
_gangen: "dict[Any, Gang]" = {}
# How far a round came: the one row of the region that a walk moves.
STAND = Zegelstand._meta.db_table


@dataclass(frozen=True)
class Gang:
    """What a walk wrote: its rows per table, the melding and the moment at its end."""

    lagen: list[Laag]
    melding: int
    nu: datetime
    teksten: dict[Any, str] = field(default_factory=dict)

    def leg(self) -> None:
        """Lay the rows as they were: they passed the triggers when they were made."""
        _leg([(laag.opdracht, laag.waarden) for laag in self.lagen], self.teksten, "")


def mag(*, mag: bool) -> None:
    """Say whether the test that begins builds with the product as it is."""
    _grond.mag, _grond.laatst = mag, None


def gang(sleutel: Any, loop: Callable[[], Any]) -> "Gang | Any":
    """The print of this walk, laid; or what `loop` returns, which then walked. `loop` returns something with `melding`
    and `nu`. The region is there."""
    if not _grond.is_gaaf():
        return loop()
    sleutel = (sleutel, timezone.now(), _omgeving())
    if (klaar := _gangen.get(sleutel)) is not None:
        klaar.leg()
        return klaar
    # The shorter walk that this one begins with asks the same, on the same ground.
    voor = _grond.rijen = _grond.rijen or {tabel: _staat_in(tabel) for tabel in _tabellen()}
    gelopen = loop()
    na = {tabel: _staat_in(tabel) for tabel in sorted(_grond.geraakt & {*voor})}
    if all(voor[tabel] <= rijen for tabel, rijen in na.items() if tabel != STAND):
        lagen = [_rijen(tabel, rijen - voor[tabel]) for tabel, rijen in na.items() if rijen - voor[tabel]]
        _gangen[sleutel] = Gang(lagen, gelopen.melding.pk, gelopen.nu)
    return gelopen


def _tel(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if (schrijft := _SCHRIJFT.match(sql)) and not _AANMELDEN.search(sql):
        _grond.geschreven += 1
        _grond.geraakt.add(schrijft[1])
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


def _staat_in(tabel: str) -> Rijen:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {tabel}")
        return frozenset(cursor.fetchall())


def _rijen(tabel: str, rijen: Rijen) -> Laag:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {tabel} WHERE 1 = 0")
        alle = [kolom[0] for kolom in cursor.description or ()]
    kolommen, gevuld = _gevulde_kolommen(alle, sorted(rijen, key=repr))
    opdracht = _invoeging(tabel, kolommen, len(gevuld))
    if tabel == STAND:
        opdracht += " ON CONFLICT (naam) DO UPDATE SET "
        opdracht += ", ".join(f"{kolom} = EXCLUDED.{kolom}" for kolom in kolommen if kolom != "naam")
    return Laag(opdracht, [waarde for regel in gevuld for waarde in regel], {})


def _gevulde_kolommen(kolommen: list[str], rijen: list[tuple[Any, ...]]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The same without the columns in which no row says anything: the database reads every word of a print. The moment
    that a test chooses stays: the one that made the print may have chosen none."""
    gevuld = {plek for plek, _ in enumerate(kolommen) if any(rij[plek] is not None for rij in rijen)}
    plekken = [plek for plek, kolom in enumerate(kolommen) if plek in gevuld or kolom == BEVESTIGD]
    return [kolommen[plek] for plek in plekken], [tuple(rij[plek] for plek in plekken) for rij in rijen]


def _invoeging(tabel: str, kolommen: list[str], aantal: int) -> str:
    rij = f"({', '.join(['%s'] * len(kolommen))})"
    return f"INSERT INTO {tabel} ({', '.join(kolommen)}) VALUES {', '.join([rij] * aantal)}"


def _leg(rijen: list[tuple[str, list[Any]]], teksten: dict[Any, str], sleutel: Any) -> None:
    """Lay these rows without a question to a trigger or a foreign key. On PostgreSQL they go as one text, kept in
    `teksten` under `sleutel`: writing the values into it takes longer than the rows."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for opdracht, waarden in rijen:
                cursor.execute(opdracht, waarden)
            return
        if sleutel not in teksten:
            if len(teksten) > MEESTE_TEKSTEN:
                teksten.clear()
            delen = [cursor.mogrify(opdracht, waarden).decode() for opdracht, waarden in rijen]
            rol = "SET LOCAL session_replication_role ="
            teksten[sleutel] = ";".join((f"{rol} 'replica'", *delen, f"{rol} 'origin'"))
        cursor.cursor.execute(teksten[sleutel])
    # What goes round the counter is counted here.
    _grond.geschreven += 1
    _grond.geraakt |= {opdracht.split(maxsplit=3)[2] for opdracht, _ in rijen}
