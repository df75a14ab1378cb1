"""The chain of who looked: each row gets a number and a seal over itself and the row before it.

A row is written without one, so that no reader waits for another: one lock on the end of a chain would put all readers
in a line. The round seals what is new, in order, and only one round at a time does. Until then (half a minute) whoever
rules the database can take a row away unseen; after that a changed, removed or reordered row breaks the chain, and the
head of it leaves the house in a daily mail (`basis/keten.py`, docs/besluiten/0037).
"""

from collections.abc import Iterator
from datetime import datetime

from basis.keten import Keten
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
# What is asked of the chain in every round, and in how many parts the rest of it is.
RECENT, MINUTEN = 5000, 24 * 60
KETEN = Keten(lambda: Inzage, VELDEN, 7_301_337)
kop, kop_tot, zegel_van = KETEN.kop, KETEN.kop_tot, KETEN.zegel_van


def verzegel() -> int:
    """Seal what is there and has no seal yet; returns how many."""
    return KETEN.verzegel()


def breuken(van: int = 1, tot: int | None = None) -> Iterator[str]:
    """Every place where the chain is broken from this number to that (the end): a number that is missing, or a row
    that is not as it was sealed."""
    yield from (f"inzage {nummer}" for nummer in KETEN.breuken(van, tot))


def gebroken(nu: datetime) -> Iterator[str]:
    """Audit at `nu` (aware): where the chain is broken, in its last rows and in the part of the rest that is of this
    minute. In a day all of it is asked; all of it every minute would take longer than a minute within a year."""
    eind = max(kop()[0] - RECENT, 0)
    deel = -(-eind // MINUTEN)
    begin = (nu.hour * 60 + nu.minute) * deel
    if begin < eind:
        yield from breuken(begin + 1, min(begin + deel, eind))
    yield from breuken(eind + 1)
