"""Plan a meeting, change it, call it off, and say whether one comes (R66, R69, R74, R81, R89)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from basis.geweigerd import Geweigerd
from basis.klok import nu
from basis.vrije_tekst import Signalering
from calamiteiten.toegang import haal_melding
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from escalatie.draaiboek import overleggen
from escalatie.draaiboek.bevoegdheid import mag_taak
from escalatie.draaiboek.daarna import daarna
from escalatie.meldingen.taken.pagina import haal_taak
from escalatie.models import Overleg, OverlegStatus, Taak

from .forms import Afzegform, Antwoordform, Planform, Wijzigform
from .pagina import haal_overleg, is_te_plannen, plancontext

PLANNEN, WIJZIGEN, AFZEGGEN = "Overleg plannen", "Overleg wijzigen", "Overleg afzeggen"


@require_http_methods(["GET", "HEAD", "POST"])
def overleg_plannen(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Plan the meeting of a task. 409: refused, with the sentence and the text kept."""
    gebruiker, moment = aangemeld(request), nu()
    taak = haal_taak(haal_melding(gebruiker, kenmerk), nummer)
    if taak is None or not is_te_plannen(taak, gebruiker):
        raise Http404
    form = Planform(plancontext(taak, moment), request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, taak, PLANNEN, form)
    try:
        overleg = overleggen.plan_in(nummer, form.afspraak(), gebruiker, moment)
    except Geweigerd as fout:
        return _toon(request, taak, PLANNEN, form, zin=str(fout), status=409)
    messages.success(request, daarna(taak.melding, f"Gepland: {overleg.soort}", moment))
    return redirect(overleg)


@require_http_methods(["GET", "HEAD", "POST"])
def overleg_wijzigen(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Move a planned meeting, or change where it is and who is invited. 409: refused."""
    gebruiker, moment = aangemeld(request), nu()
    overleg, taak = _haal(gebruiker, kenmerk, nummer)
    form = Wijzigform(plancontext(taak, moment, overleg), request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, taak, WIJZIGEN, form)
    gezegd = form.cleaned_data
    try:
        overleggen.wijzig(nummer, form.afspraak(), gezegd["reden"], gebruiker, moment, gezien=gezegd["gezien"])
    except Geweigerd as fout:
        return _toon(request, taak, WIJZIGEN, form, zin=str(fout), status=409)
    messages.success(request, daarna(taak.melding, f"Gewijzigd: {overleg.soort}", moment))
    return redirect(overleg)


@require_http_methods(["GET", "HEAD", "POST"])
def overleg_afzeggen(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Call a planned meeting off. 409: refused."""
    gebruiker = aangemeld(request)
    overleg, taak = _haal(gebruiker, kenmerk, nummer)
    form = Afzegform(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, taak, AFZEGGEN, form, overleg=overleg)
    try:
        overleggen.zeg_af(nummer, form.cleaned_data["reden"], gebruiker, moment := nu())
    except Geweigerd as fout:
        return _toon(request, taak, AFZEGGEN, form, overleg=overleg, zin=str(fout), status=409)
    messages.success(request, daarna(taak.melding, f"Afgezegd: {overleg.soort}", moment))
    return redirect(overleg)


@require_POST
def overleg_antwoord(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Record whether an invited seat comes; what cannot be is said on the dossier."""
    melding, form = haal_melding(aangemeld(request), kenmerk), Antwoordform(request.POST)
    overleg = haal_overleg([melding.pk], nummer)
    if overleg is None or not form.is_valid():
        raise Http404
    genodigde = overleg.genodigden.filter(pk=form.cleaned_data["genodigde"]).first()
    if genodigde is None:
        raise Http404
    try:
        gezegd = overleggen.antwoord(genodigde.pk, form.cleaned_data["komt"], aangemeld(request), moment := nu())
        zin = f"Vastgelegd: {'komt' if gezegd.komt else 'komt niet'}"
        messages.success(request, daarna(melding, zin, moment))
    except Geweigerd as fout:
        messages.error(request, str(fout))
    return redirect(overleg)


def _haal(gebruiker: Gebruiker, kenmerk: str, nummer: int) -> tuple[Overleg, Taak]:
    melding = haal_melding(gebruiker, kenmerk)
    overleg = haal_overleg([melding.pk], nummer)
    if overleg is None or overleg.taak is None or not mag_taak(gebruiker, overleg.taak):
        raise Http404
    if overleg.status != OverlegStatus.GEPLAND:
        raise Http404
    return overleg, overleg.taak


def _toon(
    request: HttpRequest,
    taak: Taak,
    titel: str,
    form: Signalering,
    *,
    overleg: Overleg | None = None,
    zin: str = "",
    status: int = 200,
) -> HttpResponse:
    gegevens = {"taak": taak, "melding": taak.melding, "titel": titel, "form": form, "overleg": overleg, "zin": zin}
    return render(request, "meldingen/overleg.html", gegevens, status=status)
