"""The two pages with which an answer to the press is put right, or taken back."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from communicatie.models import Persantwoord, Persvraag
from communicatie.persvragen.toegang import ROLLEN_PERS_LEZEN, eigen_gemeente, haal_persvraag
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek.daarna import daarna
from escalatie.persvragen import antwoorden, vragers
from escalatie.persvragen.forms.intake import WeghaalForm

from .forms import wijzigform

GET_EN_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS_LEZEN)
def persantwoord(request: HttpRequest, perskenmerk: str, nummer: int) -> HttpResponse:
    """Put an answer right. 409: refused, with the sentence and the text kept."""
    moment, gebruiker = nu(), aangemeld(request)
    vraag, rij = _haal(request, perskenmerk, nummer)
    gezien = vragers.laatste_nummer(vraag)
    form = wijzigform(vraag, rij, gebruiker, gezien, moment, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, vraag, rij, form)
    reden, gezien = form.cleaned_data["reden"], form.cleaned_data["gezien"]
    recht = form.toestemming()
    try:
        antwoorden.verbeter(vraag.pk, nummer, form.gegevens(), reden, gezien, gebruiker, moment, toestemming=recht)
    except Geweigerd as fout:
        return _toon(request, vraag, rij, form, zin=str(fout))
    messages.success(request, daarna(vraag, "Het antwoord is verbeterd.", moment, eigen_gemeente(gebruiker)))
    return redirect(vraag)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS_LEZEN)
def persantwoord_intrekken(request: HttpRequest, perskenmerk: str, nummer: int) -> HttpResponse:
    """Take an answer back. 409: refused, with the sentence and the text kept."""
    vraag, rij = _haal(request, perskenmerk, nummer)
    gezien = vragers.laatste_nummer(vraag)
    form = WeghaalForm(request.POST if request.method == "POST" else None, initial={"gezien": gezien})
    if not form.is_bound or not form.is_valid():
        return _toon(request, vraag, rij, form, intrekken=True)
    schoon = form.cleaned_data
    try:
        antwoorden.trek_in(vraag.pk, nummer, schoon["reden"], schoon["gezien"], aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return _toon(request, vraag, rij, form, zin=str(fout), intrekken=True)
    zin = daarna(vraag, "Het antwoord is ingetrokken.", moment, eigen_gemeente(aangemeld(request)))
    messages.success(request, zin)
    return redirect(vraag)


def _haal(request: HttpRequest, perskenmerk: str, nummer: int) -> tuple[Persvraag, Persantwoord]:
    """The question and the answer. Raises Http404 for one that is not (or no longer) this user's to change."""
    vraag = haal_persvraag(aangemeld(request), perskenmerk)
    rij = antwoorden.te_verbeteren(vraag, nummer, aangemeld(request))
    if rij is None:
        raise Http404
    return vraag, rij


def _toon(
    request: HttpRequest, vraag: Persvraag, rij: Persantwoord, form: Form, zin: str = "", **extra: Any
) -> HttpResponse:
    gegevens = {"persvraag": vraag, "antwoord": rij, "form": form, "zin": zin, **extra}
    return render(request, "persvragen/persantwoord.html", gegevens, status=409 if zin else 200)
