"""The feeds of the media monitor: the page of the beheerder."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import Rol

from . import feeds
from .forms import FeedForm

GET_EN_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_EN_POST)
@rol_vereist(Rol.BEHEERDER)
def feeds_lijst(request: HttpRequest) -> HttpResponse:
    """Show the feeds, and add one. 409: refused, with the text kept."""
    form = FeedForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon_feeds(request, form)
    try:
        feed = feeds.voeg_toe(form.cleaned_data["naam"], form.cleaned_data["adres"], aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon_feeds(request, form, zin=str(fout))
    messages.success(request, f"{feed.naam} is toegevoegd en wordt binnen vijf minuten gelezen.")
    return redirect("feeds")


@require_POST
@rol_vereist(Rol.BEHEERDER)
def feed_zet(request: HttpRequest, nummer: int) -> HttpResponse:
    """Switch a feed on or off."""
    aan = request.POST.get("stand") == "aan"
    feeds.zet(nummer, aangemeld(request), nu(), is_actief=aan)
    messages.success(request, "De feed wordt weer gelezen." if aan else "De feed wordt niet meer gelezen.")
    return redirect("feeds")


def _toon_feeds(request: HttpRequest, form: FeedForm, *, zin: str = "") -> HttpResponse:
    gegevens = {"feeds": feeds.overzicht(), "form": form, "hosts": sorted(settings.MEDIA_HOSTS), "zin": zin}
    return render(request, "media/feeds.html", gegevens, status=409 if zin else 200)
