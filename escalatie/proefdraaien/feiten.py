"""What was recorded of closed zaken, as plain data: what a draft of the protocol is tried on. Reads, never writes.

One query per kind of row, however many zaken there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import F

from basis import kalender
from calamiteiten.models import Betrokkenheid, Melding, Zaak
from communicatie.models import OOK_VOOR, Bericht, BerichtStatus, Persvraag
from contacten.models import Werkgebied
from contacten.organisaties import regio_gemeenten
from escalatie.meldingen.taken.vervulling import RIJ
from escalatie.models import Gebeurtenis, Stap, Taak, TaakStatus, Termijn, Wekker

T = TypeVar("T")


@dataclass(frozen=True)
class Stapfeit:
    """A record of a zaak, as it was taken."""

    nummer: int
    pk: int
    code: str
    van: str
    naar: str
    rol: str
    op: datetime
    afwijkingen: frozenset[str] = frozenset()
    heeft_reden: bool = False


@dataclass(frozen=True)
class Termijnfeit:
    """A term that ran. `stap`: the number of the record it started with. `gevuurd`: which alarms rang, key and kind."""

    code: str
    stap: int
    start_op: datetime
    vervalt_op: datetime
    geeindigd_op: datetime
    is_gehaald: bool
    was_te_laat: bool
    is_spoed: bool = False
    stiltes: tuple[tuple[datetime, datetime], ...] = ()
    gevuurd: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Taakfeit:
    """A duty that there was. `stap`: the number of the record that brought it, 0 for another cause. `is_verteld`: it
    was done by somebody who recorded it, not by a step."""

    pk: int
    code: str
    rol: str
    gemeente: int
    stap: int
    gemaakt_op: datetime
    afgerond_op: datetime
    is_gedaan: bool
    is_verteld: bool = False


@dataclass(frozen=True)
class Berichtfeit:
    """That a seat was told. `aanleiding`: the key of the occasion."""

    aanleiding: str
    regel: str
    rol: str
    gemeente: int


@dataclass(frozen=True)
class Zaakfeiten:
    """One closed zaak. `gemeenten`: those that are involved, or that the press question is about; `werkgebied`: where
    the aanbieder worked on the day that it came in; `regio`: all gemeenten of the region, key -> name."""

    kenmerk: str
    soort: str
    versie: str
    ontvangen_op: datetime
    afgerond_op: datetime
    stappen: tuple[Stapfeit, ...] = ()
    termijnen: tuple[Termijnfeit, ...] = ()
    taken: tuple[Taakfeit, ...] = ()
    berichten: tuple[Berichtfeit, ...] = ()
    gebeurtenissen: tuple[str, ...] = ()
    gemeenten: tuple[int, ...] = ()
    werkgebied: tuple[int, ...] = ()
    regio: Mapping[int, str] = field(default_factory=dict)


def lees(van: date, tot: date) -> list[Zaakfeiten]:
    """Every zaak that was closed in these (local) days, the first closed first. A zaak that was opened again since is
    not closed."""
    zaken = list(Zaak.objects.filter(afgerond_op__gte=_begin(van), afgerond_op__lt=_begin(tot + timedelta(days=1))))
    nummers = [zaak.pk for zaak in sorted(zaken, key=lambda zaak: (zaak.afgerond_op or zaak.ontvangen_op, zaak.pk))]
    per_pk = {zaak.pk: zaak for zaak in zaken}
    stappen, termijnen = _stappen(nummers), _termijnen(nummers)
    taken, berichten = _taken(nummers), _berichten(nummers)
    gebeurd = _per_zaak(Gebeurtenis.objects.filter(zaak__in=nummers).values_list("zaak_id", "code"))
    gemeenten, werkgebied = _gemeenten(nummers), _werkgebied(per_pk)
    regio = {gemeente.pk: str(gemeente) for gemeente in regio_gemeenten()}
    return [
        Zaakfeiten(
            per_pk[pk].kenmerk,
            per_pk[pk].zaaksoort,
            per_pk[pk].protocol_versie,
            per_pk[pk].ontvangen_op,
            per_pk[pk].afgerond_op or per_pk[pk].ontvangen_op,
            tuple(stappen.get(pk, ())),
            tuple(termijnen.get(pk, ())),
            tuple(taken.get(pk, ())),
            tuple(berichten.get(pk, ())),
            tuple(gebeurd.get(pk, ())),
            tuple(gemeenten.get(pk, ())),
            tuple(werkgebied.get(pk, ())),
            regio,
        )
        for pk in nummers
    ]


def _begin(dag: date) -> datetime:
    return datetime.combine(dag, time.min, tzinfo=kalender.ZONE).astimezone(UTC)


def _per_zaak(paren: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    uit: dict[int, list[T]] = defaultdict(list)
    for zaak, rij in paren:
        uit[zaak].append(rij)
    return uit


def _stappen(nummers: list[int]) -> dict[int, list[Stapfeit]]:
    rijen = Stap.objects.filter(zaak__in=nummers).order_by("zaak_id", "volgnummer")
    return _per_zaak((stap.zaak_id, _stap(stap)) for stap in rijen)


def _stap(stap: Stap) -> Stapfeit:
    afwijkingen, heeft_reden = frozenset(stap.afwijkingen), bool(stap.motivering)
    return Stapfeit(
        stap.volgnummer, stap.pk, stap.code, stap.van, stap.naar, stap.rol, stap.op, afwijkingen, heeft_reden
    )


def _termijnen(nummers: list[int]) -> dict[int, list[Termijnfeit]]:
    gevuurd = _per_zaak(
        (termijn, (pk, soort))
        for termijn, pk, soort in Wekker.objects.filter(termijn__zaak__in=nummers, gevuurd_op__isnull=False)
        .order_by("gaat_op", "pk")
        .values_list("termijn_id", "pk", "soort")
    )
    rijen = Termijn.objects.filter(zaak__in=nummers, geeindigd_op__isnull=False).select_related("stap").order_by("pk")
    return _per_zaak((t.zaak_id, _termijn(t, tuple(gevuurd.get(t.pk, ())))) for t in rijen)


def _termijn(termijn: Termijn, gevuurd: tuple[tuple[int, str], ...]) -> Termijnfeit:
    # The keys of `uitleg` are those of draaiboek.termijnen.
    stiltes = termijn.uitleg.get("stiltes", [])
    eind_op = termijn.geeindigd_op or termijn.vervalt_op
    is_gehaald = termijn.status in {"gehaald", "te_laat"}
    return Termijnfeit(
        termijn.code,
        termijn.stap.volgnummer,
        termijn.start_op,
        termijn.vervalt_op,
        eind_op,
        is_gehaald,
        was_te_laat=termijn.status == "te_laat" or (not is_gehaald and eind_op > termijn.vervalt_op),
        is_spoed=bool(termijn.uitleg.get("is_spoed")),
        stiltes=tuple((datetime.fromisoformat(van), datetime.fromisoformat(tot)) for van, tot in stiltes),
        gevuurd=gevuurd,
    )


def _taken(nummers: list[int]) -> dict[int, list[Taakfeit]]:
    rijen = Taak.objects.filter(zaak__in=nummers).exclude(status=TaakStatus.OPEN).order_by("pk")
    return _per_zaak(
        (
            t.zaak_id,
            Taakfeit(
                t.pk,
                t.code,
                t.rol,
                t.gemeente_id or 0,
                t.nummer or 0,
                t.gemaakt_op,
                t.afgerond_op or t.gemaakt_op,
                is_gedaan=t.status == TaakStatus.AFGEROND,
                is_verteld=t.status == TaakStatus.AFGEROND and RIJ in t.gegevens,
            ),
        )
        for t in rijen.annotate(nummer=F("stap__volgnummer"))
    )


def _berichten(nummers: list[int]) -> dict[int, list[Berichtfeit]]:
    rijen = Bericht.objects.filter(zaak__in=nummers).exclude(status=BerichtStatus.INGETROKKEN).order_by("pk")
    uit: list[tuple[int, Berichtfeit]] = []
    velden = ("zaak_id", "aanleiding", "regel", "rol", "gemeente_id", "gegevens")
    for zaak, aanleiding, regel, rol, gemeente, gegevens in rijen.values_list(*velden):
        # One row stands for the same seat of other gemeenten too when one person fills them all.
        plekken = (gemeente, *gegevens.get(OOK_VOOR, ()))
        uit += [(zaak or 0, Berichtfeit(aanleiding, regel, rol, plek or 0)) for plek in plekken]
    return {zaak: list(dict.fromkeys(feiten)) for zaak, feiten in _per_zaak(uit).items()}


def _gemeenten(nummers: list[int]) -> dict[int, list[int]]:
    betrokken = Betrokkenheid.objects.filter(melding__in=nummers).order_by("gemeente__naam")
    vragend = Persvraag.objects.filter(pk__in=nummers, gemeente__isnull=False)
    return _per_zaak([*betrokken.values_list("melding_id", "gemeente_id"), *vragend.values_list("pk", "gemeente_id")])


def _werkgebied(zaken: Mapping[int, Zaak]) -> dict[int, list[int]]:
    """Of each melding: where its aanbieder worked on the day that it came in."""
    aanbieders = dict(Melding.objects.filter(pk__in=zaken).values_list("pk", "aanbieder_id"))
    rijen: dict[int, list[Any]] = _per_zaak(
        (rij.aanbieder_id, rij) for rij in Werkgebied.objects.filter(aanbieder__in=set(aanbieders.values()))
    )
    uit: dict[int, list[int]] = {}
    for zaak, aanbieder in aanbieders.items():
        dag = kalender.lokale_datum(zaken[zaak].ontvangen_op)
        hier = (r for r in rijen.get(aanbieder, ()) if r.van_datum <= dag and (not r.tot_datum or r.tot_datum >= dag))
        uit[zaak] = list(dict.fromkeys(rij.gemeente_id for rij in hier))
    return uit
