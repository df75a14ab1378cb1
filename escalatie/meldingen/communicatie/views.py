"""The page Communicatie of a melding, and the form of each fact that is recorded there (R125–R157)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Melding
from calamiteiten.toegang import haal_melding
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gemeente
from escalatie.draaiboek.bevoegdheid import mag_communicatie
from escalatie.draaiboek.daarna import daarna
from escalatie.meldingen.dossier.tabbladen import tabbladen
from escalatie.meldingen.dossier.views import open_kamer
from escalatie.meldingen.taken.forms.taken import RedenForm
from escalatie.protocol.lezen import haal_communicatieregels

from .communiceren import INTREKBAAR, leg_vast, te_herroepen, trek_in
from .forms import FORMULIEREN, CommunicatieForm, Vraagstuk
from .pagina import communicatiepagina
from .verbeteren import als_begin, taak_hiervan, te_verbeteren, verbeter, vorm_van, vrijgave_van


@require_safe
def communicatie_dossier(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show who knows, what is shut and who directs."""
    gebruiker = aangemeld(request)
    melding, eerst = open_kamer(request, kenmerk, nu())
    gegevens = {"p": communicatiepagina(melding, gebruiker), "melding": melding, "aantallen": eerst.aantallen}
    gegevens |= {"tabbladen": tabbladen(melding, gebruiker, "communicatie_dossier")}
    return render(request, "meldingen/communicatie.html", gegevens)


@require_http_methods(["GET", "HEAD", "POST"])
def communicatie_vastleggen(request: HttpRequest, kenmerk: str, feit: str) -> HttpResponse:
    """Show the form of one fact and record it. 409: refused, with the sentence and the text kept."""
    gebruiker, moment = aangemeld(request), nu()
    melding = haal_melding(gebruiker, kenmerk)
    form = _maak_form(request, melding, feit)
    if not form.is_bound or not form.is_valid():
        return _toon_feit(request, melding, feit, form)
    try:
        zin = leg_vast(melding, feit, form.feit(), gebruiker, moment)
    except Geweigerd as fout:
        return _toon_feit(request, melding, feit, form, zin=str(fout), status=409)
    messages.success(request, daarna(melding, zin, moment))
    return redirect("communicatie_dossier", kenmerk)


@require_http_methods(["GET", "HEAD", "POST"])
def communicatie_intrekken(request: HttpRequest, kenmerk: str, soort: str, nummer: int) -> HttpResponse:
    """Take one fact back, with the reason. 409: refused, with the sentence."""
    gebruiker, moment = aangemeld(request), nu()
    melding = haal_melding(gebruiker, kenmerk)
    if te_herroepen(melding, soort, nummer, gebruiker) is None:
        raise Http404
    form = _waarom(request)
    if not form.is_bound or not form.is_valid():
        return _toon_intrekken(request, melding, soort, form)
    try:
        zin = trek_in(melding, soort, nummer, form.cleaned_data["reden"], gebruiker, moment)
    except Geweigerd as fout:
        return _toon_intrekken(request, melding, soort, form, zin=str(fout), status=409)
    messages.success(request, daarna(melding, zin, moment))
    return redirect("communicatie_dossier", kenmerk)


@require_http_methods(["GET", "HEAD", "POST"])
def communicatie_verbeteren(request: HttpRequest, kenmerk: str, soort: str, nummer: int) -> HttpResponse:
    """Put one fact right: its form with what was recorded, and the reason. 409: refused, with the text kept."""
    gebruiker, moment = aangemeld(request), nu()
    melding = haal_melding(gebruiker, kenmerk)
    if taak := taak_hiervan(melding, soort, nummer, gebruiker):
        return redirect("taak_verbeteren", kenmerk, taak.pk)
    feit, form, waarom = _maak_verbeterform(request, melding, soort, nummer)
    if not all([form.is_bound, form.is_valid(), waarom.is_valid()]):
        return _toon_feit(request, melding, feit, form, waarom=waarom)
    try:
        stap = verbeter(melding, soort, nummer, form.feit(), waarom.cleaned_data["reden"], gebruiker, moment)
    except Geweigerd as fout:
        return _toon_feit(request, melding, feit, form, zin=str(fout), status=409, waarom=waarom)
    messages.success(request, daarna(melding, "Verbeterd.", moment) if stap else "Er is niets veranderd.")
    return redirect("communicatie_dossier", kenmerk)


def _maak_verbeterform(
    request: HttpRequest, melding: Melding, soort: str, nummer: int
) -> tuple[str, CommunicatieForm, RedenForm]:
    """The form of this fact, its code and with what was recorded, and that of the reason. Raises Http404 when there is
    no such fact for this user."""
    rij = te_verbeteren(melding, soort, nummer, aangemeld(request))
    if rij is None:
        raise Http404
    data, regels = request.POST if request.method == "POST" else None, haal_communicatieregels(melding.protocol_versie)
    eerder, feit = vrijgave_van(rij), vorm_van(soort, rij)
    vraagstuk = Vraagstuk(melding, aangemeld(request), nu(), regels, als_begin(rij), eerder, is_verbetering=True)
    return feit, FORMULIEREN[feit](vraagstuk, data), _waarom(request)


def _waarom(request: HttpRequest) -> RedenForm:
    """Why. A fact of the communication that another corrected is another row: nothing can be read too early."""
    return RedenForm(request.POST if request.method == "POST" else None, initial={"gezien": 0})


def _toon_intrekken(
    request: HttpRequest, melding: Melding, soort: str, form: RedenForm, *, zin: str = "", status: int = 200
) -> HttpResponse:
    gegevens = {"melding": melding, "form": form, "wat": INTREKBAAR[soort][2], "zin": zin}
    return render(request, "meldingen/communicatie_intrekken.html", gegevens, status=status)


def _maak_form(request: HttpRequest, melding: Melding, feit: str) -> CommunicatieForm:
    """The form of this fact. Raises Http404 for a fact that is none, or not for this user."""
    gebruiker, regels = aangemeld(request), haal_communicatieregels(melding.protocol_versie)
    if feit not in FORMULIEREN or not mag_communicatie(gebruiker, feit, regels):
        raise Http404
    plaats = next((g for g in Gemeente.objects.all() if g.code == request.GET.get("gemeente")), None)
    begin = {"gemeente": plaats} | {
        naam: request.GET.get(naam, "") for naam in ("orgaan", "wie", "soort", "betrokkene")
    }
    data = request.POST if request.method == "POST" else None
    return FORMULIEREN[feit](Vraagstuk(melding, gebruiker, nu(), regels, begin), data)


def _toon_feit(
    request: HttpRequest,
    melding: Melding,
    feit: str,
    form: CommunicatieForm,
    *,
    zin: str = "",
    status: int = 200,
    waarom: RedenForm | None = None,
) -> HttpResponse:
    gegevens = {"melding": melding, "form": form, "feit": feit, "zin": zin, "staat": form.vraagstuk.staat}
    gegevens |= {"waarom": waarom}
    return render(request, "meldingen/communicatie_formulier.html", gegevens, status=status)
