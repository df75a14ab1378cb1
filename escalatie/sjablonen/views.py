"""The wording of the mails: for the beheerder, who sees no dossier. Every example holds invented data."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from communicatie.sjablonen import teksten as sjabloonteksten
from communicatie.sjablonen.bestanden import bestaat
from communicatie.sjablonen.brieven import maak_voorbeeld
from communicatie.sjablonen.gebruik import overzicht
from contacten.beheer import voor_beheerder
from contacten.gebruikers.toegang import aangemeld
from escalatie.protocol.mailgebruik import mailgebruik

from .forms import RedenForm, SjabloonForm
from .pagina import Sjabloonpagina, maak_form, sjabloonpagina


@require_safe
@voor_beheerder
def lijst(request: HttpRequest) -> HttpResponse:
    """Show every mail, who gets it and when."""
    return render(request, "sjablonen/sjablonen.html", {"groepen": overzicht(mailgebruik())})


@require_http_methods(["GET", "HEAD", "POST"])
@voor_beheerder
def sjabloon(request: HttpRequest, sjablooncode: str) -> HttpResponse:
    """Show one mail with its history; look at other words first, then keep them or go back to the standard."""
    if not bestaat(sjablooncode):
        raise Http404
    pagina = sjabloonpagina(sjablooncode)
    return _HANDELINGEN.get(request.POST.get("actie", ""), _toon_formulier)(request, pagina)


def _toon_formulier(request: HttpRequest, pagina: Sjabloonpagina) -> HttpResponse:
    """The form: as it is now, or with what was typed before the example."""
    form = maak_form(pagina, request.POST if "onderwerp" in request.POST else None)
    return _toon_sjabloon(request, pagina, form)


def _bekijk(request: HttpRequest, pagina: Sjabloonpagina) -> HttpResponse:
    """The mail in the new words, before anything is kept."""
    form = maak_form(pagina, request.POST)
    return _toon_voorbeeld(request, pagina, form) if form.is_valid() else _toon_sjabloon(request, pagina, form)


def _bewaar(request: HttpRequest, pagina: Sjabloonpagina) -> HttpResponse:
    form = maak_form(pagina, request.POST)
    if not form.is_valid():
        return _toon_sjabloon(request, pagina, form)
    reden, gezien = form.cleaned_data["reden"], form.cleaned_data["gezien"]
    try:
        sjabloonteksten.leg_vast(pagina.code, form.woorden(), reden, gezien, aangemeld(request), nu(), pagina.teksten)
    except Geweigerd as fout:
        return _toon_sjabloon(request, pagina, form, zin=str(fout), status=409)
    messages.success(request, "De nieuwe tekst is bewaard. De volgende mail gaat met deze tekst.")
    return redirect("sjabloon", pagina.code)


def _zet_terug(request: HttpRequest, pagina: Sjabloonpagina) -> HttpResponse:
    terug = RedenForm(request.POST, auto_id="terug_%s")
    if not terug.is_valid():
        return _toon_sjabloon(request, pagina, maak_form(pagina), terug=terug)
    reden, gezien = terug.cleaned_data["reden"], terug.cleaned_data["gezien"]
    try:
        sjabloonteksten.zet_terug(pagina.code, reden, gezien, aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon_sjabloon(request, pagina, maak_form(pagina), zin=str(fout), status=409)
    messages.success(request, "De mail heeft weer de standaardtekst.")
    return redirect("sjabloon", pagina.code)


_HANDELINGEN: dict[str, Callable[[HttpRequest, Sjabloonpagina], HttpResponse]] = {
    "voorbeeld": _bekijk,
    "bewaren": _bewaar,
    "standaard": _zet_terug,
}


def _toon_sjabloon(
    request: HttpRequest, p: Sjabloonpagina, form: SjabloonForm, *, zin: str = "", status: int = 200, **ook: Any
) -> HttpResponse:
    terug = RedenForm(auto_id="terug_%s", initial={"gezien": p.versie})
    gegevens = {"p": p, "form": form, "terug": terug, "zin": zin, **ook}
    return render(request, "sjablonen/sjabloon.html", gegevens, status=status)


def _toon_voorbeeld(request: HttpRequest, p: Sjabloonpagina, form: SjabloonForm) -> HttpResponse:
    woorden = form.woorden()
    gegevens = {
        "p": p,
        "form": form,
        "voorbeeld": maak_voorbeeld(p.code, woorden, p.rolnaam),
        "verschillen": sjabloonteksten.verschillen(p.code, woorden),
    }
    return render(request, "sjablonen/sjabloon_voorbeeld.html", gegevens)
