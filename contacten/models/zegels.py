"""What of a row was recorded by the product itself: a print of it, laid down by whatever writes the row, in the same
transaction (docs/besluiten/0045).

A model that is a `Verzegeld` cannot be written otherwise: its `save`, and the verbs of its manager, leave a
`Zegelregel`. SQL that somebody types does not. `contacten/zegels.py` holds the rows beside their prints.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import connections, models, router, transaction
from django.db.models import JSONField, Q, QuerySet
from django.db.models.deletion import Collector
from django.utils.crypto import constant_time_compare, salted_hmac

M = TypeVar("M", bound=models.Model)
_DOEL = "contacten.zegels"
# A model of a library that is sealed too: the history of the contact list and the accounts. Its writer is told apart
# (`contacten/historie.py`).
VAN_ANDEREN = ("auditlog.LogEntry",)


class Zegelregel(models.Model):
    """That a row of the record was written, as it was then: rows are only added.

    `soort` and `rij`: the model and the key. `afdruk`: the print of all that is sealed of the row, made with `zout`, so
    that nobody can guess back what it said; empty when the row went. `zegel` is the mark of the application, made with
    its key, until the round gives the row a place in the chain (`volgnummer`); then it is the seal of that place. Of
    what was destroyed the `zout` goes (docs/besluiten/0040): the print says nothing any more, and the chain still fits.
    """

    soort = models.CharField(max_length=60)
    rij = models.BigIntegerField()
    zout = models.CharField(max_length=22, blank=True)
    afdruk = models.CharField(max_length=64, blank=True)
    volgnummer = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    zegel = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "zegelregels"
        indexes = [
            # The print of a row is the last of its lines; the auditor reads them in this order.
            models.Index(fields=["soort", "rij", "id"], name="zegelregel_van_rij"),
            models.Index(fields=["id"], condition=Q(volgnummer__isnull=True), name="zegelregel_zonder_plek"),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.rij}"


class Zegelstand(models.Model):
    """How far the auditor came with a chain or a kind: up to and with `tot`, of which the seal was `zegel`. What was
    found broken stands in `gebroken` until it is right again: of what lies behind the mark a part is read each minute.

    The one of a head (`contacten/kop.py`) says how far the round came that gives places: `tot`, with the mark of the
    application on it.
    """

    naam = models.CharField(max_length=60, primary_key=True)
    tot = models.BigIntegerField(default=0)
    zegel = models.CharField(max_length=64, blank=True)
    gebroken = models.JSONField(default=list)

    class Meta:
        ordering = ["naam"]
        verbose_name_plural = "zegelstanden"

    def __str__(self) -> str:
        return f"{self.naam}: {self.tot}"


# The print ------------------------------------------------------------------------------------------------------------


@cache
def velden(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    """What of a row of this model is sealed: every column of its own table, but the key and what `ZEGEL_LOS` names."""
    los: frozenset[str] = getattr(model, "ZEGEL_LOS", frozenset())
    return tuple(veld for veld in model._meta.local_concrete_fields if not veld.primary_key and veld.name not in los)


@cache
def kolommen(model: type[models.Model]) -> tuple[str, ...]:
    """The key and the sealed columns of this model, as a query asks for them."""
    return "pk", *(veld.attname for veld in velden(model))


@cache
def _leeg(model: type[models.Model]) -> tuple[tuple[str, Any], ...]:
    """Per sealed column: its name, and the one value that leaves it out of the print. So a column that is added later
    and is empty in the rows of before changes no print of them."""
    return tuple((veld.attname, _wat_leeg_is(veld)) for veld in velden(model))


def _wat_leeg_is(veld: "models.Field[Any, Any]") -> Any:
    if veld.null:
        return None
    if veld.has_default() and (not callable(veld.default) or veld.default in {dict, list}):
        return veld.get_default()
    return "" if veld.empty_strings_allowed else None


def _plat(waarde: object) -> str:
    return waarde.astimezone(UTC).isoformat() if isinstance(waarde, datetime) else str(waarde)


_schrijf = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=_plat).encode


def bereken(model: type[models.Model], waarden: Sequence[Any], zout: str) -> str:
    """The print of a row of this model: its values in the order of `kolommen`, as the database gives them."""
    deel: list[Any] = [zout, model._meta.label_lower, waarden[0]]
    for (naam, leeg), waarde in zip(_leeg(model), waarden[1:], strict=True):
        if waarde != leeg:
            deel += (naam, waarde)
    return hashlib.sha256(_schrijf(deel).encode()).hexdigest()


def merk(soort: str, rij: int, afdruk: str) -> str:
    """The mark that only who has the key of this installation can make."""
    return salted_hmac(_DOEL, f"{soort} {rij} {afdruk}", algorithm="sha256").hexdigest()


def is_van_ons(regel: Zegelregel) -> bool:
    """Whether the application wrote this line, with the key of now or one before it."""
    return _is_merk(regel.zegel, f"{regel.soort} {regel.rij} {regel.afdruk}")


def merk_van_kop(keten: str, nummer: int, zegel: str) -> str:
    """The mark of a head of this chain (its number and seal)."""
    return salted_hmac(f"{_DOEL}.{keten}", f"{nummer} {zegel}", algorithm="sha256").hexdigest()


def is_kop_van_ons(keten: str, gemerkt: str, nummer: int, zegel: str) -> bool:
    """Whether the application gave this head of this chain that mark, with the key of now or one before it."""
    return _is_merk(gemerkt, f"{nummer} {zegel}", f"{_DOEL}.{keten}")


def _is_merk(gegeven: str, tekst: str, doel: str = _DOEL) -> bool:
    sleutels = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    merken = (salted_hmac(doel, tekst, secret=sleutel, algorithm="sha256").hexdigest() for sleutel in sleutels)
    return any(constant_time_compare(een, gegeven) for een in merken)


# Laying it down -------------------------------------------------------------------------------------------------------


def soorten_van(model: type[models.Model]) -> list[type[models.Model]]:
    """The tables that a row of this model stands in and that are sealed: its own, and of a kind of zaak that of the
    zaak too."""
    return [een for een in (*model._meta.get_parent_list(), model) if is_verzegeld(een)]


def is_verzegeld(model: type[models.Model]) -> bool:
    """Whether every row of this model has a print."""
    return model._meta.managed and (issubclass(model, Verzegeld) or model._meta.label in VAN_ANDEREN)


def leg(model: type[M], rijen: Iterable[M]) -> None:
    """Lay down the print of these rows as they are in memory: whole, and just written."""
    per_rij = [[_waarde(rij, naam) for naam in kolommen(model)] for rij in rijen]
    if any(hasattr(waarde, "resolve_expression") for waarden in per_rij for waarde in waarden):
        leg_gelezen(model, [waarden[0] for waarden in per_rij])
        return
    lezers = _lezers(model)
    _leg(model, ([lees(waarde) for lees, waarde in zip(lezers, waarden, strict=True)] for waarden in per_rij))


def _waarde(rij: models.Model, naam: str) -> Any:
    return rij.pk if naam == "pk" else getattr(rij, naam)


def leg_gelezen(model: type[models.Model], sleutels: Collection[int]) -> None:
    """Lay down the print of the rows with these keys as they stand in the database, in this transaction."""
    if sleutels:
        _leg(model, alle(model).filter(pk__in=sleutels).values_list(*kolommen(model)))


def leg_weg(model: type[models.Model], sleutels: Iterable[int]) -> None:
    """Lay down that the rows with these keys went."""
    soort = model._meta.label_lower
    Zegelregel.objects.bulk_create(
        [Zegelregel(soort=soort, rij=rij, zegel=merk(soort, rij, "")) for rij in sleutels], batch_size=1000
    )


def _leg(model: type[models.Model], rijen: Iterable[Sequence[Any]]) -> None:
    soort, regels = model._meta.label_lower, []
    for waarden in rijen:
        zout = secrets.token_urlsafe(16)
        afdruk = bereken(model, waarden, zout)
        regel = Zegelregel(soort=soort, rij=waarden[0], zout=zout, afdruk=afdruk)
        regel.zegel = merk(soort, regel.rij, afdruk)
        regels.append(regel)
    Zegelregel.objects.bulk_create(regels, batch_size=1000)


def werk_een_bij(rij: models.Model, nieuw: Mapping[str, Any], eis: Mapping[str, Any], *, zeg: str = "") -> int | None:
    """Write these values (by column) into this one row, with its print, in one statement: when the row still holds what
    `eis` says, and of what is sealed all that it holds in memory. Returns the number of the transaction; None when
    nothing was written, and whoever asks must look at the row first, as `update` does.

    For who marks row after row (the sender): the ordinary road holds the row, reads it, writes it and lays down the
    print, in four statements. A row of one sealed table, and PostgreSQL; another database gives None. Who listens on
    the channel `zeg` hears the number when it is committed.
    """
    model, verbinding = type(rij), connections[router.db_for_write(type(rij), instance=rij)]
    if verbinding.vendor != "postgresql" or soorten_van(model) != [model]:
        return None
    was = [_waarde(rij, naam) for naam in kolommen(model)]
    wordt = [nieuw.get(naam, waarde) for naam, waarde in zip(kolommen(model), was, strict=True)]
    zout = secrets.token_urlsafe(16)
    afdruk = bereken(model, [lees(waarde) for lees, waarde in zip(_lezers(model), wordt, strict=True)], zout)
    soort = model._meta.label_lower
    vast = dict(zip(kolommen(model), was, strict=True)) | dict(eis)
    waarden = [*_als_kolom(model, nieuw, verbinding), *_als_kolom(model, vast, verbinding)]
    with verbinding.cursor() as cursor:
        cursor.execute(
            _in_een(model, tuple(nieuw), tuple(vast), bool(zeg)),
            [*waarden, soort, zout, afdruk, merk(soort, rij.pk, afdruk), *([zeg] if zeg else [])],
        )
        gedaan = cursor.fetchone()
    return int(gedaan[0]) if gedaan else None


@cache
def _in_een(model: type[models.Model], nieuw: tuple[str, ...], vast: tuple[str, ...], met_woord: bool) -> str:
    def kolom(naam: str) -> str:
        return f'"{_veld(model, naam).column}"'

    sleutel, regels = kolom("pk"), Zegelregel._meta.db_table
    zet = ", ".join(f"{kolom(naam)} = %s" for naam in nieuw)
    waar = " AND ".join(f"{kolom(naam)} IS NOT DISTINCT FROM %s" for naam in vast if naam != "pk")
    nummer = "pg_current_xact_id()::text"
    terug = f"{nummer}, pg_notify(%s, {nummer})" if met_woord else nummer
    return (
        f'WITH geschreven AS (UPDATE "{model._meta.db_table}" SET {zet} '  # noqa: S608 - our own names  # nosec B608
        f"WHERE {sleutel} = %s AND {waar} RETURNING {sleutel}) "
        f'INSERT INTO "{regels}" (soort, rij, zout, afdruk, zegel) '
        f"SELECT %s, {sleutel}, %s, %s, %s FROM geschreven RETURNING {terug}"
    )


def _veld(model: type[models.Model], naam: str) -> Any:
    return model._meta.pk if naam == "pk" else _per_kolom(model)[naam]


@cache
def _per_kolom(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    return {veld.attname: veld for veld in model._meta.local_concrete_fields}


def _als_kolom(model: type[models.Model], waarden: Mapping[str, Any], verbinding: Any) -> list[Any]:
    """These values as the database takes them."""
    return [_veld(model, naam).get_db_prep_save(waarde, verbinding) for naam, waarde in waarden.items()]


def alle(model: type[models.Model]) -> "QuerySet[Any]":
    """The rows of this model in whatever world, without what a manager leaves out."""
    # Without an order of their own: that of a kind of zaak is of its zaak, and would join it.
    return model._base_manager.order_by()


@cache
def _lezers(model: type[models.Model]) -> tuple[Any, ...]:
    """Per column of `kolommen`: what makes of a value in memory what the database will give back."""
    return tuple(_lezer(veld) for veld in (model._meta.pk, *velden(model)))


def _lezer(veld: Any) -> Any:
    if isinstance(veld, JSONField):
        return lambda waarde: json.loads(json.dumps(waarde, cls=veld.encoder))
    while veld.remote_field is not None:
        veld = veld.target_field
    return lambda waarde: veld.to_python(veld.get_prep_value(waarde))


class Zegelrijen(models.QuerySet[M]):
    """Rows that leave a print with every verb that writes them; of a model that is not sealed, rows like any other."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """As of Django. Raises ValueError when it may pass over rows: nobody knows then which were written."""
        if not is_verzegeld(self.model):
            return super().bulk_create(objs, *args, **kwargs)
        if kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts"):
            raise ValueError(f"{self.model._meta.label} is verzegeld")
        with transaction.atomic(using=self.db, savepoint=False):
            rijen = super().bulk_create(objs, *args, **kwargs)
            leg(self.model, rijen)
        return rijen

    def update(self, **kwargs: Any) -> int:
        """As of Django. A change of what is not sealed costs nothing more."""
        soorten = _geraakt(self.model, kwargs)
        if not soorten or self.query.is_sliced:
            return super().update(**kwargs)
        with transaction.atomic(using=self.db, savepoint=False):
            # Held before they are read and until the end: the last print of a row is of the last that wrote it.
            welke: Any = self.order_by().values("pk")
            gelezen = {}
            for soort in soorten:
                gelezen[soort] = _houd_vast(soort, welke)
                welke = [waarden[0] for waarden in gelezen[soort]]
            gedaan = super(Zegelrijen, self.filter(pk__in=welke)).update(**kwargs)
            for soort, rijen in gelezen.items():
                if gedaan == len(rijen) and not any(
                    hasattr(waarde, "resolve_expression") for waarde in kwargs.values()
                ):
                    _leg(soort, _met(soort, rijen, kwargs))
                else:
                    leg_gelezen(soort, [waarden[0] for waarden in rijen])
        return gedaan

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        """As of Django, with what goes along."""
        if not is_verzegeld(self.model) or self.query.is_sliced or self.query.distinct_fields:
            return super().delete()
        weg: Any = self.all()
        weg._for_write = True
        weg.query.select_for_update = False
        weg.query.select_related = False
        weg.query.clear_ordering(force=True)
        verzamelaar = Collector(using=weg.db, origin=self)
        verzamelaar.collect(weg)
        gedaan = _haal_weg(verzamelaar, weg.db)
        self._result_cache = None
        return gedaan

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


def _geraakt(model: type[models.Model], namen: Collection[str] | None) -> list[type[models.Model]]:
    """The tables of which something sealed is written, when these fields are; all of them without names."""
    soorten = soorten_van(model)
    if namen is None:
        return soorten
    return [soort for soort in soorten if any({veld.name, veld.attname} & set(namen) for veld in velden(soort))]


def _houd_vast(model: type[models.Model], welke: Any) -> list[Sequence[Any]]:
    """These rows, held. In the order of their keys, as everything that holds more than one; and no stronger than the
    UPDATE that follows holds them: a key does not change, so who writes a row that points here need not wait."""
    rijen = alle(model).filter(pk__in=welke).order_by("pk").select_for_update(no_key=True)
    return list(rijen.values_list(*kolommen(model)))


def _met(model: type[models.Model], rijen: list[Sequence[Any]], nieuw: dict[str, Any]) -> Iterable[Sequence[Any]]:
    """These rows with the new values, as the database will give them back."""
    plekken = {}
    for plek, (veld, lees) in enumerate(zip(velden(model), _lezers(model)[1:], strict=True), start=1):
        naam = veld.name if veld.name in nieuw else veld.attname
        if naam in nieuw:
            waarde = nieuw[naam]
            plekken[plek] = lees(waarde.pk if isinstance(waarde, models.Model) else waarde)
    for rij in rijen:
        yield [plekken.get(plek, waarde) for plek, waarde in enumerate(rij)]


def _haal_weg(verzamelaar: Collector, using: str) -> tuple[int, dict[str, int]]:
    """Take away what was collected, and lay down of each sealed row that it went."""
    with transaction.atomic(using=using, savepoint=False):
        gaan: dict[type[models.Model], set[int]] = {}
        for model, rijen in verzamelaar.data.items():
            gaan.setdefault(model, set()).update(rij.pk for rij in rijen)
        for vlug in verzamelaar.fast_deletes:
            if is_verzegeld(vlug.model):
                gaan.setdefault(vlug.model, set()).update(vlug.values_list("pk", flat=True))
        gedaan = verzamelaar.delete()
        for model, sleutels in gaan.items():
            if is_verzegeld(model):
                leg_weg(model, sorted(sleutels))
    return gedaan


class Zegelbeheer(models.Manager[M]):
    """The manager of a sealed model that knows no worlds."""

    _queryset_class = Zegelrijen


class Verzegeld(models.Model):
    """Abstract: a row of the record. Every row that the product writes, changes or takes away leaves a print. Its
    manager is a `Zegelbeheer` or a `Wereldbeheer`; a test asks that of each.

    `ZEGEL_LOS`: the fields that change without one, because they say how far the work is and not what was recorded.
    """

    ZEGEL_LOS: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def save_base(
        self,
        raw: bool = False,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """As of Django, behind every `save`."""
        namen = None if update_fields is None else frozenset(update_fields)
        soorten = _geraakt(type(self), namen)
        db = using or router.db_for_write(type(self), instance=self)
        if not soorten:
            super().save_base(raw, force_insert, force_update, using, update_fields)
            return
        with transaction.atomic(using=db, savepoint=False):
            super().save_base(raw, force_insert, force_update, using, update_fields)
            for soort in soorten:
                if namen is None:
                    leg(soort, [self])
                else:  # the rest of the row in memory may be older than what stands there
                    leg_gelezen(soort, [self.pk])

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """As of Django, with what goes along. Raises ValueError for a row that is not stored."""
        if self.pk is None:
            raise ValueError(f"{self._meta.object_name} is nog niet opgeslagen")
        db = using or router.db_for_write(type(self), instance=self)
        verzamelaar = Collector(using=db, origin=self)
        verzamelaar.collect([self], keep_parents=keep_parents)
        return _haal_weg(verzamelaar, db)

    delete.alters_data = True  # type: ignore[attr-defined]
