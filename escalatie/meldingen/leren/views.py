"""What is learned of one melding, and the forms of an improvement: new, and what was learned put right. What is done,
by whom and before when changes on the page of the action; there it is withdrawn too."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Bestandsoort, Melding
from calamiteiten.toegang import haal_melding, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.verbeterpunten import bron_van, geef, verbeter
from escalatie.meldingen.bestanden.kamers import MELDING
from escalatie.meldingen.bestanden.pagina import leesbaar
from escalatie.meldingen.taken.forms.taken import RedenForm
from escalatie.meldingen.taken.handelingen import context_van
from escalatie.meldingen.taken.herzien import laatste_correctie
from escalatie.models import Verbeterpunt

from .forms import Leerform, Verbeterform
from .pagina import leerpagina


@require_safe
def leren(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show what was found, and what becomes better."""
    gebruiker = aangemeld(request)
    pagina = leerpagina(haal_melding(gebruiker, kenmerk), gebruiker, nu())
    stukken = leesbaar(MELDING, pagina.melding, gebruiker, Bestandsoort.EVALUATIE)
    return render(request, "meldingen/leren.html", {"p": pagina, "melding": pagina.melding, "bestanden": stukken})


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def verbeterpunt_nieuw(request: HttpRequest, kenmerk: str, bron: str) -> HttpResponse:
    """Make an improvement of what was found. 409: refused, with the sentence and the text kept."""
    melding, moment = haal_melding(request.user, kenmerk), nu()
    if (gevonden := bron_van(melding, bron)) is None:
        raise Http404
    form = Verbeterform(context_van(melding, moment), request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form, bron=gevonden)
    try:
        taak = geef(melding, bron, form.actie(), form.leerpunt(), aangemeld(request), moment)
    except Geweigerd as fout:
        return _toon(request, melding, form, bron=gevonden, zin=str(fout), status=409)
    messages.success(request, daarna(melding, f"Verbeterpunt vastgelegd: {taak.titel}", moment))
    return redirect("leren", kenmerk)


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def verbeterpunt_verbeteren(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """What was learned reads otherwise, with the reason. 409: refused, with the sentence and the text kept."""
    melding = haal_melding(request.user, kenmerk)
    punt = get_object_or_404(Verbeterpunt.objects.select_related("taak"), pk=nummer, taak__zaak=melding.pk)
    data = request.POST if request.method == "POST" else None
    form, waarom = Leerform(punt, data), RedenForm(data, initial={"gezien": laatste_correctie(punt.taak)})
    # Both are looked at, so that all that is missing is said at once.
    if not all([form.is_bound, form.is_valid(), waarom.is_valid()]):
        return _toon(request, melding, form, waarom=waarom, punt=punt)
    try:
        stap = verbeter(punt, form.leerpunt(), door=aangemeld(request), nu=(moment := nu()), **waarom.gezegd())
    except Geweigerd as fout:
        return _toon(request, melding, form, waarom=waarom, punt=punt, zin=str(fout), status=409)
    messages.success(request, daarna(melding, "Verbeterd.", moment) if stap else "Er is niets veranderd.")
    return redirect("leren", kenmerk)


def _toon(request: HttpRequest, melding: Melding, form: Form, **extra: Any) -> HttpResponse:
    """`extra`: what it comes of (`bron`), or the improvement that is put right (`punt`) with the form of the reason
    (`waarom`); the sentence of a refusal (`zin`) with its `status`."""
    status = extra.pop("status", 200)
    gegevens = {"melding": melding, "form": form, **extra}
    return render(request, "meldingen/verbeterpunt.html", gegevens, status=status)
