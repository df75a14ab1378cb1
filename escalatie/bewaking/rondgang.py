"""How the auditor asks of all zaken what can only be asked of each: cut small, so that a round costs the same however
many there are.

A round asks of the zaken that changed since the last one (the lines of the seal say which),
of a part of the rest, and of those that were found broken and are not right yet. The parts together are all of it
within a day. How far it came stands in `Controlebeurt`: whoever goes on, goes on from there; when no whole walk was
made for longer than a day, that is an alarm (`beurten.achter`).
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import DatabaseError
from django.db.models import Q

from basis.navraag import navraag
from basis.toekomst import is_toekomst
from calamiteiten.models import Zaak
from calamiteiten.werelden import Zaken, zaken_van
from contacten import zegels
from contacten.models import Zegelregel
from escalatie.models import Controlebeurt

Vraag = Callable[[Zaken], Iterable[str]]
# The zaken of which something changed since this moment (aware).
Sinds = Callable[[datetime], Iterable[int]]
log = logging.getLogger(__name__)
# How many of the rest a round asks at least. More only when a day of rounds would not be enough: that is so above a
# million.
PER_RONDE, RONDEN_PER_DAG = 800, 1200
# What an invariant that rests between its turns makes up for at once: so many minutes of parts.
MEESTE_MINUTEN = 60
# How many changed lines a round goes through; the next goes on where it stopped.
REGELS_PER_RONDE = 20_000
# Asked of the database at once.
LADING = 2_000
# Whoever wrote what leaves no line may have committed it this much later.
MARGE = timedelta(minutes=5)
# Who finds more broken than this hears enough; the next walk finds the others again.
MEESTE_GEBROKEN = 2_000
# In how many parts a chain is cut: one for each minute of a day.
DELEN = 24 * 60
# What a round that goes on now read already (`samen`), by what was asked.
_gelezen: ContextVar[dict[Any, Any] | None] = ContextVar("gelezen", default=None)
T = TypeVar("T")


@contextmanager
def samen() -> Iterator[None]:
    """Within this block what every invariant asks of the round itself is read once: how far each came, the head of the
    seal, the zaken of the turn, and what changed between two lines of the seal. What is written meanwhile has its place
    after that head, and is asked in the next round."""
    merk = _gelezen.set({})
    try:
        yield
    finally:
        _gelezen.reset(merk)


def _eens(sleutel: Any, lees: Callable[[], T]) -> T:
    """What `lees` reads, kept under this key for as long as the round goes on."""
    gelezen = _gelezen.get()
    if gelezen is None:
        return lees()
    if sleutel not in gelezen:
        gelezen[sleutel] = lees()
    antwoord: T = gelezen[sleutel]
    return antwoord


def _kop() -> int:
    return _eens("kop", lambda: zegels.KETEN.kop()[0])


def ga_rond(nummer: int, vraag: Vraag, nu: datetime, ook: Sinds | None = None) -> list[str]:
    """The kenmerken that this question finds at `nu` (aware), of the zaken of this round; `ook` gives the zaken of
    which something changed since a moment that leaves no line. The mark moves only when all of them were asked: what
    breaks halfway is asked again."""
    beurt = _beurt(nummer, nu)
    einde = min(_kop(), beurt.tot + REGELS_PER_RONDE)
    deel, is_rond, is_alles = _deel(beurt, nu)
    # Who has them all has what changed: a zaak that is not in the part yet was written after that head of the seal.
    veranderd, is_gelezen = (set(), True) if is_alles else _veranderd(beurt.tot, einde)
    zaken = {*deel, *veranderd, *beurt.gebroken}
    if ook and not is_alles:
        # What a clock that was ahead wrote counts as well.
        zaken |= {*ook(min(beurt.gevraagd_op, nu) - MARGE)}
    gevonden = sorted({kenmerk for lading in _ladingen(zaken) for kenmerk in vraag(lading)})
    was = _stand(beurt)
    kapot = Zaak._base_manager.filter(kenmerk__in=gevonden[:MEESTE_GEBROKEN]).values_list("pk", flat=True)
    beurt.gebroken, beurt.plek = sorted(kapot) if gevonden else [], 0 if is_alles else deel[-1]
    beurt.tot = einde if is_gelezen else min(beurt.tot, einde)
    if is_rond or beurt.rond_op is None or is_toekomst(beurt.rond_op, nu):
        beurt.rond_op = nu
    if _stand(beurt) != was:
        beurt.save(update_fields=["gebroken", "tot", "plek", "rond_op"])
    return gevonden


def _stand(beurt: Controlebeurt) -> tuple[Any, ...]:
    return beurt.gebroken, beurt.tot, beurt.plek, beurt.rond_op


def ga_door(nummer: int, vraag: Callable[[Collection[int]], Iterable[str]], nu: datetime) -> list[str]:
    """What this question finds at `nu` (aware) in the parts of this turn: as many as there were minutes since the last
    one, from where that stopped. By the minute of the clock, what rests or misses a round would never come to some."""
    beurt = _beurt(nummer, nu)
    verder = beurt.plek + min(max(round((nu - beurt.gevraagd_op) / timedelta(minutes=1)), 1), MEESTE_MINUTEN)
    gevonden = sorted(set(vraag([deel % DELEN for deel in range(beurt.plek, verder)])))
    if verder >= DELEN or beurt.rond_op is None or is_toekomst(beurt.rond_op, nu):
        beurt.rond_op = nu
    beurt.plek = verder % DELEN
    beurt.save(update_fields=["plek", "rond_op"])
    return gevonden


def _beurt(nummer: int, nu: datetime) -> Controlebeurt:
    """The row of this invariant. A new one begins its walk now: what changed before is in it."""
    beurt = _eens("beurten", Controlebeurt.objects.in_bulk).get(nummer)
    if beurt is not None and beurt.rond_op is not None:
        return beurt
    beurt = beurt or Controlebeurt(nummer=nummer, gevraagd_op=nu, duur=timedelta())
    beurt.tot, beurt.rond_op = _kop(), nu
    # Two auditors at once leave one row.
    return Controlebeurt.objects.bulk_create(
        [beurt], update_conflicts=True, unique_fields=["nummer"], update_fields=["tot", "rond_op"]
    )[0]


def _deel(beurt: Controlebeurt, nu: datetime) -> tuple[list[int], bool, bool]:
    """The zaken of this turn in the order of the walk, whether they are its last, and whether they are all there are. A
    walk that ends begins anew at once, so that the few of a small installation are all asked in every round."""
    alle = Zaak._base_manager.order_by("pk").values_list("pk", flat=True)
    aantal = _aantal(_eens("hoogste", lambda: alle.reverse().first() or 0), beurt.gevraagd_op, nu)
    plek = beurt.plek
    verder = _eens(("verder", plek, aantal), lambda: list(alle.filter(pk__gt=plek)[:aantal]))
    rest = aantal - len(verder)
    if not rest:
        return verder, False, False
    voor = _eens(("rest", plek, rest), lambda: list(alle.filter(pk__lte=plek)[:rest]))
    return [*verder, *voor], True, len(voor) < rest


def _aantal(hoogste: int, gevraagd_op: datetime, nu: datetime) -> int:
    """How many zaken this turn takes when `hoogste` is the highest key, after a rest since `gevraagd_op`."""
    minuten = min(max(int((nu - gevraagd_op) / timedelta(minutes=1)), 1), MEESTE_MINUTEN)
    return max(PER_RONDE, -(-hoogste // RONDEN_PER_DAG) * minuten)


def _veranderd(tot: int, einde: int) -> tuple[set[int], bool]:
    """The zaken that were written to since the mark, up to this line of the seal, in whatever world; and whether all
    kinds of rows could be read. A line that has no place yet is asked again when it has."""
    return _eens(("veranderd", tot, einde), lambda: _lees_veranderd(tot, einde))


def _lees_veranderd(tot: int, einde: int) -> tuple[set[int], bool]:
    nog = Q(volgnummer__gt=tot, volgnummer__lte=einde) | Q(volgnummer__isnull=True)
    rijen: dict[str, set[int]] = defaultdict(set)
    for soort, rij in Zegelregel.objects.filter(nog, soort__in=zegels.soorten()).values_list("soort", "rij"):
        rijen[soort].add(rij)
    zaken: set[int] = set()
    is_gelezen = True
    for soort, sleutels in rijen.items():
        try:
            with navraag():
                zaken |= {zaak for deel in _ladingen(sleutels) for zaak in zaken_van(zegels.soorten()[soort], deel)}
        except DatabaseError:
            # A table that is broken takes no question about another with it; the mark waits for it.
            log.exception("rows of %s cannot be read", soort)
            is_gelezen = False
    return zaken, is_gelezen


def _ladingen(sleutels: Collection[int]) -> Iterator[list[int]]:
    op_rij = sorted(sleutels)
    yield from (op_rij[i : i + LADING] for i in range(0, len(op_rij), LADING))
