"""The protocol step by step, for everyone who signs in. Signing in is asked by the middleware."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.kalender import lokale_datum
from basis.klok import nu
from contacten.gebruikers.toegang import aangemeld
from escalatie.protocol.lezen import geldende_versie

from .blad import stapblad, stappen


@require_safe
def protocolstap(request: HttpRequest, code: str) -> HttpResponse:
    """Show one step of the version of today, with the one before and after. 404: this version does not know it."""
    versie = geldende_versie(lokale_datum(nu()))
    blad = stapblad(versie, code, aangemeld(request).rol)
    if blad is None:
        raise Http404
    return render(request, "protocol/stap.html", {"blad": blad, "stappen": stappen(versie), "code": code})
