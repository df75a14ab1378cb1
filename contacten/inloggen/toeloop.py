"""What a stranger may ask of the website: so much a minute, and nothing large (docs/besluiten/0059).

Before the session, so that a flood of strangers costs no query. Who is signed in is not held up, whatever others from
his network do: a session that proved to be one just now is known in this process. Nor is who comes from a browser that
signed in before, or with a link that we signed, nor an agenda that was read here: these have a bucket of their own
(docs/besluiten/0061).
"""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from http import HTTPStatus
from importlib import import_module
from math import ceil

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from basis.emmers import Emmers, Pas
from basis.ingevuld import is_klein
from basis.middleware import AUTH

from . import browser
from .linkdeur import link_van
from .rem import netwerk_van

# What a machine asks, and answers without the database or with an answer that is kept some seconds.
VRIJ = frozenset({"/livez", "/readyz", "/gezond", "/metrics"})
# The links with which who has no account sends a file.
MET_BESTAND = re.compile(r"/(melden|actie)/.+/bestand/")
# The address of somebody's agenda: his phone asks it all day, and shows no cookie.
AGENDA = re.compile(r"/agenda/[0-9a-f]{64}\.(ics|atom)")
# Who misuses another door of a network leaves that to sign in alone.
DEUR = re.compile(r"/(inloggen|wachtwoord)/")
MEESTE_NETWERKEN, MEESTE_SESSIES = 10_000, 5_000
BEKEND_SECONDEN, AGENDA_SECONDEN = 600.0, 86_400.0
# What a key of a session looks like: for anything else nobody asks the database.
SLEUTEL = re.compile(r"[a-z0-9]{32}")
_emmers = Emmers(MEESTE_NETWERKEN)
# How often it is looked up for a network whose bucket is empty whether a cookie is of somebody.
_navraag = Emmers(MEESTE_NETWERKEN)
_bekend = Pas(MEESTE_SESSIES, BEKEND_SECONDEN)
# The agendas that were given something here.
_agendas = Pas(MEESTE_SESSIES, AGENDA_SECONDEN)


class Toeloop:
    """Middleware, before the one that finds the session: 429 for a network that asks too much without signing in, 413
    for a stranger who sends more than a form holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, or refuse it; whoever came in is known by his browser from then on."""
        return browser.zet(request, self._antwoord(request))

    def _antwoord(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.ANONIEM_PER_MINUUT or request.path in VRIJ:
            return self.get_response(request)
        sessie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        merk = _afdruk(sessie) if sessie else ""
        if merk and merk in _bekend:
            return self.get_response(request)
        return self._van_een_vreemde(request, sessie, merk)

    def _van_een_vreemde(self, request: HttpRequest, sessie: str, merk: str) -> HttpResponseBase:
        netwerk = netwerk_van(request)
        emmer, wacht = _neem(request, netwerk)
        if wacht and not _is_toch_iemand(netwerk, sessie):
            return _weiger(request, "429.html", 429, {"Retry-After": str(ceil(wacht))})
        if _is_te_groot(request) and not _is_iemand(sessie):
            return _weiger(request, "413.html", 413, {"Connection": "close"})
        antwoord = self.get_response(request)
        if antwoord.status_code == HTTPStatus.OK and AGENDA.fullmatch(request.path):
            _agendas.onthoud(_afdruk(request.path))
        if merk and AUTH in request.session:
            _bekend.onthoud(merk)
            if not wacht:
                _emmers.geef_terug(emmer)
        return antwoord


def vergeet() -> None:
    """Everybody is a stranger again, with a full bucket; for tests."""
    global _emmers, _navraag, _bekend, _agendas
    _emmers, _navraag = Emmers(MEESTE_NETWERKEN), Emmers(MEESTE_NETWERKEN)
    _bekend, _agendas = Pas(MEESTE_SESSIES, BEKEND_SECONDEN), Pas(MEESTE_SESSIES, AGENDA_SECONDEN)


def _neem(request: HttpRequest, netwerk: str) -> tuple[str, float]:
    """From which bucket this was taken, and for how many seconds there is none in it: first from his own."""
    emmer, wacht = "", 0.0
    for emmer in _emmers_van(request, netwerk):
        if not (wacht := _emmers.neem(emmer, settings.ANONIEM_PER_MINUUT)):
            break
    return emmer, wacht


def _emmers_van(request: HttpRequest, netwerk: str) -> Iterator[str]:
    if bekend := browser.lees(request):
        yield f"browser {bekend.nummer}"
    if link := link_van(request.path, request.META.get("QUERY_STRING", "")):
        yield f"link {_afdruk(link)}"
    if AGENDA.fullmatch(request.path) and (agenda := _afdruk(request.path)) in _agendas:
        yield f"agenda {agenda}"
    yield f"deur {netwerk}" if DEUR.match(request.path) else netwerk


def _afdruk(sleutel: str) -> str:
    """Not the key itself, of a session, a link or an agenda: what is kept here opens nothing."""
    return sha256(sleutel.encode()).hexdigest()


def _is_te_groot(request: HttpRequest) -> bool:
    lengte = request.META.get("CONTENT_LENGTH") or "0"
    if not lengte.isdecimal():
        return True
    # All of it is read before anybody looks at the link: the field against forgery stands in it. So one file, no more.
    extra = settings.BESTAND_MAX_MB * 1024 if MET_BESTAND.fullmatch(request.path) else 0
    return bool(int(lengte) > (settings.ANONIEM_MAX_KB + extra) * 1024)


def _is_toch_iemand(netwerk: str, sessie: str) -> bool:
    """Whether who comes behind a flood of strangers of his own network is somebody all the same, whom this process does
    not know (any more). So many questions a minute, which only cookies that are nobody's use up."""
    if not SLEUTEL.fullmatch(sessie) or _navraag.neem(netwerk, settings.ANONIEM_PER_MINUUT):
        return False
    if is_iemand := _is_iemand(sessie):
        _navraag.geef_terug(netwerk)
    return is_iemand


def _is_iemand(sessie: str) -> bool:
    """Whether this is the session of somebody. One query, and only for who sends much or comes behind a flood before he
    is known here."""
    return bool(sessie) and AUTH in import_module(settings.SESSION_ENGINE).SessionStore(sessie)


def _weiger(request: HttpRequest, sjabloon: str, status: int, koppen: dict[str, str]) -> HttpResponse:
    """The page that refuses; of a small form it reads what was typed, and gives it back to our own page alone."""
    gegevens = {"telefoon_route": settings.TELEFOON_ROUTE, "adres": request.get_full_path()}
    inhoud = render_to_string(sjabloon, gegevens | ({"verzoek": request} if is_klein(request) else {}))
    # A refresh in the background leaves the page as it is.
    vast = {"Cache-Control": "no-store, private", "HX-Reswap": "none"}
    return HttpResponse(inhoud, status=status, headers=vast | koppen)
