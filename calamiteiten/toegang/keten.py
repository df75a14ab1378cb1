"""The chain of who looked: each row gets a number and a seal over itself and the row before it.

A row is written without one, so that no reader waits for another: one lock on the end of a chain would put all readers
in a line. The round seals what is new, in order, and only one round at a time does. Until then (half a minute) a row
has the mark of the application (`contacten/models/merken.py`): what has none is named and not sealed. In that time
whoever rules the database can take a row away unseen; after that a changed, removed or reordered row breaks the chain.
What is taken off its end, or written anew from somewhere on, breaks nothing: the head has the mark of the application
for that, and leaves the house in a daily mail (`basis/keten.py`, docs/besluiten/0037).
"""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from basis.keten import Keten
from basis.regio import KORTSTE_HERKOMST
from calamiteiten.models import Inzage
from contacten.kop import Kop
from contacten.models import Zegelstand, van_ons

# What of a row is sealed: all of it. Of where somebody was a print, so that the words can go when their term is over
# and the chain stays whole (docs/besluiten/0068).
VELDEN = ("pk", *Inzage.GEMERKT)
# What is asked of the chain in every round, and in how many parts the rest of it is.
RECENT, MINUTEN = 5000, 24 * 60
# Under what name it is kept where it was broken: a part that was asked has its turn again a day later. So many of it.
NAAM, MEESTE_GEBROKEN = "inzage", 2_000
_LEES = 5000


def herkomst_van(waar: str) -> dict[str, str]:
    """From where somebody looked, as fields of a row: the words, a salt, and the print of both that is sealed."""
    if not waar:
        return {}
    zout, tekst = secrets.token_hex(8), waar[:50]
    return {"herkomst": tekst, "herkomst_zout": zout, "herkomst_afdruk": _afdruk(zout, tekst)}


def _afdruk(zout: str, tekst: str) -> str:
    return hashlib.sha256(f"{zout} {tekst}".encode()).hexdigest()


def _klopt(afdruk: str, tekst: str, zout: str) -> bool:
    """Whether it is as it was sealed, or was erased whole."""
    return _afdruk(zout, tekst) == afdruk if zout else not tekst


HOOFD = Kop("inzage.kop")
KETEN = Keten(
    lambda: Inzage,
    VELDEN,
    7_301_337,
    van_ons,
    mag_verder=HOOFD.mag_verder,
    nieuwe_kop=HOOFD.merk,
    ook=("herkomst", "herkomst_zout"),
    klopt=_klopt,
)
kop, kop_tot, zegel_van = KETEN.kop, KETEN.kop_tot, KETEN.zegel_van


def verzegel() -> int:
    """Seal what is there and has no seal yet; returns how many. What the application did not write gets none, and
    nothing gets one behind a head that it did not make."""
    return KETEN.verzegel()


@transaction.atomic
def neem_op() -> None:
    """Seal what is there and mark the head as ours, whoever made it: of a back-up that was made with another key, or
    after the key was replaced. Who asks this vouches for what stands there."""
    replace(KETEN, mag_erin=list, mag_verder=lambda nummer, zegel: True).verzegel()
    HOOFD.merk(*KETEN.kop())


def wis_herkomst(nu: datetime) -> int:
    """Erase from where somebody looked, of what is past the term of the region at `nu` (aware); of how many rows. That
    he looked, and at what, stays. Called by night."""
    grens = nu - timedelta(days=settings.REGIO.inzage.herkomst_dagen)
    # Of what the database would refuse, by its own clock, nothing is asked: one row of it would keep all others.
    oude = Inzage.objects.filter(op__lt=grens, volgnummer__isnull=False).exclude(herkomst_zout="")
    oude = oude.filter(op__lt=Now() - timedelta(days=KORTSTE_HERKOMST + 1))
    return oude.update(herkomst="", herkomst_zout="")


def breuken() -> Iterator[str]:
    """Every place where the chain is broken: a number that is missing, a row that is not as it was sealed, a row or a
    head that the application did not make."""
    yield from (f"inzage {nummer}" for nummer in sorted(_breuken(1)))
    yield from _zonder_merk()
    yield from HOOFD.vreemd(KETEN)


def _breuken(van: int, tot: int | None = None) -> set[int]:
    """The numbers at which it is broken from this one to that (the end). Broken is too what was erased sooner than the
    database allows: whoever did that, went past it."""
    hier = Inzage.objects.filter(volgnummer__gte=van, op__gt=Now() - timedelta(days=KORTSTE_HERKOMST))
    gewist = hier.filter(herkomst_zout="").exclude(herkomst_afdruk="").order_by()
    te_vroeg = gewist if tot is None else gewist.filter(volgnummer__lte=tot)
    return {*KETEN.breuken(van, tot), *(nummer or van for nummer in te_vroeg.values_list("volgnummer", flat=True))}


def gebroken(nu: datetime, delen: Collection[int] = ()) -> Iterator[str]:
    """Audit at `nu` (aware): where the chain is broken, in its last rows, in these parts of the rest (without any: that
    of this minute), at its head, and where it was broken before and still is. In a day all of it is asked; all of it
    every minute would take longer than a minute within a year."""
    stand, _ = Zegelstand.objects.get_or_create(naam=NAAM)
    eind = max(kop()[0] - RECENT, 0)
    lengte = -(-eind // MINUTEN)
    kapot = {n for n in stand.gebroken if _breuken(n, n)}
    for begin in (deel * lengte for deel in delen or [nu.hour * 60 + nu.minute]):
        if begin < eind:
            kapot |= _breuken(begin + 1, min(begin + lengte, eind))
    kapot |= _breuken(eind + 1)
    if (nieuw := sorted(kapot)[:MEESTE_GEBROKEN]) != stand.gebroken:
        stand.gebroken = nieuw
        stand.save(update_fields=["gebroken"])
    yield from (f"inzage {nummer}" for nummer in sorted(kapot))
    yield from _zonder_merk()
    yield from HOOFD.vreemd(KETEN)


def _zonder_merk() -> Iterator[str]:
    """The rows without a place that the application did not write: the round leaves them."""
    na = 0
    while wachtend := list(Inzage.objects.filter(volgnummer=None, pk__gt=na).order_by("pk")[:_LEES]):
        na, onze = wachtend[-1].pk, {rij.pk for rij in van_ons(wachtend)}
        yield from (f"inzage zonder merk, rij {rij.pk}" for rij in wachtend if rij.pk not in onze)
