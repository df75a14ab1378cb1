"""The one list of work per zaak: what is late, for today, this week, later, what goes on, and who is waited for.

Nothing is hidden: what is folded is counted, and of a long heading the next zaken are one link further. What is late
has a heading of its own; danger comes first under each.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from basis.kalender import lokale_datum
from basis.kap import Greep, greep
from basis.resttijd import Resttijd, resttijd
from basis.taal import aantal, opsomming
from calamiteiten.statussen import PERSVRAAG
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.dringend import DOORLOPEND, LAAT, ZONDER_MOMENT, horizon, rang
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.bereik import doorlopend

# So many lines of one zaak stand open under a heading; the others are folded, and counted. What is late or for today
# is shown whole; what has no moment is one line per zaak.
OPEN_PER_ZAAK = 1
MEESTE_NAMEN = 3
_OOIT = datetime.max.replace(tzinfo=UTC)
LAAT_BIJ_ANDEREN, WACHT = "laat-bij-anderen", "wacht"
TE_LAAT, VANDAAG, ZONDER, WEEK, LATER, BLIJVEND = "te-laat", "vandaag", "zonder", "week", "later", "doorlopend"
KOPPEN = {
    TE_LAAT: "Te laat",
    VANDAAG: "Vandaag",
    ZONDER: "Zo snel als kan, zonder vast moment",
    WEEK: "Deze week",
    LATER: "Later",
    BLIJVEND: "Doorlopend, zolang de melding loopt",
}


@dataclass(frozen=True)
class Werk:
    """One thing to do: what, in which dossier, before when, and why (the sentence and paragraph of the protocol).
    `soort`: what kind of thing it is, by its code. A meeting has `wanneer`, and in `komt` what was answered (None: not
    yet)."""

    titel: str
    url: str
    kenmerk: str
    onderwerp: str
    gemeente: str
    termijn: Resttijd | None
    waarom: str
    bron: str
    soort: str = "taak"
    wanneer: datetime | None = None
    komt: bool | None = None

    @property
    def is_te_laat(self) -> bool:
        """Whether the moment has passed."""
        return self.termijn is not None and self.termijn.toestand == "te_laat"


@dataclass(frozen=True)
class Punt:
    """A line as the list takes it: of which zaak (a row with its values), due when (None: nobody said), in danger or
    not, going on or not. Its place is that of `dringend.rang`. `maak`: how the line is made, for what is shown."""

    rij: Mapping[str, Any]
    maak: Callable[[], Werk]
    op: datetime | None
    rang: int
    heeft_signaal: bool
    blijft: bool = False

    @property
    def plaats(self) -> tuple[bool, int, bool, datetime]:
        """Where it stands: danger first, then by rank, then by moment."""
        return (not self.heeft_signaal, self.rang, self.op is None, self.op or _OOIT)

    @cached_property
    def werk(self) -> Werk:
        """The line."""
        return self.maak()


@dataclass(frozen=True)
class Zaakgroep:
    """The lines of one zaak under one heading: those that stand open, and those that are folded."""

    kenmerk: str
    onderwerp: str
    url: str
    heeft_signaal: bool
    open: list[Werk]
    dicht: list[Werk] = field(default_factory=list)


@dataclass(frozen=True)
class Deel:
    """A heading of the worklist with its zaken, or so many of them as stand on the page; `aantal`: how many tasks in
    all, folded or not."""

    code: str
    kop: str
    zaken: Greep[Zaakgroep]
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


@dataclass(frozen=True)
class Wacht:
    """The zaken in which others have work: those in which somebody is late, and the others."""

    laat: Greep[Wachtregel] = field(default_factory=lambda: Greep((), 0))
    verder: Greep[Wachtregel] = field(default_factory=lambda: Greep((), 0))

    @property
    def aantal(self) -> int:
        """How many zaken in all."""
        return self.laat.aantal + self.verder.aantal


def zaak_url(rij: Mapping[str, Any]) -> str:
    """The page of the zaak of a row."""
    naam = "persvraag" if rij["zaak__zaaksoort"] == PERSVRAAG else "melding"
    return reverse(naam, args=[rij["zaak__kenmerk"]])


def punt(maak: Callable[[], Werk], rij: Mapping[str, Any], op: datetime | None, nu: datetime) -> Punt:
    """A line about the zaak of a row, due at `op`."""
    return Punt(rij, maak, op, rij.get("_rang", rang(op, nu)), bool(rij.get("signaal")))


def deel_in(punten: Iterable[Punt], nu: datetime, vanaf: Mapping[str, int]) -> list[Deel]:
    """The lines under their headings, per zaak, in their order; a heading without any is left out. `vanaf`: the code of
    a heading, and which of its zaken is the first on the page."""
    per_deel: dict[str, dict[str, list[Punt]]] = {}
    in_deel = _delen(nu)
    for een in sorted(punten, key=lambda punt: punt.plaats):
        per_deel.setdefault(in_deel(een), {}).setdefault(een.rij["zaak__kenmerk"], []).append(een)
    return [
        Deel(
            code=code,
            kop=kop,
            zaken=greep([*per_deel[code].values()], partial(_groep, code), vanaf.get(code, 0)),
            aantal=sum(map(len, per_deel[code].values())),
        )
        for code, kop in KOPPEN.items()
        if code in per_deel
    ]


def _delen(nu: datetime) -> Callable[[Punt], str]:
    """Under which heading a line stands at `nu`."""
    vandaag, straks = lokale_datum(nu), horizon(nu)
    zondag = vandaag + timedelta(days=6 - vandaag.weekday())
    # On Saturday and Sunday this week is the one that comes.
    einde = zondag + timedelta(days=7) if vandaag.weekday() > 4 else zondag

    def deel(een: Punt) -> str:
        if een.rang == DOORLOPEND or een.blijft:
            return BLIJVEND
        if een.rang == LAAT:
            return TE_LAAT
        if een.op is None:
            return VANDAAG if een.heeft_signaal else ZONDER
        if een.heeft_signaal or een.rang < ZONDER_MOMENT or een.op <= straks:
            return VANDAAG
        return WEEK if lokale_datum(een.op) <= einde else LATER

    return deel


def _groep(code: str, punten: list[Punt]) -> Zaakgroep:
    regels = [een.werk for een in punten]
    toon = OPEN_PER_ZAAK
    if code in {TE_LAAT, VANDAAG, BLIJVEND}:
        toon = len(regels)
    elif code == ZONDER and len(regels) > OPEN_PER_ZAAK:
        toon = 0
    eerste = punten[0]
    return Zaakgroep(
        kenmerk=eerste.werk.kenmerk,
        onderwerp=eerste.werk.onderwerp,
        url=zaak_url(eerste.rij),
        heeft_signaal=eerste.heeft_signaal,
        open=regels[:toon],
        dicht=regels[toon:],
    )


def wacht_op_anderen(zaken: Q, eigen: Q, nu: datetime, vanaf: Mapping[str, int]) -> Wacht:
    """Of these zaken the open tasks of others, one line per zaak, the first due in front: those in which somebody is
    late, and the others. `vanaf`: which of them is the first on the page. One query."""
    apart = {BELTAAK, *doorlopend()}
    anderen = Taak.objects.filter(zaken, status=TaakStatus.OPEN).exclude(eigen).exclude(code__in=apart)
    per_zaak: dict[str, list[dict[str, Any]]] = {}
    for rij in _geteld(anderen):
        per_zaak.setdefault(rij["zaak__kenmerk"], []).append(rij)
    met = [(_eerste(rijen), kenmerk, rijen) for kenmerk, rijen in per_zaak.items()]
    met.sort(key=lambda drie: (drie[0] is None, drie[0] or nu, drie[1]))
    laat = [rijen for eerste, _, rijen in met if eerste and eerste < nu]
    verder = [rijen for _, _, rijen in met[len(laat) :]]
    maak = partial(_wachtregel, nu=nu)
    return Wacht(
        greep(laat, maak, vanaf.get(LAAT_BIJ_ANDEREN, 0)),
        greep(verder, maak, vanaf.get(WACHT, 0)),
    )


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
