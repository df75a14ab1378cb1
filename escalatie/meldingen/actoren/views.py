"""Who does what now, for everybody who sees this dossier (R42)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.klok import nu
from calamiteiten.toegang import haal_melding

from .pagina import actoren as wie_meedoen
from .pagina import actorpagina


@require_safe
def actoren(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Everybody who takes part, with how much waits for each."""
    melding = haal_melding(request.user, kenmerk)
    return render(request, "meldingen/actoren/lijst.html", {"melding": melding, "actoren": wie_meedoen(melding)})


@require_safe
def actor(request: HttpRequest, kenmerk: str, actorcode: str) -> HttpResponse:
    """One of them: what waits, and what the rules say in this status. 404: the version does not know it."""
    melding = haal_melding(request.user, kenmerk)
    pagina = actorpagina(melding, actorcode, nu())
    if pagina is None:
        raise Http404
    return render(request, "meldingen/actoren/actor.html", {"melding": melding, "a": pagina})
