"""The pages that someone starts the day with, and the list of meldingen.

Whoever sees no melding gets an empty list, not an error.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import gebied_van, inzage, rol_vereist, zichtbaar_voor
from communicatie.persvragen.toegang import ROLLEN_PERS
from contacten.gebruikers.toegang import aangemeld
from contacten.gebruikers.voorkeuren import weergaven
from contacten.rollen import ROLLEN_MET_ACCOUNT, ROLLEN_MET_DOSSIERS, Deel, die_zien
from escalatie.draaiboek import nieuws
from escalatie.handleiding.woorden import eerste_keer
from escalatie.models import Gebeurtenis
from escalatie.protocol.bereik import alle_scenarios

from . import laat, uitvoer
from .afdruk import van_lijsten
from .context import aantallen_voor
from .dashboard import maak_dashboard
from .filters import MeldingFilter, lees_namen
from .lijst import blad
from .middleware import levend
from .weergaven import HANDELINGEN, WeergaveForm, voer_uit
from .werkbank import ADVIEZEN, maak_werkbank
from .werkvoorraad import maak_werkvoorraad
from .zoeken import index

# A place in a list is no longer number than this.
LANGSTE_PLEK = 7


@require_safe
@rol_vereist(*ROLLEN_MET_ACCOUNT, "")
@levend(van_lijsten)
def werkvoorraad(request: HttpRequest) -> HttpResponse:
    """Show what this user has to do now. Someone without a role reads whom to ask for one."""
    op, gebruiker = nu(), aangemeld(request)
    werk = maak_werkvoorraad(gebruiker, zichtbaar_voor(gebruiker), op, _vanaf(request))
    aantallen = SimpleLazyObject(lambda: aantallen_voor(gebruiker, op))
    gegevens = {"werk": werk, "nu": op, "aantallen": aantallen, "eerste": eerste_keer(gebruiker)}
    return render(request, "werk/werkvoorraad.html", gegevens)


@require_POST
@rol_vereist(*ROLLEN_MET_ACCOUNT, "")
def gezien(request: HttpRequest, nummer: int) -> HttpResponse:
    """Record that this user saw what happened, and show its zaak."""
    try:
        return redirect(nieuws.zie(nummer, aangemeld(request), nu()))
    except Gebeurtenis.DoesNotExist as fout:
        raise Http404 from fout


@require_safe
@rol_vereist(*die_zien(Deel.DASHBOARD))
@levend(van_lijsten)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the open escalations."""
    gebruiker = aangemeld(request)
    overzicht = maak_dashboard(gebruiker, zichtbaar_voor(gebruiker), nu(), alles=_alles(request), vanaf=_vanaf(request))
    return render(request, "werk/dashboard.html", {"dashboard": overzicht, "aantallen": overzicht.aantallen})


@require_safe
@rol_vereist(*die_zien(Deel.DASHBOARD))
def te_laat(request: HttpRequest) -> HttpResponse:
    """Show everything that is late in the region, whoever it waits for."""
    op, gebruiker = nu(), aangemeld(request)
    rijen = laat.lees(gebruiker, zichtbaar_voor(gebruiker), op)
    aantal, soorten = laat.split(laat.geteld(rijen))
    getoond = laat.greep_van(rijen, op, _vanaf(request))
    return render(request, "werk/te_laat.html", {"greep": getoond, "aantal": aantal, "soorten": soorten})


@require_safe
@rol_vereist(*ROLLEN_PERS)
def werkbank(request: HttpRequest) -> HttpResponse:
    """Show what communication asks of this user now."""
    op, gebruiker = nu(), aangemeld(request)
    vanaf = _vanaf(request).get(ADVIEZEN, 0)
    pagina = maak_werkbank(gebruiker, zichtbaar_voor(gebruiker), op, alles=_alles(request), vanaf=vanaf)
    return render(request, "werk/werkbank.html", {"w": pagina, "nu": op})


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def meldingen(request: HttpRequest) -> HttpResponse:
    """Show the meldingen that this user may see: what is open, the most urgent first, or the view he begins with."""
    op, gebruiker, na = nu(), aangemeld(request), request.GET.get("na", "")
    eigen = weergaven(gebruiker)
    if not request.GET and (begin := next((een for een in eigen if een.is_begin and een.keuze), None)):
        return redirect(f"{request.path}?{begin.keuze}")
    filters = MeldingFilter(request.GET, lees_namen(), op)
    if filters.zoek:
        index.werk_bij()
    gebied = gebied_van(gebruiker)
    pagina, aantallen = blad(filters, gebruiker, gebied, na, op), aantallen_voor(gebruiker, op)
    gegevens = {"blad": pagina, "aantallen": aantallen, "filters": filters, "is_verder": bool(na)}
    gegevens |= {"met_scenario": bool(alle_scenarios()), "weergaven": eigen, **filters.velden}
    return render(request, "werk/meldingen.html", gegevens)


@require_POST
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def weergave(request: HttpRequest, handeling: str) -> HttpResponse:
    """Keep the choices of the list under a name, begin with a view, or keep it no longer; what cannot be is said."""
    form = WeergaveForm(request.POST, lees_namen(), nu())
    if handeling not in HANDELINGEN:
        raise Http404
    terug = f"{reverse('meldingen')}?{form.filters.keuze}"
    if not form.is_valid():
        messages.error(request, form.zin)
        return redirect(terug)
    try:
        messages.success(request, voer_uit(handeling, form, aangemeld(request)))
    except Geweigerd as fout:
        messages.error(request, str(fout))
    return redirect(terug)


@require_safe
@rol_vereist(*die_zien(Deel.LIJSTUITVOER))
def meldingen_uitvoer(request: HttpRequest) -> HttpResponse:
    """Give the list with these filters as a file; which filters and how many meldingen is kept (`Inzage`)."""
    op, gebruiker = nu(), aangemeld(request)
    vorm = uitvoer.XLSX if request.GET.get("vorm") == uitvoer.XLSX else uitvoer.CSV
    filters = MeldingFilter(request.GET, lees_namen(), op)
    if filters.zoek:
        index.werk_bij()
    rijen = uitvoer.lees_rijen(filters, gebruiker, gebied_van(gebruiker))
    inzage.getoond(len(rijen))
    antwoord = HttpResponse(uitvoer.maak_bestand(rijen, vorm), content_type=uitvoer.SOORTEN[vorm])
    antwoord["Content-Disposition"] = f'attachment; filename="{uitvoer.bestandsnaam(vorm, op)}"'
    return antwoord


def _alles(request: HttpRequest) -> bool:
    """Whether the reader asked for the whole of the lists that a page cuts."""
    return request.GET.get("alles") == "ja"


def _vanaf(request: HttpRequest) -> dict[str, int]:
    """Of which list the reader asked for the next lines, and from which place on."""
    plek = request.GET.get("vanaf", "")
    is_plek = plek.isascii() and plek.isdecimal() and len(plek) <= LANGSTE_PLEK
    return {request.GET.get("deel", ""): int(plek)} if is_plek else {}
