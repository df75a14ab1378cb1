"""Who gets something of a zaak by a command on the server, and not by a page: the same row (docs/besluiten/0037)."""

from datetime import datetime

from calamiteiten.models import Inzage, InzageSoort
from contacten.models import Gebruiker

from .keten import herkomst_van

HERKOMST = "opdracht op de server"


def leg_vast(aan: Gebruiker, wat: str, opdracht: str, nummer: int, aantal: int, nu: datetime) -> None:
    """Write down that `aan` is given this at `nu` (aware), before it is: with the name of the command, the number
    that it was given, and how many dossiers are in it. Who sits at the server is nobody of the app."""
    Inzage.objects.create(
        op=nu,
        gebruiker=aan,
        rol=aan.rol,
        soort=InzageSoort.UITVOER,
        wat=wat[:40],
        adres=opdracht,
        filter=f"nummer={nummer}",
        aantal=aantal,
        uitkomst=200,
        **herkomst_van(HERKOMST),
    )
