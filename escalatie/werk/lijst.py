"""Rows of meldingen as the list and the dashboard show them, and the list itself page by page.

Paging walks from the last row seen (keyset), never by offset, and nothing is counted beyond a cap: a page costs
the same at a thousand and at a million meldingen (meten).
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from basis.resttijd import Resttijd, resttijd
from basis.taal import kort_moment, moment
from calamiteiten.kenmerk import gezocht_in
from calamiteiten.models import Betrokkenheid, Melding
from calamiteiten.statussen import MELDING, Beeld, beeld
from calamiteiten.toegang import Gebied, zichtbaar_in
from contacten.models import Gebruiker
from escalatie.draaiboek.signalen import met_signaal, signaalnamen
from escalatie.models import Termijn
from escalatie.protocol.lezen import haal_protocol

from .filters import OPEN, MeldingFilter, Namen
from .zoeken.sleutels import bos_van
from .zoeken.vinden import VENSTER, vind_onder
from .zoeken.vraag import lees_vraag

RIJEN = 25
# More signals than this at one time stand where their date puts them.
MEESTE_SIGNALEN = 100
HOOGSTE_TELLING = 1000
# A place in the list by term; without it the place is one by date.
OP_TERMIJN = "t"
VELDEN = ("pk", "kenmerk", "onderwerp", "ontvangen_op", "status", "scenario", "protocol_versie", "aanbieder__naam")
_NULPUNT = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Rij:
    """One melding on one line; every moment is text already."""

    kenmerk: str
    url: str
    onderwerp: str
    gemeld: str
    gemeld_voluit: str
    aanbieder: str
    gemeenten: str
    status: Beeld
    scenario: str
    termijn: Resttijd | None
    termijnnaam: str
    signaal: str = ""


@dataclass(frozen=True)
class Blad:
    """One page. `volgende`: cursor of the next page, empty on the last. `telling`: how many in all, capped."""

    rijen: list[Rij]
    volgende: str
    telling: str


def blad(filters: MeldingFilter, gebruiker: Gebruiker, gebied: Gebied, na: str, nu: datetime) -> Blad:
    """The page after cursor `na` (empty or unreadable: the first page) of what this user may see and these filters
    leave, at `nu` (aware). Six or seven queries, and one for the names of signals where there are any. `gebied`: what
    he may see.

    Meldingen with a signal come before all others, on the first page, and not again where they would stand otherwise.
    """
    rijen = filters.smal(zichtbaar_in(gebied))
    is_geteld = filters.in_stand == OPEN and not filters.zoek
    # What is open is few. How much there is in all is not counted: that costs more than the page.
    geteld = Melding.objects.filter(pk__in=rijen.order_by().values("pk")[: HOOGSTE_TELLING + 1])
    voorop = [] if filters.zoek else _voorop(rijen)
    stuk = _stuk(filters, gebruiker, gebied, na, voorop)
    getoond = stuk[:RIJEN]
    is_begin = lees_cursor(na.removeprefix(OP_TERMIJN)) is None
    pks = [*(voorop if is_begin else []), *(een.pk for een in getoond)]
    volgende = getoond[-1].cursor if len(stuk) > RIJEN else ""
    zin = telling(geteld.count()) if is_geteld else _zin(len(pks), bool(volgende), is_begin=is_begin)
    return Blad(_lees(pks, filters.namen, nu, signalen=is_begin), volgende, zin)


@dataclass(frozen=True)
class _Plek:
    """A melding in its place: its key, and the cursor of what comes after it."""

    pk: int
    cursor: str


def _stuk(
    filters: MeldingFilter, gebruiker: Gebruiker, gebied: Gebied, na: str, voorop: Collection[int]
) -> list[_Plek]:
    """The meldingen after the cursor, one more than a page shows."""
    if filters.zoek:
        return _gezocht(filters, gebruiker, gebied, na)
    if not filters.op_dringend:
        return [_Plek(pk, _cursor(op, pk)) for op, pk in _nieuwste(filters, gebied, na, voorop, RIJEN + 1)]
    met = [] if na and not na.startswith(OP_TERMIJN) else _op_termijn(filters, gebied, na, voorop)
    over = RIJEN + 1 - len(met)
    zonder = _zonder_termijn(filters, gebied, "" if na.startswith(OP_TERMIJN) else na, voorop, over) if over else []
    return [*met, *zonder]


def _op_termijn(filters: MeldingFilter, gebied: Gebied, na: str, voorop: Collection[int]) -> list[_Plek]:
    """By the running term that ends first: the index of running terms is walked, which are few."""
    eerder = Termijn.objects.filter(zaak=OuterRef("zaak"), geeindigd_op__isnull=True).order_by()
    eerder = eerder.filter(
        Q(vervalt_op__lt=OuterRef("vervalt_op")) | Q(vervalt_op=OuterRef("vervalt_op"), pk__lt=OuterRef("pk"))
    )
    onder = filters.smal(zichtbaar_in(gebied)).order_by().values("pk")
    termijnen = Termijn.objects.filter(~Exists(eerder), geeindigd_op__isnull=True, zaak__in=onder)
    plek = lees_cursor(na.removeprefix(OP_TERMIJN))
    if plek is not None:
        later = Q(vervalt_op__gt=plek[0]) | Q(pk__gt=plek[1])
        termijnen = termijnen.filter(later, vervalt_op__gte=plek[0])
    rijen = termijnen.exclude(zaak__in=list(voorop)).order_by("vervalt_op", "pk")
    gevonden = rijen.values_list("zaak_id", "vervalt_op", "pk")[: RIJEN + 1]
    return [_Plek(zaak, OP_TERMIJN + _cursor(op, pk)) for zaak, op, pk in gevonden]


def _zonder_termijn(
    filters: MeldingFilter, gebied: Gebied, na: str, voorop: Collection[int], hoeveel: int
) -> list[_Plek]:
    """Those without a running term, the newest first, behind the others."""
    loopt = Termijn.objects.order_by().filter(zaak=OuterRef("pk"), geeindigd_op__isnull=True)
    rijen = filters.smal(zichtbaar_in(gebied)).filter(~Exists(loopt), _na(na)).exclude(pk__in=list(voorop))
    gevonden = rijen.order_by("-ontvangen_op", "-pk").values_list("pk", "ontvangen_op")[:hoeveel]
    return [_Plek(pk, _cursor(op, pk)) for pk, op in gevonden]


def _nieuwste(
    filters: MeldingFilter, gebied: Gebied, na: str, voorop: Collection[int], hoeveel: int
) -> list[tuple[datetime, int]]:
    """The newest first, each road by itself and then together: the order of a gemeente stands in `Betrokkenheid`, so
    its list is walked from there and not found among all (meten)."""
    plekken: set[tuple[datetime, int]] = set()
    # Whoever sees a gemeente sees it along that road; a filter on a gemeente is one for who sees all.
    gemeente = gebied.gemeente or (filters.in_gemeente if gebied.is_regio else None)
    if gemeente is not None:
        onder = filters.smal(Melding.objects.all(), langs=filters.in_gemeente == gemeente).order_by().values("pk")
        eigen = Betrokkenheid.objects.filter(_na(na, "melding"), gemeente=gemeente, melding__in=onder)
        eigen = eigen.exclude(melding__in=list(voorop)).order_by("-ontvangen_op", "-melding_id")
        plekken.update(eigen.values_list("ontvangen_op", "melding_id")[:hoeveel])
    los = Melding.objects.filter(pk__in=gebied.los) if gebied.los else None
    rest = Melding.objects.all() if gebied.is_regio and gemeente is None else los
    if rest is not None:
        rijen = filters.smal(rest).filter(_na(na)).exclude(pk__in=list(voorop)).order_by("-ontvangen_op", "-pk")
        plekken.update(rijen.values_list("ontvangen_op", "pk")[:hoeveel])
    return sorted(plekken, reverse=True)[:hoeveel]


def _gezocht(filters: MeldingFilter, gebruiker: Gebruiker, gebied: Gebied, na: str) -> list[_Plek]:
    """What has the words, the newest first."""
    rijen = filters.smal(zichtbaar_in(gebied))
    if genoemd := gezocht_in(filters.zoek):
        gevonden = rijen.filter(kenmerk__in=genoemd).order_by("-ontvangen_op", "-pk").values_list("ontvangen_op", "pk")
        return [_Plek(pk, _cursor(op, pk)) for op, pk in gevonden[:RIJEN]]
    vraag = lees_vraag(filters.zoek, filters.namen)
    nieuwste = _nieuwste(filters, gebied, na, [], VENSTER)
    plekken = vind_onder(vraag, bos_van(gebruiker, gebied), rijen, nieuwste, lees_cursor(na), RIJEN + 1)
    return [_Plek(pk, _cursor(op, pk)) for op, pk in plekken]


def _voorop(rijen: QuerySet[Melding]) -> list[int]:
    """The keys of those with a signal."""
    # Looked up first: they are few, and everything else is then asked of those.
    dringend = [pk for (pk,) in met_signaal()]
    met = rijen.filter(pk__in=dringend).order_by("-ontvangen_op", "-pk")
    return list(met.values_list("pk", flat=True)[:MEESTE_SIGNALEN]) if dringend else []


def _lees(pks: list[int], namen: Namen, nu: datetime, *, signalen: bool) -> list[Rij]:
    """These meldingen as lines, in this order."""
    gelezen = {rij["pk"]: {**rij} for rij in Melding.objects.filter(pk__in=pks).order_by().values(*VELDEN)}
    rijen = [gelezen[pk] for pk in pks if pk in gelezen]
    return _maak_rijen(rijen, namen.gemeente_per_id, nu, signaalnamen(pks) if signalen and rijen else {})


def _zin(hier: int, is_meer: bool, *, is_begin: bool) -> str:
    if is_begin and not is_meer:
        return telling(hier)
    return f"Meer dan {RIJEN} meldingen, de nieuwste eerst"


def telling(aantal: int) -> str:
    """A count as text: "1 melding", "34 meldingen", "1.000+ meldingen"."""
    if aantal > HOOGSTE_TELLING:
        return "1.000+ meldingen"
    return f"{aantal} melding{'' if aantal == 1 else 'en'}".replace("1000", "1.000")


def cursor(rij: Mapping[str, Any]) -> str:
    """The place of a row in the list, as text for in an address."""
    return _cursor(rij["ontvangen_op"], rij["pk"])


def _cursor(op: datetime, pk: int) -> str:
    return f"{(op - _NULPUNT) // timedelta(microseconds=1)}-{pk}"


def eerste_termijnen(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Per melding the running term that ends first: code, start_op and vervalt_op. One query."""
    rijen = Termijn.objects.filter(zaak__in=list(ids), geeindigd_op__isnull=True).order_by("-vervalt_op", "-pk")
    return {rij["zaak_id"]: {**rij} for rij in rijen.values("zaak_id", "code", "start_op", "vervalt_op")}


