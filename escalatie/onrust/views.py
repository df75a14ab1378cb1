"""The page of the unrest around a melding, and the one tap with which a gemeente says how it goes (R50)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import haal_melding
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek.daarna import daarna
from escalatie.models import Taak
from escalatie.protocol.bereik import peiltaken

from .pagina import onrustpagina
from .peiling import antwoord


@require_safe
def onrust(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show how the unrest goes, and ask the own gemeente."""
    gebruiker = aangemeld(request)
    melding = haal_melding(gebruiker, kenmerk)
    pagina = onrustpagina(melding, gebruiker, nu())
    if pagina is None:
        raise Http404
    return render(request, "onrust/onrust.html", {"p": pagina, "melding": melding})


@require_POST
def onrust_antwoord(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Record one tap; 409 when it is not this user's, or was answered already."""
    gebruiker = aangemeld(request)
    melding = haal_melding(gebruiker, kenmerk)
    taak = get_object_or_404(Taak, zaak=melding.pk, pk=nummer, code__in=peiltaken())
    try:
        antwoord(taak.pk, request.POST.get("stand", ""), gebruiker, moment := nu())
    except Geweigerd as fout:
        return render(request, "409.html", {"zin": str(fout)}, status=409)
    zin = "Vastgelegd. Klopt het niet? Verbeter het bij de taak in het dossier."
    messages.success(request, daarna(melding, zin, moment))
    return redirect("onrust", kenmerk)
