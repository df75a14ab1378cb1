"""Confirm that a message was received, and the proof of informing on screen (on paper: the room `papier`)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from basis.klok import nu
from calamiteiten.toegang import haal_melding, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import Deel, die_zien
from escalatie.draaiboek import opvolging
from escalatie.draaiboek.daarna import daarna
from escalatie.meldingen.dossier.tabbladen import tabbladen
from escalatie.meldingen.dossier.vooraf import vooraf

from .pagina import bewijs as maak_bewijs

# Names of officials of every gemeente are on it: for who must be able to answer for the whole chain (R102).
ROLLEN_BEWIJS = die_zien(Deel.BEWIJS)


@require_POST
def ontvangst_bevestigen(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """One click: the user's seat received what this melding told it. Again, or with nothing to confirm, changes
    nothing."""
    gebruiker = aangemeld(request)
    melding = haal_melding(gebruiker, kenmerk)
    if opvolging.bevestig(melding, gebruiker, moment := nu()):
        zin = "Bevestigd. Uw naam en dit tijdstip staan in het bewijs van informeren."
        messages.success(request, daarna(melding, zin, moment))
    else:
        messages.info(request, "Er staat niets meer open om te bevestigen.")
    return redirect("bellen", kenmerk) if request.POST.get("terug") == "bellen" else redirect(melding)


@require_safe
@rol_vereist(*ROLLEN_BEWIJS)
def bewijs(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show who had to know, and who knew when."""
    gebruiker, moment = aangemeld(request), nu()
    melding = haal_melding(gebruiker, kenmerk)
    eerst = vooraf(melding, gebruiker, moment)
    gegevens = {
        "b": maak_bewijs(melding, gebruiker, moment, eerst.soorten),
        "melding": melding,
        "tabbladen": tabbladen(melding, gebruiker, "bewijs"),
        "aantallen": eerst.aantallen,
    }
    return render(request, "meldingen/bewijs.html", gegevens)
