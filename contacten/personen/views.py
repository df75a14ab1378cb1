"""The contact list, for everyone who signs in (R102). Signing in is asked by the middleware."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis import klok
from contacten.beheer import is_beheerder
from contacten.bezetting.dekking import UITLEG
from contacten.bijhouden.werk import werk_voor_beheerder
from contacten.forms import ZoekForm

from .overzicht import LOKALE_ROLLEN, maak_overzicht


@require_safe
def contacten(request: HttpRequest) -> HttpResponse:
    """Show the contacts by gemeente. An unknown role or an impossible search text narrows nothing."""
    form = ZoekForm(request.GET)
    form.is_valid()
    zoek, rol = form.cleaned_data.get("q", ""), form.cleaned_data.get("rol", "")
    lijst = maak_overzicht(klok.nu(), zoek=zoek, rol=rol)
    gegevens = {"form": form, "lijst": lijst, "rollen": LOKALE_ROLLEN, "is_gefilterd": bool(zoek or rol)}
    gegevens["uitleg"] = UITLEG
    gegevens["werk"] = werk_voor_beheerder(klok.nu()) if is_beheerder(request) and not gegevens["is_gefilterd"] else []
    return render(request, "contacten/contacten.html", gegevens)
