"""The page Bewaking with the two buttons of the beheerder; and three questions of machines, each with an answer of its
own: does the process live (`/livez`), may traffic come here (`/readyz`), is all well (`/gezond`).
"""

from hmac import compare_digest

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from communicatie.post import quarantaine
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from contacten.rollen import Rol

from . import hervatten
from .gezondheid import kan_opslaan, stand
from .metrieken import blad
from .pagina import ROLLEN, maak_bewakingspagina


@require_safe
@rol_vereist(*ROLLEN)
def bewaking(request: HttpRequest) -> HttpResponse:
    """Show whether the machine that guards the terms lives."""
    return _toon_bewaking(request)


@require_POST
@rol_vereist(Rol.BEHEERDER)
def bewaking_opnieuw(request: HttpRequest, soort: str, nummer: int) -> HttpResponse:
    """Try a stuck row again. 409: refused, with the sentence."""
    try:
        hervatten.probeer_opnieuw(soort, nummer, aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon_bewaking(request, str(fout), 409)
    messages.success(request, "De volgende ronde probeert het opnieuw.")
    return redirect("bewaking")


@require_POST
@rol_vereist(Rol.BEHEERDER)
def bewaking_vrijgeven(request: HttpRequest) -> HttpResponse:
    """Let the mail go again after a restore. 409: refused, with the sentence."""
    try:
        quarantaine.geef_vrij(aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon_bewaking(request, str(fout), 409)
    messages.success(request, "De post gaat weer uit.")
    return redirect("bewaking")


def _toon_bewaking(request: HttpRequest, zin: str = "", status: int = 200) -> HttpResponse:
    op = nu()
    pagina = maak_bewakingspagina(aangemeld(request), op, alles="alles" in request.GET)
    return render(request, "bewaking/bewaking.html", {"b": pagina, "nu": op, "zin": zin}, status=status)


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches no database."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """May traffic come here: 200 when what is sent can be saved, else 503. What is wrong elsewhere is no reason to send
    people away."""
    kan = kan_opslaan(nu)
    return JsonResponse({"status": "goed" if kan else "storing"}, status=200 if kan else 503)


@require_safe
def gezond(request: HttpRequest) -> HttpResponse:
    """Is all well, for a monitor: 200, or 503 when anything is wrong. The reasons and counts as JSON for who keeps the
    machine running: signed in, or with the token of the monitor."""
    gezondheid = stand(nu)
    antwoord = gezondheid.als_antwoord()
    zichtbaar = antwoord if mag_redenen(request) else {"status": antwoord["status"]}
    return JsonResponse(zichtbaar, status=200 if gezondheid.is_goed else 503)


@require_safe
def metrieken(request: HttpRequest) -> HttpResponse:
    """The numbers for Prometheus, to who has the token of the monitor; to anybody else there is no such page."""
    if not _heeft_token(request):
        raise Http404
    return HttpResponse(blad(nu), content_type=CONTENT_TYPE_LATEST)


def _heeft_token(request: HttpRequest) -> bool | None:
    """Whether this has the token of the monitor; None when no token was given, or there is none."""
    soort, _, gegeven = request.headers.get("Authorization", "").partition(" ")
    if not settings.MONITOR_TOKEN or soort != "Bearer":
        return None
    return compare_digest(gegeven.encode(), settings.MONITOR_TOKEN.encode())


def mag_redenen(request: HttpRequest) -> bool:
    """Whether this may be told what is wrong: the token first, for it needs no database."""
    heeft = _heeft_token(request)
    if heeft is not None:
        return heeft
    try:
        return isinstance(request.user, Gebruiker) and request.user.is_rol(*ROLLEN)
    except (DatabaseError, InterfaceError):
        return False
