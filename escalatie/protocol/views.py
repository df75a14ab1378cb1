"""The protocol as a page, for everyone who signs in. Signing in is asked by the middleware."""

from collections.abc import Container
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.kalender import lokale_datum
from basis.klok import nu
from calamiteiten.toegang.onderdelen import mag_lezen
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import Deel
from escalatie.protocol.lezen import geldende_versie
from escalatie.protocol.vergelijking import delen_van, vergelijk

from .diagram import teken
from .lezen import haal_protocol, versies


@require_safe
def protocol(request: HttpRequest) -> HttpResponse:
    """Show one version (`versie`, else that of today), narrowed to one role (`rol`), beside another (`met`).

    What is not known narrows nothing.
    """
    geldend = geldende_versie(lokale_datum(nu()))
    versie = _keuze(request, "versie", versies()) or geldend
    gekozen = haal_protocol(versie)
    rol = _keuze(request, "rol", gekozen.rolnamen)
    gegevens = {
        "protocol": gekozen,
        "rol": rol,
        "delen": tuple(deel for deel in delen_van(versie, rol) if deel.totaal),
        "diagram": teken(gekozen),
        "geldend": geldend,
        "mag_proefdraaien": mag_lezen(aangemeld(request), Deel.PROEFDRAAIEN),
    }
    gegevens |= {"rolnaam": gekozen.rolnamen.get(rol, ""), "eerste_stap": gekozen.begin.naar}
    return render(request, "protocol/protocol.html", {**gegevens, **_naast(request, versie)})


def _naast(request: HttpRequest, versie: str) -> dict[str, Any]:
    """The other versions of the same region, and the differences with the one that was asked for."""
    regio = haal_protocol(versie).regio
    eigen = [protocol for protocol in map(haal_protocol, versies()) if protocol.regio == regio]
    met = _keuze(request, "met", {protocol.versie for protocol in eigen} - {versie})
    return {
        "versies": sorted(eigen, key=lambda p: (p.geldt_vanaf, p.versie)),
        "met": met,
        "verschillen": vergelijk(met, versie) if met else (),
    }


def _keuze(request: HttpRequest, naam: str, mag: Container[str]) -> str:
    gevraagd = request.GET.get(naam, "")
    return gevraagd if gevraagd in mag else ""
