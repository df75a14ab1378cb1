"""The page Bewaking, and the two buttons of the beheerder."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from communicatie import quarantaine
from contacten.rollen import Rol

from . import hervatten
from .bewakingspagina import ROLLEN, maak_bewakingspagina
from .views_dossier import aangemeld


@require_safe
@rol_vereist(*ROLLEN)
def bewaking(request: HttpRequest) -> HttpResponse:
    """Show whether the machine that guards the terms lives."""
    return _toon(request)


@require_POST
@rol_vereist(Rol.BEHEERDER)
def bewaking_opnieuw(request: HttpRequest, soort: str, nummer: int) -> HttpResponse:
    """Try a stuck row again. 409: refused, with the sentence."""
    try:
        hervatten.probeer_opnieuw(soort, nummer, aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon(request, str(fout), 409)
    messages.success(request, "De volgende ronde probeert het opnieuw.")
    return redirect("bewaking")


@require_POST
@rol_vereist(Rol.BEHEERDER)
def bewaking_vrijgeven(request: HttpRequest) -> HttpResponse:
    """Let the mail go again after a restore. 409: refused, with the sentence."""
    try:
        quarantaine.geef_vrij(aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon(request, str(fout), 409)
    messages.success(request, "De post gaat weer uit.")
    return redirect("bewaking")


def _toon(request: HttpRequest, zin: str = "", status: int = 200) -> HttpResponse:
    op = nu()
    pagina = maak_bewakingspagina(aangemeld(request), op)
    return render(request, "escalatie/bewaking.html", {"b": pagina, "nu": op, "zin": zin}, status=status)
