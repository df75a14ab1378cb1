"""The protocol as a page, for everyone who signs in. Signing in is asked by the middleware."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .diagram import teken
from .lezen import haal_communicatieregels, haal_protocol, versies
from .overzicht import maak_overzicht
from .overzicht_communicatie import maak_overzicht_communicatie


@require_safe
def protocol(request: HttpRequest) -> HttpResponse:
    """Show one version (`versie`), narrowed to one role (`rol`). What is not known narrows nothing."""
    versie = request.GET.get("versie", "")
    gekozen = haal_protocol(versie if versie in versies() else settings.PROTOCOL_VERSIE)
    wet = haal_communicatieregels(gekozen.versie)
    rol = request.GET.get("rol", "")
    rol = rol if rol in gekozen.rolnamen else ""
    gegevens = {
        "protocol": gekozen,
        "rol": rol,
        "rolnaam": gekozen.rolnamen.get(rol, ""),
        "delen": (*maak_overzicht(gekozen, rol), *maak_overzicht_communicatie(wet, rol)),
        "diagram": teken(gekozen),
    }
    return render(request, "protocol/protocol.html", gegevens)
