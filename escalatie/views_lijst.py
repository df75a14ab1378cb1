"""The list of meldingen: search, filter, page. Whoever sees no melding gets an empty list, not an error."""

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.klok import nu
from calamiteiten.toegang import ROLLEN_MET_DOSSIERS, rol_vereist, zichtbaar_voor
from contacten.models import Gebruiker

from .context import navigatietellingen
from .filters import MeldingFilter, lees_namen
from .lijst import blad


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def meldingen(request: HttpRequest) -> HttpResponse:
    """Show the meldingen that this user may see, newest first. A value that cannot be, narrows nothing."""
    op, namen, gebruiker = nu(), lees_namen(), cast(Gebruiker, request.user)
    zicht, na = zichtbaar_voor(gebruiker), request.GET.get("na", "")
    filters = MeldingFilter(request.GET, zicht, namen, op)
    pagina = blad(filters.qs, na, namen.gemeente_per_id, op, ook=navigatietellingen(gebruiker, zicht))
    gegevens = {
        "blad": pagina,
        "aantallen": pagina.aantallen,
        **filters.velden,
        "gekozen": filters.gekozen,
        "keuze": urlencode(filters.gekozen),
        "is_verder": bool(na),
    }
    return render(request, "escalatie/meldingen.html", gegevens)
