"""The workbench of who handles the press: questions by term, advice to write, media rising, who waits for an answer.

Only what this user may see counts: persvragen by `perstoegang`, meldingen by `toegang` (`zicht`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse

from basis.kalender import ZONE, lokale_datum
from basis.kap import Greep, greep
from basis.taal import kort_moment
from calamiteiten.models import Melding
from calamiteiten.statussen import PERSVRAAG, beeld
from communicatie.media import trend as mediatrend
from communicatie.models import VRAAGT_TELEFOON, Bericht, Mediasignaal, Persvraag
from communicatie.post.woorden import zetelnaam
from contacten.models import Gebruiker
from escalatie.draaiboek.dringend import Afgekapt, kap_lijst
from escalatie.models import Taak, TaakStatus
from escalatie.persvragen.lijst import Persregel, op_termijn, open_persvragen, persregels
from escalatie.persvragen.melding import Nieuwemelding, nieuwe_meldingen
from escalatie.protocol.bereik import taken_van_vorm
from escalatie.protocol.lezen import haal_communicatieregels

from .groepen import Werk
from .werkvoorraad import lees_taken, open_van, werk

MEESTE_VRAGEN = 25
MEESTE_ONDERWERPEN = 20
MEESTE_BELLEN = 50
ADVIES = "communicatieadvies"
# What the address of its page calls that list.
ADVIEZEN = "adviezen"


@dataclass(frozen=True)
class Wachtende:
    """Someone who waits: who, for what, since when (text), and where it stands."""

    wie: str
    waarop: str
    sinds: str
    kenmerk: str
    url: str


@dataclass(frozen=True)
class Mediaregel:
    """A subject about which the media write more and more; `aantal` is that of today."""

    kenmerk: str
    onderwerp: str
    aantal: int
    url: str


@dataclass(frozen=True)
class Belregel:
    """A message about a press question that reached nobody."""

    wie: str
    waarom: str
    kenmerk: str
    url: str


@dataclass(frozen=True)
class Werkbank:
    """The page of one user; each list says what it leaves out. `onbekeken`: subjects with news of today of which nobody
    looked whether it rises. `meldingen`: those that this user was told of and may not open."""

    meldingen: Afgekapt[Nieuwemelding]
    vragen: Afgekapt[Persregel]
    adviezen: Greep[Werk]
    media: list[Mediaregel]
    onbekeken: int
    wachtenden: Afgekapt[Wachtende]
    bellen: Afgekapt[Belregel]
    aantal_te_laat: int


def maak_werkbank(
    gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime, *, alles: bool = False, vanaf: int = 0
) -> Werkbank:
    """The page for this user at `nu` (aware); `alles`: however long its lists are, but for the adviezen, of which
    `vanaf` is the first on the page."""
    open_ = open_persvragen(gebruiker)
    vragen = list(op_termijn(open_))
    regels = persregels(vragen, nu)
    te_laat = sum(regel.is_te_laat for regel in regels)
    onderwerpen = kap_lijst(_met_nieuws(open_, zicht, nu), None if alles else MEESTE_ONDERWERPEN)
    bellen = kap_lijst(list(_onbereikt(open_)), None if alles else MEESTE_BELLEN)
    return Werkbank(
        meldingen=kap_lijst(nieuwe_meldingen(gebruiker, zicht), None if alles else MEESTE_VRAGEN),
        # What is late stays on the page, however much that is.
        vragen=kap_lijst(regels, None if alles else max(MEESTE_VRAGEN, te_laat)),
        adviezen=greep(lees_taken(adviestaken(zicht), None, nu).rijen, partial(werk, nu=nu), vanaf),
        media=list(_stijgend(onderwerpen.rijen, nu)),
        onbekeken=onderwerpen.over,
        wachtenden=kap_lijst(list(_wachtenden(vragen)), None if alles else MEESTE_VRAGEN),
        bellen=Afgekapt([_belregel(bericht) for bericht in bellen.rijen], bellen.over),
        aantal_te_laat=te_laat,
    )


def adviestaken(zicht: QuerySet[Melding]) -> QuerySet[Taak]:
    """The open tasks that ask for a communication advice, in the open meldingen of `zicht`."""
    codes = taken_van_vorm(ADVIES)
    return Taak.objects.filter(code__in=codes, status=TaakStatus.OPEN, zaak__in=open_van(zicht))


def _wachtenden(persvragen: Iterable[Persvraag]) -> Iterator[Wachtende]:
    """Who waits longest in front: the gemeente for our text, then the press for the gemeente."""
    for vraag in sorted(persvragen, key=lambda rij: rij.ontvangen_op):
        gemeente = str(vraag.gemeente or vraag.gemeente_buiten)
        wacht_op_wie = beeld(PERSVRAAG, vraag.protocol_versie, vraag.status).wacht_op_wie
        if vraag.beantwoord_op or not wacht_op_wie:
            continue
        wie, waarop = (gemeente, "de kernboodschap van de regio")
        if wacht_op_wie == "gemeente":
            wie, waarop = vraag.medium or "De pers", f"het antwoord van {gemeente}"
        yield Wachtende(wie, waarop, kort_moment(vraag.ontvangen_op), vraag.kenmerk, vraag.get_absolute_url())


def _met_nieuws(persvragen: QuerySet[Persvraag], zicht: QuerySet[Melding], nu: datetime) -> list[Persvraag | Melding]:
    """The open subjects with news of today."""
    vandaag = datetime.combine(lokale_datum(nu), time(0), tzinfo=ZONE)
    nieuws = Mediasignaal.objects.filter(verschenen_op__gte=vandaag, verschenen_op__lte=nu, is_niet_relevant=False)
    meldingen = zicht.filter(pk__in=nieuws.values("melding"), afgerond_op__isnull=True)
    return [*persvragen.filter(pk__in=nieuws.values("persvraag")), *meldingen]


def _stijgend(onderwerpen: Iterable[Persvraag | Melding], nu: datetime) -> Iterator[Mediaregel]:
    """Those of which the news rises by the rule of the protocol (R119)."""
    for onderwerp in onderwerpen:
        regels = haal_communicatieregels(onderwerp.protocol_versie)
        if mediatrend.is_stijgend(onderwerp, regels, nu):
            adres = "media" if isinstance(onderwerp, Melding) else "persmedia"
            aantal = mediatrend.telling_per_dag(onderwerp, nu, 1)[-1].aantal
            yield Mediaregel(onderwerp.kenmerk, onderwerp.onderwerp, aantal, reverse(adres, args=[onderwerp.kenmerk]))


def _onbereikt(persvragen: QuerySet[Persvraag]) -> QuerySet[Bericht]:
    rood = Bericht.objects.filter(status__in=VRAAGT_TELEFOON, bevestigd_op__isnull=True)
    rijen = rood.filter(zaak__in=persvragen.values("pk"))
    return rijen.select_related("zaak", "gemeente").order_by("gepland_op", "pk")


def _belregel(bericht: Bericht) -> Belregel:
    vraag = bericht.zaak
    kenmerk, url = (vraag.kenmerk, f"{vraag.get_absolute_url()}#berichten") if vraag else ("", "")
    wie = zetelnaam(bericht, vraag.protocol_versie if vraag else "")
    return Belregel(wie, str(bericht.get_status_display()), kenmerk, url)
