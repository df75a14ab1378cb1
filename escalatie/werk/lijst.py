"""Rows of meldingen as the list and the dashboard show them, and the list itself page by page.

Paging walks from the last row seen (keyset), never by offset, and nothing is counted beyond a cap: a page costs
the same at a thousand and at a million meldingen (meten).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from basis.resttijd import Resttijd, resttijd
from basis.taal import kort_moment, moment
from calamiteiten.models import Betrokkenheid, Melding
from calamiteiten.statussen import MELDING, Beeld, beeld
from escalatie.draaiboek.signalen import met_signaal, signaalnamen
from escalatie.models import Termijn
from escalatie.protocol.lezen import haal_protocol

from .tellingen import Telling, alle, tel

RIJEN = 25
# More signals than this at one time stand where their date puts them.
MEESTE_SIGNALEN = 100
HOOGSTE_TELLING = 1000
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
    aantallen: dict[str, int]


def blad(
    meldingen: QuerySet[Melding], na: str, gemeenten: Mapping[int, str], nu: datetime, ook: Iterable[Telling] = ()
) -> Blad:
    """The page after cursor `na` (empty or unreadable: the first page), newest first, at `nu` (aware). Five queries,
    and one for the names of signals where there are any.

    Meldingen with a signal come before all others, on the first page, and not again where their date would put them.
    `gemeenten`: key -> name. `meldingen` comes from toegang, so a forged cursor only moves within what a user may see.
    `ook`: counts that are asked along with that of the list; they come back as `aantallen`.
    """
    geteld = Melding.objects.filter(pk__in=meldingen.order_by().values("pk")[: HOOGSTE_TELLING + 1])
    aantallen = {soort: getallen.get("", 0) for soort, getallen in tel([alle("lijst", geteld), *ook]).items()}
    op_datum, is_begin = meldingen.order_by("-ontvangen_op", "-pk"), not _CURSOR.fullmatch(na)
    voorop = list(op_datum.filter(pk__in=met_signaal()).values(*VELDEN)[:MEESTE_SIGNALEN])
    rest = op_datum.exclude(pk__in=[rij["pk"] for rij in voorop])
    gevonden = list(rest.filter(_na(na)).values(*VELDEN)[: RIJEN + 1])
    getoond = gevonden[:RIJEN]
    volgende = cursor(getoond[-1]) if len(gevonden) > RIJEN else ""
    signalen = signaalnamen([rij["pk"] for rij in voorop]) if is_begin and voorop else {}
    rijen = _maak_rijen([*(voorop if is_begin else []), *getoond], gemeenten, nu, signalen)
    return Blad(rijen, volgende, telling(aantallen.get("lijst", 0)), aantallen)


def telling(aantal: int) -> str:
    """A count as text: "1 melding", "34 meldingen", "1.000+ meldingen"."""
    if aantal > HOOGSTE_TELLING:
        return "1.000+ meldingen"
    return f"{aantal} melding{'' if aantal == 1 else 'en'}".replace("1000", "1.000")


def cursor(rij: Mapping[str, Any]) -> str:
    """The place of a row in the list, as text for in an address."""
    micros = (rij["ontvangen_op"] - _NULPUNT) // timedelta(microseconds=1)
    return f"{micros}-{rij['pk']}"


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


def _na(cursor_tekst: str) -> Q:
    """What comes after a cursor; nothing is left out when it cannot be read."""
    gevonden = _CURSOR.fullmatch(cursor_tekst)
    if gevonden is None:
        return Q()
    try:
        op = _NULPUNT + timedelta(microseconds=int(gevonden[1]))
    except OverflowError:
        return Q()
    # One range first, so that the index is walked from there; then the tie.
    return Q(ontvangen_op__lte=op) & (Q(ontvangen_op__lt=op) | Q(pk__lt=int(gevonden[2])))
