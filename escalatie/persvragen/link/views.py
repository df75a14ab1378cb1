"""The pages behind the link in a mail about a question of the press, for a gemeente without an account, and the list of
those links for who handles the press (R101, R104).

Opening it changes nothing: a mail filter opens it too. 404: no link of ours to a question of the press; 410: it works
no more.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.statussen import PERSVRAAG
from calamiteiten.toegang import rol_vereist
from communicatie.persvragen.toegang import ROLLEN_PERS, haal_persvraag
from communicatie.post import actielinks
from contacten.gebruikers.toegang import aangemeld
from escalatie.meldingen.actielink.forms import AnderForm
from escalatie.meldingen.actielink.links import linkregels
from escalatie.meldingen.actielink.middleware import AL_GEDAAN, met_link
from escalatie.meldingen.actielink.views import handel_af
from escalatie.persvragen import antwoordlink

GET_EN_POST = ["GET", "HEAD", "POST"]
VASTGELEGD, DOORGEGEVEN = "vastgelegd", "doorgegeven"
DAAD, VERBETERD, INGETROKKEN = "daad", "verbeterd", "ingetrokken"


@met_link(actielinks.ZOUT, "perslink", "actielink_opnieuw")
@require_http_methods(GET_EN_POST)
def perslink(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the mail asked, and record what the gemeente answered. 409: refused, with the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment, PERSVRAAG)
    form = antwoordlink.antwoordform(link, moment, request.POST if request.method == "POST" else None)
    gegevens: dict[str, Any] = {"p": antwoordlink.antwoordpagina(link, moment), "form": form, "token": token}
    gegevens |= {"al_gedaan": AL_GEDAAN in request.GET, "vastgelegd": request.GET.get(VASTGELEGD, "")}
    if form is None or not form.is_bound or not form.is_valid():
        return render(request, "persvragen/perslink.html", gegevens)
    try:
        antwoordlink.leg_vast(token, form, moment)
    except Geweigerd as fout:
        return render(request, "persvragen/perslink.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect(f"{request.path}?{VASTGELEGD}=ja")


@met_link(actielinks.ZOUT, "perslink", "actielink_opnieuw")
@require_http_methods(GET_EN_POST)
def perslink_stap(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """Record what else this gemeente did, agreed or asks for. 409: refused, with the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment, PERSVRAAG)
    form = antwoordlink.daadform(link, code, moment, request.POST if request.method == "POST" else None)
    gegevens = {"p": antwoordlink.antwoordpagina(link, moment), "form": form, "token": token}
    if not form.is_bound or not form.is_valid():
        return render(request, "persvragen/perslink_stap.html", gegevens)
    try:
        antwoordlink.leg_vast(token, form, moment)
    except Geweigerd as fout:
        return render(request, "persvragen/perslink_stap.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect(f"{reverse('perslink', args=[token])}?{VASTGELEGD}={DAAD}")


@met_link(actielinks.ZOUT, "perslink", "actielink_opnieuw")
@require_http_methods(GET_EN_POST)
def perslink_antwoord(request: HttpRequest, token: str, nummer: int) -> HttpResponse:
    """Put right what this person recorded of an answer. 409: refused, with the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment, PERSVRAAG)
    rij = antwoordlink.eigen_antwoord(link, nummer)
    form = antwoordlink.verbeterform(link, rij, moment, request.POST if request.method == "POST" else None)
    gegevens = {"p": antwoordlink.antwoordpagina(link, moment), "antwoord": rij, "form": form, "token": token}
    if not form.is_bound or not form.is_valid():
        return render(request, "persvragen/perslink_antwoord.html", gegevens)
    try:
        antwoordlink.verbeter(token, nummer, form, moment)
    except Geweigerd as fout:
        return render(request, "persvragen/perslink_antwoord.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect(f"{reverse('perslink', args=[token])}?{VASTGELEGD}={VERBETERD}")


@met_link(actielinks.ZOUT, "perslink", "actielink_opnieuw")
@require_http_methods(GET_EN_POST)
def perslink_terug(request: HttpRequest, token: str, nummer: int) -> HttpResponse:
    """Take back an answer that this person recorded. 409: refused, with the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment, PERSVRAAG)
    rij = antwoordlink.eigen_antwoord(link, nummer)
    form = antwoordlink.weghaalform(link, request.POST if request.method == "POST" else None)
    gegevens = {"p": antwoordlink.antwoordpagina(link, moment), "antwoord": rij, "form": form, "token": token}
    if not form.is_bound or not form.is_valid():
        return render(request, "persvragen/perslink_antwoord.html", {**gegevens, "intrekken": True})
    try:
        antwoordlink.trek_in(token, nummer, form.cleaned_data["reden"], form.cleaned_data["gezien"], moment)
    except Geweigerd as fout:
        weer = {**gegevens, "zin": str(fout), "intrekken": True}
        return render(request, "persvragen/perslink_antwoord.html", weer, status=409)
    return redirect(f"{reverse('perslink', args=[token])}?{VASTGELEGD}={INGETROKKEN}")


@met_link(actielinks.ZOUT, "perslink", "actielink_opnieuw")
@require_http_methods(GET_EN_POST)
def perslink_ander(request: HttpRequest, token: str) -> HttpResponse:
    """Say who answers instead."""
    moment = nu()
    link = actielinks.vind(token, moment, PERSVRAAG)
    form = AnderForm(request.POST if request.method == "POST" else None)
    gegevens = {"p": antwoordlink.antwoordpagina(link, moment), "form": form, "token": token, "terug": "perslink"}
    gegevens["genoemd"] = DOORGEGEVEN in request.GET
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/actielink_ander.html", gegevens)
    antwoordlink.noem_ander(token, form.ander(), moment)
    return redirect(f"{request.path}?{DOORGEGEVEN}=ja")


@require_safe
@rol_vereist(*ROLLEN_PERS)
def perslinks(request: HttpRequest, perskenmerk: str) -> HttpResponse:
    """Every link about this question that somebody without an account got."""
    rij = haal_persvraag(aangemeld(request), perskenmerk)
    gegevens = {"melding": rij, "links": linkregels(rij, nu()), "lijst": "persvragen", "lijstnaam": "Persvragen"}
    return render(request, "meldingen/links.html", {**gegevens, "handeling": "perslink_handeling"})


@require_POST
@rol_vereist(*ROLLEN_PERS)
def perslink_handeling(request: HttpRequest, perskenmerk: str, nummer: int, handeling: str) -> HttpResponse:
    """Take a link back, or send its person a new one."""
    rij = haal_persvraag(aangemeld(request), perskenmerk)
    return handel_af(request, rij, nummer, handeling, redirect("perslinks", rij.kenmerk))
