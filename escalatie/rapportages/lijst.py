"""The list behind a figure: exactly the rows that it counts, page by page, each with its melding."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from basis.kalender import lokale_datum
from basis.taal import aantal, datum, duur_voluit, met_hoofdletter, moment
from escalatie.protocol.bereik import alle_statussen
from escalatie.werk.filters import Namen

from .maten import MATEN, MELDTIJDEN, PUNTEN, STREEP, UITKOMSTEN, Maat, Selectie
from .pagina import maandnaam, namen_van, ontvangers, termijnnaam

RIJEN = 100
_VELDEN = ("kenmerk", "onderwerp", "ontvangen_op", "aanbieder__naam")
_NULPUNT = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Regel:
    """One row: its melding, and what the figure is about."""

    kenmerk: str
    url: str
    onderwerp: str
    aanbieder: str
    gemeld: str
    toon: str


@dataclass(frozen=True)
class Lijst:
    """One page of it. `volgende`: the cursor of the next page, empty on the last; `totaal`: how many in all."""

    naam: str
    totaal: int
    telling: str
    toonkop: str
    rijen: list[Regel]
    volgende: str


def lijst(selectie: Selectie, maat: str, waarde: str, na: str, namen: Namen, nu: datetime) -> Lijst:
    """The rows of this measure with this key, newest melding first, after cursor `na` (empty or unreadable: from the
    begin), at `nu` (aware). Two queries. Raises KeyError for a measure that there is not."""
    hoe = MATEN[maat]
    rijen = hoe.rijen(selectie, nu).annotate(_sleutel=hoe.sleutels()).filter(_sleutel=waarde)
    op, totaal = f"{hoe.naar}ontvangen_op", rijen.count()
    velden = [f"{hoe.naar}{veld}" for veld in _VELDEN]
    gelezen = list(
        rijen.filter(_na(na, op))
        .order_by(f"-{op}", "-pk")
        .values_list("pk", *velden, *filter(None, [hoe.toon]))[: RIJEN + 1]
    )
    getoond = gelezen[:RIJEN]
    volgende = _cursor(getoond[-1]) if len(gelezen) > RIJEN else ""
    naam = met_hoofdletter(naam_van(maat, waarde, namen))
    return Lijst(naam, totaal, aantal(totaal, *hoe.wat), hoe.toonkop, [_regel(rij, hoe) for rij in getoond], volgende)


def naam_van(maat: str, waarde: str, namen: Namen) -> str:
    """What this figure is about, in words."""
    deel, _, rest = waarde.partition(STREEP)
    vast = {"alle": "alle meldingen", "afgerond": "van ontvangst tot afgerond", "les": "met een les voor anderen"}
    if maat in vast:
        return vast[maat]
    if maat == "termijn":
        return f"{termijnnaam(deel)}: {UITKOMSTEN.get(rest, rest)}"
    if maat in ontvangers():
        return f"gemeld aan {ontvangers()[maat]}: {MELDTIJDEN.get(waarde, waarde)}"
    if maat == "maand" and re.fullmatch(r"[0-9]{4}(0[1-9]|1[0-2])", waarde):
        return maandnaam(waarde)
    statussen = {code: f"in {regel.naam}" for code, regel in alle_statussen().items()}
    eigen = {"punt": PUNTEN, "stap": statussen}
    bekend = eigen[maat] if maat in eigen else namen_van(maat, namen) if maat in _MET_NAMEN else {}
    return bekend.get(waarde, waarde)


_MET_NAMEN = frozenset({"soort", "categorie", "scenario", "status", "aanbieder", "gemeente"})


def _regel(rij: tuple[Any, ...], hoe: Maat) -> Regel:
    _, kenmerk, onderwerp, ontvangen_op, aanbieder, *toon = rij
    return Regel(
        kenmerk=kenmerk,
        url=reverse("melding", args=[kenmerk]),
        onderwerp=onderwerp,
        aanbieder=aanbieder,
        gemeld=datum(lokale_datum(ontvangen_op)),
        toon=_in_woorden(toon[0]) if toon else "",
    )


def _in_woorden(waarde: Any) -> str:
    if isinstance(waarde, timedelta):
        return duur_voluit(waarde)
    return moment(waarde) if isinstance(waarde, datetime) else str(waarde or "nog niet bekend")


def _cursor(rij: tuple[Any, ...]) -> str:
    return f"{(rij[3] - _NULPUNT) // timedelta(microseconds=1)}-{rij[0]}"


def _na(cursor: str, op: str) -> Q:
    """What comes after a cursor; nothing is left out when it cannot be read."""
    gevonden = _CURSOR.fullmatch(cursor)
    if gevonden is None:
        return Q()
    try:
        moment_ = _NULPUNT + timedelta(microseconds=int(gevonden[1]))
    except OverflowError:
        return Q()
    return Q(**{f"{op}__lte": moment_}) & (Q(**{f"{op}__lt": moment_}) | Q(pk__lt=int(gevonden[2])))
