"""The page with which the communicatieadviseur starts the day."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.klok import nu
from calamiteiten.toegang import rol_vereist, zichtbaar_voor
from communicatie.perstoegang import ROLLEN_PERS
from contacten.models import Gebruiker

from .werkbank import maak_werkbank


@require_safe
@rol_vereist(*ROLLEN_PERS)
def werkbank(request: HttpRequest) -> HttpResponse:
    """Show what communication asks of this user now."""
    op, gebruiker = nu(), cast(Gebruiker, request.user)
    pagina = maak_werkbank(gebruiker, zichtbaar_voor(gebruiker), op)
    return render(request, "escalatie/werkbank.html", {"w": pagina, "nu": op})
