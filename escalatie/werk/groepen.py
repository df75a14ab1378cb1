"""The work of one user per zaak: what must be done today, this week, later, what goes on, and who is waited for.

Nothing is hidden: what is folded is counted. Danger and what is late come first, as the rows come in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from basis.kalender import lokale_datum
from basis.resttijd import Resttijd, resttijd
from basis.taal import aantal, opsomming
from calamiteiten.statussen import PERSVRAAG
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.dringend import DOORLOPEND, ZONDER_MOMENT, horizon
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.bereik import doorlopend

# So many tasks of one zaak stand open under a heading; the others are folded, and counted. What is for today is shown
# whole; what has no moment is one line per zaak.
OPEN_PER_ZAAK = 1
MEESTE_NAMEN = 3
VANDAAG, ZONDER, WEEK, LATER, BLIJVEND = "vandaag", "zonder", "week", "later", "doorlopend"
KOPPEN = {
    VANDAAG: "Vandaag",
    ZONDER: "Zo snel als kan, zonder vast moment",
    WEEK: "Deze week",
    LATER: "Later",
    BLIJVEND: "Doorlopend, zolang de melding loopt",
}


@dataclass(frozen=True)
class Werk:
    """One thing to do: what, in which dossier, before when, and why (the sentence and paragraph of the protocol)."""

    titel: str
    url: str
    kenmerk: str
    onderwerp: str
    gemeente: str
    termijn: Resttijd | None
    waarom: str
    bron: str

    @property
    def is_te_laat(self) -> bool:
        """Whether the moment has passed."""
        return self.termijn is not None and self.termijn.toestand == "te_laat"


@dataclass(frozen=True)
class Zaakgroep:
    """The tasks of one zaak under one heading: those that stand open, and those that are folded."""

    kenmerk: str
    onderwerp: str
    url: str
    heeft_signaal: bool
    open: list[Werk]
    dicht: list[Werk] = field(default_factory=list)


@dataclass(frozen=True)
class Deel:
    """A heading of the worklist with its zaken; `aantal`: how many tasks, folded or not."""

    code: str
    kop: str
    zaken: list[Zaakgroep]
    aantal: int


@dataclass(frozen=True)
class Wachtregel:
    """Whom one zaak waits for: in words, the first moment that something is due, and how many tasks that are."""

    kenmerk: str
    onderwerp: str
    url: str
    wie: str
    aantal: int
    termijn: Resttijd | None

    @property
    def is_te_laat(self) -> bool:
        """Whether somebody is late."""
        return self.termijn is not None and self.termijn.toestand == "te_laat"


def zaak_url(rij: dict[str, Any]) -> str:
    """The page of the zaak of a row."""
    naam = "persvraag" if rij["zaak__zaaksoort"] == PERSVRAAG else "melding"
    return reverse(naam, args=[rij["zaak__kenmerk"]])


def deel_in(
    rijen: Iterable[dict[str, Any]], werk: Callable[[dict[str, Any], datetime], Werk], nu: datetime
) -> list[Deel]:
    """The tasks under their headings, per zaak, in the order in which they come; a heading without any is left out."""
    per_deel: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for rij in rijen:
        per_deel.setdefault(_deel(rij, nu), {}).setdefault(rij["zaak__kenmerk"], []).append(rij)
    return [
        Deel(
            code=code,
            kop=kop,
            zaken=[_groep(code, groep, werk, nu) for groep in per_deel[code].values()],
            aantal=sum(map(len, per_deel[code].values())),
        )
        for code, kop in KOPPEN.items()
        if code in per_deel
    ]


def _deel(rij: dict[str, Any], nu: datetime) -> str:
    op = rij["uiterlijk_op"]
    if rij["_rang"] == DOORLOPEND or rij["code"] in doorlopend():
        return BLIJVEND
    if op is None:
        return VANDAAG if rij["signaal"] else ZONDER
    if rij["signaal"] or rij["_rang"] < ZONDER_MOMENT or op <= horizon(nu):
        return VANDAAG
    vandaag = lokale_datum(nu)
    zondag = vandaag + timedelta(days=6 - vandaag.weekday())
    # On Saturday and Sunday this week is the one that comes.
    einde = zondag + timedelta(days=7) if vandaag.weekday() > 4 else zondag
    return WEEK if lokale_datum(op) <= einde else LATER


def _groep(
    code: str, rijen: list[dict[str, Any]], werk: Callable[[dict[str, Any], datetime], Werk], nu: datetime
) -> Zaakgroep:
    regels = [werk(rij, nu) for rij in rijen]
    toon = OPEN_PER_ZAAK
    if code in {VANDAAG, BLIJVEND}:
        toon = len(regels)
    elif code == ZONDER and len(regels) > OPEN_PER_ZAAK:
        toon = 0
    eerste = rijen[0]
    return Zaakgroep(
        kenmerk=eerste["zaak__kenmerk"],
        onderwerp=eerste["zaak__onderwerp"],
        url=zaak_url(eerste),
        heeft_signaal=bool(eerste["signaal"]),
        open=regels[:toon],
        dicht=regels[toon:],
    )


def wacht_op_anderen(zaken: Iterable[int], eigen: Q, nu: datetime) -> list[Wachtregel]:
    """Of these zaken the open tasks of others, one line per zaak, the first due in front. One query."""
    apart = {BELTAAK, *doorlopend()}
    anderen = Taak.objects.filter(zaak__in=list(zaken), status=TaakStatus.OPEN).exclude(eigen).exclude(code__in=apart)
    per_zaak: dict[str, list[dict[str, Any]]] = {}
    for rij in _geteld(anderen):
        per_zaak.setdefault(rij["zaak__kenmerk"], []).append(rij)
    regels = [(_eerste(rijen), _wachtregel(rijen, nu)) for rijen in per_zaak.values()]
    return [regel for _, regel in sorted(regels, key=lambda paar: (paar[0] is None, paar[0] or nu, paar[1].kenmerk))]


def _geteld(taken: QuerySet[Taak]) -> Iterable[dict[str, Any]]:
    velden = ("zaak__kenmerk", "zaak__onderwerp", "zaak__zaaksoort", "zaak__protocol_versie", "rol", "gemeente__naam")
    geteld = taken.order_by().values(*velden).annotate(hoeveel=Count("pk"), eerste=Min("uiterlijk_op"))
    return [{**rij} for rij in geteld.order_by("zaak__kenmerk", "rol", "gemeente__naam")]


def _eerste(rijen: Iterable[dict[str, Any]]) -> datetime | None:
    return min((rij["eerste"] for rij in rijen if rij["eerste"]), default=None)


def _wachtregel(rijen: list[dict[str, Any]], nu: datetime) -> Wachtregel:
    eerste, voor_op = rijen[0], _eerste(rijen)
    namen = [f"{rolnaam(r['rol'], r['zaak__protocol_versie'])} {r['gemeente__naam'] or ''}".strip() for r in rijen]
    meer = len(namen) - MEESTE_NAMEN
    noem = [*namen[:MEESTE_NAMEN], aantal(meer, "ander", "anderen")] if meer > 0 else namen
    return Wachtregel(
        kenmerk=eerste["zaak__kenmerk"],
        onderwerp=eerste["zaak__onderwerp"],
        url=zaak_url(eerste),
        wie=opsomming(noem),
        aantal=sum(rij["hoeveel"] for rij in rijen),
        termijn=resttijd(voor_op, nu) if voor_op else None,
    )
