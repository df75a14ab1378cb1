"""The joint judgement: the analyses side by side, the confirmations, and the way to the choice."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import haal_melding
from communicatie.post.ontvangst import markeer_gelezen
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import Rol
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.vooruitblik import Vooruitblik, vooruitblik
from escalatie.meldingen import vervolg
from escalatie.meldingen.dossier.forms import OvergangForm
from escalatie.meldingen.dossier.rijen import Dossierrijen

from .beoordelen import bevestig as bevestig_scenario
from .beoordelen import trek_bevestiging_in
from .forms import BevestigForm, IntrekForm, VerklaarForm
from .pagina import Bevestiging, Keuze, Verschil, mag_beoordeling_lezen
from .pagina import beoordeling as maak_beoordeling
from .verschillen import verklaar as verklaar_verschil


@require_safe
def beoordeling(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show the judgement. Opening it is reading what asked for it."""
    gebruiker = aangemeld(request)
    rijen = _rijen(gebruiker, kenmerk)
    if request.method == "GET":
        markeer_gelezen(rijen.melding, gebruiker, nu())
    return _toon_beoordeling(request, rijen, gebruiker)


@require_POST
def bevestig(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Record a confirmation. Shown again when something is missing; 409: refused, with the sentence."""
    gebruiker = aangemeld(request)
    rijen = _rijen(gebruiker, kenmerk)
    form = _form_van(rijen, gebruiker, request.POST.get("gemeente", ""), request.POST)
    if not form.is_valid():
        return _toon_beoordeling(request, rijen, gebruiker, form)
    antwoord, gemeente, moment = form.cleaned_data, form.plaats, nu()
    try:
        bevestig_scenario(rijen.melding, gemeente, antwoord["scenario"], gebruiker, moment, antwoord.get("namens", ""))
    except Geweigerd as fout:
        return _toon_beoordeling(request, rijen, gebruiker, form, zin=str(fout), status=409)
    zin = f"Vastgelegd voor {gemeente}: scenario {antwoord['scenario']}. {vervolg.na_bevestigen(rijen.melding)}"
    messages.success(request, daarna(rijen.melding, zin, moment))
    return redirect("beoordeling", kenmerk)


@require_POST
def trek_in(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Take back a confirmation, with the reason. 409: refused, with the sentence."""
    gebruiker = aangemeld(request)
    rijen = _rijen(gebruiker, kenmerk)
    form = IntrekForm(_gemeente_van(rijen, request.POST.get("gemeente", "")), request.POST)
    if not form.is_valid():
        return _toon_beoordeling(request, rijen, gebruiker, form)
    try:
        trek_bevestiging_in(rijen.melding, form.plaats, form.cleaned_data["reden"], gebruiker, moment := nu())
    except Geweigerd as fout:
        return _toon_beoordeling(request, rijen, gebruiker, form, zin=str(fout), status=409)
    messages.success(request, daarna(rijen.melding, f"Ingetrokken: de bevestiging voor {form.plaats}", moment))
    return redirect("beoordeling", kenmerk)


@require_POST
def verklaar(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Record why an answer holds though a fact says otherwise. Shown again when the reason is missing; 409: refused."""
    gebruiker = aangemeld(request)
    rijen, form = _rijen(gebruiker, kenmerk), VerklaarForm(request.POST)
    analyse = next((a for a in rijen.analyses if str(a.pk) == request.POST.get("analyse", "")), None)
    if analyse is None:
        raise Http404
    if not form.is_valid():
        return _toon_beoordeling(request, rijen, gebruiker, zin="Schrijf op waarom het antwoord toch klopt.")
    try:
        verklaar_verschil(analyse, form.cleaned_data["vraag"], form.cleaned_data["reden"], gebruiker, moment := nu())
    except Geweigerd as fout:
        return _toon_beoordeling(request, rijen, gebruiker, zin=str(fout), status=409)
    messages.success(request, daarna(rijen.melding, "Vastgelegd waarom het antwoord klopt.", moment))
    return redirect("beoordeling", kenmerk)


def _rijen(gebruiker: Gebruiker, kenmerk: str) -> Dossierrijen:
    rijen = Dossierrijen(haal_melding(gebruiker, kenmerk))
    if not mag_beoordeling_lezen(rijen, gebruiker):
        raise Http404
    return rijen


def _gemeente_van(rijen: Dossierrijen, code: str) -> Gemeente:
    gemeente = next((g for g in rijen.gemeenten if g.code == code), None)
    if gemeente is None:
        raise Http404
    return gemeente


def _form_van(rijen: Dossierrijen, gebruiker: Gebruiker, code: str, data: object = None) -> BevestigForm:
    return BevestigForm(
        rijen.protocol,
        _gemeente_van(rijen, code),
        advies=rijen.advies.scenario,
        is_eigen=gebruiker.is_rol(Rol.TOEGANG),
        data=data,
    )


def _toon_beoordeling(
    request: HttpRequest,
    rijen: Dossierrijen,
    gebruiker: Gebruiker,
    verstuurd: BevestigForm | IntrekForm | None = None,
    *,
    zin: str = "",
    status: int = 200,
) -> HttpResponse:
    pagina = maak_beoordeling(rijen, gebruiker)
    gegevens = {"b": pagina, "melding": rijen.melding, "zin": zin}
    gegevens["bevestigingen"] = [_met_forms(b, rijen, gebruiker, verstuurd) for b in pagina.bevestigingen]
    gegevens["keuzes"] = [(k, *_direct(k, rijen)) for k in pagina.keuzes]
    gegevens["verschillen"] = [(v, _verklaarform(v, request)) for v in pagina.verschillen]
    return render(request, "meldingen/beoordeling.html", gegevens, status=status)


def _met_forms(
    b: Bevestiging, rijen: Dossierrijen, gebruiker: Gebruiker, verstuurd: BevestigForm | IntrekForm | None
) -> tuple[Bevestiging, BevestigForm, IntrekForm]:
    return b, _form_bij(b, rijen, gebruiker, verstuurd), _intrekform_bij(b, verstuurd)


def _direct(keuze: Keuze, rijen: Dossierrijen) -> tuple[OvergangForm | None, Vooruitblik | None]:
    """The form of a scenario that asks nothing more, with what it sets off: chosen here, without a page in between."""
    if keuze.stap is None or not keuze.stap.mag:
        return None, None
    form = OvergangForm(keuze.stap, rijen.melding.status, gemeenten=rijen.gemeenten)
    form.auto_id = False  # more scenarios on one page, of which each has this form
    regel = rijen.protocol.stap_per_code[keuze.stap.code]
    return (None, None) if form.visible_fields() else (form, vooruitblik(rijen, regel, nu()))


def _verklaarform(verschil: Verschil, request: HttpRequest) -> VerklaarForm:
    """The form of one difference, with what was typed in it when it was sent."""
    eigen = {"analyse": str(verschil.analyse.pk), "vraag": verschil.wat.vraag}
    is_verstuurd = all(request.POST.get(naam) == waarde for naam, waarde in eigen.items())
    return VerklaarForm(
        request.POST if is_verstuurd else None,
        initial=eigen,
        auto_id=f"id_verschil_{verschil.analyse.pk}_{verschil.wat.vraag}_%s",
    )


def _form_bij(
    b: Bevestiging, rijen: Dossierrijen, gebruiker: Gebruiker, verstuurd: BevestigForm | IntrekForm | None
) -> BevestigForm:
    gemeente = b.betrokkenheid.gemeente
    if isinstance(verstuurd, BevestigForm) and verstuurd.plaats == gemeente:
        return verstuurd
    return _form_van(rijen, gebruiker, gemeente.code)


def _intrekform_bij(b: Bevestiging, verstuurd: BevestigForm | IntrekForm | None) -> IntrekForm:
    gemeente = b.betrokkenheid.gemeente
    is_deze = isinstance(verstuurd, IntrekForm) and verstuurd.plaats == gemeente
    return verstuurd if is_deze and isinstance(verstuurd, IntrekForm) else IntrekForm(gemeente)