def gemeentenamen(ids: Iterable[int], gemeenten: Mapping[int, str] | None = None) -> dict[int, str]:
    """Per melding the involved gemeenten as text, in alphabetical order. One query."""
    rijen = Betrokkenheid.objects.filter(melding__in=list(ids)).order_by()
    veld = "gemeente_id" if gemeenten is not None else "gemeente__naam"
    namen: dict[int, list[str]] = {}
    for melding, waarde in rijen.values_list("melding_id", veld):
        namen.setdefault(melding, []).append(gemeenten.get(waarde, "") if gemeenten is not None else waarde)
    return {melding: ", ".join(sorted(lijst)) for melding, lijst in namen.items()}


def maak_rij(
    waarden: Mapping[str, Any],
    termijn: Mapping[str, Any] | None,
    gemeenten: Mapping[int, str],
    nu: datetime,
    signalen: Mapping[int, str],
) -> Rij:
    """One line from the values of `VELDEN`, its first term, the names of the involved gemeenten and of its signals."""
    protocol = haal_protocol(waarden["protocol_versie"])
    regel = protocol.termijn_per_code.get(termijn["code"]) if termijn else None
    return Rij(
        kenmerk=waarden["kenmerk"],
        url=reverse("melding", args=[waarden["kenmerk"]]),
        onderwerp=waarden["onderwerp"],
        gemeld=kort_moment(waarden["ontvangen_op"]),
        gemeld_voluit=moment(waarden["ontvangen_op"]),
        aanbieder=waarden["aanbieder__naam"],
        gemeenten=gemeenten.get(waarden["pk"], ""),
        status=beeld(MELDING, waarden["protocol_versie"], waarden["status"]),
        scenario=waarden["scenario"],
        termijn=resttijd(termijn["vervalt_op"], nu, termijn["start_op"]) if termijn else None,
        termijnnaam=regel.naam if regel else "",
        signaal=signalen.get(waarden["pk"], ""),
    )


