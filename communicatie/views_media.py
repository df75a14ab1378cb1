"""The pages of the media monitor: the media of a press question, the feeds, and what the page of a melding shares."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from contacten.models import Gebruiker
from contacten.rollen import Rol

from . import feeds, mediamonitor
from .forms_media import FeedForm, SignaalForm, VolgForm
from .mediapagina import Plek, mediapagina
from .perstoegang import ROLLEN_PERS, haal_persvraag
from .regels import Regelbron

GET_EN_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def persmedia(request: HttpRequest, perskenmerk: str, regels: Regelbron) -> HttpResponse:
    """Show the media about a press question, and enter a piece."""
    return toon_of_leg_vast(request, _persplek(request, perskenmerk, regels))


@require_POST
@rol_vereist(*ROLLEN_PERS)
def persmedia_volgen(request: HttpRequest, perskenmerk: str, regels: Regelbron) -> HttpResponse:
    """Begin or stop following a press question in the feeds (R19)."""
    return volg_of_stop(request, _persplek(request, perskenmerk, regels))


@require_POST
@rol_vereist(*ROLLEN_PERS)
def persmedia_relevant(request: HttpRequest, perskenmerk: str, nummer: int, regels: Regelbron) -> HttpResponse:
    """Say whether a piece is about this press question."""
    return beoordeel(request, _persplek(request, perskenmerk, regels), nummer)


def toon_of_leg_vast(request: HttpRequest, plek: Plek) -> HttpResponse:
    """The page of any subject; a POST enters a piece. 409: refused, with the text kept."""
    if request.method != "POST":
        return _toon(request, plek)
    form = SignaalForm(plek.nu, request.POST)
    if not form.is_valid():
        return _toon(request, plek, form)
    try:
        mediamonitor.leg_vast(plek.onderwerp, *form.nieuw(), door=plek.gebruiker, nu=plek.nu)
    except Geweigerd as fout:
        return _toon(request, plek, form, zin=str(fout))
    messages.success(request, "Het bericht staat in de mediamonitor.")
    return redirect(plek.url)


def volg_of_stop(request: HttpRequest, plek: Plek) -> HttpResponse:
    """Follow these words until a day, or stop when the button says so. 409: refused, with the text kept."""
    form = VolgForm(request.POST)
    try:
        if "stop" in request.POST:
            mediamonitor.stop(plek.onderwerp, plek.gebruiker, plek.nu)
            messages.success(request, "De feeds worden hiervoor niet meer doorzocht.")
        elif form.is_valid():
            gevraagd = form.cleaned_data
            woorden = gevraagd["trefwoorden"].splitlines()
            mediamonitor.volg(plek.onderwerp, woorden, gevraagd["tot_datum"], plek.gebruiker, plek.nu)
            messages.success(request, "De feeds worden doorzocht. Nieuwe berichten komen vanzelf op deze pagina.")
    except Geweigerd as fout:
        return _toon(request, plek, volgform=form, zin=str(fout))
    return redirect(plek.url) if "stop" in request.POST or form.is_valid() else _toon(request, plek, volgform=form)


def beoordeel(request: HttpRequest, plek: Plek, nummer: int) -> HttpResponse:
    """Take a piece out of the counts, or count it again."""
    weg = request.POST.get("relevant") == "nee"
    try:
        mediamonitor.beoordeel(plek.onderwerp, nummer, plek.gebruiker, plek.nu, is_niet_relevant=weg)
    except Geweigerd as fout:
        return _toon(request, plek, zin=str(fout))
    messages.success(request, "Het bericht telt niet meer mee." if weg else "Het bericht telt weer mee.")
    return redirect(plek.url)


@require_http_methods(GET_EN_POST)
@rol_vereist(Rol.BEHEERDER)
def feeds_lijst(request: HttpRequest, regels: Regelbron) -> HttpResponse:
    """Show the feeds, and add one. 409: refused, with the text kept."""
    form = FeedForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon_feeds(request, form)
    try:
        feed = feeds.voeg_toe(form.cleaned_data["naam"], form.cleaned_data["adres"], _wie(request), nu())
    except Geweigerd as fout:
        return _toon_feeds(request, form, zin=str(fout))
    messages.success(request, f"{feed.naam} is toegevoegd en wordt binnen vijf minuten gelezen.")
    return redirect("feeds")


@require_POST
@rol_vereist(Rol.BEHEERDER)
def feed_zet(request: HttpRequest, nummer: int, regels: Regelbron) -> HttpResponse:
    """Switch a feed on or off."""
    aan = request.POST.get("stand") == "aan"
    feeds.zet(nummer, _wie(request), nu(), is_actief=aan)
    messages.success(request, "De feed wordt weer gelezen." if aan else "De feed wordt niet meer gelezen.")
    return redirect("feeds")


def _persplek(request: HttpRequest, perskenmerk: str, regels: Regelbron) -> Plek:
    return Plek(haal_persvraag(request.user, perskenmerk), _wie(request), nu(), regels)


def _toon(
    request: HttpRequest,
    plek: Plek,
    form: SignaalForm | None = None,
    *,
    volgform: VolgForm | None = None,
    zin: str = "",
) -> HttpResponse:
    pagina = mediapagina(plek, form, volgform)
    gegevens = {"p": pagina, "media": pagina.media, "onderwerp": plek.onderwerp, "zin": zin}
    return render(request, "communicatie/media.html", gegevens, status=409 if zin else 200)


def _toon_feeds(request: HttpRequest, form: FeedForm, *, zin: str = "") -> HttpResponse:
    gegevens = {"feeds": feeds.overzicht(), "form": form, "hosts": sorted(settings.MEDIA_HOSTS), "zin": zin}
    return render(request, "communicatie/feeds.html", gegevens, status=409 if zin else 200)


def _wie(request: HttpRequest) -> Gebruiker:
    return cast(Gebruiker, request.user)
