"""What the contact list asks of the beheerder now: each line a sentence, a number and the page where it is done."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from contacten.bezetting import alle_zetels
from contacten.bezetting.bereikbaarheid import niet_bevestigd, onbereikbaar
from contacten.models import Gemeente
from contacten.personen.wederhelft import zonder_plek
from contacten.piket.pagina import aantal_gaten

from .voorstellen import open_voorstellen


@dataclass(frozen=True)
class Werk:
    """One line of work. `aantal` is never zero."""

    tekst: str
    aantal: int
    url: str


def werk_voor_beheerder(nu: datetime) -> list[Werk]:
    """Return what needs the beheerder at `nu` (aware), the most urgent first; empty when all is well."""
    lijst = reverse("contacten")
    aandacht, accounts = reverse("contact_aandacht"), reverse("gebruikers")
    regels = (
        (
            "stap is nog te doen: voeg de gemeenten van de regio toe",
            "",
            _zonder_gemeenten(),
            reverse("contacten_inlezen"),
        ),
        (
            "wijziging wacht op u",
            "wijzigingen wachten op u",
            open_voorstellen().count(),
            reverse("contact_voorstellen"),
        ),
        ("e-mailadres werkt niet", "e-mailadressen werken niet", onbereikbaar(nu).count(), f"{aandacht}#onbereikbaar"),
        ("contact gaf geen antwoord", "contacten gaven geen antwoord", niet_bevestigd(nu).count(), f"{aandacht}#stil"),
        (
            "account staat niet op zijn plek",
            "accounts staan niet op hun plek",
            len(zonder_plek(nu)),
            accounts,
        ),
        ("piket heeft deze week een gat", "piketten hebben deze week een gat", aantal_gaten(nu), reverse("piket")),
        ("plek heeft niemand", "plekken hebben niemand", _lege_plekken(nu), f"{lijst}#dekking"),
    )
    return [Werk(een if aantal == 1 else meer, aantal, url) for een, meer, aantal, url in regels if aantal]


def _zonder_gemeenten() -> int:
    return int(not Gemeente.objects.exists())


def _lege_plekken(nu: datetime) -> int:
    return sum(zetel.is_leeg for zetel in alle_zetels(nu).values())
