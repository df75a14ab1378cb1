"""The coverage map: how well each seat is filled (R99, R101, R103). Each state has a word, an icon and a colour."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from basis.toekomst import is_toekomst
from contacten.models import Bezetting, Contactpersoon
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE
from contacten.rolnamen import rolnaam

from . import Sleutel, Zetel, lokale_dag

# Word, icon, colour and explanation of a seat; colour is never alone.
LEEG = ("leeg", "alert-triangle", "te_laat")
ALLEEN_VERVANGER = ("alleen vervanger", "users", "open")
ALLEEN_TELEFOON = ("alleen telefonisch", "phone", "open")
NIET_BEVESTIGD = ("niet bevestigd", "user-question", "nvt")
GEVULD = ("gevuld", "circle-check", "klaar")
UITLEG = (
    (*GEVULD, "iemand is bereikbaar en heeft de gegevens bevestigd"),
    (*ALLEEN_VERVANGER, "de eerste is afwezig of onbereikbaar; de vervanger krijgt de berichten"),
    (*ALLEEN_TELEFOON, "er is iemand, maar zonder werkend e-mailadres"),
    (*NIET_BEVESTIGD, "er is iemand, maar de gegevens zijn te lang niet bevestigd"),
    (*LEEG, "de app kan hier niemand bereiken"),
)


@dataclass(frozen=True)
class Cel:
    """One seat in the coverage map."""

    rol: str
    woord: str
    icoon: str
    kleur: str


def maak_dekking(rijen: Iterable[Bezetting], zetels: Mapping[Sleutel, Zetel], nu: datetime) -> dict[Sleutel, Cel]:
    """Return how each seat stands at `nu` (aware). `rijen`: all seatings that run, the absent too."""
    per_zetel: dict[Sleutel, list[Bezetting]] = defaultdict(list)
    for rij in rijen:
        gemeente = rij.gemeente_id if rij.rol in PER_GEMEENTE else None
        per_zetel[(rij.rol, gemeente, rij.aanbieder_id if rij.rol in PER_AANBIEDER else None)].append(rij)
    return {
        sleutel: Cel(rolnaam(zetel.rol), *_toestand(zetel, per_zetel[sleutel], nu)) for sleutel, zetel in zetels.items()
    }


def is_bevestigd(contact: Contactpersoon, nu: datetime) -> bool:
    """Return whether this contact was confirmed in the last quarter, or can still answer the request of now (R103)."""
    grens = nu - timedelta(days=settings.CONTACT_BEVESTIGEN_DAGEN + settings.CONTACT_VERZOEK_GELDIG_DAGEN)
    op = contact.bevestigd_op
    return op is not None and op >= grens and not is_toekomst(op, nu)


def _toestand(zetel: Zetel, rijen: list[Bezetting], nu: datetime) -> tuple[str, str, str]:
    """The worst news first."""
    if zetel.is_leeg:
        return LEEG
    if zetel.is_alleen_telefonisch:
        return ALLEEN_TELEFOON
    if not _heeft_eerste(rijen, nu):
        return ALLEEN_VERVANGER
    return GEVULD if all(is_bevestigd(contact, nu) for contact in zetel.ontvangers) else NIET_BEVESTIGD


def _heeft_eerste(rijen: list[Bezetting], nu: datetime) -> bool:
    """Whether a first in order is present, with mail that does not come back."""
    eersten = [rij for rij in rijen if rij.volgorde == 1]
    return any(not rij.is_afwezig(lokale_dag(nu)) and not rij.contactpersoon.is_onbereikbaar for rij in eersten)