def _maak_rijen(
    rijen: list[dict[str, Any]], gemeenten: Mapping[int, str], nu: datetime, signalen: Mapping[int, str]
) -> list[Rij]:
    ids = [rij["pk"] for rij in rijen]
    termijnen, namen = eerste_termijnen(ids), gemeentenamen(ids, gemeenten)
    return [maak_rij(rij, termijnen.get(rij["pk"]), namen, nu, signalen) for rij in rijen]


def lees_cursor(tekst: str) -> tuple[datetime, int] | None:
    """The place that a cursor says: the moment and the key of the last row seen; None when it cannot be read."""
    gevonden = _CURSOR.fullmatch(tekst)
    if gevonden is None:
        return None
    try:
        return _NULPUNT + timedelta(microseconds=int(gevonden[1])), int(gevonden[2])
    except OverflowError:
        return None


def _na(cursor_tekst: str, sleutel: str = "pk") -> Q:
    """What comes after a cursor; nothing is left out when it cannot be read."""
    plek = lees_cursor(cursor_tekst)
    if plek is None:
        return Q()
    # One range first, so that the index is walked from there; then the tie.
    return Q(ontvangen_op__lte=plek[0]) & (Q(ontvangen_op__lt=plek[0]) | Q(**{f"{sleutel}__lt": plek[1]}))
