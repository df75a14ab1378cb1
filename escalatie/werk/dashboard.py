"""Read model of the dashboard: the open escalations of the region at one moment (R57, R60, R64, R70, R73).

Eight queries, however many meldingen there are: the signals, what was not seen yet, the running terms with their
meldingen, the meldingen without a term, the involved gemeenten, all counts at once, whom to phone, and how long closed
meldingen took; two more while there is a signal.
Everything is plain text and numbers for the template.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from basis.kalender import ZONE, lokale_datum
from basis.kap import Greep
from basis.resttijd import BIJNA
from basis.taal import aantal, weekdag_moment
from calamiteiten.models import Betrokkenheid, Melding
from calamiteiten.toegang.kijker import van_wie_kijkt
from contacten.models import Gebruiker
from escalatie.draaiboek.dringend import horizon
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.draaiboek.nieuws import NIEUWS, Nieuws, op_de_lijst
from escalatie.draaiboek.signalen import OpenSignaal, lees_signalen
from escalatie.models import Taak, TaakStatus, Termijn
from escalatie.persvragen.lijst import open_persvragen
from escalatie.protocol.bereik import alle_fasen, alle_scenarios, taken_van_vorm
from escalatie.protocol.lezen import Protocollen, protocollen
from escalatie.protocol.model import StatusRegel, TermijnRegel
from escalatie.protocol.rijen import lengte

from . import kaart, laat, maanden
from .filters import lopend
from .groepen import Werk
from .lijst import VELDEN, Rij, gemeentenamen, maak_rij
from .tellingen import Telling, alle, per, samen, tel_op
from .werkvoorraad import eigen_taken, lees_taken, open_van, te_laat, werk

MEESTE_RIJEN = 50
MEESTE_RODE = 6
# A melding has one or two running terms at a time; the first of each is shown.
TERMIJNEN_PER_MELDING = 4
# A code for the address and a name for the eye, as one key of a count.
GEMEENTE = Concat("gemeente__code", Value("|"), "gemeente__naam")
# The icons of the cards of the phases, first to last; a later phase has the last one.
FASE_ICONEN = ("flame", "hourglass")


@dataclass(frozen=True)
class Kaart:
    """One figure on top; it links to exactly the meldingen that it counts. kleur: "" | "alarm" | "warn"."""

    naam: str
    icoon: str
    aantal: int
    sub: str
    url: str
    kleur: str


@dataclass(frozen=True)
class GemeenteRij:
    """How many open meldingen a gemeente has, and how many of those have a term that has passed."""

    code: str
    naam: str
    open: int
    te_laat: int
    url: str


@dataclass(frozen=True)
class Dashboard:
    """The whole page."""

    moment: str
    signalen: list[OpenSignaal]
    nieuws: Greep[Nieuws]
    samenvatting: str
    jaar: int
    kaarten: list[Kaart]
    rijen: list[Rij]
    aantal_open: int
    aantal_acties: int
    aantal_persvragen: int
    aantal_te_laat: int
    bellen: list[Werk]
    bellen_over: int
    staven: list[dict[str, Any]]
    gemeenten: list[GemeenteRij]
    kaart: kaart.Kaart
    maanden: maanden.Maanden

    @property
    def is_meer(self) -> bool:
        """Whether there are open meldingen that the table does not show."""
        return self.aantal_open > len(self.rijen)

    @property
    def aantallen(self) -> dict[str, int]:
        """The counts for the navigation, so that they are not asked twice."""
        eigen = {"meldingen": self.aantal_open, "werkvoorraad": self.aantal_acties}
        return {**eigen, "te_laat": self.aantal_te_laat, "persvragen": self.aantal_persvragen}


def maak_dashboard(
    gebruiker: Gebruiker,
    zicht: QuerySet[Melding],
    nu: datetime,
    *,
    alles: bool = False,
    vanaf: Mapping[str, int] | None = None,
) -> Dashboard:
    """The dashboard of this user over the meldingen of `zicht` (from toegang) at `nu` (aware); `alles`: every one of
    whom to phone; `vanaf`: which of the news is the first on the page."""
    bellen = lees_taken(_beltaken(zicht), None if alles else MEESTE_RODE, nu, is_kort=True)
    jaar_begon = datetime(lokale_datum(nu).year, 1, 1, tzinfo=ZONE).astimezone(UTC)
    telling = tel_op(_getallen(gebruiker, nu, nu + BIJNA, jaar_begon, maanden.begin(nu), protocollen=protocollen()))
    aantal_open = sum(telling.get("status", {}).values())
    jaar = lokale_datum(nu).year
    signalen = lees_signalen(open_van(zicht))
    gemeenten = _per_gemeente(telling)
    return Dashboard(
        moment=weekdag_moment(nu),
        signalen=signalen,
        nieuws=op_de_lijst(gebruiker, (vanaf or {}).get(NIEUWS, 0)),
        samenvatting=_samenvatting(aantal_open, len(gemeenten)),
        jaar=jaar,
        kaarten=_kaarten(telling),
        rijen=_rijen(zicht, signalen, nu),
        aantal_open=aantal_open,
        aantal_acties=telling.get("acties", {}).get("", 0),
        aantal_persvragen=telling.get("persvragen", {}).get("", 0),
        aantal_te_laat=telling.get("te_laat", {}).get("", 0),
        bellen=[werk(rij, nu) for rij in bellen.rijen],
        bellen_over=bellen.over,
        staven=_staven(telling.get("scenario", {})),
        gemeenten=gemeenten,
        kaart=kaart.teken(settings.REGIO.gemeenten, {rij.code: (rij.open, rij.te_laat) for rij in gemeenten}),
        maanden=maanden.maak(zicht, telling.get("maand", {}), nu),
    )


@van_wie_kijkt
def _getallen(
    gebruiker: Gebruiker,
    zicht: QuerySet[Melding],
    nu: datetime,
    straks: datetime,
    jaar: datetime,
    maand: datetime,
    *,
    protocollen: Protocollen,
) -> Telling:
    """All counts of the page. `straks`: 12 hours on; since when this year and the months of the drawing began."""
    eigen = [alle("acties", eigen_taken(gebruiker, zicht)), alle("persvragen", open_persvragen(gebruiker))]
    hier = [*te_laat(gebruiker, zicht, nu), *laat.tellingen(gebruiker, zicht, nu), maanden.telling(zicht, maand)]
    return samen([*_tellingen(zicht, nu, straks, jaar), *hier, *eigen])


def _tellingen(zicht: QuerySet[Melding], nu: datetime, straks: datetime, jaar: datetime) -> list[Telling]:
    open_ = open_van(zicht)
    verstreken, bijna = (lopend(s, nu, straks).filter(zaak__in=open_) for s in ("verstreken", "binnen_12_uur"))
    betrokken = Betrokkenheid.objects.filter(melding__in=open_)
    rapport = taken_van_vorm("inspectierapport")
    wachtend = Taak.objects.filter(code__in=rapport, status=TaakStatus.OPEN, zaak__in=open_)
    return [
        per("status", zicht.filter(afgerond_op__isnull=True), "status", is_uniek=False),
        per("laat", verstreken, "zaak__status", "zaak"),
        per("bijna", bijna, "zaak__als_melding__scenario", "zaak"),
        per("wacht_op_rapport", wachtend, "zaak__status", "zaak"),
        per("scenario", zicht.filter(ontvangen_op__gte=jaar).exclude(scenario=""), "scenario", is_uniek=False),
        per("gemeente", betrokken, GEMEENTE, is_uniek=False),
        per("gemeente_laat", betrokken.filter(Exists(verstreken.filter(zaak=OuterRef("melding")))), GEMEENTE),
    ]


def _samenvatting(open_: int, gemeenten: int) -> str:
    return f"{aantal(open_, 'open melding', 'open meldingen')} in {aantal(gemeenten, 'gemeente', 'gemeenten')}"


def _kaarten(telling: dict[str, dict[str, int]]) -> list[Kaart]:
    laat_op_termijn, bijna = Counter(telling.get("laat", {})), Counter(telling.get("bijna", {}))
    status, wacht = Counter(telling.get("status", {})), Counter(telling.get("wacht_op_rapport", {}))
    fasen = list(alle_fasen().values())
    zwaarste = next(reversed(alle_scenarios()), "")
    te_laat_in_al, soorten = laat.split(telling)
    is_laat, is_bijna = "alarm" if te_laat_in_al else "", "warn" if bijna.total() else ""
    return [
        Kaart(
            "Te laat",
            "alert-triangle",
            te_laat_in_al,
            soorten or "niets",
            reverse("te_laat"),
            is_laat,
        ),
        Kaart(
            "Termijn verloopt binnen 12 uur",
            "clock",
            bijna.total(),
            _waarvan(bijna[zwaarste], f"in scenario {zwaarste}", bijna) if zwaarste else _waarvan(0, "", bijna),
            _url(termijn="binnen_12_uur"),
            is_bijna,
        ),
        *(_fasekaart(nummer, fase, status, laat_op_termijn, wacht) for nummer, fase in enumerate(fasen)),
    ]


def _fasekaart(
    nummer: int, fase: tuple[StatusRegel, TermijnRegel], status: Counter[str], laat: Counter[str], wacht: Counter[str]
) -> Kaart:
    """The card of one phase; the first says what is late, a later one what waits for the report of the inspection."""
    regel, termijn = fase
    hier = status[regel.code]
    sub = _rapport(hier, wacht[regel.code]) if nummer else _op_tijd(hier, laat[regel.code])
    teken = FASE_ICONEN[min(nummer, len(FASE_ICONEN) - 1)]
    return Kaart(f"In {regel.naam} ({lengte(termijn)})", teken, hier, sub, _url(status=regel.code), "")


def _waarvan(getal: int, wat: str, alle_: Counter[str]) -> str:
    return f"waarvan {getal} {wat}" if alle_.total() else "geen"


def _op_tijd(in_fase: int, te_laat: int) -> str:
    if not in_fase:
        return "geen"
    return f"waarvan {te_laat} te laat" if te_laat else "allemaal op tijd"


def _rapport(in_fase: int, wachtend: int) -> str:
    if not in_fase:
        return "geen"
    return (
        f"{wachtend} wacht{'' if wachtend == 1 else 'en'} op een IGJ-rapport"
        if wachtend
        else "elk IGJ-rapport is binnen"
    )


def _url(**keuzes: str) -> str:
    return f"{reverse('meldingen')}?{urlencode(keuzes)}"


def _rijen(zicht: QuerySet[Melding], signalen: list[OpenSignaal], nu: datetime) -> list[Rij]:
    """The open meldingen: those with a signal, then the term that passed longest ago first, then what ends tonight,
    then those without a running term, the newest first, then the others."""
    voorop = dict.fromkeys(signaal.zaak_id for signaal in signalen)
    paren = _paren(zicht.filter(pk__in=voorop), nu) if voorop else []
    paren += _paren(zicht.exclude(pk__in=voorop) if voorop else zicht, nu)[: MEESTE_RIJEN - len(paren)]
    namen = gemeentenamen(melding["pk"] for melding, _ in paren)
    wat = {pk: ", ".join(dict.fromkeys(s.naam for s in signalen if s.zaak_id == pk)) for pk in voorop}
    return [maak_rij(melding, termijn, namen, nu, wat) for melding, termijn in paren]


def _paren(zicht: QuerySet[Melding], nu: datetime) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    met = _met_termijn(zicht)
    dringend = [paar for paar in met if paar[1] and paar[1]["vervalt_op"] <= horizon(nu)]
    plaats = MEESTE_RIJEN - len(dringend)
    zonder = _zonder_termijn(zicht, plaats) if plaats > 0 else []
    return [*dringend, *zonder, *met[len(dringend) :]][:MEESTE_RIJEN]


def _met_termijn(zicht: QuerySet[Melding]) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    velden = {f"zaak__als_melding__{veld}": veld for veld in VELDEN}
    rijen = (
        Termijn.objects.filter(geeindigd_op__isnull=True, zaak__in=open_van(zicht))
        .order_by("vervalt_op", "pk")
        .values("code", "start_op", "vervalt_op", *velden)[: MEESTE_RIJEN * TERMIJNEN_PER_MELDING]
    )
    eerste: dict[int, tuple[dict[str, Any], dict[str, Any] | None]] = {}
    for rij in rijen:
        eerste.setdefault(rij["zaak__als_melding__pk"], ({kort: rij[lang] for lang, kort in velden.items()}, rij))
    return list(eerste.values())[:MEESTE_RIJEN]


def _zonder_termijn(zicht: QuerySet[Melding], limiet: int) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    heeft_termijn = Exists(Termijn.objects.filter(zaak=OuterRef("pk"), geeindigd_op__isnull=True))
    rijen = zicht.filter(~heeft_termijn, afgerond_op__isnull=True).order_by("-ontvangen_op", "-pk")
    return [(rij, None) for rij in rijen.values(*VELDEN)[:limiet]]


def _beltaken(zicht: QuerySet[Melding]) -> QuerySet[Taak]:
    """Duties to inform that reached nobody by mail and still wait for someone with a telephone."""
    return Taak.objects.filter(code=BELTAAK, status=TaakStatus.OPEN, zaak__in=open_van(zicht))


def _staven(per_scenario: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "naam": f"scenario {code}",
            "aantal": per_scenario.get(code, 0),
            "kleur": regel.kleur,
        }
        for code, regel in alle_scenarios().items()
    ]


def _per_gemeente(telling: dict[str, dict[str, int]]) -> list[GemeenteRij]:
    laat, rijen = telling.get("gemeente_laat", {}), []
    for sleutel, hoeveel in telling.get("gemeente", {}).items():
        code, _, naam = sleutel.partition("|")
        rijen.append(GemeenteRij(code, naam, hoeveel, laat.get(sleutel, 0), _url(gemeente=code, stand="open")))
    return sorted(rijen, key=lambda rij: (-rij.te_laat, -rij.open, rij.naam))
