"""Read model of the page Piket: one week, who is on call for each role that has a piket at all, and when nobody is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from basis.kalender import KANTOOR_TOT, KANTOOR_VAN, ZONE, is_kantoortijd, lokale_datum
from basis.taal import datum, kort_moment
from contacten.bezetting import oproep
from contacten.models import Piket

_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
EEN_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Beurt:
    """One turn. `is_nu`: it runs; `is_afwezig`: who has it was said to be away, and is not called."""

    piket: Piket
    tijd: str
    is_nu: bool
    is_voorbij: bool
    is_afwezig: bool


@dataclass(frozen=True)
class Rooster:
    """The turns of one seat in this week, and the times outside office hours at which nobody is on call."""

    plek: str
    beurten: list[Beurt]
    gaten: list[str]


@dataclass(frozen=True)
class Piketpagina:
    """The whole page. `week`, `vorige`, `volgende`: as in the address."""

    kop: str
    week: str
    vorige: str
    volgende: str
    roosters: list[Rooster]


def maak_pagina(nu: datetime, gevraagd: str = "") -> Piketpagina:
    """The page of the week `gevraagd` ("2026-W48"); of that of `nu` (aware) when it is no week."""
    maandag = _maandag(gevraagd) or _begin_van_week(lokale_datum(nu))
    van, tot = (_moment(dag, time(0)) for dag in (maandag, maandag + EEN_WEEK))
    alle = Piket.objects.filter(vervallen_op__isnull=True).select_related("contactpersoon", "gemeente")
    # A seat that had a turn in the week before, or has one to come, has a piket.
    rijen = list(alle.filter(tot_op__gt=van - EEN_WEEK).order_by("rol", "gemeente__naam", "van_op"))
    nu_op = set(oproep.op_piket(nu).values_list("pk", flat=True))
    per_plek: dict[str, list[Piket]] = {}
    for rij in rijen:
        per_plek.setdefault(rij.plek, []).append(rij)
    return Piketpagina(
        kop=f"Week {maandag.isocalendar().week}: {datum(maandag)} tot en met {datum(maandag + timedelta(days=6))}",
        week=_code(maandag),
        vorige=_code(maandag - EEN_WEEK),
        volgende=_code(maandag + EEN_WEEK),
        roosters=[_rooster(plek, lijst, van, tot, nu, nu_op) for plek, lijst in per_plek.items()],
    )


def aantal_gaten(nu: datetime) -> int:
    """How many seats with a piket have nobody on call at some time of the rest of this week."""
    maandag = _begin_van_week(lokale_datum(nu))
    per_plek: dict[str, list[Piket]] = {}
    # A seat of which the last turn ended in the week before has a piket too, and nobody in it.
    recent = Piket.objects.filter(vervallen_op__isnull=True, tot_op__gt=_moment(maandag - EEN_WEEK, time(0)))
    for rij in recent.select_related("contactpersoon", "gemeente"):
        per_plek.setdefault(rij.plek, []).append(rij)
    eind = _moment(maandag + EEN_WEEK, time(0))
    return sum(
        bool(gaten([r for r in rijen if not r.contactpersoon.vervallen_op], nu, eind)) for rijen in per_plek.values()
    )


def gaten(rijen: Iterable[Piket], van: datetime, tot: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches between `van` and `tot` (aware) outside office hours in which none of these turns runs."""
    rijen = list(rijen)
    dagen = [lokale_datum(van) + timedelta(days=n) for n in range((lokale_datum(tot) - lokale_datum(van)).days + 1)]
    grenzen = {van, tot, *(_moment(dag, uur) for dag in dagen for uur in (KANTOOR_VAN, KANTOOR_TOT))}
    grenzen |= {op for rij in rijen for op in (rij.van_op, rij.tot_op)}
    punten = sorted(op for op in grenzen if van <= op <= tot)
    open_: list[tuple[datetime, datetime]] = []
    for begin, eind in pairwise(punten):
        if is_kantoortijd(begin) or any(rij.van_op <= begin < rij.tot_op for rij in rijen):
            continue
        if open_ and open_[-1][1] == begin:
            open_[-1] = (open_[-1][0], eind)
        else:
            open_.append((begin, eind))
    return open_


def _rooster(plek: str, rijen: list[Piket], van: datetime, tot: datetime, nu: datetime, nu_op: set[int]) -> Rooster:
    hier = [rij for rij in rijen if rij.van_op < tot and rij.tot_op > van]
    levend = [rij for rij in hier if rij.contactpersoon.vervallen_op is None]
    return Rooster(
        plek=plek[:1].upper() + plek[1:],
        beurten=[_beurt(rij, nu, nu_op) for rij in hier],
        gaten=[_tijd(begin, eind) for begin, eind in gaten(levend, van, tot)],
    )


def _beurt(rij: Piket, nu: datetime, nu_op: set[int]) -> Beurt:
    loopt = rij.van_op <= nu < rij.tot_op
    return Beurt(rij, _tijd(rij.van_op, rij.tot_op), loopt, rij.tot_op <= nu, loopt and rij.pk not in nu_op)


def _tijd(van: datetime, tot: datetime) -> str:
    return f"{kort_moment(van)} tot {kort_moment(tot)}"


def _moment(dag: date, uur: time) -> datetime:
    return datetime.combine(dag, uur, tzinfo=ZONE).astimezone(UTC)


def _begin_van_week(dag: date) -> date:
    return dag - timedelta(days=dag.weekday())


def _maandag(gevraagd: str) -> date | None:
    gevonden = _WEEK.fullmatch(gevraagd)
    try:
        return date.fromisocalendar(int(gevonden[1]), int(gevonden[2]), 1) if gevonden else None
    except ValueError:
        return None


def _code(dag: date) -> str:
    jaar, week, _ = dag.isocalendar()
    return f"{jaar}-W{week:02d}"
