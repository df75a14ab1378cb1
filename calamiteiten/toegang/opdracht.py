"""Who gets something of a zaak by a command on the server, and not by a page: the same row (docs/besluiten/0037)."""

from basis import klok
from calamiteiten.models import Inzage, InzageSoort
from contacten.models import Gebruiker

HERKOMST = "opdracht op de server"


def leg_vast(aan: Gebruiker, wat: str, opdracht: str, nummer: int, aantal: int) -> None:
    """Write down that `aan` is given this, before it is: with the name of the command, the number that it was given,
    and how many dossiers are in it. Who sits at the server is nobody of the app; who asked for it is."""
    Inzage.objects.create(
        op=klok.in_de_rij(),
        gebruiker=aan,
        rol=aan.rol,
        soort=InzageSoort.UITVOER,
        wat=wat[:40],
        adres=opdracht,
        filter=f"nummer={nummer}",
        aantal=aantal,
        uitkomst=200,
        herkomst=HERKOMST,
    )
