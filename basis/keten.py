"""A chain: rows that only grow get a number and a seal over themselves and the row before them.

A row is written without a place in the chain, so that no writer waits for another: one lock on the end of a chain would
put all of them in a line. The round gives each its place, and only one round at a time does. A changed, removed or
reordered row breaks the chain, and its head leaves the house in a daily mail.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import QuerySet

LADING = 1000
_LEES = 5000


def _plat(waarde: object) -> str:
    """What JSON does not know, as text that is the same before it is stored and after it is read back."""
    return waarde.astimezone(UTC).isoformat() if isinstance(waarde, datetime) else str(waarde)


@dataclass(frozen=True)
class Keten:
    """The chain of a model with the fields `volgnummer` (empty until the row has its place) and `zegel`.

    `velden`: what of a row is sealed, its key first. `slot`: the number of the latch that one round holds while it
    gives places (PostgreSQL; SQLite has one writer by itself). `mag_erin`: which rows of a load may have a
    place: those that the application wrote, and SQL that somebody typed did not.
    `mag_verder`: whether the chain may grow from this head (number, seal); `nieuwe_kop`: what is done with one that a
    round made, in its transaction. `ook` and `klopt`: fields of a row that are not sealed themselves, and whether they
    agree with the last of `velden`, that is.
    """

    model: Callable[[], type[models.Model]]
    velden: tuple[str, ...]
    slot: int
    mag_erin: Callable[[list[Any]], Iterable[Any]]
    mag_verder: Callable[[int, str], bool] = lambda nummer, zegel: True
    nieuwe_kop: Callable[[int, str], None] = lambda nummer, zegel: None
    ook: tuple[str, ...] = ()
    klopt: Callable[..., bool] = lambda *_: True

    @property
    def rijen(self) -> "QuerySet[Any]":
        """All rows, those without a place too."""
        return self.model()._default_manager.all()

    def verzegel(self, lading: int = LADING) -> int:
        """Give every row a place that has none yet and may have one, load after load; returns how many."""
        gedaan, tot = 0, 0
        while True:
            bekeken, verzegeld, tot = self._verzegel_lading(lading, tot)
            gedaan += verzegeld
            if bekeken < lading:
                return gedaan

    @transaction.atomic
    def _verzegel_lading(self, lading: int, na: int) -> tuple[int, int, int]:
        """One load of the rows with a higher key than `na`: how many were there, how many have a place now, and the
        highest key among them."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [self.slot])
                if not cursor.fetchone()[0]:  # another round is doing this
                    return 0, 0, na
        # Whoever began earlier and wrote later comes in a later load: the number says the order, not the key.
        gelezen = list(self.rijen.filter(volgnummer__isnull=True, pk__gt=na).order_by("pk")[:lading])
        nummer, vorige = self.kop()
        if not gelezen or not self.mag_verder(nummer, vorige):
            return 0, 0, na
        erbij = list(self.mag_erin(gelezen))
        for rij in erbij:
            nummer += 1
            vorige = bereken([getattr(rij, veld) for veld in self.velden], nummer, vorige)
            rij.volgnummer, rij.zegel = nummer, vorige
        self._schrijf(erbij)
        if erbij:
            self.nieuwe_kop(nummer, vorige)
        return len(gelezen), len(erbij), gelezen[-1].pk

    def _schrijf(self, rijen: list[Any]) -> None:
        """One statement, for both databases: the CASE of `bulk_update` took ten times as long."""
        if not rijen:
            return
        tabel = connection.ops.quote_name(self.model()._meta.db_table)
        waarden = [waarde for rij in rijen for waarde in (rij.pk, rij.volgnummer, rij.zegel)]
        nieuw = ", ".join(["(%s, %s, %s)"] * len(rijen))
        opdracht = (
            f"UPDATE {tabel} SET volgnummer = nieuw.column2, zegel = nieuw.column3 "  # noqa: S608 - our own name  # nosec B608
            f"FROM (VALUES {nieuw}) AS nieuw WHERE {tabel}.id = nieuw.column1"
        )
        with connection.cursor() as cursor:
            cursor.execute(opdracht, waarden)

    def kop(self) -> tuple[int, str]:
        """The number and the seal of the last row of the chain; 0 and "" when there is none."""
        return self._laatste(self.rijen)

    def kop_tot(self, moment: datetime) -> tuple[int, str]:
        """The number and the seal of the last row from before this moment (aware); of a model with `op`."""
        return self._laatste(self.rijen.filter(op__lt=moment))

    def zegel_van(self, nummer: int) -> str:
        """The seal of the row with this number; empty when there is none."""
        return str(self.rijen.filter(volgnummer=nummer).values_list("zegel", flat=True).first() or "")

    def breuken(self, van: int = 1, tot: int | None = None, vorige: str | None = None) -> Iterator[int]:
        """Every number from this one to that (the end) at which the chain is broken: it is missing, or its row is not
        as it was sealed. `vorige`: the seal of the row before `van`, if that is known better than by reading it."""
        verwacht = van - 1
        if vorige is None:
            vorige = self.zegel_van(verwacht) if verwacht else ""
        # From the begin on, whatever its number is: the chain counts from one, and who adds a row need not.
        rijen = self.rijen.filter(volgnummer__gte=van if verwacht else 0).order_by("volgnummer")
        rijen = rijen if tot is None else rijen.filter(volgnummer__lte=tot)
        velden, aantal = (*self.velden, *self.ook, "volgnummer", "zegel"), len(self.velden)
        for *waarden, nummer, zegel in rijen.values_list(*velden).iterator(_LEES):
            verwacht += 1
            if nummer != verwacht:
                yield verwacht
            is_zelfde = bereken(waarden[:aantal], nummer, vorige) == zegel
            if not is_zelfde or not self.klopt(*waarden[aantal - 1 :]):
                yield nummer or van
            verwacht, vorige = nummer, zegel
        if tot is not None and verwacht < tot:
            yield verwacht + 1

    @staticmethod
    def _laatste(rijen: "QuerySet[Any]") -> tuple[int, str]:
        rij = rijen.filter(volgnummer__isnull=False).order_by("-volgnummer").first()
        return (rij.volgnummer, rij.zegel) if rij else (0, "")


plat = json.JSONEncoder(separators=(",", ":"), default=_plat).encode


def bereken(waarden: list[Any], nummer: int, vorige: str) -> str:
    """The seal of a row (its values in the order of the chain) with this number after the row with seal `vorige`: the
    same before it is stored and after it is read back."""
    return hashlib.sha256(plat([vorige, nummer, *waarden]).encode()).hexdigest()
