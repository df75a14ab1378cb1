"""The report of what the region learned in a year: counts and lessons, without persons (R94–R97, R136, R139)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from basis.formulieren import EERSTE_JAAR
from basis.kalender import lokale_datum
from basis.taal import aantal
from calamiteiten.models import Evaluatie, Inspectiefeit, Inspectiesoort, Melding
from calamiteiten.toegang import zichtbaar_voor
from contacten.models import Gebruiker
from escalatie.draaiboek import inspectie
from escalatie.draaiboek.verbeterpunten import antwoord
from escalatie.models import Taak, TaakStatus, Verbeterbron, Verbeterpunt
from escalatie.protocol.lezen import haal_protocol, versies

from .pagina import TERUGKOPPELING
from .punten import rijen


@dataclass(frozen=True)
class Verslag:
    """One year. `tellingen`: label and how many; `vragen`: each closed question of the evaluation with how often each
    answer was given; `lessen` and `contract`: title and text; `bevindingen`: label and how many; `dossiers`: how many
    it is about."""

    jaar: int
    regio: str
    op: datetime
    tellingen: list[tuple[str, int]]
    vragen: list[tuple[str, str]]
    bevindingen: list[tuple[str, int]]
    lessen: list[tuple[str, str]]
    contract: list[tuple[str, str]]
    dossiers: int

    @property
    def bestandsnaam(self) -> str:
        """For example leerverslag-2026.pdf"""
        return f"leerverslag-{self.jaar}.pdf"


def jaren(nu: datetime) -> list[int]:
    """The years of which there can be a report: this one and the two before it, the newest first."""
    dit = lokale_datum(nu).year
    return [jaar for jaar in (dit, dit - 1, dit - 2) if jaar >= EERSTE_JAAR]


def verslag(jaar: int, gebruiker: Gebruiker, nu: datetime) -> Verslag:
    """The report of this year at `nu` (aware), over the meldingen that this user may see. A constant number of
    queries."""
    zicht = zichtbaar_voor(gebruiker)
    meldingen = zicht.filter(ontvangen_op__year=jaar)
    evaluaties = list(
        Evaluatie.objects.filter(melding__in=zicht.order_by().values("pk"), vastgesteld_op__year=jaar).select_related(
            "melding"
        )
    )
    punten = list(rijen(zicht).filter(vastgelegd_op__year=jaar))
    gemeld = meldingen.count()
    return Verslag(
        jaar=jaar,
        regio=settings.REGIO.organisatie,
        op=nu,
        tellingen=_tellingen(gemeld, len(evaluaties), punten, jaar, nu),
        vragen=_vragen(evaluaties),
        bevindingen=_bevindingen(zicht.order_by().values("pk"), jaar),
        lessen=_lessen(evaluaties) + [(p.taak.titel, p.les) for p in punten if p.les and _telt(p)],
        contract=[(p.taak.titel, p.contract) for p in punten if p.contract and _telt(p)],
        dossiers=gemeld,
    )


def _telt(punt: Verbeterpunt) -> bool:
    return punt.taak.status != TaakStatus.VERVALLEN


def _tellingen(
    meldingen: int, evaluaties: int, punten: list[Verbeterpunt], jaar: int, nu: datetime
) -> list[tuple[str, int]]:
    tellen = [punt for punt in punten if _telt(punt)]
    per_bron = Counter(punt.bron for punt in tellen)
    klaar = [punt.taak for punt in tellen if punt.taak.status == TaakStatus.AFGEROND]
    open_ = [punt.taak for punt in tellen if punt.taak.status == TaakStatus.OPEN]
    return [
        ("Meldingen", meldingen),
        ("Evaluaties vastgesteld", evaluaties),
        ("Verbeterpunten afgesproken", len(tellen)),
        *((f"Uit {naam}", per_bron[code]) for code, naam in Verbeterbron.choices if per_bron[code]),
        ("Op tijd klaar", sum(_is_op_tijd(taak) for taak in klaar)),
        ("Te laat klaar", sum(not _is_op_tijd(taak) for taak in klaar)),
        ("Nog open", len(open_)),
        ("Nog open en te laat", sum(taak.uiterlijk_op is not None and taak.uiterlijk_op <= nu for taak in open_)),
        ("Keren teruggekoppeld", _terugkoppelingen(jaar)),
    ]


def _is_op_tijd(taak: Taak) -> bool:
    return not taak.uiterlijk_op or not taak.afgerond_op or taak.afgerond_op <= taak.uiterlijk_op


def _terugkoppelingen(jaar: int) -> int:
    codes = {t.code for versie in versies() for t in haal_protocol(versie).taken if t.vorm == TERUGKOPPELING}
    dagen = [date(jaar, 1, 1).isoformat(), date(jaar, 12, 31).isoformat()]
    gedaan = Q(code__in=codes, status=TaakStatus.AFGEROND)
    return Taak.objects.filter(gedaan, gegevens__datum__gte=dagen[0], gegevens__datum__lte=dagen[1]).count()


def _vragen(evaluaties: list[Evaluatie]) -> list[tuple[str, str]]:
    """Each question with options, and how often each was chosen: "Ja: 2 keer, nee: 1 keer"."""
    gegeven: dict[str, Counter[str]] = {}
    for evaluatie in evaluaties:
        for vraag in haal_protocol(evaluatie.melding.protocol_versie).evaluatievragen:
            namen = {keuze.code: keuze.naam for keuze in vraag.antwoorden}
            if (code := evaluatie.antwoorden.get(vraag.code)) in namen:
                gegeven.setdefault(vraag.zin, Counter())[namen[code]] += 1
    return [
        (zin, ", ".join(f"{naam}: {aantal(keren, 'keer', 'keer')}" for naam, keren in telling.most_common()))
        for zin, telling in gegeven.items()
    ]


def _lessen(evaluaties: list[Evaluatie]) -> list[tuple[str, str]]:
    return [
        (vraag.zin, tekst)
        for evaluatie in evaluaties
        for vraag in haal_protocol(evaluatie.melding.protocol_versie).evaluatievragen
        if not vraag.antwoorden and (tekst := antwoord(vraag, evaluatie.antwoorden))
    ]


def _bevindingen(zicht: QuerySet[Melding, Any], jaar: int) -> list[tuple[str, int]]:
    keuzes = dict(inspectie.KEUZES[Inspectiesoort.BEVINDING])
    feiten = Inspectiefeit.objects.filter(
        melding__in=zicht, soort=Inspectiesoort.BEVINDING, ingetrokken_op__isnull=True, op_datum__year=jaar
    )
    telling = Counter(keuzes.get(keuze, keuze) for keuze in feiten.values_list("keuze", flat=True))
    return sorted(telling.items())
