"""The page on which somebody searches."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from calamiteiten.toegang import rol_vereist
from communicatie.persvragen.toegang import ROLLEN_PERS_LEZEN
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import ROLLEN_MET_DOSSIERS
from escalatie.werk.filters import lees_namen

from . import index
from .pagina import zoek


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS, *ROLLEN_PERS_LEZEN)
def zoeken(request: HttpRequest) -> HttpResponse:
    """Search the dossiers and press questions that this user may read."""
    index.werk_bij()
    resultaat = zoek(aangemeld(request), request.GET.get("q", ""), request.GET.get("na", ""), lees_namen())
    return render(request, "werk/zoeken.html", {"r": resultaat})
