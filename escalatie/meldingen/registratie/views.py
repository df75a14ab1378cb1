"""Registering a melding, correcting its facts, and adding a gemeente: the pages of the region."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from basis.formulieren import lees_moment
from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.klok import nu
from calamiteiten.dossier import Gewijzigd
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding
from calamiteiten.toegang import haal_melding, rol_vereist
from communicatie.models import Persvraag
from communicatie.persvragen.toegang import haal_persvraag
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek import betrokkenen
from escalatie.draaiboek.betrokkenen import Wijziging
from escalatie.draaiboek.bevoegdheid import OPVOLGERS, mag_wijzigen
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.mogelijkheden import mogelijkheden
from escalatie.draaiboek.procedure import REGISTREER
from escalatie.draaiboek.registratie import nieuwe_sleutel
from escalatie.meldingen import vervolg
from escalatie.meldingen.registratie.forms.registratie import (
    NIET_GEKOZEN,
    BetrekForm,
    LaatLosForm,
    NieuweMeldingForm,
    WijzigMeldingForm,
    waarden_van,
)
from escalatie.models import Stap
from escalatie.protocol.lezen import geldende_versie, haal_protocol

from . import gelijkenis
from . import registreren as registratie

SJABLOON, LOSLATEN = "meldingen/melding_formulier.html", "meldingen/loslaten.html"
CONTROLEER, METEEN = "controleer", "meteen"


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def melding_nieuw(request: HttpRequest) -> HttpResponse:
    """Register a melding; the button `controleer` only says what the triage gives."""
    form = _nieuw_form(request)
    if request.method != "POST" or CONTROLEER in request.POST or not form.is_valid():
        return _toon_nieuw(request, form)
    schoon, wie = form.cleaned_data, aangemeld(request)
    try:
        waarom = schoon.get("vervanging", "")
        melding = registratie.leg_vast(form.gegevens(), schoon["sleutel"], wie, form.nu, form.verstrekking(), waarom)
    except Geweigerd as fout:
        form.vernieuw_sleutel()
        return _toon_nieuw(request, form, 409, weigering=str(fout), bestaand=getattr(fout, "zaak", None))
    return _na_vastleggen(request, melding, form.nu)


@rol_vereist(*OPVOLGERS)
@require_POST
def melding_lijkt_op(request: HttpRequest) -> HttpResponse:
    """What looks like the event that is being typed: the part of the page that says so. Nothing is kept."""
    form = _nieuw_form(request)
    form.wis_fouten()
    lijkt_op = gelijkenis.voorstel(form.gebeurtenis(), aangemeld(request), form.nu)
    return render(request, "meldingen/_lijkt_op.html", {"voorstel": lijkt_op})


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def melding_wijzig(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Correct the facts of an open melding."""
    melding = haal_melding(request.user, kenmerk)
    form = _wijzig_form(request, melding)
    if request.method != "POST" or CONTROLEER in request.POST or not form.is_valid():
        return _toon_wijzig(request, form, melding)
    try:
        schoon = form.cleaned_data
        gevolg = betrokkenen.wijzig(
            melding, form.gegevens(), schoon["versie"], aangemeld(request), form.nu, schoon["reden"]
        )
    except (Gewijzigd, Geweigerd) as fout:
        return _toon_botsing(request, form, kenmerk, str(fout))
    zin = f"De gegevens zijn aangepast. {betrokkenen.zin_over(gevolg, melding.protocol_versie)}"
    messages.success(request, daarna(melding, zin, form.nu) if gevolg.is_anders else "Er is niets veranderd.")
    return redirect(melding)


