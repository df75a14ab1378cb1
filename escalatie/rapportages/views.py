"""The pages with figures, the list behind a figure, and the report of a year."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.klok import nu
from calamiteiten.toegang import inzage, opent_wat_telt, rol_vereist, telbaar_voor
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from contacten.rollen import Deel, Mate, die_zien
from escalatie.werk.filters import lees_namen

from . import jaarrapport as rapport
from .keuze import Keuzeform, heel_jaar, in_periode, snelle_keuzes
from .lijst import lijst
from .maten import MATEN
from .pagina import rapportage

LEZERS = die_zien(Deel.RAPPORTAGES) | die_zien(Deel.RAPPORTAGES, Mate.EIGEN)


@require_safe
@rol_vereist(*LEZERS)
def rapportages(request: HttpRequest) -> HttpResponse:
    """Figures over a period. Who may count zaken that he may not open, reads those of a whole year."""
    gebruiker = aangemeld(request)
    inzage.gelezen("rapportage")
    if not opent_wat_telt(gebruiker):
        return _jaarcijfers(request, gebruiker)
    form = _form(request, gebruiker)
    selectie = form.selectie(telbaar_voor(gebruiker))
    gemeente = _is_van_gemeente(gebruiker)
    blad = rapportage(selectie, form.periode, form.vraag, form.namen, form.nu, per_gemeente=not gemeente)
    inzage.getoond(blad.aantal)
    gegevens: dict[str, Any] = {"r": blad, "form": form, "snel": _snel(form), "gekozen": form.gekozen}
    gegevens |= {"jaren": rapport.jaren(form.nu) if Deel.JAARRAPPORT in gebruiker.ziet else [], "regel": rapport.REGEL}
    gegevens |= {"gemeente": gebruiker.gemeente if gemeente else None}
    return render(request, "rapportages/rapportages.html", gegevens)


@require_safe
@rol_vereist(*LEZERS)
def rapportage_lijst(request: HttpRequest, maat: str) -> HttpResponse:
    """The rows behind one figure, for who may open each of them."""
    gebruiker = aangemeld(request)
    if maat not in MATEN or not opent_wat_telt(gebruiker):
        raise Http404
    form = _form(request, gebruiker)
    waarde = request.GET.get("waarde", "").replace("\x00", "")
    na = request.GET.get("na", "")
    blad = lijst(form.selectie(telbaar_voor(gebruiker)), maat, waarde, na, form.namen, form.nu)
    gegevens = {"l": blad, "form": form, "periode": form.periode, "terug": urlencode(form.vraag)}
    gegevens |= {"keuze": urlencode({**form.vraag, "waarde": waarde}), "is_verder": bool(na)}
    return render(request, "rapportages/lijst.html", gegevens)


@require_safe
@rol_vereist(*die_zien(Deel.JAARRAPPORT))
def jaarrapport(request: HttpRequest, jaar: int, vorm: str) -> HttpResponse:
    """The report of a year that is over, as a file."""
    gebruiker, moment = aangemeld(request), nu()
    if vorm not in set(rapport.Vorm) or jaar not in rapport.jaren(moment):
        raise Http404
    selectie = in_periode(telbaar_voor(gebruiker), heel_jaar(jaar))
    blad = rapport.maak(selectie, jaar, settings.REGIO.organisatie, lees_namen(), moment, per_gemeente=True)
    inzage.gelezen(f"jaarrapport {jaar}")
    inzage.getoond(blad.aantal)
    gekozen = rapport.Vorm(vorm)
    naam = f'attachment; filename="{blad.bestandsnaam}.{gekozen}"'
    inhoud = rapport.als_bestand(blad, gekozen, gebruiker.maker)
    return HttpResponse(inhoud, content_type=rapport.SOORTEN[gekozen], headers={"Content-Disposition": naam})


def _jaarcijfers(request: HttpRequest, gebruiker: Gebruiker) -> HttpResponse:
    moment = nu()
    jaren = rapport.jaren(moment)
    gekozen = request.GET.get("jaar", "")
    jaar = int(gekozen) if gekozen in map(str, jaren) else jaren[0]
    selectie = in_periode(telbaar_voor(gebruiker), heel_jaar(jaar))
    blad = rapport.maak(selectie, jaar, str(gebruiker.gemeente), lees_namen(), moment, per_gemeente=False)
    inzage.getoond(blad.aantal)
    return render(request, "rapportages/jaarcijfers.html", {"r": blad, "jaren": jaren, "regel": rapport.REGEL})


def _form(request: HttpRequest, gebruiker: Gebruiker) -> Keuzeform:
    return Keuzeform(request.GET, lees_namen(), nu(), met_gemeente=not _is_van_gemeente(gebruiker))


def _is_van_gemeente(gebruiker: Gebruiker) -> bool:
    return gebruiker.ziet.get(Deel.RAPPORTAGES) == Mate.EIGEN


def _snel(form: Keuzeform) -> list[dict[str, Any]]:
    """The quick choices, with the filters as they are."""
    return [
        {
            "naam": naam,
            "url": "?" + urlencode({"van": p.van.isoformat(), "tot": p.tot.isoformat(), **form.gekozen}),
            "is_hier": p == form.periode,
        }
        for naam, p in snelle_keuzes(form.nu)
    ]
