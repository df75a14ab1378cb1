"""Pages that belong to no dossier: errors."""

import sys

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string

from .niet_opgeslagen import DATABASE_WEG, Velden, vat_samen


def niet_gevonden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it does not exist, or not for you; the page does not say which."""
    return render(request, "404.html", status=404)


def serverfout(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it was the database: the page is made without it, so that it comes whatever broke."""
    fout = sys.exc_info()[1]
    if isinstance(fout, DATABASE_WEG):
        return niet_opgeslagen(request, fout)
    return HttpResponse(render_to_string("500.html", {"telefoon_route": settings.TELEFOON_ROUTE}), status=500)


def niet_opgeslagen(request: HttpRequest, fout: BaseException) -> HttpResponse:
    """503: says that nothing was saved, gives back what was typed, and shows whom to call."""
    velden, had_bestand = _ingevuld(request)
    is_verstuurd = request.method == "POST"
    wat = vat_samen(request.get_full_path(), fout, velden, is_verstuurd=is_verstuurd, had_bestand=had_bestand)
    gegevens = {"n": wat, "telefoon_route": settings.TELEFOON_ROUTE}
    # A refresh in the background leaves the page as it is.
    koppen = {"Retry-After": "30", "Cache-Control": "no-store, private", "HX-Reswap": "none"}
    return HttpResponse(render_to_string("503.html", gegevens), status=503, headers=koppen)


def _ingevuld(request: HttpRequest) -> tuple[Velden, bool]:
    """Name and value of everything sent, and whether a file came along. What cannot be read is not kept."""
    try:
        velden = tuple((naam, str(waarde)) for naam, rij in request.POST.lists() for waarde in rij)
        return velden, bool(request.FILES)
    except (SuspiciousOperation, MultiPartParserError, OSError):
        return (), False


def pdf_mislukt(request: HttpRequest) -> HttpResponse:
    """503: the document could not be made; everything else still works."""
    return render(request, "pdf_mislukt.html", status=503)


def csrf_geweigerd(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form was too old or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)