@rol_vereist(*OPVOLGERS)
@require_POST
def betrek(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Involve one more gemeente."""
    melding = haal_melding(request.user, kenmerk)
    form = BetrekForm(request.POST, melding=melding, nu=nu())
    if not form.is_valid():
        messages.error(request, NIET_GEKOZEN if "gemeente" in form.errors else str(form.errors["gemeld_op"][0]))
        return redirect("melding_wijzig", kenmerk)
    gemeente, gemeld_op = form.cleaned_data["gemeente"], form.cleaned_data["gemeld_op"]
    try:
        betrokkenen.betrek_gemeente(melding, gemeente, aangemeld(request), form.nu, gemeld_op)
    except Geweigerd as fout:
        return render(request, "409.html", {"zin": str(fout)}, status=409)
    zin = betrokkenen.zin_over(Wijziging([gemeente], []), melding.protocol_versie)
    messages.success(request, daarna(melding, zin, form.nu))
    return redirect(melding)


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def laat_los(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Let go of a gemeente that turns out not to be involved."""
    melding = haal_melding(request.user, kenmerk)
    form = LaatLosForm(request.POST if request.method == "POST" else None, melding=melding)
    if not form.is_bound or not form.is_valid():
        return render(request, LOSLATEN, {"form": form, "melding": melding})
    gemeente = form.cleaned_data["gemeente"]
    try:
        betrokkenen.laat_los(melding, gemeente, form.cleaned_data["reden"], aangemeld(request), moment := nu())
    except Geweigerd as fout:
        return render(request, LOSLATEN, {"form": form, "melding": melding, "weigering": str(fout)}, status=409)
    zin = betrokkenen.zin_over(Wijziging([], [gemeente]), melding.protocol_versie)
    messages.success(request, daarna(melding, zin, moment))
    return redirect(melding)


def _persvraag(request: HttpRequest) -> Persvraag | None:
    """The press question that turned out to be about a calamity (R22), as the address names it."""
    kenmerk = request.GET.get("persvraag", "")
    return haal_persvraag(request.user, kenmerk) if kenmerk else None


def _na_persvraag(request: HttpRequest, melding: Melding) -> None:
    """Link the press question that this melding came from; the melding stands, whatever becomes of that."""
    vraag = _persvraag(request)
    if vraag is None:
        return
    try:
        registratie.koppel_persvraag(vraag, melding, aangemeld(request), nu())
        messages.info(request, f"{vraag.kenmerk} hoort nu bij deze melding. Eerst de familie, dan de pers.")
    except Geweigerd as fout:
        messages.warning(request, f"{vraag.kenmerk} is nog niet gekoppeld. {fout}")


def _na_vastleggen(request: HttpRequest, melding: Melding, moment: datetime) -> HttpResponse:
    """What was told and what is next, and on to it. Sent twice, it says again what the first time brought."""
    begonnen = Stap.objects.filter(zaak=melding, code=REGISTREER).values_list("op", flat=True).get()
    _start_meteen(request, melding, moment)
    messages.success(request, daarna(melding, f"De melding is vastgelegd als {melding.kenmerk}", begonnen))
    _na_persvraag(request, melding)
    return _naar_verband(request, melding)


def _start_meteen(request: HttpRequest, melding: Melding, moment: datetime) -> None:
    """Take the step after a clear triage when the button said so, at the same moment. The melding stands, whatever
    becomes of that."""
    if METEEN not in request.POST or request.POST.get("dubbel"):
        return
    try:
        gedaan = registratie.start_meteen(melding, aangemeld(request), moment)
    except Geweigerd as fout:
        gedaan = str(fout)
    if isinstance(gedaan, str):
        messages.warning(request, gedaan)


def _naar_verband(request: HttpRequest, melding: Melding) -> HttpResponse:
    """To what this user does next, linked to the melding that was pointed at; or to closing it as a double, which asks
    what that takes. The melding stands, whatever becomes of that."""
    dubbel, stap = in_vorm(request.POST.get("dubbel", "")), registratie.dubbelstap(melding)
    if dubbel and stap:
        return redirect(f"{reverse('overgang', args=[melding.kenmerk, stap])}?dubbel_van={dubbel}")
    if not (ander := in_vorm(request.POST.get("koppel", ""))):
        return redirect(vervolg.adres(melding, aangemeld(request)))
    try:
        registratie.koppel_melding(melding, ander, aangemeld(request), nu())
        messages.info(request, f"{ander} is gekoppeld. Beide dossiers noemen elkaar.")
    except Geweigerd as fout:
        messages.warning(request, f"{ander} is nog niet gekoppeld. {fout}")
    return redirect(vervolg.adres(melding, aangemeld(request)))


def _nieuw_form(request: HttpRequest) -> NieuweMeldingForm:
    moment = nu()
    # The door pins the version of the day of receipt: the form asks what that version asks.
    ontvangen_op = lees_moment(request.POST, "ontvangen_op", moment) or moment
    sleutel = nieuwe_sleutel(Melding, aangemeld(request), request.session.session_key or "")
    nu_heel = moment.replace(second=0, microsecond=0)
    return NieuweMeldingForm(
        request.POST if request.method == "POST" else None,
        initial={"sleutel": sleutel, "ontvangen_op": nu_heel, **registratie.begin_van(_persvraag(request))},
        protocol=haal_protocol(geldende_versie(lokale_datum(ontvangen_op))),
        nu=moment,
        rol=aangemeld(request).rol,
    )


def _wijzig_form(request: HttpRequest, melding: Melding) -> WijzigMeldingForm:
    return WijzigMeldingForm(
        request.POST if request.method == "POST" else None,
        initial=waarden_van(melding),
        protocol=haal_protocol(melding.protocol_versie),
        nu=nu(),
        melding=melding,
    )


def _toon_nieuw(request: HttpRequest, form: NieuweMeldingForm, status: int = 200, **extra: Any) -> HttpResponse:
    gegevens = {"form": form, "triage": _triage(request, form), "is_nieuw": True, "persvraag": _persvraag(request)}
    gebeurtenis = form.gebeurtenis() if form.is_bound else None
    gegevens |= {"voorstel": gelijkenis.voorstel(gebeurtenis, aangemeld(request), form.nu)}
    gegevens |= {"meteen": registratie.stap_na_triage(form.protocol, aangemeld(request))}
    gegevens |= {"is_andere_versie": form.protocol.versie != geldende_versie(lokale_datum(form.nu)), **extra}
    return render(request, SJABLOON, gegevens, status=status)


def _toon_wijzig(
    request: HttpRequest, form: WijzigMeldingForm, melding: Melding, status: int = 200, **extra: Any
) -> HttpResponse:
    gegevens = {"form": form, "melding": melding, "triage": _triage(request, form), **extra}
    is_dicht = not mag_wijzigen(aangemeld(request), melding)
    gegevens |= {"is_dicht": is_dicht, "betrek_form": BetrekForm(melding=melding, nu=form.nu)}
    gegevens |= {"heropenen": mogelijkheden(melding, aangemeld(request)) if is_dicht else []}
    return render(request, SJABLOON, gegevens, status=status)


def _toon_botsing(request: HttpRequest, form: WijzigMeldingForm, kenmerk: str, zin: str) -> HttpResponse:
    """Show what was typed beside what stands now; sent again, it replaces that."""
    melding = haal_melding(request.user, kenmerk)
    verschillen = form.verschillen_met(
        WijzigMeldingForm(initial=waarden_van(melding), protocol=form.protocol, nu=form.nu, melding=melding)
    )
    form.ververs_versie(melding.versie)
    return _toon_wijzig(request, form, melding, 409, weigering=zin, verschillen=verschillen)


def _triage(request: HttpRequest, form: NieuweMeldingForm | WijzigMeldingForm) -> Any:
    """The conclusion of the helper, once something was sent. Asking for it alone shows no messages at the fields."""
    if not form.is_bound:
        return None
    if CONTROLEER in request.POST:
        form.wis_fouten()
    return form.triage()
