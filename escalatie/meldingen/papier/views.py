"""Papers: choose one, get it at once when it is short, have it made when it is long, and fetch it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from basis.kalender import lokaal
from basis.klok import nu
from basis.wereld import merk
from calamiteiten.toegang import haal_melding, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import Deel, die_zien
from escalatie.models import Papier

from . import maken, pagina
from .soorten import SOORTEN, Soort, Vraag

ROLLEN_PAPIER = die_zien(Deel.PAPIER)
# A longer paper is made by a worker: the page does not wait for it.
BLADZIJDEN = 5


@require_safe
@rol_vereist(*ROLLEN_PAPIER)
def papieren(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show which papers there are, and how those stand that are being made."""
    vraag = _vraag(request, kenmerk)
    eigen = pagina.eigen(vraag)
    gegevens: dict[str, Any] = {"melding": vraag.melding, "keuzes": pagina.keuzes(vraag), "eigen": eigen}
    gegevens["is_bezig"] = any(stand.is_bezig for stand in eigen.rijen)
    sjabloon = "meldingen/_papier_eigen.html" if getattr(request, "htmx", False) else "meldingen/papier.html"
    return render(request, sjabloon, gegevens)


@require_http_methods(["GET", "HEAD", "POST"])
@rol_vereist(*ROLLEN_PAPIER)
def papier(request: HttpRequest, kenmerk: str, papiersoort: str) -> HttpResponse:
    """Give this paper, or say that it is long; have it made."""
    vraag = _vraag(request, kenmerk)
    soort = _soort(papiersoort, vraag)
    if request.method == "POST":
        maken.vraag_aan(vraag.melding, soort.code, vraag.gebruiker, vraag.nu)
        return redirect("papieren", kenmerk=vraag.melding.kenmerk)
    document = soort.maak(vraag)
    if document.lang > BLADZIJDEN:
        gegevens = {"melding": vraag.melding, "soort": soort, "naam": soort.naam(vraag), "hoogstens": BLADZIJDEN}
        return render(request, "meldingen/papier_lang.html", gegevens)
    return _bestand(document.teken(vraag.gebruiker, vraag.nu), soort, vraag)


@require_safe
@rol_vereist(*ROLLEN_PAPIER)
def papier_halen(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Give what was made, to who asked for it and still may have it, until it expires."""
    vraag = _vraag(request, kenmerk)
    rij = Papier.objects.filter(pk=nummer, zaak=vraag.melding, gevraagd_door=vraag.gebruiker).first()
    if rij is None or not rij.inhoud or not rij.is_te_halen(vraag.nu) or rij.voor != maken.plek(vraag.gebruiker):
        raise Http404
    return _bestand(bytes(rij.inhoud), _soort(rij.soort, vraag), vraag)


def _vraag(request: HttpRequest, kenmerk: str) -> Vraag:
    gebruiker = aangemeld(request)
    return Vraag(haal_melding(gebruiker, kenmerk), gebruiker, nu())


def _soort(code: str, vraag: Vraag) -> Soort:
    """Raises Http404 for what there is not, and for what is not for this user: the same answer."""
    soort = SOORTEN.get(code)
    if soort is None or not soort.mag(vraag):
        raise Http404
    return soort


def _bestand(inhoud: bytes, soort: Soort, vraag: Vraag) -> HttpResponse:
    wat = merk(slugify(soort.naam(vraag))).replace(" ", "-")
    naam = f"{wat}-{vraag.melding.kenmerk}-{lokaal(vraag.nu):%Y-%m-%d}.pdf"
    koppen = {"Content-Disposition": f'attachment; filename="{naam}"', "Cache-Control": "no-store"}
    return HttpResponse(inhoud, content_type="application/pdf", headers=koppen)
