"""The pages of press questions (R3–R22): the list, the intake, one question, its steps, its texts and its calls."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.formulieren import lees_moment
from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.klok import nu
from calamiteiten.kenmerk import in_vorm
from calamiteiten.toegang import mag_zien, rol_vereist
from communicatie.models import Persvraag
from communicatie.persvragen.toegang import (
    ROLLEN_PERS,
    ROLLEN_PERS_LEZEN,
    haal_persvraag,
    koppelbare_meldingen,
)
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek import nieuws
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.registratie import nieuwe_sleutel
from escalatie.draaiboek.taken import ACTIE
from escalatie.meldingen.taken.forms.acties import Redenform
from escalatie.meldingen.taken.handelingen import INTREKKEN, Actiepagina, actiepagina, mogelijk
from escalatie.meldingen.taken.handelingen import voer_uit as voer_handeling_uit
from escalatie.models import Taak
from escalatie.persvragen.forms.acties import ActieEindeForm
from escalatie.persvragen.forms.intake import (
    PersvraagForm,
    TekstenForm,
    VraagWijzigForm,
    VragerForm,
    VragerWijzigForm,
    WeghaalForm,
    intake_van,
    vrager_van,
    waarden_van,
)
from escalatie.persvragen.forms.stap import PersstapForm, Stapcontext
from escalatie.protocol.lezen import haal_communicatieregels
from escalatie.werk.zoeken import index

from . import gelijkenis, meldinggelijkenis, vragers, wijzigen
from . import registratie as persregistratie
from . import teksten as persteksten
from .gemeente import gemeentepagina
from .informatie import leg_telefoon_vast
from .lijst import STANDEN, perslijst
from .melding import meldingpagina
from .pagina import advies_bij, koppeling, persvraagpagina, taakregel
from .stap import mogelijkheid, stapcontext, stapform, stappagina
from .taken import actiecontext

# Sent along by who read which question looks alike, and registers a new one all the same.
GELEZEN = "gelijkenis_gelezen"
GET_EN_POST = ["GET", "HEAD", "POST"]


@require_safe
@rol_vereist(*ROLLEN_PERS_LEZEN)
def persvragen(request: HttpRequest) -> HttpResponse:
    """Show the press questions: those without an answer first, the nearest term in front."""
    vraag, gebruiker = request.GET, aangemeld(request)
    if vraag.get("q"):
        index.werk_bij()
    lijst = perslijst(gebruiker, vraag.get("stand", ""), vraag.get("q", ""), vraag.get("na", ""), nu())
    mag_nieuw = gebruiker.is_rol(*ROLLEN_PERS)
    return render(request, "persvragen/persvragen.html", {"lijst": lijst, "standen": STANDEN, "mag_nieuw": mag_nieuw})


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def persvraag_nieuw(request: HttpRequest) -> HttpResponse:
    """Register a question; `vervolg` and `melding` in the address say what it belongs to. 409 keeps the text."""
    bij, form, wie = _bij(request), _nieuw_form(request), aangemeld(request)
    if not form.is_bound or not form.is_valid():
        return _toon_nieuw(request, form, bij)
    # Asked once, as it is while typing: the same question is one press question, with everyone who asks it.
    if not request.POST.get(GELEZEN) and (gelijken := gelijkenis.van_formulier(form, wie, form.nu)):
        return _toon_nieuw(request, form, bij, gelijken=gelijken)
    try:
        persvraag = persregistratie.leg_vast(form.nieuw(**bij), form.cleaned_data["sleutel"], wie, form.nu)
    except Geweigerd as fout:
        form.vernieuw_sleutel()
        bestaand = getattr(fout, "zaak", None)
        return _toon_nieuw(request, form, bij, 409, weigering=str(fout), bestaand=bestaand)
    messages.success(request, daarna(persvraag, f"De persvraag is vastgelegd als {persvraag.kenmerk}", form.nu))
    return redirect(persvraag)


@require_POST
@rol_vereist(*ROLLEN_PERS)
def persvraag_lijkt(request: HttpRequest) -> HttpResponse:
    """Say, while somebody types the intake, which open question asks the same, and which melding it looks like.
    Nothing is kept."""
    form = _nieuw_form(request)
    form.is_valid()
    gelijken = gelijkenis.van_formulier(form, aangemeld(request), form.nu)
    gegevens = {"gelijken": gelijken, **_over_melding(request, form, _bij(request))}
    return render(request, "persvragen/_gelijkenissen.html", gegevens)


@require_safe
@rol_vereist(*ROLLEN_PERS)
def melding_en_pers(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """What who handles the press can do with a melding of which only the kenmerk is known (R111): no fact of it."""
    gebruiker = aangemeld(request)
    pagina = meldingpagina(kenmerk, gebruiker, nu())
    if pagina is None:
        raise Http404
    return render(request, "persvragen/melding_en_pers.html", {"p": pagina})


@require_safe
@rol_vereist(*ROLLEN_PERS_LEZEN)
def persvraag(request: HttpRequest, perskenmerk: str) -> HttpResponse:
    """Show one question: what now, before when and why; then all that is known. A gemeente reads what it needs to
    answer, and records what it did."""
    gevonden, gebruiker = haal_persvraag(aangemeld(request), perskenmerk), aangemeld(request)
    gegevens = {"persvraag": gevonden, "nieuws": nieuws.ongezien(gebruiker, gevonden)}
    if not gebruiker.is_rol(*ROLLEN_PERS):
        eigen = gemeentepagina(gevonden, gebruiker, nu())
        return render(request, "persvragen/persvraag_gemeente.html", {"p": eigen, **gegevens})
    pagina = persvraagpagina(gevonden, gebruiker, nu())
    return render(request, "persvragen/persvraag.html", {"p": pagina, **gegevens})


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def persvraag_wijzigen(request: HttpRequest, perskenmerk: str) -> HttpResponse:
    """Put the intake right. 409: refused, with the sentence and the text kept."""
    rij, gebruiker = haal_persvraag(aangemeld(request), perskenmerk), aangemeld(request)
    begin = {**intake_van(rij), "gezien": vragers.laatste_nummer(rij)}
    form = VraagWijzigForm(_post(request), initial=begin, nu=nu())
    if not form.is_bound or not form.is_valid():
        return _toon_intake(request, rij, form)
    schoon = form.cleaned_data
    try:
        wijzigen.verbeter(rij.pk, form.intake(), schoon["reden"], schoon["gezien"], gebruiker, form.nu)
    except Geweigerd as fout:
        return _toon_intake(request, rij, form, str(fout))
    messages.success(request, daarna(rij, "De gegevens zijn verbeterd.", form.nu))
    return redirect(rij)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def persvrager_nieuw(request: HttpRequest, perskenmerk: str) -> HttpResponse:
    """Another journalist asks the same; the intake of a new question can be sent here as it is. 409: refused."""
    rij, moment = haal_persvraag(aangemeld(request), perskenmerk), nu()
    form = VragerForm(_post(request), initial={"ontvangen_op": moment.replace(second=0, microsecond=0)}, nu=moment)
    if not form.is_bound or not form.is_valid():
        return _toon_vrager(request, rij, form)
    try:
        vrager = vragers.voeg_toe(rij.pk, form.als_vrager(), aangemeld(request), moment)
    except Geweigerd as fout:
        return _toon_vrager(request, rij, form, str(fout))
    messages.success(request, daarna(rij, f"{vrager} staat nu bij {rij.kenmerk}", moment))
    return redirect(rij)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def persvrager(request: HttpRequest, perskenmerk: str, nummer: int) -> HttpResponse:
    """Put right who asks, or before when. 409: refused, with the text kept."""
    rij, gebruiker = haal_persvraag(aangemeld(request), perskenmerk), aangemeld(request)
    vrager = get_object_or_404(rij.vragers, pk=nummer)
    begin = {**vrager_van(vrager), "gezien": vragers.laatste_nummer(rij)}
    form = VragerWijzigForm(_post(request), initial=begin, nu=nu())
    if not form.is_bound or not form.is_valid():
        return _toon_vrager(request, rij, form, vrager=vrager)
    schoon = form.cleaned_data
    try:
        vragers.verbeter(rij.pk, nummer, form.als_vrager(), schoon["reden"], schoon["gezien"], gebruiker, form.nu)
    except Geweigerd as fout:
        return _toon_vrager(request, rij, form, str(fout), vrager=vrager)
    messages.success(request, daarna(rij, f"De gegevens van {vrager} zijn verbeterd.", form.nu))
    return redirect(rij)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def persvrager_intrekken(request: HttpRequest, perskenmerk: str, nummer: int) -> HttpResponse:
    """This journalist asks it no more. 409: refused, with the text kept."""
    rij, gebruiker = haal_persvraag(aangemeld(request), perskenmerk), aangemeld(request)
    vrager = get_object_or_404(rij.vragers, pk=nummer)
    form = WeghaalForm(_post(request), initial={"gezien": vragers.laatste_nummer(rij)})
    if not form.is_bound or not form.is_valid():
        return _toon_vrager(request, rij, form, vrager=vrager, intrekken=True)
    schoon, moment = form.cleaned_data, nu()
    try:
        vragers.trek_in(rij.pk, nummer, schoon["reden"], schoon["gezien"], gebruiker, moment)
    except Geweigerd as fout:
        return _toon_vrager(request, rij, form, str(fout), vrager=vrager, intrekken=True)
    messages.success(request, daarna(rij, f"{vrager} wacht niet meer op antwoord.", moment))
    return redirect(rij)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS_LEZEN)
def persstap(request: HttpRequest, perskenmerk: str, code: str) -> HttpResponse:
    """Ask for one step and take it. 409: refused, with the sentence and the text kept."""
    context = _context(request, perskenmerk, code)
    form = stapform(context, aangemeld(request), _post(request))
    if not form.is_bound or not form.is_valid():
        return _toon_stap(request, form, 200)
    try:
        stap = voer_uit(form.opdracht(aangemeld(request)), context.nu)
    except Geweigerd as fout:
        return _toon_stap(request, form, 409, str(fout))
    regel = context.stap.regel
    naar = f" De persvraag staat nu op “{stap.get_naar_display()}”." if regel.naar else ""
    gedaan = f"{regel.als_gedaan}{naar}"
    messages.success(request, daarna(context.persvraag, gedaan, context.nu, context.eigen_gemeente))
    return redirect(context.persvraag)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def teksten(request: HttpRequest, perskenmerk: str) -> HttpResponse:
    """Write kernboodschap, background and memo. 409: a colleague saved in between; both texts are on the page."""
    rij = haal_persvraag(aangemeld(request), perskenmerk)
    form = TekstenForm(rij, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon_teksten(request, rij, form)
    bewerking, moment = form.cleaned_data["bewerking"], nu()
    try:
        verberg = form.cleaned_data["verberg_gemeente"]
        persteksten.bewaar(rij.pk, form.teksten(), bewerking, aangemeld(request), moment, verberg_gemeente=verberg)
    except Geweigerd as fout:
        return _toon_botsing(request, form, perskenmerk, str(fout))
    messages.success(request, daarna(rij, "De teksten zijn bewaard. Er is nog niets verstuurd.", moment))
    return redirect(rij)


@require_POST
@rol_vereist(*ROLLEN_PERS)
def gebeld(request: HttpRequest, perskenmerk: str, nummer: int) -> HttpResponse:
    """Record the call; 409 when nobody needs to phone about this message any more."""
    persvraag = haal_persvraag(aangemeld(request), perskenmerk)
    try:
        leg_telefoon_vast(persvraag, nummer, aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return render(request, "409.html", {"zin": str(fout)}, status=409)
    messages.success(request, daarna(persvraag, "Vastgelegd dat u heeft gebeld.", moment))
    return redirect(persvraag)


def _post(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _toon_intake(request: HttpRequest, rij: Persvraag, form: VraagWijzigForm, zin: str = "") -> HttpResponse:
    gegevens = {"persvraag": rij, "form": form, "zin": zin}
    return render(request, "persvragen/persvraag_wijzigen.html", gegevens, status=409 if zin else 200)


def _toon_vrager(
    request: HttpRequest, rij: Persvraag, form: VragerForm | WeghaalForm, zin: str = "", **extra: Any
) -> HttpResponse:
    gegevens = {"persvraag": rij, "form": form, "zin": zin, **extra}
    return render(request, "persvragen/persvrager.html", gegevens, status=409 if zin else 200)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def persactie(request: HttpRequest, perskenmerk: str, nummer: int) -> HttpResponse:
    """Finish an action, or withdraw it. 409: refused, with the sentence and the text kept."""
    persvraag, gebruiker = haal_persvraag(aangemeld(request), perskenmerk), aangemeld(request)
    taak = get_object_or_404(Taak, zaak=persvraag.pk, pk=nummer, code=ACTIE)
    form = ActieEindeForm(taak, gebruiker, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon_actie(request, persvraag, taak, form)
    try:
        zin = form.voer_uit(gebruiker, moment := nu())
    except Geweigerd as fout:
        return _toon_actie(request, persvraag, taak, form, zin=str(fout), status=409)
    messages.success(request, daarna(persvraag, zin, moment))
    return redirect(persvraag)


@require_http_methods(GET_EN_POST)
@rol_vereist(*ROLLEN_PERS)
def persactie_handeling(request: HttpRequest, perskenmerk: str, nummer: int, handeling: str) -> HttpResponse:
    """Change an action, hand it over, give it back or withdraw it. 409: refused, with the text kept."""
    persvraag, gebruiker, moment = haal_persvraag(aangemeld(request), perskenmerk), aangemeld(request), nu()
    taak = get_object_or_404(Taak, zaak=persvraag.pk, pk=nummer, code=ACTIE)
    pagina = actiepagina(taak, handeling, gebruiker, actiecontext(taak, moment))
    if pagina is None:
        raise Http404
    form = pagina.maak_form(_post(request))
    if not form.is_bound or not form.is_valid():
        return _toon_handeling(request, persvraag, pagina, form)
    try:
        gedaan = voer_handeling_uit(pagina, form, gebruiker, moment)
    except Geweigerd as fout:
        return _toon_handeling(request, persvraag, pagina, form, str(fout))
    messages.success(request, daarna(persvraag, f"{pagina.gelukt}: {gedaan.titel}", moment))
    return redirect(persvraag)


def _toon_handeling(
    request: HttpRequest, persvraag: Persvraag, pagina: Actiepagina, form: Redenform, zin: str = ""
) -> HttpResponse:
    gegevens = {"persvraag": persvraag, "p": pagina, "taak": pagina.taak, "form": form, "zin": zin}
    return render(request, "persvragen/persactie_handeling.html", gegevens, status=409 if zin else 200)


def _toon_actie(
    request: HttpRequest, persvraag: Persvraag, taak: Taak, form: ActieEindeForm, *, zin: str = "", status: int = 200
) -> HttpResponse:
    regel = taakregel(taak, persvraag, aangemeld(request), nu())
    # That it need not be done is a choice of the form here.
    ook = [h for h in mogelijk(taak, aangemeld(request)) if h.code != INTREKKEN]
    gegevens = {"persvraag": persvraag, "taak": taak, "regel": regel, "form": form, "zin": zin, "handelingen": ook}
    return render(request, "persvragen/persactie.html", gegevens, status=status)


def _bij(request: HttpRequest) -> dict[str, Any]:
    """What the new question belongs to. Raises Http404 for what is not there or not for this user."""
    vervolg = request.GET.get("vervolg", "")
    # Ticked beside what looks like it, or in the address.
    melding = request.POST.get("melding", "") or request.GET.get("melding", "")
    eerdere = haal_persvraag(aangemeld(request), vervolg) if vervolg else None
    wie = aangemeld(request)
    over = get_object_or_404(koppelbare_meldingen(wie), kenmerk=in_vorm(melding)) if melding else None
    return {"vervolg_op": eerdere, "melding": over or (eerdere.melding if eerdere else None)}


def _nieuw_form(request: HttpRequest) -> PersvraagForm:
    moment, vervolg = nu(), request.GET.get("vervolg", "")
    eerdere = haal_persvraag(aangemeld(request), vervolg) if vervolg else None
    sleutel = nieuwe_sleutel(Persvraag, aangemeld(request), request.session.session_key or "")
    begin = {**waarden_van(eerdere), "sleutel": sleutel, "ontvangen_op": moment.replace(second=0, microsecond=0)}
    return PersvraagForm(request.POST if request.method == "POST" else None, initial=begin, nu=moment)


def _toon_nieuw(
    request: HttpRequest, form: PersvraagForm, bij: dict[str, Any], status: int = 200, **extra: Any
) -> HttpResponse:
    # As the door: the rules of the day of receipt.
    gekomen = lees_moment(request.POST, "ontvangen_op", form.nu)
    regels = haal_communicatieregels(lokale_datum(gekomen or form.nu))
    termijn = persregistratie.termijn_vooraf(regels, form.nu, gekomen)
    gegevens = {"form": form, "termijn": termijn, "versie": regels.versie, **bij, **extra}
    over = bij["melding"]
    gegevens["dossier_url"] = over.get_absolute_url() if over and mag_zien(aangemeld(request), over) else ""
    gegevens |= _over_melding(request, form, bij)
    return render(request, "persvragen/persvraag_nieuw.html", gegevens, status=status)


def _over_melding(request: HttpRequest, form: PersvraagForm, bij: dict[str, Any]) -> dict[str, Any]:
    """Which melding the question that is being typed looks like, and which one was ticked; nothing when it is certain
    what it belongs to."""
    if bij["melding"] and not request.POST.get("melding"):
        return {}
    return {"voorstel": meldinggelijkenis.van_formulier(form, aangemeld(request), form.nu), "gekozen": bij["melding"]}


def _context(request: HttpRequest, perskenmerk: str, code: str) -> Stapcontext:
    """What the form of a step must know. Raises Http404 for a step that does not exist."""
    rij, gebruiker = haal_persvraag(aangemeld(request), perskenmerk), aangemeld(request)
    stap = mogelijkheid(rij, gebruiker, code)
    is_regio = gebruiker.is_rol(*ROLLEN_PERS)
    # The page of a step shows texts that did not leave yet: those of other roles are not for a gemeente.
    if stap is None or not (is_regio or stap.is_bevoegd):
        raise Http404
    return stapcontext(rij, stap, gebruiker, nu(), request.GET.dict())


def _toon_stap(request: HttpRequest, form: PersstapForm, status: int, zin: str = "") -> HttpResponse:
    pagina, rij = stappagina(form.context), form.context.persvraag
    gegevens = {"p": pagina, "persvraag": rij, "form": form, "zin": zin}
    if pagina.is_dicht:
        gegevens["slotmelding"] = koppeling(rij, aangemeld(request), form.context.regels).melding
    return render(request, "persvragen/persstap.html", gegevens, status=status)


def _toon_botsing(request: HttpRequest, form: TekstenForm, perskenmerk: str, zin: str) -> HttpResponse:
    """Show what was typed beside what stands now; sent again, it replaces that."""
    huidig = haal_persvraag(aangemeld(request), perskenmerk)
    verschillen = form.verschillen_met(huidig)
    form.ververs(huidig)
    return _toon_teksten(request, huidig, form, 409, weigering=zin, verschillen=verschillen)


def _toon_teksten(
    request: HttpRequest, rij: Persvraag, form: TekstenForm, status: int = 200, **extra: Any
) -> HttpResponse:
    """The form, with the advice of the calamity beside it for who may read that."""
    advies, eerst_vragen = advies_bij(rij, aangemeld(request))
    gegevens = {"persvraag": rij, "form": form, "advies": advies, "eerst_vragen": eerst_vragen, **extra}
    return render(request, "persvragen/persteksten.html", gegevens, status=status)
