"""The pages behind the link in a mail, for who has no account, and the list of those links for the region (R101).

Opening a page changes nothing: a mail filter opens it too. 404: no link of ours; 410: it works no more.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.dossier import Gewijzigd
from calamiteiten.models import Zaak
from calamiteiten.toegang import haal_melding, rol_vereist
from communicatie.models import Actielink
from communicatie.post import actielinks
from contacten.bijhouden import linkposten
from contacten.bijhouden.verzoeken import LinkWerktNiet
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.daarna import daarna
from escalatie.meldingen.analyse.forms import AnalyseForm

from . import handelen
from .forms import AnderForm, TerugForm
from .links import linkregels
from .middleware import AL_GEDAAN, met_link, weg
from .pagina import (
    ANALYSE,
    OORDEEL,
    Analyseblad,
    Taakpagina,
    actiepagina,
    analyseblad,
    feitform,
    feitterugpagina,
    is_gedaan,
    maak_form,
    scenarioform,
    taakpagina,
    terug_te_nemen,
    terugpagina,
)

DOORGEGEVEN, BEWAARD, VASTGELEGD = "doorgegeven", "bewaard", "vastgelegd"
GEVRAAGD = (
    "Was deze link van u en mag u hem nog gebruiken? Dan krijgt u binnen enkele minuten een nieuwe, op uw adres in de "
    "contactlijst."
)


@met_link(actielinks.ZOUT, "actielink")
@require_http_methods(["GET", "HEAD", "POST"])
def actielink(request: HttpRequest, token: str) -> HttpResponse:
    """Show what this person is asked, and record that he knows."""
    if request.method == "POST":
        handelen.bevestig(token, nu(), request.POST.get("komt", ""))
        return redirect(request.path)
    moment = nu()
    pagina = actiepagina(actielinks.vind(token, moment), token, moment)
    gedaan = {"al_gedaan": AL_GEDAAN in request.GET, "vastgelegd": VASTGELEGD in request.GET}
    return render(request, "meldingen/actielink.html", {"p": pagina, **gedaan})


@met_link(actielinks.ZOUT, "actielink")
@require_http_methods(["GET", "HEAD", "POST"])
def actielink_taak(request: HttpRequest, token: str, nummer: int) -> HttpResponse:
    """Record that a duty of this seat was done. 409: refused, with the sentence and the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment)
    pagina = taakpagina(link, nummer, moment)
    if pagina is None:
        return _niet_meer(request, link, token, nummer)
    form = maak_form(pagina, moment, request.POST if request.method == "POST" else None)
    gegevens = {"p": pagina, "form": form, "token": token}
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/actielink_taak.html", gegevens)
    try:
        handelen.voltooi_taak(token, nummer, form.vervulling(), moment)
    except Geweigerd as fout:
        return render(request, "meldingen/actielink_taak.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect("actielink", token)


@met_link(actielinks.ZOUT, "actielink")
@require_http_methods(["GET", "HEAD", "POST"])
def actielink_analyse(request: HttpRequest, token: str, nummer: int) -> HttpResponse:
    """The impactanalyse of this seat: keep as concept, or submit. 409: refused, or somebody was first, with the text
    kept."""
    link = actielinks.vind(token, nu())
    pagina = taakpagina(link, nummer, nu(), {ANALYSE})
    if pagina is None:
        return _niet_meer(request, link, token, nummer)
    blad = analyseblad(pagina)
    form = blad.form(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon_analyse(request, token, pagina, blad, form)
    try:
        handelen.bewaar_analyse(token, nummer, form.inzending(), nu())
    except (Gewijzigd, Geweigerd) as fout:
        return _toon_analyse(request, token, pagina, blad, form, zin=str(fout))
    return redirect("actielink", token) if form.is_indienen else redirect(f"{request.path}?{BEWAARD}=ja")


def _toon_analyse(
    request: HttpRequest, token: str, pagina: Taakpagina, blad: Analyseblad, form: AnalyseForm, zin: str = ""
) -> HttpResponse:
    """The form; after a refusal with what stands now, which it replaces when it is sent again."""
    if zin:
        form.ververs_versie(blad.analyse.versie)
    gegevens = {"p": pagina, "blad": blad, "form": form, "token": token, "zin": zin, "bewaard": BEWAARD in request.GET}
    return render(request, "meldingen/actielink_analyse.html", gegevens, status=409 if zin else 200)


@met_link(actielinks.ZOUT, "actielink")
@require_http_methods(["GET", "HEAD", "POST"])
def actielink_scenario(request: HttpRequest, token: str, nummer: int) -> HttpResponse:
    """Say which scenario this seat agrees with. 409: refused, with the sentence."""
    link = actielinks.vind(token, nu())
    pagina = taakpagina(link, nummer, nu(), {OORDEEL})
    if pagina is None:
        return _niet_meer(request, link, token, nummer)
    form = scenarioform(pagina, request.POST if request.method == "POST" else None)
    gegevens = {"p": pagina, "form": form, "token": token}
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/actielink_taak.html", gegevens)
    try:
        handelen.bevestig_scenario(token, nummer, form.cleaned_data["scenario"], nu())
    except Geweigerd as fout:
        return render(request, "meldingen/actielink_taak.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect("actielink", token)


@met_link(actielinks.ZOUT, "actielink")
@require_http_methods(["GET", "HEAD", "POST"])
def actielink_terug(request: HttpRequest, token: str, nummer: int) -> HttpResponse:
    """Take back a confirmation or an analysis of this person. 409: refused, with the sentence and the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment)
    taak = terug_te_nemen(link, nummer)
    if taak is None:
        return weg(request, handelen.VAST, 410)
    form = TerugForm(request.POST if request.method == "POST" else None)
    gegevens = {"p": terugpagina(link, taak, moment), "form": form, "token": token}
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/actielink_terug.html", gegevens)
    try:
        handelen.neem_terug(token, nummer, form.cleaned_data["reden"], moment)
    except Geweigerd as fout:
        return render(request, "meldingen/actielink_terug.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect("actielink", token)


@met_link(actielinks.ZOUT, "actielink")
@require_http_methods(["GET", "HEAD", "POST"])
def actielink_feit_terug(request: HttpRequest, token: str, soort: str, nummer: int) -> HttpResponse:
    """Take back what this person recorded of his own accord. 409: refused, with the sentence and the text kept."""
    moment = nu()
    pagina = feitterugpagina(actielinks.vind(token, moment), soort, nummer, moment)
    if pagina is None:
        return weg(request, handelen.VAST, 410)
    form = TerugForm(request.POST if request.method == "POST" else None)
    gegevens = {"p": pagina, "form": form, "token": token}
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/actielink_terug.html", gegevens)
    try:
        handelen.neem_feit_terug(token, soort, nummer, form.cleaned_data["reden"], moment)
    except Geweigerd as fout:
        return render(request, "meldingen/actielink_terug.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect("actielink", token)


@met_link(actielinks.ZOUT, "actielink")
@require_http_methods(["GET", "HEAD", "POST"])
def actielink_communicatie(request: HttpRequest, token: str, feit: str) -> HttpResponse:
    """Record whom this gemeente told, or what it brought outside. 409: refused, with the sentence and the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment)
    form = feitform(link, feit, moment, request.POST if request.method == "POST" else None)
    if form is None:
        return weg(request, actielinks.NIET_MEER, 410)
    gegevens = {"p": actiepagina(link, token, moment), "form": form, "token": token}
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/actielink_feit.html", gegevens)
    try:
        handelen.leg_communicatie_vast(token, feit, form.feit(), moment)
    except Geweigerd as fout:
        return render(request, "meldingen/actielink_feit.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect(f"{reverse('actielink', args=[token])}?{VASTGELEGD}=ja")


def _niet_meer(request: HttpRequest, link: Actielink, token: str, nummer: int) -> HttpResponse:
    """Nothing to do here: to the page that says when this person did it, when he did."""
    if is_gedaan(link, nummer):
        return redirect(f"{reverse('actielink', args=[token])}?{AL_GEDAAN}=ja")
    return weg(request, actielinks.NIET_MEER, 410)


@met_link(actielinks.ZOUT, "actielink")
@require_http_methods(["GET", "HEAD", "POST"])
def actielink_ander(request: HttpRequest, token: str) -> HttpResponse:
    """Say who does this instead. 409: refused, with the sentence and the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment)
    form = AnderForm(request.POST if request.method == "POST" else None)
    gegevens = {"p": actiepagina(link, token, moment), "form": form, "token": token}
    gegevens["genoemd"] = DOORGEGEVEN in request.GET
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/actielink_ander.html", gegevens)
    try:
        handelen.noem_ander(token, form.ander(), moment)
    except Geweigerd as fout:
        return render(request, "meldingen/actielink_ander.html", {**gegevens, "zin": str(fout)}, status=409)
    # Sent away, so that the same page asked again says nothing twice.
    return redirect(f"{request.path}?{DOORGEGEVEN}=ja")


@login_not_required
@never_cache
@require_POST
def actielink_opnieuw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a new link. The answer is the same, and costs the same, whatever became of the one that it is asked
    with."""
    try:
        handelen.vraag_nieuwe(token, nu())
    except linkposten.TeVaak as fout:
        return weg(request, str(fout), fout.status)
    except LinkWerktNiet:
        pass  # no link of ours: told the same
    return render(request, "meldingen/actielink_weg.html", {"zin": GEVRAAGD, "is_gevraagd": True})


@require_safe
@rol_vereist(*OPVOLGERS)
def links(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Every link about this melding that somebody without an account got."""
    melding = haal_melding(request.user, kenmerk)
    return render(request, "meldingen/links.html", {"melding": melding, "links": linkregels(melding, nu())})


@require_POST
@rol_vereist(*OPVOLGERS)
def link_handeling(request: HttpRequest, kenmerk: str, nummer: int, handeling: str) -> HttpResponse:
    """Take a link back, or send its person a new one."""
    return handel_af(request, haal_melding(request.user, kenmerk), nummer, handeling, redirect("links", kenmerk))


def handel_af(request: HttpRequest, zaak: Zaak, nummer: int, handeling: str, terug: HttpResponse) -> HttpResponse:
    """Do that with this link of a zaak, and go on to `terug`. 409: refused, with the sentence."""
    verbs = {"intrekken": handelen.trek_in, "opnieuw": handelen.stuur_opnieuw}
    link = actielinks.van_zaak(zaak).filter(pk=nummer).first()
    if link is None or handeling not in verbs:
        raise Http404
    try:
        stap = verbs[handeling](link, aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return render(request, "409.html", {"zin": str(fout)}, status=409)
    messages.success(request, daarna(zaak, str(stap.gegevens["wat"]), moment))
    return terug
