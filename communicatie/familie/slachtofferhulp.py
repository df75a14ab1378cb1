"""Was victim support offered: yes or no, when, by whom (R126). A later record says more; none is changed."""

from dataclasses import dataclass
from datetime import datetime

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.models import Slachtofferhulp
from contacten.models import Gebruiker


@dataclass(frozen=True)
class Aanbod:
    """What is known of the offer: made or not, when (aware), by whom (a function), and what there is to say of it."""

    is_aangeboden: bool
    aangeboden_op: datetime | None = None
    door_wie: str = ""
    toelichting: str = ""


def leg_vast(melding: Melding, aanbod: Aanbod, door: Gebruiker, nu: datetime) -> Slachtofferhulp:
    """Record it. Raises Geweigerd without a moment or a function for a yes, without a reason for a no."""
    if aanbod.is_aangeboden and not (aanbod.aangeboden_op and aanbod.door_wie):
        raise Geweigerd("Schrijf op wanneer slachtofferhulp is aangeboden, en door wie.")
    if aanbod.aangeboden_op and aanbod.aangeboden_op > nu:
        raise Geweigerd("Leg dit vast als het is gebeurd: dit moment ligt in de toekomst.")
    if not aanbod.is_aangeboden and not aanbod.toelichting:
        raise Geweigerd("Schrijf op waarom slachtofferhulp niet is aangeboden.")
    return Slachtofferhulp.objects.create(
        melding=melding,
        is_aangeboden=aanbod.is_aangeboden,
        aangeboden_op=aanbod.aangeboden_op if aanbod.is_aangeboden else None,
        door_wie=aanbod.door_wie if aanbod.is_aangeboden else "",
        toelichting=aanbod.toelichting,
        vastgelegd_op=nu,
        vastgelegd_door=door,
    )
