"""Who does what, as pages for everyone who signs in. Signing in is asked by the middleware."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.kalender import lokale_datum
from basis.klok import nu
from escalatie.protocol.lezen import geldende_versie, haal_communicatieregels, haal_protocol

from .blad import actorblad


@require_safe
def actoren(request: HttpRequest) -> HttpResponse:
    """Everybody who takes part, under the version of today (R42)."""
    protocol = haal_protocol(geldende_versie(lokale_datum(nu())))
    return render(request, "protocol/actoren.html", {"protocol": protocol})


@require_safe
def actor(request: HttpRequest, actorcode: str) -> HttpResponse:
    """One of them: who it is and what the rules say per step. 404: this version does not know it."""
    versie = geldende_versie(lokale_datum(nu()))
    protocol = haal_protocol(versie)
    gevraagd = protocol.actor_per_code.get(actorcode)
    if gevraagd is None:
        raise Http404
    blad = actorblad(protocol, haal_communicatieregels(versie), gevraagd)
    return render(request, "protocol/actor.html", {"protocol": protocol, "blad": blad})
