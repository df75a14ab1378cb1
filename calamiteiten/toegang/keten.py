"""The chain of who looked: each row gets a number and a seal over itself and the row before it.

A row is written without one, so that no reader waits for another: one lock on the end of a chain would put all readers
in a line. The round seals what is new, in order, and only one round at a time does. Until then (half a minute) whoever
rules the database can take a row away unseen; after that a changed, removed or reordered row breaks the chain, and the
head of it leaves the house in a daily mail (docs/besluiten/0037).
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from calamiteiten.models import Inzage

# What of a row is sealed: all of it.
VELDEN = (
    "pk",
    "op",
    "gebruiker_id",
    "contactpersoon_id",
    "rol",
    "soort",
    "wat",
    "wereld",
    "adres",
    "filter",
    "aantal",
    "uitkomst",
    "doel",
    "herkomst",
)
LADING = 1000
# What is asked of the chain in every round, and in how many parts the rest of it is.
RECENT, MINUTEN = 5000, 24 * 60
# The number of the latch that one round holds while it seals (PostgreSQL; SQLite has one writer by itself).
_SLOT = 7_301_337


def verzegel() -> int:
    """Seal what is there and has no seal yet, load after load; returns how many."""
    gedaan = 0
    while aantal := _verzegel_lading():
        gedaan += aantal
        if aantal < LADING:
            break
    return gedaan


@transaction.atomic
def _verzegel_lading() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SLOT])
            if not cursor.fetchone()[0]:  # another round is sealing
                return 0
    nummer, vorige = kop()
    # Whoever began earlier and wrote later comes in a later load: the number says the order, not the key.
    rijen = list(Inzage.objects.filter(volgnummer__isnull=True).order_by("pk")[:LADING])
    for rij in rijen:
        nummer += 1
        vorige = bereken([getattr(rij, veld) for veld in VELDEN], nummer, vorige)
        rij.volgnummer, rij.zegel = nummer, vorige
    Inzage.objects.bulk_update(rijen, ["volgnummer", "zegel"], batch_size=200)
    return len(rijen)


def kop() -> tuple[int, str]:
    """The number and the seal of the last row of the chain; 0 and "" when there is none."""
    laatste = Inzage.objects.filter(volgnummer__isnull=False).order_by("-volgnummer")
    rij = laatste.first()
    return (rij.volgnummer or 0, rij.zegel) if rij else (0, "")


def kop_tot(moment: datetime) -> tuple[int, str]:
    """The number and the seal of the last row that was read before this moment (aware)."""
    laatste = Inzage.objects.filter(volgnummer__isnull=False, op__lt=moment).order_by("-volgnummer")
    rij = laatste.first()
    return (rij.volgnummer or 0, rij.zegel) if rij else (0, "")


def zegel_van(nummer: int) -> str:
    """The seal of the row with this number; empty when there is none."""
    return Inzage.objects.filter(volgnummer=nummer).values_list("zegel", flat=True).first() or ""


def bereken(waarden: list[Any], nummer: int, vorige: str) -> str:
    """The seal of a row (its values in the order of VELDEN) with this number after the row with seal `vorige`: the same
    before it is stored and after it is read back."""
    sleutel, op, *rest = waarden
    regel = json.dumps([vorige, nummer, sleutel, op.astimezone(UTC).isoformat(), *rest], separators=(",", ":"))
    return hashlib.sha256(regel.encode()).hexdigest()


def breuken(van: int = 1, tot: int | None = None) -> Iterator[str]:
    """Every place where the chain is broken from this number to that (the end): a number that is missing, or a row
    that is not as it was sealed."""
    verwacht, vorige = van - 1, zegel_van(van - 1) if van > 1 else ""
    rijen = Inzage.objects.filter(volgnummer__gte=van).order_by("volgnummer")
    rijen = rijen if tot is None else rijen.filter(volgnummer__lte=tot)
    for *waarden, nummer, zegel in rijen.values_list(*VELDEN, "volgnummer", "zegel").iterator(chunk_size=5000):
        verwacht += 1
        if nummer != verwacht:
            yield f"inzage {verwacht}"
        if bereken(waarden, nummer, vorige) != zegel:
            yield f"inzage {nummer}"
        verwacht, vorige = nummer, zegel


def gebroken(nu: datetime) -> Iterator[str]:
    """Audit at `nu` (aware): where the chain is broken, in its last rows and in the part of the rest that is of this
    minute. In a day all of it is asked; all of it every minute would take longer than a minute within a year."""
    eind = max(kop()[0] - RECENT, 0)
    deel = -(-eind // MINUTEN)
    begin = (nu.hour * 60 + nu.minute) * deel
    if begin < eind:
        yield from breuken(begin + 1, min(begin + deel, eind))
    yield from breuken(eind + 1)
