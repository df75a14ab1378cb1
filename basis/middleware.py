"""Middleware: a line in the log per request; pages of a dossier are kept by no cache; a PDF that failed says so; a
session ends when it stood still or lasted too long; writing from right to left stands apart."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from . import klok
from .metrieken import METHODEN, tel_verzoek
from .pdf import PdfMislukt
from .tekst import afgezonderd_op_blad, heeft_van_rechts
from .toekomst import is_toekomst
from .views import pdf_mislukt

UITLOGGEN = "account_logout"
# A probe asks these every few seconds.
STIL = frozenset({"livez", "readyz", "gezond", "metrics"})
_regels = structlog.stdlib.get_logger("verzoek")


class Verzoekregel:
    """Middleware: one line per request, and the same number on every line that is written meanwhile.

    The line names the route and not the path: what someone looked for and the token of a link are in the path.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and write the line."""
        begin = perf_counter()
        with structlog.contextvars.bound_contextvars(verzoek=uuid4().hex[:12]):
            antwoord = self.get_response(request)
            gevonden = request.resolver_match
            route = gevonden.route if gevonden else ""
            if route.rstrip("/") not in STIL:
                seconden = perf_counter() - begin
                tel_verzoek(request.method, antwoord.status_code, seconden)
                # A visitor can send any word as a method.
                methode = request.method if request.method in METHODEN else "anders"
                ms = round(seconden * 1000)
                _regels.info("verzoek", methode=methode, route=route, status=antwoord.status_code, ms=ms)
        return antwoord


class Koppen:
    """Middleware, outermost but for the line in the log: what every answer says to the browser, whatever made it (a
    page, a download, a refusal, a file): no other site may load it. After signing out the browser forgets what it kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; label the answer."""
        antwoord = self.get_response(request)
        antwoord.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        antwoord.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        gevonden = request.resolver_match
        if request.method == "POST" and gevonden and gevonden.view_name == UITLOGGEN:
            # Not the cookies: the session is gone already, and the sentence that says so travels in one.
            antwoord.headers["Clear-Site-Data"] = '"cache", "storage"'
        return antwoord


class Afscherming:
    """Adds `Cache-Control: no-store` to every page, and the permissions policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; label the answer. A header that a view set itself stays."""
        response = self._of_ververs(request, self.get_response(request))
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a page with a way to try again when a document could not be made; leave all else to Django."""
        return pdf_mislukt(request) if isinstance(exception, PdfMislukt) else None

    def _of_ververs(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Have a background refresh that is sent elsewhere (signed out) reload, not nest that page in this one. A check
        while somebody types changes nothing on the page: a reload would be in the way of the text."""
        is_ververst = request.headers.get("HX-Request") == "true"
        if is_ververst and response.status_code in {301, 302, 303, 307}:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"} if request.method == "GET" else {})
        return response


class Leesrichting:
    """Middleware: a name from right to left stands apart in every sentence of every page, whoever made the sentence
    (docs/besluiten/0071)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; read the answer when it is a page with such letters in it."""
        antwoord = self.get_response(request)
        is_blad = antwoord.headers.get("Content-Type", "").startswith("text/html")
        if is_blad and isinstance(antwoord, HttpResponse) and heeft_van_rechts(antwoord.content):
            antwoord.content = afgezonderd_op_blad(antwoord.content.decode(antwoord.charset))
        return antwoord


BEGONNEN, LAATST, AUTH = "begonnen_op", "laatst_op", "_auth_user_id"
# Written down at most this often: a session costs no row per click.
STAP = timedelta(seconds=60)


class Sessieduur:
    """Middleware, before the one that finds the user: empties a session that stood still or lasted too long.

    What a page does by itself (a refresh in the background) is nobody's doing and keeps no session alive.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at the session, and pass the request on."""
        if AUTH in request.session:
            _bewaak(request.session, klok.nu(), is_iemand=not is_achtergrond(request))
        antwoord = self.get_response(request)
        if AUTH in request.session and BEGONNEN not in request.session:
            _begin(request.session, klok.nu())
        return antwoord


def begin_sessie(sender: object, request: HttpRequest, **_: object) -> None:
    """What Django calls when somebody signed in (`contacten.apps`): from now on it counts."""
    _begin(request.session, klok.nu())


def _bewaak(sessie: SessionBase, nu: datetime, *, is_iemand: bool) -> None:
    begonnen, laatst = _moment(sessie, BEGONNEN, nu), _moment(sessie, LAATST, nu)
    stil = timedelta(minutes=settings.SESSIE_STIL_MINUTEN)
    is_vreemd = is_toekomst(laatst, nu) or is_toekomst(begonnen, nu)
    if is_vreemd or nu - laatst > stil or nu - begonnen > timedelta(hours=settings.SESSIE_HOOGSTENS_UREN):
        sessie.flush()
    elif is_iemand and nu - laatst >= STAP:
        sessie[LAATST] = nu.timestamp()


def _begin(sessie: SessionBase, nu: datetime) -> None:
    sessie[BEGONNEN] = sessie[LAATST] = nu.timestamp()


def _moment(sessie: SessionBase, wat: str, nu: datetime) -> datetime:
    waarde = sessie.get(wat)
    return datetime.fromtimestamp(waarde, tz=nu.tzinfo) if isinstance(waarde, (int, float)) else nu


def is_achtergrond(request: HttpRequest) -> bool:
    """Whether a page asks this by itself: nobody did that, and nobody read what comes."""
    return request.headers.get("HX-Request") == "true" and request.method == "GET"
