"""The pages on which the region learns, and the report of a year as PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from basis.klok import nu
from basis.pdf import maak_pdf
from calamiteiten.toegang import inzage, rol_vereist
from calamiteiten.toegang.onderdelen import mag_lezen
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import ROLLEN_MET_DOSSIERS, Deel, die_zien

from . import pagina
from .verslag import jaren, verslag

LANGSTE_ZOEKTEKST = 100
# Who sits in a meeting to which the outcome goes back, and signs in (R97).
LEDEN = die_zien(Deel.TERUGKOPPELINGEN)


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def verbeterpunten(request: HttpRequest) -> HttpResponse:
    """Every improvement that this user may see; `stand` narrows, what is not known does not."""
    lijst = pagina.puntenlijst(aangemeld(request), request.GET.get("stand", ""), nu())
    return render(request, "leren/verbeterpunten.html", {"lijst": lijst})


@require_safe
@rol_vereist(*ROLLEN_MET_DOSSIERS)
def lessen(request: HttpRequest) -> HttpResponse:
    """Search in what was learned."""
    gebruiker = aangemeld(request)
    zoek = request.GET.get("q", "").replace("\x00", "").strip()[:LANGSTE_ZOEKTEKST]
    gegevens: dict[str, Any] = {"groepen": pagina.lessen(gebruiker, zoek), "q": zoek, "jaren": jaren(nu())}
    gegevens |= {"mag_verslag": mag_lezen(gebruiker, Deel.LEERVERSLAG)}
    gegevens |= {"mag_terugkoppelingen": mag_lezen(gebruiker, Deel.TERUGKOPPELINGEN)}
    return render(request, "leren/lessen.html", gegevens)


@require_safe
@rol_vereist(*LEDEN)
def terugkoppelingen(request: HttpRequest) -> HttpResponse:
    """What went back to the meetings, for their members (R97)."""
    return render(request, "leren/terugkoppelingen.html", {"lijst": pagina.terugkoppelingen(aangemeld(request))})


@require_safe
@rol_vereist(*die_zien(Deel.LEERVERSLAG))
def leerverslag(request: HttpRequest, jaar: int) -> HttpResponse:
    """The report of a year, as a document that can be kept (PDF/A)."""
    if jaar not in jaren(nu()):
        raise Http404
    blad = verslag(jaar, aangemeld(request), nu())
    inzage.getoond(blad.dossiers)
    html = render_to_string("pdf/leerverslag.html", {"v": blad, "stijl": "static:css/pdf_bijlage.css"})
    naam = f'attachment; filename="{blad.bestandsnaam}"'
    inhoud = maak_pdf(html, f"Leerverslag {jaar}", op=blad.op, door=aangemeld(request).maker, gegevens=blad)
    return HttpResponse(inhoud, content_type="application/pdf", headers={"Content-Disposition": naam})
