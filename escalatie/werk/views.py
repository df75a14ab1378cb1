"""The pages that someone starts the day with, and the list of meldingen.

Whoever sees no melding gets an empty list, not an error.
"""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from basis.klok import nu
from calamiteiten.toegang import rol_vereist, zichtbaar_voor
from communicatie.persvragen.toegang import ROLLEN_PERS
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import ROLLEN_MET_ACCOUNT, ROLLEN_MET_DOSSIERS, Deel, die_zien
from escalatie.draaiboek import nieuws
from escalatie.models import Gebeurtenis
from escalatie.protocol.bereik import alle_scenarios

from .context import navigatietellingen
from .dashboard import maak_dashboard
from .filters import MeldingFilter, lees_namen
from .lijst import blad
from .werkbank import maak_werkbank
from .werkvoorraad import maak_werkvoorraad


@require_safe
@rol_vereist(*ROLLEN_MET_ACCOUNT, "")
def werkvoorraad(request: HttpRequest) -> HttpResponse:
    """Show what this user has to do now. Someone without a role reads whom to ask for one."""
    op, gebruiker = nu(), aangemeld(request)
    werk = maak_werkvoorraad(gebruiker, zichtbaar_voor(gebruiker), op, alles=_alles(request))
    return render(request, "werk/werkvoorraad.html", {"werk": werk, "nu": op})


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
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the open escalations; htmx asks the same page for its main part only."""
    gebruiker = aangemeld(request)
    overzicht = maak_dashboard(gebruiker, zichtbaar_voor(gebruiker), nu(), alles=_alles(request))
    sjabloon = "werk/_dashboard.html" if getattr(request, "htmx", False) else "werk/dashboard.html"
    return render(request, sjabloon, {"dashboard": overzicht, "aantallen": overzicht.aantallen})


@require_safe
@rol_vereist(*ROLLEN_PERS)
def werkbank(request: HttpRequest) -> HttpResponse:
    """Show what communication asks of this user now."""
    op, gebruiker = nu(), aangemeld(request)
    pagina = maak_werkbank(gebruiker, zichtbaar_voor(gebruiker), op, alles=_alles(request))
    return render(request, "werk/werkbank.html", {"w": pagina, "nu": op})


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def meldingen(request: HttpRequest) -> HttpResponse:
    """Show the meldingen that this user may see, newest first. A value that cannot be, narrows nothing."""
    op, namen, gebruiker = nu(), lees_namen(), aangemeld(request)
    zicht, na = zichtbaar_voor(gebruiker), request.GET.get("na", "")
    filters = MeldingFilter(request.GET, zicht, namen, op)
    pagina = blad(filters.rijen, na, namen.gemeente_per_id, op, ook=navigatietellingen(gebruiker, zicht))
    gegevens = {
        "blad": pagina,
        "met_scenario": bool(alle_scenarios()),
        "aantallen": pagina.aantallen,
        **filters.velden,
        "gekozen": filters.gekozen,
        "keuze": urlencode(filters.gekozen),
        "is_verder": bool(na),
    }
    return render(request, "werk/meldingen.html", gegevens)


def _alles(request: HttpRequest) -> bool:
    """Whether the reader asked for the whole of the lists that a page cuts."""
    return request.GET.get("alles") == "ja"
