"""The list of aanbieders, the page of one, and the signals about it: for who keeps the contracts and the overview."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Signaal
from calamiteiten.toegang import rol_vereist, zichtbaar_voor
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Aanbieder
from contacten.rollen import Deel, die_zien
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.meldingen.taken.forms.taken import RedenForm

from . import pagina, signalen
from .forms import Signaalform


@require_safe
@rol_vereist(*die_zien(Deel.AANBIEDERS))
def aanbieders(request: HttpRequest) -> HttpResponse:
    """Every aanbieder, with how many meldingen and signals."""
    return render(request, "aanbieders/aanbieders.html", {"lijst": pagina.aanbieders(zichtbaar_voor(request.user))})


@require_safe
@rol_vereist(*die_zien(Deel.AANBIEDERS))
def aanbieder(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is known of one."""
    blad = pagina.aanbiederpagina(get_object_or_404(Aanbieder, pk=pk), aangemeld(request), nu())
    return render(request, "aanbieders/aanbieder.html", {"p": blad, "aanbieder": blad.aanbieder})


@rol_vereist(*die_zien(Deel.AANBIEDERS))
@require_http_methods(["GET", "HEAD", "POST"])
def signaal_nieuw(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a signal. 409: refused, with the sentence and the text kept."""
    hier, moment = get_object_or_404(Aanbieder, pk=pk), nu()
    form = Signaalform(moment, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, hier, form=form)
    try:
        signalen.leg_vast(hier, form.gegeven(), aangemeld(request), moment)
    except Geweigerd as fout:
        return _toon(request, hier, form=form, zin=str(fout), status=409)
    messages.success(request, "Signaal vastgelegd.")
    return redirect("aanbieder", pk)


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def signaal_verbeteren(request: HttpRequest, pk: int, nummer: int) -> HttpResponse:
    """A signal reads otherwise, with the reason. 409: refused, with the sentence and the text kept."""
    signaal, moment = _haal(pk, nummer), nu()
    form, waarom = Signaalform(moment, request.POST or None, signaal), _waarom(request)
    # Both are looked at, so that all that is missing is said at once.
    if not all([form.is_bound, form.is_valid(), waarom.is_valid()]):
        return _toon(request, signaal.aanbieder, form=form, waarom=waarom)
    try:
        nieuw = signalen.verbeter(signaal, form.gegeven(), waarom.cleaned_data["reden"], aangemeld(request), moment)
    except Geweigerd as fout:
        return _toon(request, signaal.aanbieder, form=form, waarom=waarom, zin=str(fout), status=409)
    messages.success(request, "Verbeterd. Wat er stond, blijft leesbaar." if nieuw else "Er is niets veranderd.")
    return redirect("aanbieder", pk)


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def signaal_intrekken(request: HttpRequest, pk: int, nummer: int) -> HttpResponse:
    """Take a signal back, with the reason. 409: refused, with the sentence."""
    signaal, waarom = _haal(pk, nummer), _waarom(request)
    if not waarom.is_bound or not waarom.is_valid():
        return _toon(request, signaal.aanbieder, signaal=signaal, waarom=waarom)
    try:
        signalen.trek_in(signaal, waarom.cleaned_data["reden"], aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon(request, signaal.aanbieder, signaal=signaal, waarom=waarom, zin=str(fout), status=409)
    messages.success(request, "Ingetrokken. Wat er stond, blijft leesbaar.")
    return redirect("aanbieder", pk)


def _haal(pk: int, nummer: int) -> Signaal:
    """The signal with this number about this aanbieder, that counts. Raises Http404 when there is none."""
    rijen = Signaal.objects.select_related("aanbieder")
    return get_object_or_404(rijen, pk=nummer, aanbieder=pk, beeindigd_op__isnull=True)


def _waarom(request: HttpRequest) -> RedenForm:
    return RedenForm(request.POST if request.method == "POST" else None, initial={"gezien": 0})


def _toon(request: HttpRequest, hier: Aanbieder, **extra: Any) -> HttpResponse:
    """`extra`: the form of the signal (`form`), the signal that is taken back (`signaal`), the form of the reason
    (`waarom`), the sentence of a refusal (`zin`) with its `status`."""
    status = extra.pop("status", 200)
    return render(request, "aanbieders/signaal.html", {"aanbieder": hier, **extra}, status=status)
