"""The media of a melding and of a press question (R18, R19, R116): one page, for who sees the subject."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import haal_melding, rol_vereist
from communicatie.media import monitor
from communicatie.media.forms import SignaalForm, VolgForm
from communicatie.persvragen.toegang import ROLLEN_PERS, haal_persvraag
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek.daarna import daarna

from .pagina import Plek, mediapagina

GET_EN_POST = ["GET", "HEAD", "POST"]

GESTOPT = "De feeds worden hiervoor niet meer doorzocht."
GEVOLGD = "De feeds worden doorzocht. Nieuwe berichten komen vanzelf op deze pagina."


@require_http_methods(GET_EN_POST)
def media(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show the media about a melding, and enter a piece."""
    return _toon_of_leg_vast(request, _plek(request, kenmerk))


@require_POST
def media_volgen(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Begin or stop following a melding in the feeds."""
    return _volg_of_stop(request, _plek(request, kenmerk))


@require_POST
def media_relevant(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Say whether a piece is about this melding."""
    return _beoordeel(request, _plek(request, kenmerk), nummer)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def persmedia(request: HttpRequest, perskenmerk: str) -> HttpResponse:
    """Show the media about a press question, and enter a piece."""
    return _toon_of_leg_vast(request, _persplek(request, perskenmerk))


@require_POST
@rol_vereist(*ROLLEN_PERS)
def persmedia_volgen(request: HttpRequest, perskenmerk: str) -> HttpResponse:
    """Begin or stop following a press question in the feeds (R19)."""
    return _volg_of_stop(request, _persplek(request, perskenmerk))


@require_POST
@rol_vereist(*ROLLEN_PERS)
def persmedia_relevant(request: HttpRequest, perskenmerk: str, nummer: int) -> HttpResponse:
    """Say whether a piece is about this press question."""
    return _beoordeel(request, _persplek(request, perskenmerk), nummer)


def _toon_of_leg_vast(request: HttpRequest, plek: Plek) -> HttpResponse:
    """The page of any subject; a POST enters a piece. 409: refused, with the text kept."""
    if request.method != "POST":
        return _toon_plek(request, plek)
    form = SignaalForm(plek.nu, request.POST)
    if not form.is_valid():
        return _toon_plek(request, plek, form)
    try:
        monitor.leg_vast(plek.onderwerp, *form.nieuw(), door=plek.gebruiker, nu=plek.nu)
    except Geweigerd as fout:
        return _toon_plek(request, plek, form, zin=str(fout))
    messages.success(request, daarna(plek.onderwerp, "Het bericht staat in de monitor.", plek.nu))
    return redirect(plek.url)


def _volg_of_stop(request: HttpRequest, plek: Plek) -> HttpResponse:
    """Follow these words until a day, or stop when the button says so. 409: refused, with the text kept."""
    form = VolgForm(request.POST)
    try:
        if "stop" in request.POST:
            monitor.stop(plek.onderwerp, plek.gebruiker, plek.nu)
            messages.success(request, daarna(plek.onderwerp, GESTOPT, plek.nu))
        elif form.is_valid():
            gevraagd = form.cleaned_data
            woorden = gevraagd["trefwoorden"].splitlines()
            monitor.volg(plek.onderwerp, woorden, gevraagd["tot_datum"], plek.gebruiker, plek.nu)
            messages.success(request, daarna(plek.onderwerp, GEVOLGD, plek.nu))
    except Geweigerd as fout:
        return _toon_plek(request, plek, volgform=form, zin=str(fout))
    return redirect(plek.url) if "stop" in request.POST or form.is_valid() else _toon_plek(request, plek, volgform=form)


def _beoordeel(request: HttpRequest, plek: Plek, nummer: int) -> HttpResponse:
    """Take a piece out of the counts, or count it again."""
    weg = request.POST.get("relevant") == "nee"
    try:
        monitor.beoordeel(plek.onderwerp, nummer, plek.gebruiker, plek.nu, is_niet_relevant=weg)
    except Geweigerd as fout:
        return _toon_plek(request, plek, zin=str(fout))
    zin = "Het bericht telt niet meer mee." if weg else "Het bericht telt weer mee."
    messages.success(request, daarna(plek.onderwerp, zin, plek.nu))
    return redirect(plek.url)


def _plek(request: HttpRequest, kenmerk: str) -> Plek:
    gebruiker = aangemeld(request)
    return Plek(haal_melding(gebruiker, kenmerk), gebruiker, nu())


def _persplek(request: HttpRequest, perskenmerk: str) -> Plek:
    return Plek(haal_persvraag(request.user, perskenmerk), aangemeld(request), nu())


def _toon_plek(
    request: HttpRequest,
    plek: Plek,
    form: SignaalForm | None = None,
    *,
    volgform: VolgForm | None = None,
    zin: str = "",
) -> HttpResponse:
    pagina = mediapagina(plek, form, volgform)
    gegevens = {"p": pagina, "media": pagina.media, "onderwerp": plek.onderwerp, "zin": zin}
    return render(request, "media/media.html", gegevens, status=409 if zin else 200)
