"""The index of words kept equal to the facts: what was written since, is made anew (docs/besluiten/0057).

Nothing that writes a fact knows of the index. Whatever writes one leaves a print (`contacten/models/zegels.py`), and
that row is what is read here: the round reads the chain of prints, a search reads the few that have no place yet. So no
verb can forget it, and a row of the index is never a second truth. A fault in one zaak leaves that one without rows,
and neither another zaak, nor the round, nor a search waits for it.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from calamiteiten.models import Zaak
from calamiteiten.statussen import PARAATHEID
from calamiteiten.werelden import zaken_van
from contacten.models import Zegelregel
from contacten.zegels import soorten
from escalatie.models import Zoekrij, Zoekstand

from .teksten import rijen_van

log = logging.getLogger(__name__)
LADING = 200
# So many zaken a round makes anew, about: what follows in the round is waiting (a first start, a destruction of years).
PER_RONDE = 2000
# A search makes so many zaken anew at most, before it answers; the round does the rest.
VOOR_EEN_VRAAG = 50
_VELDEN = ("zaak_id", "bron", "waar", "tekst", "woorden", "sleutels", "ontvangen_op")


def volg(hoogstens: int | None = None) -> int:
    """Read the chain of prints from where the last round came, until so many zaken were made anew (None: to its end);
    returns how many that were. The next round goes on where this one stopped, also when a search is at it now."""
    gedaan = 0
    while hoogstens is None or gedaan < hoogstens:
        try:
            stuk = _volg_een_stuk()
        except IntegrityError:
            # A zaak was destroyed between reading and writing: asked again, it is not there.
            log.warning("the search index lost a zaak on the way; the next round goes on")
            break
        if stuk is None:
            break
        gedaan += stuk
    return gedaan


@transaction.atomic
def _volg_een_stuk() -> int | None:
    """How many zaken were made anew; None when there is nothing more, or another is at it."""
    stand = _houd_vast(wacht=False)
    if stand is None:
        return None
    regels = list(
        Zegelregel.objects.filter(volgnummer__gt=stand.tot)
        .order_by("volgnummer")
        .values_list("volgnummer", "soort", "rij")[: LADING * 10]
    )
    if not regels:
        return None
    gedaan = _maak_opnieuw(_zaken(regels))
    Zoekstand.objects.filter(pk=stand.pk).update(tot=regels[-1][0])
    return gedaan


def werk_bij() -> None:
    """Make anew what was written since the last round, before a search: who recorded something finds it at once.
    Nothing when another search is at it already, when that is more than a search should wait for, or when the database
    does not write now: then what the index knows already is searched."""
    try:
        _werk_bij()
    except DatabaseError:
        log.exception("the search index could not be brought up to date before a search")


def _werk_bij() -> None:
    vers = Zoekstand.objects.values_list("vers", flat=True).first() or 0
    regels = _zonder_plek(vers)
    if not regels:
        return
    with transaction.atomic():
        stand = _houd_vast(wacht=False)
        if stand is None or stand.vers >= regels[-1][0]:
            return
        zaken = _zaken(regels)
        if len(zaken) <= VOOR_EEN_VRAAG:
            _maak_opnieuw(zaken)
            Zoekstand.objects.filter(pk=stand.pk).update(vers=regels[-1][0])


def maak_alles() -> int:
    """Make the whole index anew; returns how many zaken that are."""
    gedaan = 0
    for zaken in _alle_zaken():
        with transaction.atomic():
            _houd_vast()
            gedaan += _maak_opnieuw(zaken)
    return gedaan


def verschillen() -> Iterator[str]:
    """The kenmerken of the zaken of which the index says something else than the facts; after `volg`, none."""
    for zaken in _alle_zaken():
        nieuw, mislukt = _lees(zaken)
        anders = _anders(_staat_er(zaken), nieuw) | mislukt
        yield from Zaak._base_manager.filter(pk__in=anders).order_by("pk").values_list("kenmerk", flat=True)


def _alle_zaken() -> Iterator[list[int]]:
    laatste = 0
    rijen = Zaak._base_manager.exclude(zaaksoort=PARAATHEID).order_by("pk").values_list("pk", flat=True)
    while zaken := list(rijen.filter(pk__gt=laatste)[:LADING]):
        yield zaken
        laatste = zaken[-1]


def _houd_vast(*, wacht: bool = True) -> Any:
    """The one row that says how far this came, held: one at a time makes anew. None when it is held and nobody waits
    for it."""
    if not Zoekstand.objects.exists():
        Zoekstand.objects.get_or_create(pk=1)
    rijen = Zoekstand.objects.select_for_update(skip_locked=not wacht)
    return rijen.get() if wacht else rijen.first()


def _zonder_plek(na: int) -> list[tuple[int, str, int]]:
    rijen = Zegelregel.objects.filter(volgnummer__isnull=True, pk__gt=na).order_by("pk")
    return list(rijen.values_list("pk", "soort", "rij")[: LADING * 10])


def _zaken(regels: Iterable[tuple[int | None, str, int]]) -> set[int]:
    """The zaken of the rows that these lines are about. Of a row that went nobody knows the zaak any more; what takes
    one away records that in a step, which says it."""
    per_soort: dict[str, set[int]] = defaultdict(set)
    for _, soort, rij in regels:
        per_soort[soort].add(rij)
    bekend = soorten()
    return {
        zaak for soort, sleutels in per_soort.items() if soort in bekend for zaak in zaken_van(bekend[soort], sleutels)
    }


def _maak_opnieuw(zaken: Collection[int]) -> int:
    """Write the rows of these zaken that are other than they stand there; inside a transaction that holds the stand."""
    # In the order of their keys, as everything that touches more than one zaak.
    bij_lading = sorted(zaken)
    for begin in range(0, len(bij_lading), LADING):
        _schrijf(bij_lading[begin : begin + LADING])
    return len(bij_lading)


def _schrijf(zaken: list[int]) -> None:
    """These zaken together, and when that fails each by itself. One that cannot be made has no rows: what was taken
    back of it is found no more, and `verschillen` names it."""
    nieuw, _ = _lees(zaken)
    weg = _anders(_staat_er(zaken), nieuw)
    if not weg:
        return
    try:
        with transaction.atomic():
            _van(weg).delete()
            Zoekrij._base_manager.bulk_create((rij for rij in nieuw if rij.zaak_id in weg), batch_size=500)
    except Exception as fout:
        _ligt_aan_een_zaak(fout)
        if len(zaken) == 1:
            log.exception("zaak %s cannot be searched", zaken[0])
            _van(zaken).delete()
            return
        for zaak in zaken:
            _schrijf([zaak])


def _lees(zaken: list[int]) -> tuple[list[Zoekrij], set[int]]:
    """The rows as the facts say they should be, and the zaken of which that cannot be read."""
    try:
        with transaction.atomic():
            return rijen_van(zaken), set()
    except Exception as fout:
        _ligt_aan_een_zaak(fout)
        if len(zaken) == 1:
            log.exception("zaak %s cannot be read for the search index", zaken[0])
            return [], {*zaken}
        delen = [_lees([zaak]) for zaak in zaken]
        return [rij for rijen, _ in delen for rij in rijen], {zaak for _, mislukt in delen for zaak in mislukt}


def _ligt_aan_een_zaak(fout: Exception) -> None:
    """Raises this fault again when it is of the database itself (a lock, a line that fell away), and so of no zaak:
    then all of it is asked again. A text that is too large (class 54 of SQLSTATE) is of its zaak."""
    is_te_groot = str(getattr(fout.__cause__, "pgcode", "")).startswith("54")
    if isinstance(fout, OperationalError | InterfaceError) and not is_te_groot:
        raise fout


def _anders(er_is: Iterable[tuple[Any, ...]], nieuw: Iterable[Zoekrij]) -> set[int]:
    """The zaken of which what stands there is not what should."""
    hoort = {tuple(getattr(rij, veld) for veld in _VELDEN) for rij in nieuw}
    return {waarden[0] for waarden in set(er_is) ^ hoort}


def _staat_er(zaken: Collection[int]) -> list[tuple[Any, ...]]:
    return list(_van(zaken).values_list(*_VELDEN))


def _van(zaken: Collection[int]) -> "QuerySet[Zoekrij]":
    return Zoekrij._base_manager.filter(zaak__in=zaken).order_by()
