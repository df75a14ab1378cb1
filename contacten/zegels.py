"""The rows of the record beside their prints: who changed, removed, added or swapped one with SQL is found
(docs/besluiten/0045).

Two questions together. Do the lines follow each other unchanged (the chain, whose head is mailed every day)? And is
each row as the last line about it says? The first alone says nothing of the rows, the second nothing of the lines.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When, Window
from django.db.models.functions import RowNumber

from basis.keten import Keten
from basis.voorbereid import voorbereid

from .kop import Kop
from .models.zegels import (
    Zegelregel,
    Zegelstand,
    alle,
    bereken,
    is_van_ons,
    is_verzegeld,
    kolommen,
    leg_gelezen,
    leg_weg,
)

REGEL, KOP = "zegelregel", "kop"
# How many of what is new are asked in one round, and in how many parts what is old is: all of it in a day.
PER_RONDE, MINUTEN = 20_000, 24 * 60
_LEES = 5000
# Of so many rows it is not read first which may differ: they are asked with their lines at once. And so far from each
# other keys may lie for a question about all between them.
_WEINIG, _RUIMTE = 1000, 20
Model = type[models.Model]


@cache
def soorten() -> Mapping[str, Model]:
    """Every kind of row that is sealed, by its label."""
    return {model._meta.label_lower: model for model in apps.get_models() if is_verzegeld(model)}


def _van_ons(regels: list[Zegelregel]) -> list[Zegelregel]:
    """Of these lines without a place (in order) those that the application wrote, and each once: with its salt no print
    is made twice, so a line that says what an earlier one about that row said is a copy of it, mark and all."""
    wat = {"soort__in": {regel.soort for regel in regels}, "rij__in": {regel.rij for regel in regels}}
    erin = Zegelregel.objects.filter(volgnummer__isnull=False, afdruk__in=[r.afdruk for r in regels if r.afdruk], **wat)
    eerder = {(soort, rij, afdruk): pk for soort, rij, afdruk, pk in erin.values_list("soort", "rij", "afdruk", "pk")}
    # The round may give a line its place between these two questions: then it is found here, and is no copy of itself.
    return [
        regel
        for regel in regels
        if is_van_ons(regel)
        and (not regel.afdruk or eerder.setdefault((regel.soort, regel.rij, regel.afdruk), regel.pk) == regel.pk)
    ]


HOOFD = Kop(KOP)
KETEN = Keten(
    lambda: Zegelregel,
    ("pk", "soort", "rij", "afdruk"),
    7_301_345,
    _van_ons,
    HOOFD.mag_verder,
    nieuwe_kop=HOOFD.merk,
)


def verzegel() -> int:
    """Give every line its place in the chain; returns how many. One that the application did not write gets none, and
    none gets one behind a head that it did not make."""
    return KETEN.verzegel()


@transaction.atomic
def neem_op() -> int:
    """Give every line its place and mark the head as ours, whoever wrote them: of a back-up that was made with another
    key, or after the key was replaced. Who asks this vouches for what stands there. How many."""
    gedaan = replace(KETEN, mag_erin=list, mag_verder=lambda nummer, zegel: True).verzegel()
    HOOFD.merk(*KETEN.kop())
    return gedaan


def vergeet(rijen: Mapping[Model, Collection[Any]]) -> None:
    """These rows were destroyed: that they went is laid down, and their prints cannot be made again by guessing. Call
    inside the transaction that laid down the certificate."""
    for model, sleutels in rijen.items():
        if is_verzegeld(model):
            Zegelregel.objects.filter(soort=model._meta.label_lower, rij__in=sleutels).exclude(zout="").update(zout="")
            leg_weg(model, sleutels)


def wis_eerdere(model: Model, sleutels: Collection[Any]) -> None:
    """Of these rows, which stay, something was erased: what they said before cannot be guessed from a print of before.
    Only the last print of a row is held beside it. Call after the erasing, in its transaction."""
    if not is_verzegeld(model):
        return
    regels = Zegelregel.objects.filter(soort=model._meta.label_lower, rij__in=sleutels)
    later = Zegelregel.objects.filter(soort=OuterRef("soort"), rij=OuterRef("rij"), pk__gt=OuterRef("pk"))
    regels.filter(Exists(later)).exclude(zout="").update(zout="")


def opnieuw(rijen: Mapping[Model, Collection[Any]]) -> None:
    """These rows were changed past their manager, by the product itself: lay down how they are now."""
    for model, sleutels in rijen.items():
        if is_verzegeld(model):
            leg_gelezen(model, sleutels)


def is_geschreven(model: Model, sleutel: int) -> bool:
    """Whether the application wrote this row as it stands: its last line says so, and is a line of ours or has its
    place in the chain, which the audit watches."""
    naam = model._meta.label_lower
    regel = Zegelregel.objects.filter(soort=naam, rij=sleutel).order_by("-pk").first()
    return regel is not None and (regel.volgnummer is not None or is_van_ons(regel)) and not _bevestigd(naam, [sleutel])


# All at once ----------------------------------------------------------------------------------------------------------


def breuken() -> Iterator[str]:
    """Everything that does not fit, over the whole chain and every row."""
    yield from (f"{REGEL} {nummer}" for nummer in KETEN.breuken())
    yield from HOOFD.vreemd(KETEN)
    yield from _zonder_merk()
    with transaction.atomic():  # the cursors of a million rows live in a transaction
        for naam in soorten():
            yield from _namen(naam, _verschillen(naam))


def komt_overeen(nummer: int, is_het: Callable[[str], bool]) -> bool:
    """Whether the chain up to and with this number is whole, and its seal is the one that is meant."""
    zegel = KETEN.zegel_van(nummer)
    return bool(zegel) and is_het(zegel) and not any(True for _ in KETEN.breuken(1, nummer))


# A part each minute ---------------------------------------------------------------------------------------------------


def gebroken(nu: datetime, delen: Collection[int] = ()) -> Iterator[str]:
    """Audit at `nu` (aware): what is new since the last time, these parts of the rest (without any: that of this
    minute), and what was broken before. The mark does not pass a break in the chain, and what was found stays until it
    is right."""
    delen = delen or [nu.hour * 60 + nu.minute]
    verdacht: dict[str, set[int]] = defaultdict(set)
    yield from _keten_verder(delen, verdacht)
    yield from HOOFD.vreemd(KETEN)
    yield from _zonder_merk()
    standen = {stand.naam: stand for stand in _standen()}
    if len(standen) < len(soorten()):
        # Two rounds at once begin with the same rows.
        Zegelstand.objects.bulk_create((Zegelstand(naam=naam) for naam in soorten()), ignore_conflicts=True)
        standen = {stand.naam: stand for stand in _standen()}
    verzet: list[Zegelstand] = []
    try:
        for naam in soorten():
            yield from _soort_verder(standen[naam], delen, verdacht[naam], verzet)
    finally:
        # Also when a kind cannot be read: the others came this far.
        _bewaar(verzet)


@voorbereid
def _standen() -> QuerySet[Any, Any]:
    """The mark of every kind with `regel`, the highest row above it that a line is about, and `hoogste`, the highest
    row above it: of all kinds in one question."""
    regel = Zegelregel.objects.filter(soort=OuterRef("naam"), rij__gt=OuterRef("tot")).order_by("-rij").values("rij")
    per_soort = [
        When(naam=naam, then=Subquery(alle(model).filter(pk__gt=OuterRef("tot")).order_by("-pk").values("pk")[:1]))
        for naam, model in soorten().items()
    ]
    hoogste = Case(*per_soort, output_field=models.BigIntegerField())
    return Zegelstand.objects.filter(naam__in=soorten()).annotate(regel=Subquery(regel[:1]), hoogste=hoogste)


def _bewaar(standen: Collection[Zegelstand]) -> None:
    """Write these marks, all at once: one that nobody has yet too."""
    Zegelstand.objects.bulk_create(
        standen, update_conflicts=True, unique_fields=["naam"], update_fields=["tot", "zegel", "gebroken"]
    )


def _keten_verder(delen: Collection[int], verdacht: dict[str, set[int]]) -> Iterator[str]:
    """The chain from its mark on; `verdacht` gets the rows that the new lines are about."""
    stand, _ = Zegelstand.objects.get_or_create(naam=REGEL)
    einde = min(KETEN.kop()[0], stand.tot + PER_RONDE)
    nieuw = set(KETEN.breuken(stand.tot + 1, einde, stand.zegel)) if einde > stand.tot else set()
    # The line at the mark must be there still, as it was.
    if stand.tot and KETEN.zegel_van(stand.tot) != stand.zegel:
        nieuw.add(stand.tot)
    nog = Q(volgnummer__gt=stand.tot, volgnummer__lte=einde) | Q(volgnummer__isnull=True)
    for naam, rij in Zegelregel.objects.filter(nog, soort__in=soorten()).values_list("soort", "rij"):
        verdacht[naam].add(rij)
    breuk = nieuw | {n for van, tot in _delen_van(delen, stand.tot) for n in KETEN.breuken(van, tot)}
    breuk |= {n for n in stand.gebroken if any(True for _ in KETEN.breuken(n, n))}
    zegel = stand.zegel if nieuw else KETEN.zegel_van(einde)
    if _onthoud(stand, stand.tot if nieuw else max(einde, stand.tot), breuk, zegel):
        _bewaar([stand])
    yield from (f"{REGEL} {nummer}" for nummer in stand.gebroken)


def _soort_verder(
    stand: Zegelstand, delen: Collection[int], verdacht: set[int], verzet: list[Zegelstand]
) -> Iterator[str]:
    """The rows of this kind above its mark, those of these parts, and those that are looked at for another reason;
    `verzet` gets a mark that has to be written."""
    naam, einde = stand.naam, _einde(stand)
    fout = {*stand.gebroken, *verdacht}
    for van, tot in [(stand.tot + 1, einde), *_delen_van(delen, stand.tot)]:
        fout |= {*(range(van, tot + 1) if tot - van < _WEINIG else _verschillen(naam, van, tot))}
    fout = _bevestigd(naam, fout)
    if _onthoud(stand, einde, fout):
        verzet.append(stand)
    yield from _noem(naam, fout)


def _einde(stand: Any) -> int:
    """How far this round goes with the kind of this mark (of `_standen`): so many rows, and no further than there are
    rows or lines."""
    tot = int(stand.tot)
    # No more rows than there are keys.
    if (stand.hoogste or 0) - tot > PER_RONDE:
        rijen = alle(soorten()[stand.naam]).filter(pk__gt=tot).order_by("pk").values_list("pk", flat=True)
        if (grens := rijen[PER_RONDE : PER_RONDE + 1].first()) is not None:
            return int(grens) - 1
    return max(tot, stand.hoogste or 0, stand.regel or 0)


def _onthoud(stand: Zegelstand, tot: int, gebroken: Iterable[int], zegel: str = "") -> bool:
    """Say on this mark how far it is now; whether it has to be written."""
    nieuw = tot, zegel, sorted(gebroken)
    is_anders = nieuw != (stand.tot, stand.zegel, stand.gebroken)
    stand.tot, stand.zegel, stand.gebroken = nieuw
    return is_anders


def _delen_van(delen: Iterable[int], tot: int) -> Iterator[tuple[int, int]]:
    """These parts of 1 up to `tot`, of the so many in which a day takes it."""
    lengte = -(-tot // MINUTEN)
    for begin in (deel * lengte for deel in delen):
        if begin < tot:
            yield begin + 1, min(begin + lengte, tot)


def _zonder_merk() -> Iterator[str]:
    """The lines without a place that the application did not write, and those about what is no kind."""
    na = 0
    while regels := list(Zegelregel.objects.filter(volgnummer__isnull=True, pk__gt=na).order_by("pk")[:_LEES]):
        na, onze = regels[-1].pk, {regel.pk for regel in _van_ons(regels)}
        for regel in regels:
            if regel.pk not in onze or regel.soort not in soorten():
                yield f"{REGEL} van {regel.soort} {regel.rij}"


# A row beside its lines -----------------------------------------------------------------------------------------------


def _verschillen(naam: str, van: int = 0, tot: int | None = None) -> Iterator[int]:
    """The keys, of this kind and in this range, of which the row and its last line differ. Read side by side in the
    order of the keys, so a million of them take no memory; what is written meanwhile may seem to differ."""
    model = soorten()[naam]
    rijen = alle(model).filter(pk__gte=van).order_by("pk")
    regels = Zegelregel.objects.filter(soort=naam, rij__gte=van).order_by("rij", "pk")
    if tot is not None:
        rijen, regels = rijen.filter(pk__lte=tot), regels.filter(rij__lte=tot)
    stroom = rijen.values_list(*kolommen(model)).iterator(_LEES)
    rij = next(stroom, None)
    for sleutel, zout, afdruk in _laatste(regels.values_list("rij", "zout", "afdruk").iterator(_LEES)):
        while rij is not None and rij[0] < sleutel:
            yield rij[0]
            rij = next(stroom, None)
        if rij is None or rij[0] != sleutel:
            if afdruk:
                yield sleutel
            continue
        if bereken(model, rij, zout) != afdruk:
            yield sleutel
        rij = next(stroom, None)
    while rij is not None:
        yield rij[0]
        rij = next(stroom, None)


def _laatste(regels: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    vorige: tuple[int, str, str] | None = None
    for regel in regels:
        if vorige is not None and vorige[0] != regel[0]:
            yield vorige
        vorige = regel
    if vorige is not None:
        yield vorige


def _bevestigd(naam: str, sleutels: Iterable[int]) -> set[int]:
    """Which of these differ, each asked with its last line in one question: so nothing comes in between."""
    over = sorted(set(sleutels))
    fout: set[int] = set()
    for i in range(0, len(over), _WEINIG):
        fout |= _in_een_vraag(naam, over[i : i + _WEINIG])
    return fout


def _in_een_vraag(naam: str, sleutels: list[int]) -> set[int]:
    van, tot = sleutels[0], sleutels[-1]
    # The SQL of these stands ready: new rows follow each other, and the few of a small table do.
    is_dicht = tot - van < 2 * len(sleutels) + _RUIMTE
    rijen = _rijen_tussen(van, tot, soort=naam) if is_dicht else list(_met_regel(naam, pk__in=sleutels))
    model, fout, over = soorten()[naam], set(), set(sleutels)
    for *waarden, zout, afdruk in rijen:
        over.discard(waarden[0])
        if not afdruk or bereken(model, waarden, zout) != afdruk:
            fout.add(waarden[0])
    # Of what is there all is said; the lines are asked for a row that went.
    if over:
        regels = _regels_tussen(van, tot, soort=naam) if is_dicht else list(_laatste_regels(naam, rij__in=over))
        fout |= {rij for rij, afdruk, staat_er in regels if afdruk and not staat_er}
    return fout.intersection(sleutels)


@voorbereid
def _rijen_tussen(vanaf: int, tot: int, *, soort: str) -> QuerySet[Any, Any]:
    return _met_regel(soort, pk__gte=vanaf, pk__lte=tot)


@voorbereid
def _regels_tussen(vanaf: int, tot: int, *, soort: str) -> QuerySet[Any, Any]:
    return _laatste_regels(soort, rij__gte=vanaf, rij__lte=tot)


def _met_regel(naam: str, **waar: Any) -> QuerySet[Any, Any]:
    """These rows, each with what its last line says."""
    model, eigen = soorten()[naam], Zegelregel.objects.filter(soort=naam, rij=OuterRef("pk")).order_by("-pk")
    rijen: QuerySet[Any, Any] = alle(model).filter(**waar)
    rijen = rijen.annotate(_zout=Subquery(eigen.values("zout")[:1]), _afdruk=Subquery(eigen.values("afdruk")[:1]))
    return rijen.values_list(*kolommen(model), "_zout", "_afdruk")


def _laatste_regels(naam: str, **waar: Any) -> QuerySet[Any, Any]:
    """The last line about each of these rows, and whether the row is there."""
    laatste = Zegelregel.objects.filter(soort=naam, **waar).annotate(
        _plek=Window(RowNumber(), partition_by=F("rij"), order_by=F("pk").desc()),
        _er_is=Exists(alle(soorten()[naam]).filter(pk=OuterRef("rij"))),
    )
    # What a line says is asked here: beside the window, the database would look for the last of what is left.
    return laatste.filter(_plek=1).values_list("rij", "afdruk", "_er_is")


def _namen(naam: str, sleutels: Iterable[int]) -> Iterator[str]:
    yield from _noem(naam, _bevestigd(naam, sleutels))


def _noem(naam: str, sleutels: Iterable[int]) -> Iterator[str]:
    wat = naam.partition(".")[2]
    yield from (f"{wat} {sleutel}" for sleutel in sorted(sleutels))
