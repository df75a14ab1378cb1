"""The two pages that someone starts the day with: the own work, and the open escalations of the region."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.klok import nu
from calamiteiten.toegang import rol_vereist, zichtbaar_voor
from contacten.models import Gebruiker
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol

from .dashboard import maak_dashboard
from .werkvoorraad import maak_werkvoorraad


@require_safe
@rol_vereist(*ROLLEN_MET_ACCOUNT, "")
def werkvoorraad(request: HttpRequest) -> HttpResponse:
    """Show what this user has to do now. Someone without a role reads whom to ask for one."""
    op, gebruiker = nu(), cast(Gebruiker, request.user)
    werk = maak_werkvoorraad(gebruiker, zichtbaar_voor(gebruiker), op)
    return render(request, "escalatie/werkvoorraad.html", {"werk": werk, "nu": op})


@require_safe
@rol_vereist(Rol.REGIOMANAGER, Rol.CONTRACTMANAGER)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the open escalations; htmx asks the same page for its main part only."""
    gebruiker = cast(Gebruiker, request.user)
    overzicht = maak_dashboard(gebruiker, zichtbaar_voor(gebruiker), nu())
    sjabloon = "escalatie/_dashboard.html" if getattr(request, "htmx", False) else "escalatie/dashboard.html"
    return render(request, sjabloon, {"dashboard": overzicht, "aantallen": overzicht.aantallen})
