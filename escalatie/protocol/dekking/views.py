"""The coverage of the papers as a page, for everyone who signs in. Signing in is asked by the middleware."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.kalender import lokale_datum
from basis.klok import nu
from escalatie.protocol.lezen import geldende_versie

from .pagina import maak_pagina

STANDEN = {
    "bewezen": "bewezen door een test",
    "open": "nog niet klaar",
    "ontbreekt": "zonder test",
    "uitleg": "uitleg of instelling",
}


@require_safe
def dekking(request: HttpRequest) -> HttpResponse:
    """Every numbered sentence of the papers under the version of today; `stand` narrows, what is not known does not."""
    gevraagd = request.GET.get("stand", "")
    stand = gevraagd if gevraagd in STANDEN else ""
    pagina = maak_pagina(geldende_versie(lokale_datum(nu())), stand)
    per_stand = [(code, naam, pagina.aantallen.get(code, 0)) for code, naam in STANDEN.items()]
    return render(request, "protocol/dekking.html", {"pagina": pagina, "stand": stand, "per_stand": per_stand})
