"""Whose turn it is at the auditor: what it asks in this round, and since when it did not ask the rest.

As long as all is asked within seconds, all is asked each minute. An invariant that takes long, because there is much to
go through, rests sixty times as long as it took and at most a day; so the auditor has an end, however much there is,
and keeps neither database nor worker busy. How far it came stands in rows: whoever goes on, goes on from there.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from basis.toekomst import is_toekomst
from escalatie.models import Controlebeurt

# What takes less than this has its turn each round.
SNEL = timedelta(seconds=5)
RUST = 60
LANGSTE_RUST = timedelta(days=1)
# Longer than this without a turn: the auditor cannot keep up, and somebody hears that.
LAAT = timedelta(hours=26)
# How long one round may begin with another question.
TIJD_PER_RONDE = timedelta(seconds=25)


def aan_de_beurt(nummers: Collection[int], nu: datetime) -> list[int]:
    """Which of these invariants have their turn at `nu` (aware): those of a day ago, then the quick ones, each time the
    longest unasked first. So whatever the time of a round leaves over has its turn in the next."""
    beurten = {beurt.nummer: beurt for beurt in Controlebeurt.objects.filter(nummer__in=nummers)}
    return sorted((n for n in nummers if _mag(beurten.get(n), nu)), key=lambda n: _plaats(beurten.get(n), nu))


def onthoud(duren: Mapping[int, timedelta], nu: datetime) -> None:
    """Keep that these were asked at `nu`, and how long each took. Two auditors at once leave one row."""
    Controlebeurt.objects.bulk_create(
        [Controlebeurt(nummer=nummer, gevraagd_op=nu, duur=duur) for nummer, duur in duren.items()],
        update_conflicts=True,
        unique_fields=["nummer"],
        update_fields=["gevraagd_op", "duur"],
    )


def achter(nummers: Collection[int], nu: datetime) -> list[int]:
    """Which of these invariants were not asked for more than a day, or of which the walk past all zaken was not made
    in that time. One that is asked no more by this version is not behind."""
    laat = Q(gevraagd_op__lt=nu - LAAT) | Q(rond_op__lt=nu - LAAT)
    rijen = Controlebeurt.objects.filter(laat, nummer__in=nummers)
    return list(rijen.order_by("nummer").values_list("nummer", flat=True))


def _mag(beurt: Controlebeurt | None, nu: datetime) -> bool:
    if beurt is None or beurt.duur < SNEL or is_toekomst(beurt.gevraagd_op, nu):
        return True
    return nu - beurt.gevraagd_op >= min(beurt.duur * RUST, LANGSTE_RUST)


def _plaats(beurt: Controlebeurt | None, nu: datetime) -> tuple[bool, bool, datetime]:
    if beurt is None or is_toekomst(beurt.gevraagd_op, nu):
        return False, False, nu - LANGSTE_RUST
    # The slow ones would never have their turn when the quick ones fill a round, and they are together no longer quick.
    is_lang_geleden = nu - beurt.gevraagd_op >= LANGSTE_RUST
    return not is_lang_geleden, beurt.duur >= SNEL, beurt.gevraagd_op
