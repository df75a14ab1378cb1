"""Recording that personal data were supplied outside this application, and changing that."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Melding, Persoonsgegevens
from calamiteiten.toegang import haal_melding, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek import verstrekkingen
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.daarna import daarna
from escalatie.protocol.lezen import haal_protocol

from .forms import HerzieningForm, VerstrekkingForm, VerstrekkingWijzigForm, begin_van

GET_EN_POST = ["GET", "HEAD", "POST"]


@rol_vereist(*OPVOLGERS)
@require_http_methods(GET_EN_POST)
def verstrekking_nieuw(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Record one supply. 409: refused, with the sentence and the text kept."""
    melding = haal_melding(request.user, kenmerk)
    form = VerstrekkingForm(_post(request), protocol=haal_protocol(melding.protocol_versie))
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form)
    try:
        verstrekkingen.leg_vast(melding, form.verstrekking(), aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return _toon(request, melding, form, str(fout))
    zin = "Vastgelegd waarvoor, hoe en aan wie de persoonsgegevens zijn verstrekt."
    messages.success(request, daarna(melding, zin, moment))
    return redirect("melding_gegevens", kenmerk)


@rol_vereist(*OPVOLGERS)
@require_http_methods(GET_EN_POST)
def verstrekking(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Put one record right. 409: refused, with the sentence and the text kept."""
    melding, rij = _haal(request, kenmerk, nummer)
    protocol = haal_protocol(melding.protocol_versie)
    begin = {**begin_van(rij, protocol), "gezien": verstrekkingen.laatste_correctie(rij)}
    form = VerstrekkingWijzigForm(_post(request), initial=begin, protocol=protocol)
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form, rij=rij)
    reden, gezien = form.cleaned_data["reden"], form.cleaned_data["gezien"]
    try:
        verstrekkingen.verbeter(melding, nummer, form.verstrekking(), reden, gezien, aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return _toon(request, melding, form, str(fout), rij=rij)
    messages.success(request, daarna(melding, "Verbeterd. Wat er stond, blijft in de tijdlijn leesbaar.", moment))
    return redirect("melding_gegevens", kenmerk)


@rol_vereist(*OPVOLGERS)
@require_http_methods(GET_EN_POST)
def verstrekking_intrekken(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Take one record back. 409: refused, with the sentence and the text kept."""
    melding, rij = _haal(request, kenmerk, nummer)
    form = HerzieningForm(_post(request), initial={"gezien": verstrekkingen.laatste_correctie(rij)})
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form, rij=rij, intrekken=True)
    schoon = form.cleaned_data
    try:
        verstrekkingen.trek_in(melding, nummer, schoon["reden"], schoon["gezien"], aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return _toon(request, melding, form, str(fout), rij=rij, intrekken=True)
    zin = "Ingetrokken. Wat er stond, blijft doorgestreept in het dossier staan."
    messages.success(request, daarna(melding, zin, moment))
    return redirect("melding_gegevens", kenmerk)


def _post(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _haal(request: HttpRequest, kenmerk: str, nummer: int) -> tuple[Melding, Persoonsgegevens]:
    """The melding and its record. Raises Http404 for one that is not there, or was taken back."""
    melding = haal_melding(request.user, kenmerk)
    rij = melding.verstrekkingen.filter(pk=nummer, ingetrokken_op__isnull=True).first()
    if rij is None:
        raise Http404
    return melding, rij


def _toon(request: HttpRequest, melding: Melding, form: Form, zin: str = "", **extra: Any) -> HttpResponse:
    gegevens = {"melding": melding, "form": form, "zin": zin, **extra}
    return render(request, "meldingen/verstrekking.html", gegevens, status=409 if zin else 200)
