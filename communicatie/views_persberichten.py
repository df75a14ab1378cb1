"""The button beside a message of a press question that reached nobody: somebody phoned (R99)."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from contacten.models import Gebruiker

from .persinformatie import leg_telefoon_vast
from .perstoegang import ROLLEN_PERS, haal_persvraag
from .regels import Regelbron


@require_POST
@rol_vereist(*ROLLEN_PERS)
def gebeld(request: HttpRequest, perskenmerk: str, nummer: int, regels: Regelbron) -> HttpResponse:
    """Record the call; 409 when nobody needs to phone about this message any more."""
    persvraag = haal_persvraag(request.user, perskenmerk)
    try:
        leg_telefoon_vast(persvraag, nummer, cast(Gebruiker, request.user), nu())
    except Geweigerd as fout:
        return render(request, "409.html", {"zin": str(fout)}, status=409)
    messages.success(request, "Vastgelegd dat u heeft gebeld.")
    return redirect(persvraag)
