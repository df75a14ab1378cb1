"""The track of the inspection, and the form of one fact of it: new, put right, taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Bestandsoort, Inspectiefeit, Inspectiesoort, Melding
from calamiteiten.toegang import haal_melding, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import Deel, die_zien
from escalatie.draaiboek import correcties
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.inspectie import VELDEN, leg_vast, te_zien, trek_in, verbeter
from escalatie.meldingen.bestanden.kamers import MELDING
from escalatie.meldingen.bestanden.pagina import leesbaar
from escalatie.meldingen.taken.forms.taken import RedenForm
from escalatie.protocol.lezen import haal_protocol

from .forms import Feitform
from .pagina import spoor

TERUG = "inspectiespoor"


@require_safe
@rol_vereist(*die_zien(Deel.INSPECTIE))
def inspectiespoor(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show the track of the inspection."""
    gebruiker = aangemeld(request)
    pagina = spoor(haal_melding(gebruiker, kenmerk), gebruiker)
    stukken = leesbaar(MELDING, pagina.melding, gebruiker, Bestandsoort.RAPPORT)
    return render(request, "meldingen/inspectie.html", {"p": pagina, "melding": pagina.melding, "bestanden": stukken})


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def inspectiefeit_nieuw(request: HttpRequest, kenmerk: str, soort: str) -> HttpResponse:
    """Record one fact. 409: refused, with the sentence and the text kept."""
    melding = haal_melding(request.user, kenmerk)
    form = _maak_form(request, melding, soort)
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form)
    try:
        feit = leg_vast(melding, form.feit(), aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return _toon(request, melding, form, zin=str(fout), status=409)
    messages.success(request, daarna(melding, f"Vastgelegd: {feit.get_soort_display()}", moment))
    return redirect(TERUG, kenmerk)


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def inspectiefeit_verbeteren(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Put one fact right, with the reason. 409: refused, with the sentence and the text kept."""
    melding, feit = _haal(request, kenmerk, nummer)
    form, waarom = _maak_form(request, melding, feit.soort, feit), _waarom(request, feit)
    # Both are looked at, so that all that is missing is said at once.
    if not all([form.is_bound, form.is_valid(), waarom.is_valid()]):
        return _toon(request, melding, form, waarom=waarom)
    try:
        stap = verbeter(melding, nummer, form.feit(), door=aangemeld(request), nu=(moment := nu()), **waarom.gezegd())
    except Geweigerd as fout:
        return _toon(request, melding, form, waarom=waarom, zin=str(fout), status=409)
    messages.success(request, daarna(melding, "Verbeterd.", moment) if stap else "Er is niets veranderd.")
    return redirect(TERUG, kenmerk)


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def inspectiefeit_intrekken(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Take one fact back, with the reason. 409: refused, with the sentence."""
    melding, feit = _haal(request, kenmerk, nummer)
    waarom = _waarom(request, feit)
    if not waarom.is_bound or not waarom.is_valid():
        return _toon(request, melding, None, feit=feit, waarom=waarom)
    try:
        trek_in(melding, nummer, door=aangemeld(request), nu=(moment := nu()), **waarom.gezegd())
    except Geweigerd as fout:
        return _toon(request, melding, None, feit=feit, waarom=waarom, zin=str(fout), status=409)
    zin = f"Ingetrokken: {feit.get_soort_display()}. Wat er stond, blijft in de tijdlijn staan."
    messages.success(request, daarna(melding, zin, moment))
    return redirect(TERUG, kenmerk)


def _haal(request: HttpRequest, kenmerk: str, nummer: int) -> tuple[Melding, Inspectiefeit]:
    melding = haal_melding(request.user, kenmerk)
    feit = te_zien(melding, nummer)
    if feit is None:
        raise Http404
    return melding, feit


def _maak_form(request: HttpRequest, melding: Melding, soort: str, feit: Inspectiefeit | None = None) -> Feitform:
    """The form of this soort. Raises Http404 for one that there is not."""
    if soort not in VELDEN:
        raise Http404
    data = request.POST if request.method == "POST" else None
    return Feitform(soort, haal_protocol(melding.protocol_versie), nu(), data, feit)


def _waarom(request: HttpRequest, feit: Inspectiefeit) -> RedenForm:
    gezien = correcties.laatste_over(feit.melding_id, feit=feit.pk)
    return RedenForm(request.POST if request.method == "POST" else None, initial={"gezien": gezien})


def _toon(request: HttpRequest, melding: Melding, form: Feitform | None, **extra: Any) -> HttpResponse:
    """`extra`: the fact that is taken back (`feit`), the form of the reason (`waarom`), the sentence of a refusal
    (`zin`) with its `status`."""
    status = extra.pop("status", 200)
    soort = form.soort if form else extra["feit"].soort
    gegevens = {"melding": melding, "form": form, "soort": Inspectiesoort(soort).label, **extra}
    return render(request, "meldingen/inspectie_formulier.html", gegevens, status=status)
