"""The terms: how long what is kept, by outcome, and what is past its term.

The terms stand in the file of the region (`[bewaren]`, in months). One that is not set is no term: then nothing is ever
proposed, and the page says so. The count begins when the thing ended.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db.models import Max, Q, QuerySet

from basis.geweigerd import Geweigerd
from basis.kalender import ZONE, lokale_datum, plus_maanden
from basis.regio import BEWAREN
from calamiteiten.models import Melding, Oefening, Signaal, Zaak
from calamiteiten.statussen import MELDING
from communicatie.models import NOG_TE_VERZENDEN, Bericht
from contacten.models import Gebruiker, Nieuws
from contacten.personen.vergeten import vertrokken
from escalatie.models import Bewaarplicht, Bewaarsoort, Bewaarverzoek, Taak
from escalatie.protocol.bestand import ProtocolFout
from escalatie.protocol.lezen import haal_protocol, versies
from escalatie.protocol.slot import SOORTEN, eindes_van

NIET_VOORBIJ = "De bewaartermijn hiervan is niet (meer) voorbij. Er is niets vernietigd."
NAMEN: Mapping[str, str] = MappingProxyType(BEWAREN)
# A month is never shorter; what this leaves over is looked at day by day.
_KORTSTE_MAAND = timedelta(days=28)
_AFGEHANDELD = "afgerond"


@dataclass(frozen=True)
class Voorbij:
    """Something past its term: what, under which category, of so many months, since which day."""

    soort: Bewaarsoort
    nummer: int
    kenmerk: str
    categorie: str
    maanden: int
    sinds_datum: date


def termijn(categorie: str) -> int | None:
    """The term of this category in months; None when the region set none, and then it is kept."""
    return settings.REGIO.bewaren.get(categorie)


def voorbij(nu: datetime, soort: str = "", nummer: int | None = None) -> Iterator[Voorbij]:
    """All that is past its term at `nu` (aware) and may go, of this kind and with this number when they are given."""
    bronnen = {
        Bewaarsoort.ZAAK: _zaken,
        Bewaarsoort.OEFENING: _oefeningen,
        Bewaarsoort.SIGNAAL: _signalen,
        Bewaarsoort.ACCOUNT: _accounts,
        Bewaarsoort.CONTACT: _contacten,
        Bewaarsoort.POST: _post,
    }
    vandaag = lokale_datum(nu)
    for welke, bron in bronnen.items():
        if soort and welke != soort:
            continue
        for eigen, kenmerk, categorie, geeindigd in bron(nu, nummer):
            if (maanden := termijn(categorie)) is None:
                continue
            sinds = plus_maanden(geeindigd, maanden)
            if sinds <= vandaag:
                yield Voorbij(welke, eigen, kenmerk, categorie, maanden, sinds)


def eis_voorbij(verzoek: Bewaarverzoek, nu: datetime) -> None:
    """Raise Geweigerd when what this request names is not past its term at `nu` under the term it was asked for."""
    gevonden = next(voorbij(nu, verzoek.soort, verzoek.nummer), None)
    if gevonden is None or (gevonden.categorie, gevonden.maanden) != (verzoek.categorie, verzoek.maanden):
        raise Geweigerd(NIET_VOORBIJ)


def categorie_van(zaak: Zaak, scenario: str) -> str:
    """Under which category a closed zaak falls; "" when under none, and then it is kept."""
    return _categorie(zaak.zaaksoort, str(zaak.status), scenario)


@register("protocol")
def controleer_termijnen(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every end of every version falls under something that can have a term: else what ends there is kept for ever, and
    no page says so."""
    return [
        Error(
            f"{waar}: {categorie!r} kan geen bewaartermijn hebben. Zet het in BEWAREN (basis/regio.py).",
            id="bewaren.E001",
        )
        for waar, categorie in _alle_eindes()
        if categorie not in NAMEN
    ]


def _alle_eindes() -> Iterator[tuple[str, str]]:
    """Each end of each version with its category: where it is written, what it falls under."""
    for versie in versies():
        for soort in SOORTEN:
            codes = [code for code, is_eind in eindes_van(soort, versie) if is_eind]
            for code in codes:
                letters = _scenarios(versie) if (soort, code) == (MELDING, _AFGEHANDELD) else [""]
                yield from ((f"{versie}, {soort} {code}", _categorie(soort, code, letter)) for letter in letters)


def _scenarios(versie: str) -> list[str]:
    with suppress(ProtocolFout):
        return [regel.code for regel in haal_protocol(versie).scenarios]
    return []


def _categorie(soort: str, status: str, scenario: str) -> str:
    if soort != MELDING:
        return soort
    if status != _AFGEHANDELD:
        return status
    return f"scenario_{scenario.removeprefix('scenario_')}" if scenario else ""


