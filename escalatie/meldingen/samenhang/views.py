"""The page on which a melding is linked to another that tells of the same event, and a link is undone."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding, Samenhang
from calamiteiten.toegang import haal_melding, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek import dubbel
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.samenhang import koppel, ontkoppel, verbeter

from .forms import BandForm, DubbelForm, KoppelForm, OntkoppelForm
from .verbanden import verbanden

# In the address of a link: its reason reads otherwise.
VERBETER = "verbeter"


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def samenhang(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Link this melding to another; of one that was closed as a double, say of which it is one after all. 409: refused,
    with the sentence and the text kept."""
    melding = haal_melding(request.user, kenmerk)
    if melding.dubbel_van:
        return _dubbel_van(request, melding)
    bij = {"kenmerk": in_vorm(request.GET.get("bij", ""))}
    form = KoppelForm(request.POST if request.method == "POST" else None, initial=bij)
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form)
    ander, reden = form.cleaned_data["kenmerk"], form.cleaned_data["reden"]
    try:
        koppel(melding, ander, reden, aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return _toon(request, melding, form, zin=str(fout), status=409)
    messages.success(request, daarna(melding, f"{ander} is gekoppeld. Beide dossiers noemen elkaar.", moment))
    return redirect("melding_gegevens", melding.kenmerk)


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def samenhang_los(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Undo a link, or say otherwise why it is there. 409: refused, with the sentence and the text kept."""
    melding = haal_melding(request.user, kenmerk)
    band = Samenhang.van(melding).filter(pk=nummer).first()
    if band is None:
        raise Http404
    return (_verbeter_band if VERBETER in request.GET else _maak_los)(request, melding, band)


def _maak_los(request: HttpRequest, melding: Melding, band: Samenhang) -> HttpResponse:
    form = OntkoppelForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form, band=band)
    try:
        ontkoppel(band, melding, form.cleaned_data["reden"], aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return _toon(request, melding, form, band=band, zin=str(fout), status=409)
    zin = "De koppeling is ongedaan gemaakt. Dat zij er was, blijft in de tijdlijn staan."
    messages.success(request, daarna(melding, zin, moment))
    return redirect("melding_gegevens", melding.kenmerk)


def _dubbel_van(request: HttpRequest, melding: Melding) -> HttpResponse:
    form = DubbelForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form)
    ander, reden = form.cleaned_data["kenmerk"], form.cleaned_data["reden"]
    try:
        dubbel.verbeter(melding, ander, reden, aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return _toon(request, melding, form, zin=str(fout), status=409)
    zin = f"Deze melding is een dubbel van {ander}. Beide dossiers noemen elkaar."
    messages.success(request, daarna(melding, zin, moment))
    return redirect("melding_gegevens", melding.kenmerk)


def _verbeter_band(request: HttpRequest, melding: Melding, band: Samenhang) -> HttpResponse:
    form = BandForm(request.POST if request.method == "POST" else None, initial={"reden": band.reden})
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form, band=band, is_verbetering=True)
    reden, waarom = form.cleaned_data["reden"], form.cleaned_data["waarom"]
    try:
        verbeter(band, melding, reden, waarom, aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return _toon(request, melding, form, band=band, is_verbetering=True, zin=str(fout), status=409)
    zin = "De koppeling is verbeterd. Wat er stond, blijft in de tijdlijn staan."
    messages.success(request, daarna(melding, zin, moment))
    return redirect("melding_gegevens", melding.kenmerk)


def _toon(request: HttpRequest, melding: Melding, form: Form, **extra: Any) -> HttpResponse:
    """`extra`: the link that is undone (`band`), the sentence of a refusal (`zin`) with its `status`."""
    band, status = extra.pop("band", None), extra.pop("status", 200)
    hoort_bij = verbanden(melding, Samenhang.van(melding), aangemeld(request))
    gegevens = {"melding": melding, "form": form, "verbanden": hoort_bij, **extra}
    gegevens["ander"] = band.ander_dan(melding) if band else None
    return render(request, "meldingen/samenhang.html", gegevens, status=status)
