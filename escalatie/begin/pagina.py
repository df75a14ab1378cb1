"""Read model of the page Klaar voor gebruik: what is still missing before the first melding, and what to do about it.

Each point is measured and none can be ticked off: what goes back is missing again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.urls import reverse

from basis.taal import kort_moment, opsomming
from basis.toekomst import is_toekomst
from communicatie.models import Bericht
from contacten.bezetting import alle_zetels
from contacten.models import Aanbieder, Contactpersoon, Gebruiker, Piket
from contacten.personen.wederhelft import zonder_plek
from contacten.piket.pagina import aantal_gaten
from contacten.regio import ontbrekende_gemeenten
from contacten.rollen import ROLLEN_VAN_HET_BEGIN, Zicht, met_zicht
from contacten.rolnamen import rolnaam
from escalatie.bewaking import hartslagen
from escalatie.models import Hartslag

from . import mailproef

MEESTE_NAMEN = 5
LEVENSTEKEN_VERS = timedelta(minutes=5)
# How a point stands: class of the cell, icon, word.
KLAAR, TE_DOEN, LET_OP = (
    ("klaar", "circle-check", "klaar"),
    ("te_laat", "alert-triangle", "nog te doen"),
    ("open", "info-circle", "let op"),
)


@dataclass(frozen=True)
class Punt:
    """One point. `zin`: how it stands; `doen`: what to do, empty when it is done; `url` and `knop`: where."""

    code: str
    titel: str
    stand: tuple[str, str, str]
    zin: str
    doen: str = ""
    url: str = ""
    knop: str = ""

    @property
    def is_te_doen(self) -> bool:
        """Whether a first melding must wait for this."""
        return self.stand == TE_DOEN


@dataclass(frozen=True)
class Klaarpagina:
    """The whole page. `proefmail`: the last test mail, for how it fares."""

    punten: list[Punt]
    proefmail: Bericht | None

    @property
    def te_doen(self) -> int:
        """How many points are still to be done."""
        return sum(punt.is_te_doen for punt in self.punten)


def maak_pagina(nu: datetime) -> Klaarpagina:
    """The page as it stands at `nu` (aware). A fixed number of queries."""
    slagen = hartslagen.laatste()
    punten = [
        _gemeenten(),
        _aanbieders(),
        _plekken(nu),
        _inloggen(),
        _accounts(nu),
        _piket(nu),
        _mail(slagen),
        _wacht(slagen, nu),
        _back_up(slagen, nu),
        _proefherstel(slagen, nu),
        _monitor(slagen, nu),
    ]
    return Klaarpagina(punten, mailproef.laatste())


def _gemeenten() -> Punt:
    code, titel, naam = "gemeenten", "Gemeenten van de regio", settings.REGIO.naam
    namen = [gemeente.naam for gemeente in ontbrekende_gemeenten()]
    if not namen:
        return Punt(code, titel, KLAAR, f"Alle {len(settings.REGIO.gemeenten)} gemeenten van {naam} staan in de app.")
    return Punt(
        code,
        titel,
        TE_DOEN,
        f"Nog niet in de app: {_eerste(namen)}.",
        "Voeg ze toe met één knop, bovenaan de pagina Inlezen. Klopt de regio niet, dan is dat een instelling (REGIO).",
        reverse("contacten_inlezen"),
        "Gemeenten toevoegen",
    )


def _aanbieders() -> Punt:
    code, titel, aantal = "aanbieders", "Aanbieders", Aanbieder.objects.count()
    if aantal:
        return Punt(code, titel, KLAAR, f"Er {'staat' if aantal == 1 else 'staan'} {aantal} in de app.")
    zin = "Er staat nog geen aanbieder in de app. Een melding is altijd van een aanbieder."
    doen = "Zet ze erin, met de gemeenten waarin zij werken."
    return Punt(code, titel, TE_DOEN, zin, doen, reverse("admin:contacten_aanbieder_add"), "Aanbieder toevoegen")


def _plekken(nu: datetime) -> Punt:
    code, titel = "plekken", "Plekken in de contactlijst"
    zetels = alle_zetels(nu).values()
    leeg = [zetel.naam for zetel in zetels if zetel.is_leeg]
    if not leeg:
        return Punt(code, titel, KLAAR, f"Elke plek heeft iemand: {len(zetels)} van {len(zetels)}.")
    zin = (
        f"{len(leeg)} van de {len(zetels)} plekken {'heeft' if len(leeg) == 1 else 'hebben'} niemand: {_eerste(leeg)}."
    )
    if Contactpersoon.objects.exists():
        doen, url, knop = "Zet op elke plek iemand.", f"{reverse('contacten')}#dekking", "Naar de contactlijst"
    else:
        doen, url, knop = "Plak Bijlage 1 van uw regio.", reverse("contacten_inlezen"), "Lijst inlezen"
    return Punt(code, titel, TE_DOEN, zin, f"{doen} Op een lege plek bereikt de app niemand.", url, knop)


def _inloggen() -> Punt:
    code, titel = "inloggen", "Wie kan inloggen"
    nodig = [*ROLLEN_VAN_HET_BEGIN, *(set(met_zicht(Zicht.REGIO)) - set(ROLLEN_VAN_HET_BEGIN))]
    met_wachtwoord = Gebruiker.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    kan = set(met_wachtwoord.filter(is_active=True).values_list("rol", flat=True))
    zonder = [rolnaam(rol) for rol in nodig if rol not in kan]
    if not zonder:
        return Punt(code, titel, KLAAR, f"Er is iemand als {opsomming([rolnaam(rol) for rol in nodig])}.")
    return Punt(
        code,
        titel,
        TE_DOEN,
        f"Nog niemand kan inloggen als {opsomming(zonder)}.",
        "Nodig iemand uit. Over een rol die dossiers opent, beslist daarna de "
        f"{rolnaam('regiomanager')}. Daarna kiest de genodigde een wachtwoord.",
        reverse("gebruiker_uitnodigen"),
        "Iemand uitnodigen",
    )


def _accounts(nu: datetime) -> Punt:
    code, titel, aantal = "accounts", "Accounts op hun plek", len(zonder_plek(nu))
    if not aantal:
        return Punt(code, titel, KLAAR, "Wie inlogt, staat ook op zijn plek in de contactlijst.")
    zin = "1 account staat niet op zijn plek" if aantal == 1 else f"{aantal} accounts staan niet op hun plek"
    return Punt(
        code,
        titel,
        TE_DOEN,
        f"{zin} in de contactlijst.",
        "Zet deze mensen op hun plek. Anders kunnen zij inloggen, maar krijgen zij geen bericht.",
        reverse("gebruikers"),
        "Naar de gebruikers",
    )


def _piket(nu: datetime) -> Punt:
    code, titel, naar = "piket", "Piket", (reverse("piket"), "Naar het piket")
    if gaten := aantal_gaten(nu):
        zin = f"{gaten} {'plek heeft' if gaten == 1 else 'plekken hebben'} deze week een gat in het piket."
        return Punt(code, titel, TE_DOEN, zin, "Vul de uren waarin niemand piket heeft.", *naar)
    if Piket.objects.filter(vervallen_op__isnull=True, tot_op__gt=nu).exists():
        return Punt(code, titel, KLAAR, "Deze week heeft altijd iemand piket.")
    zin = "Niemand heeft piket. Buiten kantoortijd gaat elk bericht naar de eerste op de plek."
    return Punt(code, titel, LET_OP, zin, "Mag dat niet, voeg dan piket toe.", *naar)


def _mail(slagen: Mapping[str, Hartslag]) -> Punt:
    code, titel, slag = "mail", "Mail", slagen.get(mailproef.ONDERDEEL)
    doen = "Stuur uzelf een proefmail, open de link in die mail, en druk daar op de knop."
    if slag is None:
        return Punt(code, titel, TE_DOEN, "Er is nog geen proefmail aangekomen.", doen)
    if not mailproef.is_van_nu(slag.bijzonderheid):
        return Punt(code, titel, TE_DOEN, "De instellingen van de mail zijn veranderd na de laatste proefmail.", doen)
    return Punt(code, titel, KLAAR, f"Een proefmail kwam aan op {kort_moment(slag.op)}.")


def _wacht(slagen: dict[str, Hartslag], nu: datetime) -> Punt:
    code, titel = "wacht", "De wacht"
    stil = [onderdeel.titel for onderdeel in hartslagen.stil(slagen, nu) if onderdeel.naam not in _EIGEN_PUNT]
    if not stil:
        return Punt(code, titel, KLAAR, "Alles wat termijnen en berichten bewaakt, werkt.")
    return Punt(
        code,
        titel,
        TE_DOEN,
        f"Dit staat stil, of is nooit begonnen: {opsomming(stil)}.",
        "Vraag de technisch beheerder om het te starten. Tot dan kan een waarschuwing of een bericht uitblijven.",
        reverse("bewaking"),
        "Naar de bewaking",
    )


# They say more than that they stand still.
_EIGEN_PUNT = {"back_up", hartslagen.PROEFHERSTEL}


def _back_up(slagen: Mapping[str, Hartslag], nu: datetime) -> Punt:
    code, titel, slag = "back_up", "Back-up", slagen.get("back_up")
    onderdeel = _onderdeel("back_up")
    if slag and not hartslagen.is_stil(onderdeel, slag, nu):
        return Punt(code, titel, KLAAR, f"De laatste is van {kort_moment(slag.op)} en is helemaal teruggelezen.")
    zin = f"De laatste is van {kort_moment(slag.op)}." if slag else "Er is nog geen back-up gemaakt en teruggelezen."
    doen = "Vraag de technisch beheerder om de back-up te starten, en de sleutel op twee plekken te bewaren."
    return Punt(code, titel, TE_DOEN, zin, doen)


def _proefherstel(slagen: dict[str, Hartslag], nu: datetime) -> Punt:
    code, titel, slag = "proefherstel", "Back-up teruggezet op proef", slagen.get(hartslagen.PROEFHERSTEL)
    doen = "Vraag de technisch beheerder naar het logboek van de back-up: daar staat waarom."
    if hartslagen.is_proef_mislukt(slagen):
        reden = slagen[hartslagen.PROEF_MISLUKT]
        return Punt(code, titel, TE_DOEN, f"Op {kort_moment(reden.op)} lukte het niet. {reden.bijzonderheid}", doen)
    if slag and not hartslagen.is_stil(_onderdeel(hartslagen.PROEFHERSTEL), slag, nu):
        return Punt(code, titel, KLAAR, f"Op {kort_moment(slag.op)} stond alles er weer, naast de database.")
    zin = f"Dat lukte het laatst op {kort_moment(slag.op)}." if slag else "Dat is nog niet gebeurd."
    return Punt(code, titel, TE_DOEN, f"{zin} Het gaat vanzelf, elke maand.", doen)


def _onderdeel(naam: str) -> hartslagen.Onderdeel:
    return next(onderdeel for onderdeel in hartslagen.ONDERDELEN if onderdeel.naam == naam)


def _monitor(slagen: Mapping[str, Hartslag], nu: datetime) -> Punt:
    code, titel, slag = "monitor", "Monitor buiten de deur", slagen.get("levensteken")
    if not settings.HARTSLAG_URL:
        zin = "Er is geen monitor buiten de deur. Valt de hele server uit, dan merkt niemand dat."
        doen = "Vraag de technisch beheerder om er een in te stellen (HARTSLAG_URL), die na vijf minuten stilte belt."
        return Punt(code, titel, TE_DOEN, zin, doen)
    if slag and not is_toekomst(slag.op, nu) and nu - slag.op <= LEVENSTEKEN_VERS:
        return Punt(code, titel, KLAAR, f"De monitor kreeg een levensteken op {kort_moment(slag.op)}.")
    zin = "De monitor krijgt geen levensteken."
    doen = "Dat gaat pas uit als alles werkt: los eerst de andere punten op. Klopt het adres (HARTSLAG_URL)?"
    return Punt(code, titel, TE_DOEN, zin, doen, reverse("bewaking"), "Naar de bewaking")


def _eerste(namen: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    alle = list(namen)
    over = len(alle) - MEESTE_NAMEN
    return opsomming(alle) if over <= 0 else f"{', '.join(alle[:MEESTE_NAMEN])} en nog {over}"
