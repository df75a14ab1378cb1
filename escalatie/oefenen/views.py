"""The pages of the drills among real work: the list, one drill, and its debrief on screen and as PDF (R153, R175)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from basis.pdf import maak_pdf
from basis.wereld import binnen
from calamiteiten.models import Oefening
from calamiteiten.oefening import LEIDERS, mag_erin
from calamiteiten.toegang import inzage, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import ROLLEN_MET_DOSSIERS

from . import pagina, spelen
from .forms import AfbreekForm, OefeningForm, UitnodigForm
from .nabespreking import Nabespreking, nabespreking
from .uitnodigen import nodig_uit, te_vragen


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def oefeningen(request: HttpRequest) -> HttpResponse:
    """Every drill, the newest first."""
    gegevens = {"lijst": pagina.lijst(aangemeld(request)), "leiders": LEIDERS}
    return render(request, "oefenen/oefeningen.html", gegevens)


@rol_vereist(*LEIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def oefening_nieuw(request: HttpRequest) -> HttpResponse:
    """Make a drill ready. 409: refused, with the sentence and what was chosen kept."""
    keuze = pagina.keuze(nu())
    form, zin = OefeningForm(keuze.kan, request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        gegeven = form.cleaned_data
        try:
            wie = aangemeld(request)
            nieuw = spelen.maak(form.gekozen, gegeven["snelheid"], gegeven["aanbieder"], gegeven["gemeente"], wie, nu())
            return redirect(nieuw)
        except Geweigerd as fout:
            zin = str(fout)
    gegevens = {"form": form, "keuze": keuze, "zin": zin}
    return render(request, "oefenen/nieuw.html", gegevens, status=409 if zin else 200)


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def oefening(request: HttpRequest, oefening: int) -> HttpResponse:
    """One drill: who takes part, how it stands, and what this user can do."""
    return _toon(request, get_object_or_404(Oefening, pk=oefening))


@require_POST
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def oefening_meedoen(request: HttpRequest, oefening: int, handeling: str) -> HttpResponse:
    """Sign up or off. 409: refused, with the sentence."""
    hier, doe = get_object_or_404(Oefening, pk=oefening), pagina.MEEDOEN.get(handeling)
    if doe is None:
        raise Http404
    try:
        doe(hier.pk, aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon(request, hier, str(fout))
    return redirect(hier)


@require_POST
@rol_vereist(*LEIDERS)
def oefening_leiden(request: HttpRequest, oefening: int, handeling: str) -> HttpResponse:
    """Begin, stop or break off. 409: refused, with the sentence."""
    hier = get_object_or_404(Oefening, pk=oefening)
    try:
        messages.success(request, pagina.leid(handeling, hier.pk, request.POST, aangemeld(request), nu()))
    except Geweigerd as fout:
        return _toon(request, hier, str(fout))
    except KeyError as fout:
        raise Http404 from fout
    return redirect(hier)


@rol_vereist(*LEIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def oefening_uitnodigen(request: HttpRequest, oefening: int) -> HttpResponse:
    """Ask persons of the contact list to take part, without an account. 409: refused, with what was chosen kept."""
    hier, moment = get_object_or_404(Oefening, pk=oefening), nu()
    form, zin = UitnodigForm(te_vragen(hier, moment), request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        try:
            aantal = nodig_uit(hier.pk, form.cleaned_data["wie"], aangemeld(request), moment)
            messages.success(request, f"Uitgenodigd: {aantal}. De mails gaan binnen een minuut weg.")
            return redirect(hier)
        except Geweigerd as fout:
            zin = str(fout)
    gegevens = {"form": form, "oefening": hier, "zin": zin}
    return render(request, "oefenen/uitnodigen.html", gegevens, status=409 if zin else 200)


@require_POST
@rol_vereist(*LEIDERS)
def oefening_uitnodiging(request: HttpRequest, oefening: int, nummer: int, handeling: str) -> HttpResponse:
    """Mail an invitation again, or take it back. 409: refused, with the sentence."""
    hier = get_object_or_404(Oefening, pk=oefening)
    try:
        messages.success(request, pagina.gevraagd(handeling, hier.pk, nummer, aangemeld(request), nu()))
    except Geweigerd as fout:
        return _toon(request, hier, str(fout))
    except KeyError as fout:
        raise Http404 from fout
    return redirect(hier)


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def oefening_nabespreking(request: HttpRequest, oefening: int) -> HttpResponse:
    """The debrief, for who took part and who leads."""
    return render(request, "oefenen/nabespreking.html", {"n": _nabespreking(request, oefening)})


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def oefening_pdf(request: HttpRequest, oefening: int) -> HttpResponse:
    """The same as a document that can be kept (PDF/A), marked on every page."""
    blad = _nabespreking(request, oefening)
    inzage.gelezen(f"oefening {blad.oefening.pk}")
    with binnen(blad.oefening.wereld):
        html = render_to_string("pdf/nabespreking.html", {"n": blad, "stijl": "static:css/pdf_bijlage.css"})
        inhoud = maak_pdf(
            html, f"Nabespreking {blad.oefening.naam}", op=blad.op, door=aangemeld(request).maker, gegevens=blad
        )
    naam = f'attachment; filename="{blad.bestandsnaam}"'
    return HttpResponse(inhoud, content_type="application/pdf", headers={"Content-Disposition": naam})


def _nabespreking(request: HttpRequest, nummer: int) -> Nabespreking:
    """Raises Http404 before it has begun, and for who did not take part."""
    hier, wie = get_object_or_404(Oefening, pk=nummer), aangemeld(request)
    blad = nabespreking(hier, wie, nu()) if mag_erin(hier, wie) else None
    if blad is None:
        raise Http404
    return blad


def _toon(request: HttpRequest, hier: Oefening, zin: str = "") -> HttpResponse:
    blad = pagina.oefenpagina(hier, aangemeld(request))
    gegevens = {"o": blad, "zin": zin, "afbreken": AfbreekForm(request.POST if zin else None)}
    return render(request, "oefenen/oefening.html", gegevens, status=409 if zin else 200)
