"""The media of a melding (R18, R116): the same page as that of a press question, for who sees the dossier."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from basis.klok import nu
from calamiteiten.toegang import haal_melding
from communicatie.mediapagina import Plek
from communicatie.views_media import GET_EN_POST, beoordeel, toon_of_leg_vast, volg_of_stop

from .protocol.lezen import haal_communicatieregels
from .views_dossier import aangemeld


@require_http_methods(GET_EN_POST)
def media(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show the media about a melding, and enter a piece."""
    return toon_of_leg_vast(request, _plek(request, kenmerk))


@require_POST
def media_volgen(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Begin or stop following a melding in the feeds."""
    return volg_of_stop(request, _plek(request, kenmerk))


@require_POST
def media_relevant(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Say whether a piece is about this melding."""
    return beoordeel(request, _plek(request, kenmerk), nummer)


def _plek(request: HttpRequest, kenmerk: str) -> Plek:
    gebruiker = aangemeld(request)
    return Plek(haal_melding(gebruiker, kenmerk), gebruiker, nu(), haal_communicatieregels)
