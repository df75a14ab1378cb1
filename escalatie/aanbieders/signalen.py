"""A signal about an aanbieder, below the threshold of a melding: recorded, put right, taken back (R52).

It is of no zaak, so no sealed chain holds it: rows are only added, and each that ended says when, by whom and why.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from calamiteiten.models import Signaal
from contacten.models import Aanbieder, Gebruiker
from escalatie.draaiboek.bevoegdheid import OPVOLGERS

NIET_UW_ROL = "U kunt geen signalen vastleggen."
WEG = "Dit signaal is intussen verbeterd of ingetrokken. Bekijk wat er nu staat."
DUBBEL = "Dit signaal staat er al precies zo."


@dataclass(frozen=True)
class Gegeven:
    """What the form says: the day, from whom (a function), and what."""

    op_datum: date
    herkomst: str
    tekst: str


def leg_vast(aanbieder: Aanbieder, wat: Gegeven, door: Gebruiker, nu: datetime) -> Signaal:
    """Note a signal. Raises Geweigerd for another role, and for the same signal twice."""
    with transaction.atomic():
        _houd_vast(aanbieder.pk, door)
        return _schrijf(aanbieder, wat, None, door, nu)


def verbeter(signaal: Signaal, wat: Gegeven, reden: str, door: Gebruiker, nu: datetime) -> Signaal | None:
    """It reads otherwise: a new row says it, the old one stays with why it ended. None when nothing changed. Raises
    Geweigerd without a reason, for another role, and when another changed it first."""
    with transaction.atomic():
        _houd_vast(signaal.aanbieder_id, door)
        if wat == Gegeven(signaal.op_datum, signaal.herkomst, signaal.tekst):
            return None
        _beeindig(signaal, reden, door, nu)
        return _schrijf(signaal.aanbieder, wat, signaal, door, nu)


def trek_in(signaal: Signaal, reden: str, door: Gebruiker, nu: datetime) -> None:
    """It was not so; it stays readable, struck through. Raises Geweigerd as `verbeter` does."""
    with transaction.atomic():
        _houd_vast(signaal.aanbieder_id, door)
        _beeindig(signaal, reden, door, nu)


def _houd_vast(aanbieder: int, door: Gebruiker) -> None:
    """The row of the aanbieder is the lock: two people who write the same signal at once see each other's."""
    if not door.is_rol(*OPVOLGERS):
        raise Geweigerd(NIET_UW_ROL)
    Aanbieder.objects.select_for_update().get(pk=aanbieder)


def _schrijf(aanbieder: Aanbieder, wat: Gegeven, van: Signaal | None, door: Gebruiker, nu: datetime) -> Signaal:
    waarden = {"op_datum": wat.op_datum, "herkomst": wat.herkomst, "tekst": wat.tekst}
    if Signaal.objects.filter(aanbieder=aanbieder, beeindigd_op__isnull=True, **waarden).exists():
        raise Geweigerd(DUBBEL)
    return Signaal.objects.create(
        aanbieder=aanbieder, verbetering_van=van, vastgelegd_op=nu, vastgelegd_door=door, **waarden
    )


def _beeindig(signaal: Signaal, reden: str, door: Gebruiker, nu: datetime) -> None:
    if not reden.strip():
        raise Geweigerd("Schrijf op waarom u dit verandert.")
    rijen = Signaal.objects.filter(pk=signaal.pk, beeindigd_op__isnull=True)
    if not rijen.update(beeindigd_op=nu, beeindigd_door=door, einde_reden=reden.strip()):
        raise Geweigerd(WEG)
