"""The contact list, for everyone who signs in (R102). Signing in is asked by the middleware."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .beheer import is_beheerder
from .dekking import UITLEG
from .formulieren import ZoekForm
from .overzicht import LOKALE_ROLLEN, maak_overzicht
from .werk import werk_voor_beheerder


@require_safe
def contacten(request: HttpRequest, klok: Callable[[], datetime]) -> HttpResponse:
    """Show the contacts by gemeente. An unknown role or an impossible search text narrows nothing."""
    form = ZoekForm(request.GET)
    form.is_valid()
    zoek, rol = form.cleaned_data.get("q", ""), form.cleaned_data.get("rol", "")
    lijst = maak_overzicht(klok(), zoek=zoek, rol=rol)
    gegevens = {"form": form, "lijst": lijst, "rollen": LOKALE_ROLLEN, "is_gefilterd": bool(zoek or rol)}
    gegevens["uitleg"] = UITLEG
    gegevens["werk"] = werk_voor_beheerder(klok()) if is_beheerder(request) and not gegevens["is_gefilterd"] else []
    return render(request, "contacten/contacten.html", gegevens)
