"""Registering once: a double click, the back button and a second tab give one melding; no text gets lost (F18)."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError

from basis.geweigerd import Geweigerd
from calamiteiten.dossier import Gegevens, Verstrekking
from calamiteiten.models import Melding
from communicatie.models import Persvraag
from contacten.models import Gebruiker
from escalatie.draaiboek import deur
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.meldingen.procedure import registreer
from escalatie.persvragen.opdrachten import Koppeling

KOPPEL = "koppel"

# What makes it the same event when the same form arrives twice.
_ZELFDE = ("aanbieder", "gebeurd_datum", "soort", "onderwerp", "omschrijving")


class AlVastgelegd(Geweigerd):
    """This form already gave a melding, and says something else now."""

    def __init__(self, melding: Melding) -> None:
        """`melding` is the one that exists."""
        super().__init__(
            f"Met dit formulier legde u net {melding.kenmerk} vast, met een andere inhoud. Is dit een andere melding? "
            "Kies dan nog een keer “Melding vastleggen”. Wilt u die melding verbeteren? Open dan het dossier."
        )
        self.melding = melding


def nieuwe_sleutel(door: Gebruiker, sessie: str) -> UUID:
    """The key of the next form. Equal in every tab of one session until this user has registered a melding."""
    laatste = Melding.objects.filter(vastgelegd_door=door).order_by("-pk").values_list("pk", flat=True).first()
    return uuid5(NAMESPACE_URL, f"melding:{door.pk}:{sessie}:{laatste or 0}")


def begin_van(persvraag: Persvraag | None) -> dict[str, str]:
    """What a melding takes over from the press question that turned out to be about a calamity (R22)."""
    if persvraag is None:
        return {}
    gemeente = {"gemeente_verblijf": persvraag.gemeente.code} if persvraag.gemeente else {}
    return {"onderwerp": persvraag.onderwerp, **gemeente}


def koppel_persvraag(persvraag: Persvraag, melding: Melding, door: Gebruiker, nu: datetime) -> None:
    """Link the press question to the melding that it led to, unless it is already. Raises Geweigerd (R22)."""
    if persvraag.melding_id == melding.pk:
        return
    opdracht = Opdracht(persvraag.pk, KOPPEL, door.pk, persvraag.status, gegevens=Koppeling(melding.pk))
    deur.voer_uit(opdracht, nu)


def leg_vast(
    gegevens: Gegevens, sleutel: UUID, door: Gebruiker, nu: datetime, verstrekking: Verstrekking | None = None
) -> Melding:
    """Register, or give the melding that this same form already made.

    Raises AlVastgelegd when that one tells of something else, Geweigerd when it may not or cannot be.
    """
    try:
        melding = registreer(gegevens, sleutel, door, nu, verstrekking)
    except IntegrityError as fout:
        raise Geweigerd("De melding is niet bewaard. Controleer de gegevens en verstuur nog een keer.") from fout
    if any(getattr(melding, naam) != getattr(gegevens, naam) for naam in _ZELFDE):
        raise AlVastgelegd(melding)
    return melding
