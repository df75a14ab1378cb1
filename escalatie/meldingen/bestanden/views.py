"""The files of a melding: the list, a new version, taking back, and the bytes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from . import pagina
from .kamers import MELDING

GET_EN_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_EN_POST)
def bestanden(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show the files, and add one."""
    return pagina.toon_lijst(request, MELDING, kenmerk)


@require_safe
def bestand(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Give the bytes of one file, as an attachment."""
    return pagina.geef_inhoud(request, MELDING, kenmerk, nummer)


@require_http_methods(GET_EN_POST)
def bestand_verbeteren(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Put a new version beside one file."""
    return pagina.verbeter(request, MELDING, kenmerk, nummer)


@require_http_methods(GET_EN_POST)
def bestand_intrekken(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Take one file back."""
    return pagina.trek_in(request, MELDING, kenmerk, nummer)
