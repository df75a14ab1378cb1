"""The question why to who stands outside a zaak; and who looked, for who watches over that."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from basis.kalender import lokaal
from basis.klok import nu
from calamiteiten.models import Melding
from calamiteiten.toegang import doel, haal_om_te_vragen, inzage, rol_vereist
from communicatie.models import Persvraag
from communicatie.persvragen import toegang
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from contacten.rollen import Deel, die_zien
from escalatie.werk import uitvoer

from . import pagina
from .forms import TERUG, DoelForm, KenmerkForm, PeriodeForm

ROLLEN = die_zien(Deel.INZAGE)


@require_http_methods(["GET", "HEAD", "POST"])
def inzage_doel(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Ask why, and go on to what was asked."""
    return _vraag_doel(request, haal_om_te_vragen(request.user, kenmerk), "Meldingen")


@require_http_methods(["GET", "HEAD", "POST"])
def persinzage_doel(request: HttpRequest, perskenmerk: str) -> HttpResponse:
    """The same of a question of the press."""
    return _vraag_doel(request, toegang.haal_om_te_vragen(request.user, perskenmerk), "Persvragen")


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
    gegevens = {"regels": pagina.per_persoon(nu()), "dagen": TERUG.days, "form": form}
    return render(request, "inzage/inzagen.html", gegevens)


@require_safe
@rol_vereist(*ROLLEN)
def inzage_persoon(request: HttpRequest, pk: int) -> HttpResponse:
    """At what this person looked."""
    wie = get_object_or_404(Gebruiker, pk=pk)
    inzage.gelezen(pagina.inzage_van_account(pk))
    form, na = PeriodeForm(request.GET, nu=nu()), request.GET.get("na", "")
    blad = pagina.van_persoon(wie, form.periode, na)
    gegevens = {"wie": wie, "form": form, "blad": blad, "vraag": urlencode(form.vraag), "is_verder": bool(na)}
    return render(request, "inzage/persoon.html", gegevens)


@require_safe
@rol_vereist(*ROLLEN)
def inzage_uitvoer(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file."""
    wie, op = get_object_or_404(Gebruiker, pk=pk), nu()
    inzage.gelezen(pagina.inzage_van_account(pk))
    vorm = uitvoer.XLSX if request.GET.get("vorm") == uitvoer.XLSX else uitvoer.CSV
    rijen, dossiers = pagina.uitvoer_van(wie, PeriodeForm(request.GET, nu=op).periode)
    inzage.getoond(dossiers)
    inhoud = uitvoer.maak_bestand(rijen, vorm, pagina.KOPPEN, "Inzage")
    naam = f'attachment; filename="inzage-{pk}-{lokaal(op):%Y-%m-%d}.{vorm}"'
    return HttpResponse(inhoud, content_type=uitvoer.SOORTEN[vorm], headers={"Content-Disposition": naam})


def _vraag_doel(request: HttpRequest, zaak: Melding | Persvraag, lijst: str) -> HttpResponse:
    form = DoelForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        gegevens = {"zaak": zaak, "form": form, "lijst": lijst, "lijst_pad": reverse(lijst.lower())}
        return render(request, "inzage/doel.html", gegevens)
    doel.onthoud(request.session, zaak.kenmerk, form.cleaned_data["doel"], nu())
    terug = request.GET.get("terug", "")
    mag = terug.startswith("/") and url_has_allowed_host_and_scheme(terug, allowed_hosts=None)
    return redirect(terug if mag else zaak.get_absolute_url())


def _toon(request: HttpRequest, kenmerk: str) -> HttpResponse:
    gezien = pagina.van_zaak(aangemeld(request), kenmerk, alles="alles" in request.GET)
    if gezien is None:
        raise Http404
    inzage.gelezen(gezien.kenmerk)
    return render(request, "inzage/bekeken.html", {"zaak": gezien, "rijen": gezien.rijen})
