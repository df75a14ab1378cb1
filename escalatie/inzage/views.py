"""The question why to who stands outside a zaak; and who looked, for who watches over that."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from basis.klok import nu
from calamiteiten.toegang import doel, haal_om_te_vragen, inzage, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from contacten.rollen import Deel, die_zien

from . import pagina
from .forms import DoelForm, KenmerkForm

ROLLEN = die_zien(Deel.INZAGE)


@require_http_methods(["GET", "HEAD", "POST"])
def inzage_doel(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Ask why, and go on to what was asked."""
    melding = haal_om_te_vragen(request.user, kenmerk)
    form = DoelForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "inzage/doel.html", {"melding": melding, "form": form})
    doel.onthoud(request.session, melding.kenmerk, form.cleaned_data["doel"], nu())
    terug = request.GET.get("terug", "")
    mag = terug.startswith("/") and url_has_allowed_host_and_scheme(terug, allowed_hosts=None)
    return redirect(terug if mag else melding.get_absolute_url())


@require_safe
@rol_vereist(*ROLLEN)
def bekeken(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Who looked at this dossier."""
    return _toon(request, kenmerk)


@require_safe
@rol_vereist(*ROLLEN)
def persbekeken(request: HttpRequest, perskenmerk: str) -> HttpResponse:
    """Who looked at this question of the press."""
    return _toon(request, perskenmerk)


@require_safe
@rol_vereist(*ROLLEN)
def inzagen(request: HttpRequest) -> HttpResponse:
    """How much each person looked; with a kenmerk, on to who looked at that zaak."""
    inzage.gelezen("inzage")
    form = KenmerkForm(request.GET or None)
    if form.is_valid():
        gezien = pagina.van_zaak(aangemeld(request), form.cleaned_data["kenmerk"])
        if gezien and (pad := pagina.pad_van(gezien.kenmerk)):
            return redirect(pad)
        form.add_error("kenmerk", "Dit kenmerk kennen wij niet.")
    gegevens = {"regels": pagina.per_persoon(nu()), "dagen": pagina.TERUG.days, "form": form}
    return render(request, "inzage/inzagen.html", gegevens)


@require_safe
@rol_vereist(*ROLLEN)
def inzage_persoon(request: HttpRequest, pk: int) -> HttpResponse:
    """At what this person looked."""
    wie = get_object_or_404(Gebruiker, pk=pk)
    inzage.gelezen(pagina.inzage_van_account(pk))
    rijen = pagina.van_persoon(wie, nu(), alles="alles" in request.GET)
    return render(request, "inzage/persoon.html", {"wie": wie, "rijen": rijen, "dagen": pagina.TERUG.days})


def _toon(request: HttpRequest, kenmerk: str) -> HttpResponse:
    gezien = pagina.van_zaak(aangemeld(request), kenmerk, alles="alles" in request.GET)
    if gezien is None:
        raise Http404
    inzage.gelezen(gezien.kenmerk)
    return render(request, "inzage/bekeken.html", {"zaak": gezien, "rijen": gezien.rijen})