def post_van_maand(nummer: int) -> QuerySet[Bericht]:
    """The mail of this month (202611) that is of no dossier and that nobody will send any more."""
    jaar, maand = divmod(nummer, 100)
    if not 1 <= maand <= 12:
        return Bericht.objects.none()
    begin = date(jaar, maand, 1)
    rijen = Bericht.objects.filter(
        zaak__isnull=True, gepland_op__gte=_dag(begin), gepland_op__lt=_dag(plus_maanden(begin, 1))
    )
    return rijen.exclude(status__in=NOG_TE_VERZENDEN)


def _dag(dag: date) -> datetime:
    return datetime.combine(dag, time(), tzinfo=ZONE)


def _uiterlijk(nu: datetime, categorieen: Mapping[str, object]) -> datetime:
    """The last moment at which something can have ended that is past the shortest of these terms."""
    termijnen = [maanden for categorie in categorieen if (maanden := termijn(categorie)) is not None]
    return nu - _KORTSTE_MAAND * min(termijnen, default=10_000)


def _zaken(nu: datetime, nummer: int | None) -> Iterator[tuple[int, str, str, date]]:
    rijen = Zaak.objects.filter(afgerond_op__lte=_uiterlijk(nu, NAMEN))
    rijen = rijen.exclude(pk__in=Bewaarplicht.objects.filter(opgeheven_op__isnull=True).values("zaak"))
    # An improvement outlives its melding (docs/besluiten/0031); as long as it is open, the melding stays too.
    rijen = rijen.exclude(pk__in=Taak.objects.filter(status="open").values("zaak"))
    if nummer is not None:
        rijen = rijen.filter(pk=nummer)
    scenarios = dict(Melding.objects.filter(pk__in=rijen.values("pk")).values_list("pk", "scenario"))
    for zaak in rijen:
        if zaak.afgerond_op and (categorie := categorie_van(zaak, scenarios.get(zaak.pk, ""))):
            yield zaak.pk, zaak.kenmerk, categorie, lokale_datum(zaak.afgerond_op)


def _oefeningen(nu: datetime, nummer: int | None) -> Iterator[tuple[int, str, str, date]]:
    for oefening in _van(Oefening.objects.filter(gestopt_op__isnull=False), nummer):
        if oefening.gestopt_op:
            yield oefening.pk, f"oefening {oefening.pk}", "oefening", lokale_datum(oefening.gestopt_op)


def _signalen(nu: datetime, nummer: int | None) -> Iterator[tuple[int, str, str, date]]:
    """The newest of each row of versions; it takes the older ones along."""
    for signaal in _van(Signaal.objects.filter(verbeterd_als__isnull=True), nummer):
        eind = signaal.beeindigd_op or signaal.vastgelegd_op
        yield signaal.pk, f"signaal {signaal.pk}", "signaal", lokale_datum(eind)


def _accounts(nu: datetime, nummer: int | None) -> Iterator[tuple[int, str, str, date]]:
    """What ended, since its end was last told; who was refused, or made way for another, was told nothing, and counts
    from that decision or from when it was made. One that was made nobody's has no address, and is told of no more."""
    einde = Max("nieuws__gebeurd_op", filter=Q(nieuws__soort=Nieuws.EINDE))
    besloten = Max("accountverzoeken__besloten_op")
    weg = _van(Gebruiker.objects.filter(is_active=False), nummer).annotate(einde_op=einde, besloten_op=besloten)
    for account in weg:
        op = account.einde_op or (account.email and (account.besloten_op or account.date_joined))
        if op:
            yield account.pk, f"account {account.pk}", "account", lokale_datum(op)


def _contacten(nu: datetime, nummer: int | None) -> Iterator[tuple[int, str, str, date]]:
    """Who left the list, since that day."""
    for contact in _van(vertrokken(), nummer):
        if contact.vervallen_op:
            yield contact.pk, f"contact {contact.pk}", "contact", lokale_datum(contact.vervallen_op)


def _post(nu: datetime, nummer: int | None) -> Iterator[tuple[int, str, str, date]]:
    """Per month, counted from its last day."""
    rijen = Bericht.objects.filter(zaak__isnull=True, gepland_op__lte=_uiterlijk(nu, {"post": 0}))
    maanden = {
        int(f"{lokale_datum(op):%Y%m}")
        for op in rijen.exclude(status__in=NOG_TE_VERZENDEN).values_list("gepland_op", flat=True)
    }
    for maand in sorted(maanden if nummer is None else maanden & {nummer}):
        eind = plus_maanden(date(maand // 100, maand % 100, 1), 1)
        yield maand, f"post {maand // 100}-{maand % 100:02d}", "post", eind


def _van(rijen: QuerySet, nummer: int | None) -> QuerySet:  # type: ignore[type-arg]
    return rijen if nummer is None else rijen.filter(pk=nummer)
