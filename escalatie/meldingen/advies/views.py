"""The communication advice of a melding: read it, write a concept, lay it down, compare versions (R55, R82, R115)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import haal_melding
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek.daarna import daarna
from escalatie.protocol.lezen import haal_protocol

from . import adviseren
from .forms import AdviesForm, beginwaarden
from .pagina import Adviespagina, maak_blad_van, maak_pagina, tegenover

BEWERKEN = "bewerken"


@require_http_methods(["GET", "HEAD", "POST"])
def advies(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show the advice, with its form for who may write. 409: refused, with the sentence and the text kept."""
    gebruiker, moment = aangemeld(request), nu()
    pagina = maak_pagina(gebruiker, haal_melding(gebruiker, kenmerk), moment)
    if request.method != "POST":
        return _toon_advies(request, pagina, _form(pagina) if _schrijft(request, pagina) else None)
    if not pagina.mag_schrijven:
        return _toon_advies(request, pagina, zin=adviseren.niet_aan_u(pagina.melding), status=409)
    return _verwerk(request, pagina, moment)


@require_safe
def advies_versie(request: HttpRequest, kenmerk: str, versie: int) -> HttpResponse:
    """One version, and what changed since the one before."""
    gebruiker = aangemeld(request)
    pagina = maak_pagina(gebruiker, haal_melding(gebruiker, kenmerk), nu())
    gevraagd = next((rij for rij in pagina.versies if rij.versie == versie), None)
    if gevraagd is None:
        raise Http404
    blad = maak_blad_van(gevraagd, pagina.versies, pagina.regels)
    return render(request, "meldingen/advies_versie.html", {"p": pagina, "blad": blad, "melding": pagina.melding})


def _verwerk(request: HttpRequest, pagina: Adviespagina, moment: datetime) -> HttpResponse:
    form = _form(pagina, request.POST)
    if not form.is_valid():
        return _toon_advies(request, pagina, form)
    werkwoord = adviseren.stel_vast if form.is_vaststellen else adviseren.bewaar
    gezien = (form.cleaned_data["versie"], form.cleaned_data["bewerking"])
    try:
        gedaan = werkwoord(pagina.melding, form.inhoud(), *gezien, aangemeld(request), moment)
    except Geweigerd as fout:
        return _toon_botsing(request, pagina, form, str(fout))
    messages.success(request, daarna(pagina.melding, _gelukt(gedaan.versie, form), moment))
    return redirect("advies", kenmerk=pagina.melding.kenmerk)


def _schrijft(request: HttpRequest, pagina: Adviespagina) -> bool:
    """The form is there while a concept is being written; a laid-down advice is read until someone asks for more."""
    return pagina.mag_schrijven and (pagina.geldend is None or pagina.concept is not None or BEWERKEN in request.GET)


def _form(pagina: Adviespagina, data: Any = None) -> AdviesForm:
    return AdviesForm(
        data,
        regels=pagina.regels,
        protocol=haal_protocol(pagina.melding.protocol_versie),
        gemeenten=pagina.gemeenten,
        begin=beginwaarden(pagina.begin(), pagina.gemeenten, pagina.versie, pagina.bewerking),
        vraagt_namens=pagina.vraagt_namens,
    )


def _toon_botsing(request: HttpRequest, pagina: Adviespagina, form: AdviesForm, zin: str) -> HttpResponse:
    """Show what was typed beside what stands now; sent again, it becomes the next save."""
    nieuw = maak_pagina(aangemeld(request), pagina.melding, nu())
    verschillen = tegenover(nieuw, form.inhoud())
    form.ververs(nieuw.versie, nieuw.bewerking)
    return _toon_advies(request, nieuw, form, zin=zin, verschillen=verschillen, status=409)


def _toon_advies(
    request: HttpRequest, pagina: Adviespagina, form: AdviesForm | None = None, status: int = 200, **extra: Any
) -> HttpResponse:
    gegevens = {"p": pagina, "melding": pagina.melding, "form": form, **extra}
    return render(request, "meldingen/advies.html", gegevens, status=status)


def _gelukt(versie: int, form: AdviesForm) -> str:
    if form.is_vaststellen:
        return f"Versie {versie} van het communicatieadvies is vastgesteld."
    return "Het concept is bewaard. U kunt er later mee verder."
