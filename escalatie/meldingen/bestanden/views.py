"""The files of a melding: the list, a new version, taking back, and the bytes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.bestanden.vormen import VORMEN
from calamiteiten.models import Bestand, Zaak
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek import bestanden as stukken
from escalatie.draaiboek import correcties
from escalatie.draaiboek.daarna import daarna
from escalatie.meldingen.taken.forms.taken import RedenForm

from .forms import BestandForm
from .kamers import MELDING
from .pagina import Kamer, lijst, mag_lezen

GET_EN_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_EN_POST)
def bestanden(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show the files, and add one."""
    return toon_lijst(request, MELDING, kenmerk)


@require_safe
def bestand(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Give the bytes of one file, as an attachment."""
    return geef_inhoud(request, MELDING, kenmerk, nummer)


@require_http_methods(GET_EN_POST)
def bestand_verbeteren(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Put a new version beside one file."""
    return verbeter(request, MELDING, kenmerk, nummer)


@require_http_methods(GET_EN_POST)
def bestand_intrekken(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Take one file back."""
    return trek_in(request, MELDING, kenmerk, nummer)


def toon_lijst(request: HttpRequest, kamer: Kamer, kenmerk: str) -> HttpResponse:
    """The list with the form to add one. 409: refused, with the sentence and the text kept."""
    gebruiker = aangemeld(request)
    zaak = kamer.haal(gebruiker, kenmerk)
    if not mag_lezen(gebruiker, zaak) or (request.method == "POST" and not stukken.mag_bijhouden(gebruiker, zaak)):
        raise Http404
    form = BestandForm(stukken.soorten(zaak), *_gestuurd(request), soort=request.GET.get("soort", ""))
    if not form.is_bound or not form.is_valid():
        return _lijstpagina(request, kamer, zaak, form)
    try:
        stukken.leg_vast(zaak, form.stuk(), form.gekeurd, gebruiker, moment := nu())
    except Geweigerd as fout:
        return _lijstpagina(request, kamer, zaak, form, str(fout))
    messages.success(request, daarna(zaak, f"Toegevoegd: {form.gekeurd.naam}", moment))
    return redirect(kamer.lijst, zaak.kenmerk)


def verbeter(request: HttpRequest, kamer: Kamer, kenmerk: str, nummer: int) -> HttpResponse:
    """A new version beside the old one. 409: refused, with the sentence and the text kept."""
    zaak, rij = _te_veranderen(request, kamer, kenmerk, nummer)
    form, waarom = BestandForm(stukken.soorten(zaak), *_gestuurd(request), rij=rij), _waarom(request, rij)
    if not all([form.is_bound, form.is_valid(), waarom.is_valid()]):
        return _formulier(request, kamer, zaak, rij, waarom, form)
    gekeurd, door, moment = form.cleaned_data["bestand"], aangemeld(request), nu()
    try:
        nieuw = stukken.verbeter(zaak, nummer, form.stuk(), gekeurd, door=door, nu=moment, **waarom.gezegd())
    except Geweigerd as fout:
        return _formulier(request, kamer, zaak, rij, waarom, form, str(fout))
    zin = "De nieuwe versie staat erbij."
    messages.success(request, daarna(zaak, zin, moment) if nieuw else "Er is niets veranderd.")
    return redirect(kamer.lijst, zaak.kenmerk)


def trek_in(request: HttpRequest, kamer: Kamer, kenmerk: str, nummer: int) -> HttpResponse:
    """Take one file back. 409: refused, with the sentence."""
    zaak, rij = _te_veranderen(request, kamer, kenmerk, nummer)
    waarom = _waarom(request, rij)
    if not waarom.is_bound or not waarom.is_valid():
        return _formulier(request, kamer, zaak, rij, waarom)
    try:
        stukken.trek_in(zaak, nummer, door=aangemeld(request), nu=(moment := nu()), **waarom.gezegd())
    except Geweigerd as fout:
        return _formulier(request, kamer, zaak, rij, waarom, zin=str(fout))
    messages.success(request, daarna(zaak, "Ingetrokken. Dat het er stond, blijft te lezen.", moment))
    return redirect(kamer.lijst, zaak.kenmerk)


def geef_inhoud(request: HttpRequest, kamer: Kamer, kenmerk: str, nummer: int) -> HttpResponse:
    """The bytes, to keep and never to show in the page: no content of a file runs or draws with us. 404 for who may
    not have them; 409 when they are not what was recorded."""
    gebruiker = aangemeld(request)
    zaak = kamer.haal(gebruiker, kenmerk)
    rij = stukken.geef(zaak, nummer, gebruiker)
    if rij is None:
        raise Http404
    try:
        inhoud = stukken.haal_inhoud(rij, gebruiker)
    except Geweigerd as fout:
        return render(request, "409.html", {"zin": str(fout)}, status=409)
    return als_download(rij, inhoud)


def als_download(rij: Bestand, inhoud: bytes) -> HttpResponse:
    """An attachment with the headers that keep it out of our pages (T10)."""
    antwoord = HttpResponse(inhoud, content_type=VORMEN[rij.vorm].mime)
    antwoord.headers["Content-Disposition"] = content_disposition_header(True, rij.naam) or "attachment"
    antwoord.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    antwoord.headers["X-Content-Type-Options"] = "nosniff"
    antwoord.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return antwoord


def _lijstpagina(request: HttpRequest, kamer: Kamer, zaak: Zaak, form: BestandForm, zin: str = "") -> HttpResponse:
    gegevens = {**_kop(kamer, zaak), "b": lijst(kamer, zaak, aangemeld(request)), "form": form, "zin": zin}
    return render(request, "meldingen/bestanden.html", gegevens, status=409 if zin else 200)


def _formulier(
    request: HttpRequest,
    kamer: Kamer,
    zaak: Zaak,
    rij: Bestand,
    waarom: RedenForm,
    form: BestandForm | None = None,
    zin: str = "",
) -> HttpResponse:
    gegevens = {**_kop(kamer, zaak), "rij": rij, "waarom": waarom, "form": form, "zin": zin}
    return render(request, "meldingen/bestand_formulier.html", gegevens, status=409 if zin else 200)


def _kop(kamer: Kamer, zaak: Zaak) -> dict[str, Any]:
    naam, boven = kamer.boven
    return {
        "zaak": zaak,
        "boven": naam,
        "boven_url": reverse(boven),
        "lijst_url": reverse(kamer.lijst, args=[zaak.kenmerk]),
    }


def _gestuurd(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _waarom(request: HttpRequest, rij: Bestand) -> RedenForm:
    gezien = correcties.laatste_over(rij.zaak_id, bestand=rij.pk)
    return RedenForm(request.POST if request.method == "POST" else None, initial={"gezien": gezien})


def _te_veranderen(request: HttpRequest, kamer: Kamer, kenmerk: str, nummer: int) -> tuple[Zaak, Bestand]:
    """Raises Http404 for who does not keep the files, and for one that counts no more."""
    gebruiker = aangemeld(request)
    zaak = kamer.haal(gebruiker, kenmerk)
    rij = next((rij for rij in stukken.van(zaak, gebruiker) if rij.pk == nummer), None)
    if rij is None or not rij.geldt or not stukken.mag_bijhouden(gebruiker, zaak):
        raise Http404
    return zaak, rij
