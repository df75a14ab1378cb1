"""The impactanalyse of one party: fill in, submit, reopen, or read (R46–R53)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.dossier import Gewijzigd
from calamiteiten.models import Impactanalyse, Melding
from calamiteiten.toegang import haal_melding
from communicatie.post.ontvangst import markeer_gelezen
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek.daarna import daarna
from escalatie.meldingen import vervolg
from escalatie.protocol.lezen import haal_protocol

from . import analyses
from .blad import Blad, maak_blad
from .forms import INDIENEN, SAMEN, AnalyseForm, HeropenForm

HEROPENEN = "heropenen"
LANGSTE_SLEUTEL = 18  # more digits than a key of the database has


@require_http_methods(["GET", "HEAD", "POST"])
def analyse(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """The analysis of a party that makes one for the whole melding: the first of the protocol, or `partij`."""
    melding = haal_melding(request.user, kenmerk)
    partij = _partij(request, melding, "melding")
    return _pagina(request, melding, melding.analyses.filter(gemeente__isnull=True, soort=partij).first())


@require_http_methods(["GET", "HEAD", "POST"])
def analyse_gemeente(request: HttpRequest, kenmerk: str, gemeentecode: str) -> HttpResponse:
    """The analysis of a party of one gemeente: the first of the protocol, or `partij`."""
    melding = haal_melding(request.user, kenmerk)
    partij = _partij(request, melding, "gemeente")
    return _pagina(request, melding, melding.analyses.filter(_van(gemeentecode), soort=partij).first())


def _van(gemeente: str) -> Q:
    """The gemeente of an address: by its key, which stays; by its code too, for whoever types or kept one."""
    is_sleutel = gemeente.isdecimal() and len(gemeente) < LANGSTE_SLEUTEL
    return Q(gemeente=int(gemeente)) if is_sleutel else Q(gemeente__code=gemeente)


def _partij(request: HttpRequest, melding: Melding, per: str) -> str:
    partijen = [partij.code for partij in haal_protocol(melding.protocol_versie).partijen if partij.per == per]
    gevraagd = request.GET.get("partij", "")
    return gevraagd if gevraagd in partijen else next(iter(partijen), "")


def _pagina(request: HttpRequest, melding: Melding, gevonden: Impactanalyse | None) -> HttpResponse:
    if gevonden is None:
        raise Http404
    gevonden.melding = melding
    blad = maak_blad(aangemeld(request), gevonden, nu())
    if blad is None:
        raise Http404
    if request.method == "GET":
        markeer_gelezen(gevonden.melding, aangemeld(request), nu())
    if request.method != "POST":
        return _toon_analyse(request, blad)
    return _heropen(request, blad) if HEROPENEN in request.POST else _verwerk(request, blad)


def _verwerk(request: HttpRequest, blad: Blad) -> HttpResponse:
    form = _form(request, blad, request.POST)
    if not form.is_valid():
        return _toon_analyse(request, blad, form)
    werkwoord = analyses.dien_in if form.is_indienen else analyses.bewaar
    try:
        werkwoord(blad.analyse, form.invoer(), form.cleaned_data["versie"], aangemeld(request), moment := nu())
    except (Gewijzigd, Geweigerd) as fout:
        return _toon_botsing(request, blad, form, str(fout))
    if form.is_indienen:
        return _na_indienen(request, blad, moment)
    zin = "Het concept is bewaard. U kunt er later mee verder."
    messages.success(request, daarna(blad.analyse.melding, zin, moment))
    return redirect(blad.analyse)


def _na_indienen(request: HttpRequest, blad: Blad, moment: datetime) -> HttpResponse:
    """Begin to judge together when the button said so, and on to what this user does next."""
    melding, wie = blad.analyse.melding, aangemeld(request)
    try:
        if request.POST.get(INDIENEN) == SAMEN:
            analyses.beoordeel_samen(melding, wie, moment)
    except Geweigerd as fout:
        messages.warning(request, str(fout))
    zin = f"De impactanalyse is ingediend. {vervolg.wacht_op(melding)}".strip()
    messages.success(request, daarna(melding, zin, moment))
    return redirect(vervolg.adres(melding, wie))


def _heropen(request: HttpRequest, blad: Blad) -> HttpResponse:
    form = HeropenForm(request.POST)
    if not form.is_valid():
        return _toon_analyse(request, blad, heropen_form=form)
    try:
        analyses.heropen(blad.analyse, form.cleaned_data["reden"], aangemeld(request), moment := nu())
    except (Gewijzigd, Geweigerd) as fout:
        return _toon_analyse(request, blad, heropen_form=form, status=409, weigering=str(fout))
    messages.success(request, daarna(blad.analyse.melding, "De impactanalyse is heropend.", moment))
    return redirect(blad.analyse)


def _toon_botsing(request: HttpRequest, blad: Blad, form: AnalyseForm, zin: str) -> HttpResponse:
    """Show what was typed, above what stands now; sent again, it replaces that."""
    blad.analyse.refresh_from_db()
    form.ververs_versie(blad.analyse.versie)
    return _toon_analyse(request, blad, form, status=409, weigering=zin, is_botsing=True)


def _toon_analyse(
    request: HttpRequest, blad: Blad, form: AnalyseForm | None = None, status: int = 200, **extra: Any
) -> HttpResponse:
    if blad.mag_bewerken or form is not None:
        extra["form"] = form or _form(request, blad)
    if blad.mag_heropenen:
        extra.setdefault("heropen_form", HeropenForm())
    return render(
        request, "meldingen/analyse.html", {"blad": blad, "melding": blad.analyse.melding, **extra}, status=status
    )


def _form(request: HttpRequest, blad: Blad, data: Any = None) -> AnalyseForm:
    return AnalyseForm(
        data,
        analyse=blad.analyse,
        protocol=haal_protocol(blad.analyse.melding.protocol_versie),
        vraagt_namens=analyses.vraagt_namens(aangemeld(request), blad.analyse),
    )
