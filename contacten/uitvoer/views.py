"""Take the list out: for the roles that must be able to work without the app, and never unseen (R102)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from basis import klok
from basis.kap import kap
from contacten.beheer import alleen_voor
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Uitvoer, UitvoerVorm
from contacten.rollen import Deel, Rol, die_zien

from .bestanden import SOORTEN, bestandsnaam, leg_uitvoer_vast, maak_uitvoer
from .bijlage import bijlage_1

ROLLEN_UITVOER = die_zien(Deel.UITVOER)
AANTAL_LAATSTE = 20


@require_safe
@alleen_voor(*ROLLEN_UITVOER)
def uitvoer_lijst(request: HttpRequest) -> HttpResponse:
    """Offer the shapes; the beheerder also sees who took the list out last."""
    is_beheerder = aangemeld(request).is_rol(Rol.BEHEERDER)
    laatste = kap(Uitvoer.objects.select_related("door"), AANTAL_LAATSTE) if is_beheerder else None
    gegevens = {"vormen": UitvoerVorm, "laatste": laatste, "bijlage": bijlage_1(klok.nu())}
    return render(request, "contacten/uitvoer.html", gegevens)


@require_GET
@alleen_voor(*ROLLEN_UITVOER)
def uitvoer(request: HttpRequest, vorm: str) -> HttpResponse:
    """Give the list in this shape, and record who took it."""
    if vorm not in UitvoerVorm.values:
        raise Http404
    gekozen, bijlage = UitvoerVorm(vorm), bijlage_1(klok.nu())
    inhoud = maak_uitvoer(bijlage, gekozen, aangemeld(request))
    leg_uitvoer_vast(bijlage, gekozen, aangemeld(request))
    naam = bestandsnaam(bijlage, gekozen)
    return HttpResponse(
        inhoud, content_type=SOORTEN[gekozen], headers={"Content-Disposition": f'attachment; filename="{naam}"'}
    )
