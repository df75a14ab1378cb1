"""The pages of the register: the map, one action, its records and steps, the overviews, the report, the links."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Bestandsoort, Paraatheidsfeit
from calamiteiten.paraatheid import ROLLEN_PARAATHEID, ROLLEN_PARAATHEID_LEZEN, haal_paraatheid
from calamiteiten.statussen import PARAATHEID
from calamiteiten.toegang import rol_vereist
from communicatie.post import actielinks
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.mogelijkheden import Mogelijkheid, mogelijkheid
from escalatie.meldingen.actielink.links import linkregels
from escalatie.meldingen.actielink.middleware import AL_GEDAAN, met_link
from escalatie.meldingen.actielink.views import handel_af
from escalatie.meldingen.bestanden import views as bestandspagina
from escalatie.meldingen.bestanden.kamers import PARAATHEID as PARAATHEID_KAMER
from escalatie.meldingen.bestanden.pagina import leesbaar

from . import link as linkwerk
from . import rapport, vastleggen
from .forms import RedenForm, VastlegForm
from .jaren import jaaroverzicht
from .overzicht import kaart
from .pagina import NIET_LOS, Actiecontext, actiepagina, context_van
from .stand import Woord, wet_van

GET_EN_POST = ["GET", "HEAD", "POST"]
VASTGELEGD = "vastgelegd"


@require_safe
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def register(request: HttpRequest) -> HttpResponse:
    """Show the map; `stand` narrows it to organisations with such an action, what is not known narrows nothing."""
    gevraagd = request.GET.get("stand", "")
    stand = gevraagd if gevraagd in set(Woord) else ""
    return render(request, "paraatheid/register.html", {"k": kaart(aangemeld(request), nu(), stand)})


@require_POST
@rol_vereist(*ROLLEN_PARAATHEID)
def klaarzetten(request: HttpRequest) -> HttpResponse:
    """Ask every organisation for what it owes and was not asked for."""
    gemaakt = vastleggen.zet_klaar(aangemeld(request), nu())
    zin = f"Klaargezet: {len(gemaakt)}."
    messages.success(request, f"{zin} De eigenaren krijgen bericht." if gemaakt else zin)
    return redirect("register")


@require_safe
@rol_vereist(*ROLLEN_PARAATHEID)
def jaaroverzichten(request: HttpRequest) -> HttpResponse:
    """Show the yearly overviews side by side, and who did not hand in."""
    return render(request, "paraatheid/jaren.html", {"j": jaaroverzicht(nu())})


@require_GET
@rol_vereist(*ROLLEN_PARAATHEID)
def paraatheid_rapport(request: HttpRequest, vorm: str) -> HttpResponse:
    """Give the report in this shape."""
    if vorm not in set(rapport.Vorm):
        raise Http404
    gekozen, gemaakt = rapport.Vorm(vorm), rapport.maak_rapport(aangemeld(request), nu())
    naam = f'attachment; filename="{gemaakt.bestandsnaam}.{gekozen}"'
    inhoud = rapport.als_bestand(gemaakt, gekozen, aangemeld(request))
    return HttpResponse(inhoud, content_type=rapport.SOORTEN[gekozen], headers={"Content-Disposition": naam})


@require_safe
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatheid(request: HttpRequest, paraatkenmerk: str) -> HttpResponse:
    """Show one action: how it stands, what was recorded, what happened."""
    zaak = haal_paraatheid(aangemeld(request), paraatkenmerk)
    stukken = leesbaar(PARAATHEID_KAMER, zaak, aangemeld(request), Bestandsoort.PARAATHEID)
    gegevens = {"p": actiepagina(zaak, aangemeld(request), nu()), "bestanden": stukken}
    return render(request, "paraatheid/actie.html", gegevens)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatheid_vastleggen(request: HttpRequest, paraatkenmerk: str) -> HttpResponse:
    """Record what was arranged. 409: refused, with the sentence and the text kept."""
    context = context_van(haal_paraatheid(aangemeld(request), paraatkenmerk), nu())
    form = VastlegForm(context, _post(request))
    if not form.is_bound or not form.is_valid():
        return _toon(request, context, form, "Vastleggen")
    try:
        voer_uit(form.opdracht(aangemeld(request)), context.nu)
    except Geweigerd as fout:
        return _toon(request, context, form, "Vastleggen", str(fout))
    messages.success(request, daarna(context.zaak, context.gedaan, context.nu))
    return redirect(context.zaak)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatheid_verbeteren(request: HttpRequest, paraatkenmerk: str, nummer: int) -> HttpResponse:
    """Put a record right. 409: refused, with the sentence and the text kept."""
    context = context_van(haal_paraatheid(aangemeld(request), paraatkenmerk), nu())
    feit = get_object_or_404(Paraatheidsfeit, pk=nummer, paraatheid=context.zaak)
    form = VastlegForm(context, _post(request), feit=feit)
    if not form.is_bound or not form.is_valid():
        return _toon(request, context, form, "Verbeteren")
    try:
        vastleggen.verbeter(feit.pk, form.inhoud(), form.cleaned_data["reden"], aangemeld(request), context.nu)
    except Geweigerd as fout:
        return _toon(request, context, form, "Verbeteren", str(fout))
    messages.success(request, daarna(context.zaak, "Verbeterd. Wat er stond, blijft te lezen.", context.nu))
    return redirect(context.zaak)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatheid_intrekken(request: HttpRequest, paraatkenmerk: str, nummer: int) -> HttpResponse:
    """Take a record back. 409: refused, with the sentence and the text kept."""
    context = context_van(haal_paraatheid(aangemeld(request), paraatkenmerk), nu())
    feit = get_object_or_404(Paraatheidsfeit, pk=nummer, paraatheid=context.zaak)
    form = RedenForm(_post(request), initial={"verwachte_status": context.zaak.status})
    if not form.is_bound or not form.is_valid():
        return _toon(request, context, form, "Intrekken")
    try:
        vastleggen.trek_in(feit.pk, form.cleaned_data["reden"], aangemeld(request), context.nu)
    except Geweigerd as fout:
        return _toon(request, context, form, "Intrekken", str(fout))
    messages.success(request, daarna(context.zaak, "Ingetrokken. Wat er stond, blijft te lezen.", context.nu))
    return redirect(context.zaak)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID)
def paraatheid_stap(request: HttpRequest, paraatkenmerk: str, code: str) -> HttpResponse:
    """Take a step that asks a reason and nothing more. 409: refused, with the sentence and the text kept."""
    context = context_van(haal_paraatheid(aangemeld(request), paraatkenmerk), nu())
    stap = _stap(context, code, request)
    form = RedenForm(_post(request), initial={"verwachte_status": context.zaak.status})
    if not form.is_bound or not form.is_valid():
        return _toon(request, context, form, stap.naam, uitleg=stap.zin)
    try:
        voer_uit(form.opdracht(context, stap, aangemeld(request)), context.nu)
    except Geweigerd as fout:
        return _toon(request, context, form, stap.naam, str(fout), stap.zin)
    messages.success(request, daarna(context.zaak, stap.als_gedaan, context.nu))
    return redirect(context.zaak)


@met_link(actielinks.ZOUT, "paraatlink", "actielink_opnieuw")
@require_http_methods(GET_EN_POST)
def paraatlink(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked of who has no account. Opening it changes nothing. 409: refused, with the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment, PARAATHEID)
    form = linkwerk.linkform(link, moment, _post(request))
    gegevens = {**linkwerk.linkpagina(link, moment), "form": form, "token": token}
    gegevens |= {"al_gedaan": AL_GEDAAN in request.GET, "vastgelegd": request.GET.get(VASTGELEGD, "")}
    if not form.is_bound or not form.is_valid():
        return render(request, "paraatheid/link.html", gegevens)
    try:
        linkwerk.leg_vast(token, form, moment)
    except Geweigerd as fout:
        return render(request, "paraatheid/link.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect(f"{request.path}?{VASTGELEGD}=ja")


@met_link(actielinks.ZOUT, "paraatlink", "actielink_opnieuw")
@require_http_methods(GET_EN_POST)
def paraatlink_bestand(request: HttpRequest, token: str) -> HttpResponse:
    """Add the document itself. 409: refused, with the sentence."""
    moment = nu()
    link = actielinks.vind(token, moment, PARAATHEID)
    form = linkwerk.bestandform(link, _post(request), request.FILES or None)
    gegevens = {**linkwerk.linkpagina(link, moment), "form": form, "token": token}
    if not form.is_bound or not form.is_valid():
        return render(request, "paraatheid/link_bestand.html", gegevens)
    try:
        linkwerk.geef_bestand(token, form.stuk(), form.gekeurd, moment)
    except Geweigerd as fout:
        return render(request, "paraatheid/link_bestand.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect(f"{reverse('paraatlink', args=[token])}?{VASTGELEGD}=bestand")


@require_safe
@rol_vereist(*ROLLEN_PARAATHEID)
def paraatlinks(request: HttpRequest, paraatkenmerk: str) -> HttpResponse:
    """Every link about this action that somebody without an account got."""
    rij = haal_paraatheid(aangemeld(request), paraatkenmerk)
    gegevens = {"melding": rij, "links": linkregels(rij, nu()), "lijst": "register", "lijstnaam": "Paraatheid"}
    return render(request, "meldingen/links.html", {**gegevens, "handeling": "paraatlink_handeling"})


@require_POST
@rol_vereist(*ROLLEN_PARAATHEID)
def paraatlink_handeling(request: HttpRequest, paraatkenmerk: str, nummer: int, handeling: str) -> HttpResponse:
    """Take a link back, or send its person a new one."""
    rij = haal_paraatheid(aangemeld(request), paraatkenmerk)
    return handel_af(request, rij, nummer, handeling, redirect("paraatlinks", rij.kenmerk))


def _post(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _stap(context: Actiecontext, code: str, request: HttpRequest) -> Mogelijkheid[Any]:
    """The step with this code, when it is one that only asks a reason. Raises Http404."""
    regel = wet_van(context.zaak).stap_per_code.get(code)
    if regel is None or not regel.van or code in NIET_LOS:
        raise Http404
    return mogelijkheid(context.zaak, aangemeld(request), regel)


def _toon(
    request: HttpRequest, context: Actiecontext, form: Any, titel: str, zin: str = "", uitleg: str = ""
) -> HttpResponse:
    gegevens = {"c": context, "form": form, "titel": titel, "zin": zin, "uitleg": uitleg or context.actie.zin}
    return render(request, "paraatheid/formulier.html", gegevens, status=409 if zin else 200)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatbestanden(request: HttpRequest, paraatkenmerk: str) -> HttpResponse:
    """Show the files, and add one."""
    return bestandspagina.toon_lijst(request, PARAATHEID_KAMER, paraatkenmerk)


@require_safe
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatbestand(request: HttpRequest, paraatkenmerk: str, nummer: int) -> HttpResponse:
    """Give the bytes of one file, as an attachment."""
    return bestandspagina.geef_inhoud(request, PARAATHEID_KAMER, paraatkenmerk, nummer)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatbestand_verbeteren(request: HttpRequest, paraatkenmerk: str, nummer: int) -> HttpResponse:
    """Put a new version beside one file."""
    return bestandspagina.verbeter(request, PARAATHEID_KAMER, paraatkenmerk, nummer)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PARAATHEID_LEZEN)
def paraatbestand_intrekken(request: HttpRequest, paraatkenmerk: str, nummer: int) -> HttpResponse:
    """Take one file back."""
    return bestandspagina.trek_in(request, PARAATHEID_KAMER, paraatkenmerk, nummer)
