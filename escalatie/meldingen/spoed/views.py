"""Spoed by hand, and the ring list: one page on a telephone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Melding
from calamiteiten.toegang import haal_melding, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from escalatie.draaiboek import spoed as spoedregels
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.daarna import daarna

from .bellen import leg_poging_vast
from .forms import BEREIKT, PogingForm, SpoedForm
from .pagina import maak_bellijst

tonen_of_bewaren = require_http_methods(["GET", "HEAD", "POST"])


@rol_vereist(*OPVOLGERS)
@tonen_of_bewaren
def spoed(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Begin or end spoed by hand, with a reason. 409: refused, with the sentence and the text kept."""
    melding = haal_melding(request.user, kenmerk)
    form = SpoedForm(request.POST if request.method == "POST" else None, melding=melding)
    if not form.is_bound or not form.is_valid():
        staat_nog = spoedregels.staat_nog(melding) if melding.is_spoed else ""
        return render(request, "meldingen/spoed/spoed.html", {"form": form, "melding": melding, "staat_nog": staat_nog})
    schoon = form.cleaned_data
    try:
        spoedregels.zet(melding, schoon["stand"], schoon["reden"], aangemeld(request), moment := nu())
    except Geweigerd as fout:
        gegevens = {"form": form, "melding": melding, "weigering": str(fout)}
        return render(request, "meldingen/spoed/spoed.html", gegevens, status=409)
    zin = "Deze melding is nu spoed." if schoon["stand"] == spoedregels.AAN else "Deze melding is geen spoed meer."
    messages.success(request, daarna(melding, zin, moment))
    return redirect(melding)


@rol_vereist(*OPVOLGERS)
@tonen_of_bewaren
def bellen(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show whom to phone, and keep how it went. 409: a colleague was first, or nobody needs to phone there any more."""
    melding = haal_melding(request.user, kenmerk)
    form = PogingForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _toon(request, kenmerk)
    if not form.is_valid():
        return _toon(request, kenmerk, "Er is niets vastgelegd. Druk de knop nog een keer in.", 409)
    try:
        messages.success(request, _poging(melding, form.cleaned_data, aangemeld(request)))
    except Geweigerd as fout:
        return _toon(request, kenmerk, str(fout), 409)
    return redirect("bellen", kenmerk)


def _poging(melding: Melding, vast: dict[str, Any], door: Gebruiker) -> str:
    is_bereikt, gezien, moment = vast["uitkomst"] == BEREIKT, vast["gezien"], nu()
    plek = (vast["rol"], vast["gemeente"], vast["contact"])
    wie = leg_poging_vast(melding, *plek, is_bereikt=is_bereikt, gezien=gezien, door=door, nu=moment)
    zin = f"Vastgelegd: {wie.weergavenaam} is {'bereikt' if is_bereikt else 'niet bereikt'}."
    return daarna(melding, zin, moment)


def _toon(request: HttpRequest, kenmerk: str, zin: str = "", status: int = 200) -> HttpResponse:
    melding = haal_melding(request.user, kenmerk)
    gegevens = {"b": maak_bellijst(melding, aangemeld(request), nu()), "melding": melding, "zin": zin}
    return render(request, "meldingen/spoed/bellen.html", gegevens, status=status)
