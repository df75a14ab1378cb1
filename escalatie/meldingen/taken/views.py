"""One task and how it is recorded, and the actions that the parties agree (R60–R97)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Melding
from calamiteiten.toegang import haal_melding
from communicatie.post.ontvangst import markeer_gelezen
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from escalatie.draaiboek.bevoegdheid import mag_actie_toevoegen
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.taken import voeg_actie_toe, voltooi
from escalatie.meldingen.taken.forms.acties import ActieForm, Redenform
from escalatie.meldingen.taken.forms.taken import RedenForm, TaakForm
from escalatie.models import Taak

from .handelingen import Actiepagina, actiepagina, context_van, voer_uit
from .herzien import laatste_correctie, trek_in, verbeter
from .pagina import Taakpagina, haal_taak, maak_form, maak_verbeterform, taakpagina


@require_http_methods(["GET", "HEAD", "POST"])
def taak(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Show a task and record that it was done; one with a form of its own is that form, and no page that leads there.
    Opening it is reading what asked for it. 409: refused, with the sentence and the text kept."""
    gebruiker, moment = aangemeld(request), nu()
    pagina = taakpagina(_haal(gebruiker, kenmerk, nummer), gebruiker, moment)
    if pagina.elders:
        return _naar_formulier(request, pagina) if pagina.is_te_doen else _toon_taak(request, pagina)
    form = maak_form(pagina, moment, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon_taak(request, pagina, form)
    try:
        gedaan = voltooi(nummer, gebruiker, form.vervulling(), moment)
    except Geweigerd as fout:
        return _toon_taak(request, pagina, form, zin=str(fout), status=409)
    messages.success(request, daarna(gedaan.melding, f"Vastgelegd: {gedaan.titel}", moment))
    return redirect(gedaan.melding)


@require_http_methods(["GET", "HEAD", "POST"])
def taak_verbeteren(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Put the record of a task right: the same form with what was filled in, and the reason. 409: refused."""
    gebruiker, moment = aangemeld(request), nu()
    pagina = _te_herzien(taakpagina(_haal(gebruiker, kenmerk, nummer), gebruiker, moment))
    data = request.POST if request.method == "POST" else None
    form, waarom = maak_verbeterform(pagina, gebruiker, moment, data), _redenform(pagina, data)
    # Both are looked at, so that all that is missing is said at once.
    if not all([form.is_bound, form.is_valid(), waarom.is_valid()]):
        return _toon_herzien(request, pagina, waarom, form)
    try:
        stap = verbeter(nummer, form.vervulling(), door=gebruiker, nu=moment, **waarom.gezegd())
    except Geweigerd as fout:
        return _toon_herzien(request, pagina, waarom, form, zin=str(fout), status=409)
    zin = f"Verbeterd: {pagina.taak.titel}"
    messages.success(request, daarna(pagina.taak.melding, zin, moment) if stap else "Er is niets veranderd.")
    return redirect("taak", kenmerk, nummer)


@require_http_methods(["GET", "HEAD", "POST"])
def taak_intrekken(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Take the record of a task back, with the reason: it is to do again. 409: refused."""
    gebruiker, moment = aangemeld(request), nu()
    pagina = _te_herzien(taakpagina(_haal(gebruiker, kenmerk, nummer), gebruiker, moment))
    waarom = _redenform(pagina, request.POST if request.method == "POST" else None)
    if not waarom.is_bound or not waarom.is_valid():
        return _toon_herzien(request, pagina, waarom)
    try:
        trek_in(nummer, waarom.cleaned_data["reden"], gebruiker, moment, gezien=waarom.cleaned_data["gezien"])
    except Geweigerd as fout:
        return _toon_herzien(request, pagina, waarom, zin=str(fout), status=409)
    zin = f"Ingetrokken: {pagina.taak.titel}. De taak staat weer open."
    messages.success(request, daarna(pagina.taak.melding, zin, moment))
    return redirect("taak", kenmerk, nummer)


@require_http_methods(["GET", "HEAD", "POST"])
def taak_nieuw(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Add an action to the list (R81)."""
    gebruiker, moment = aangemeld(request), nu()
    melding = haal_melding(gebruiker, kenmerk)
    form = ActieForm(context_van(melding, moment), request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon_actie(request, melding, gebruiker, form)
    try:
        nieuw = voeg_actie_toe(melding, form.actie(), gebruiker, moment)
    except Geweigerd as fout:
        return _toon_actie(request, melding, gebruiker, form, zin=str(fout), status=409)
    messages.success(request, daarna(melding, f"Actie toegevoegd: {nieuw.titel}", moment))
    return redirect("melding_taken", kenmerk)


@require_http_methods(["GET", "HEAD", "POST"])
def actie(request: HttpRequest, kenmerk: str, nummer: int, handeling: str) -> HttpResponse:
    """Change an action, hand it over, give it back or withdraw it. 409: refused, with the sentence and the text
    kept."""
    gebruiker, moment = aangemeld(request), nu()
    taak = _haal(gebruiker, kenmerk, nummer)
    pagina = actiepagina(taak, handeling, gebruiker, context_van(taak.melding, moment, taak))
    if pagina is None:
        raise Http404
    form = pagina.maak_form(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon_handeling(request, pagina, form)
    try:
        gedaan = voer_uit(pagina, form, gebruiker, moment)
    except Geweigerd as fout:
        return _toon_handeling(request, pagina, form, zin=str(fout), status=409)
    messages.success(request, daarna(gedaan.melding, f"{pagina.gelukt}: {gedaan.titel}", moment))
    return redirect(gedaan.melding)


def _haal(gebruiker: Gebruiker, kenmerk: str, nummer: int) -> Taak:
    gevonden = haal_taak(haal_melding(gebruiker, kenmerk), nummer)
    if gevonden is None:
        raise Http404
    return gevonden


def _te_herzien(pagina: Taakpagina) -> Taakpagina:
    """This page, when there is a record that this user may put right or take back. Raises Http404 when there is not."""
    if not pagina.mag_herzien:
        raise Http404
    return pagina


def _redenform(pagina: Taakpagina, data: Any) -> RedenForm:
    return RedenForm(data, initial={"gezien": laatste_correctie(pagina.taak)})


def _toon_herzien(
    request: HttpRequest,
    pagina: Taakpagina,
    waarom: RedenForm,
    form: TaakForm | None = None,
    *,
    zin: str = "",
    status: int = 200,
) -> HttpResponse:
    gegevens = {"p": pagina, "taak": pagina.taak, "melding": pagina.taak.melding, "form": form, "waarom": waarom}
    return render(request, "meldingen/taak_herzien.html", {**gegevens, "zin": zin}, status=status)


def _naar_formulier(request: HttpRequest, pagina: Taakpagina) -> HttpResponse:
    """To the form of its own; whoever follows the link of a mail reads there what it asked."""
    if request.method == "GET":
        markeer_gelezen(pagina.taak.melding, aangemeld(request), nu())
    return redirect(pagina.elders)


def _toon_taak(
    request: HttpRequest, pagina: Taakpagina, form: TaakForm | None = None, *, zin: str = "", status: int = 200
) -> HttpResponse:
    if request.method == "GET":
        markeer_gelezen(pagina.taak.melding, aangemeld(request), nu())
    gegevens = {"p": pagina, "taak": pagina.taak, "melding": pagina.taak.melding, "form": form, "zin": zin}
    return render(request, "meldingen/taak.html", gegevens, status=status)


def _toon_actie(
    request: HttpRequest, melding: Melding, gebruiker: Gebruiker, form: ActieForm, *, zin: str = "", status: int = 200
) -> HttpResponse:
    mag = mag_actie_toevoegen(gebruiker, melding)
    return render(
        request, "meldingen/actie.html", {"melding": melding, "form": form, "mag": mag, "zin": zin}, status=status
    )


def _toon_handeling(
    request: HttpRequest, pagina: Actiepagina, form: Redenform, *, zin: str = "", status: int = 200
) -> HttpResponse:
    gegevens = {"p": pagina, "taak": pagina.taak, "melding": pagina.taak.melding, "form": form, "zin": zin}
    return render(request, "meldingen/actie_handeling.html", gegevens, status=status)
