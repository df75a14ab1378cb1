"""The page Bewaking with the two buttons of the beheerder; and health, for a load balancer and a watchdog.

Health is open to everyone, so it gives counts only.
"""

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from communicatie.post import quarantaine
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import Rol

from . import hervatten
from .gezondheid import ZONDER_DATABASE, meet
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
    """How database, watching and sending stand, as JSON; 503 when one of them is not well."""
    try:
        gezondheid = meet(nu())
    except DatabaseError:
        gezondheid = ZONDER_DATABASE
    return JsonResponse(gezondheid.als_antwoord(), status=200 if gezondheid.is_goed else 503)
