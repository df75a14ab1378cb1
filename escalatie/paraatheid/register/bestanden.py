"""The files of an action of the register: the list, a new version, taking back, and the bytes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from calamiteiten.paraatheid import ROLLEN_PARAATHEID_LEZEN
from calamiteiten.toegang import rol_vereist
from escalatie.meldingen.bestanden import pagina
from escalatie.meldingen.bestanden.kamers import PARAATHEID

GET_EN_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatbestanden(request: HttpRequest, paraatkenmerk: str) -> HttpResponse:
    """Show the files, and add one."""
    return pagina.toon_lijst(request, PARAATHEID, paraatkenmerk)


@require_safe
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatbestand(request: HttpRequest, paraatkenmerk: str, nummer: int) -> HttpResponse:
    """Give the bytes of one file, as an attachment."""
    return pagina.geef_inhoud(request, PARAATHEID, paraatkenmerk, nummer)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatbestand_verbeteren(request: HttpRequest, paraatkenmerk: str, nummer: int) -> HttpResponse:
    """Put a new version beside one file."""
    return pagina.verbeter(request, PARAATHEID, paraatkenmerk, nummer)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatbestand_intrekken(request: HttpRequest, paraatkenmerk: str, nummer: int) -> HttpResponse:
    """Take one file back."""
    return pagina.trek_in(request, PARAATHEID, paraatkenmerk, nummer)
