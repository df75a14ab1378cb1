"""The messages about a zaak, fit to show: whom they are for, how they stand, and whom to phone (R99)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from basis.telefoon import telefoon_uri
from communicatie.models import VRAAGT_TELEFOON, Bericht, BerichtStatus
from communicatie.post.woorden import zetelnaam
from communicatie.sjablonen.gebruik import zin_van
from contacten.bezetting import zetels
from contacten.models import Contactpersoon
from contacten.rollen import PER_GEMEENTE

BEELD: dict[str, tuple[str, str]] = {
    BerichtStatus.VERZONDEN: ("mail-check", "positive"),
    BerichtStatus.GEPLAND: ("mail", "info"),
    BerichtStatus.BEZIG: ("send", "info"),
    BerichtStatus.WACHT: ("lock", "warning"),
    BerichtStatus.TELEFONISCH: ("phone", "negative"),
    BerichtStatus.MISLUKT: ("mail-off", "negative"),
    BerichtStatus.VASTGELOPEN: ("mail-off", "negative"),
    BerichtStatus.GEEN_ONTVANGER: ("user-off", "negative"),
}


@dataclass(frozen=True)
class Berichtregel:
    """A duty to inform: the seat, what it was about, how it stands, and whom to phone as (name, ((number, uri), …))."""

    bericht: Bericht
    wie: str
    waarover: str
    icoon: str
    kleur: str
    bellen: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


def berichtregels(
    berichten: Iterable[Bericht], zinnen: Mapping[str, str], versie: str, bellen_op: datetime | None = None
) -> list[Berichtregel]:
    """The messages, those that reached nobody first, then the newest. `zinnen`: rule -> what it is about.

    With `bellen_op` (aware) a message that reached nobody says who fills its seat then, with their numbers.
    """
    rijen = [_berichtregel(bericht, _waarover(bericht, zinnen), versie, bellen_op) for bericht in berichten]
    return sorted(rijen, key=lambda regel: regel.kleur != "negative")


def _waarover(bericht: Bericht, zinnen: Mapping[str, str]) -> str:
    return zinnen.get(bericht.regel, "") or zin_van(bericht.sjabloon) or zin_van(bericht.regel)


def _berichtregel(bericht: Bericht, waarover: str, versie: str, bellen_op: datetime | None) -> Berichtregel:
    icoon, kleur = BEELD.get(bericht.stand, ("mail-off", "neutral"))
    vraagt = bellen_op is not None and bericht.status in VRAAGT_TELEFOON
    bellen = tuple(_belregels(bericht, bellen_op)) if vraagt and bellen_op else ()
    return Berichtregel(bericht, zetelnaam(bericht, versie), waarover, icoon, kleur, bellen)


def _belregels(bericht: Bericht, nu: datetime) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    """The contact of the message, else who fills the seat now."""
    mensen: Iterable[Contactpersoon] = [bericht.contactpersoon] if bericht.contactpersoon else _in_de_zetel(bericht, nu)
    for contact in mensen:
        paren = ((nummer, telefoon_uri(nummer)) for nummer in contact.nummers)
        yield contact.weergavenaam, tuple(paren)


def _in_de_zetel(bericht: Bericht, nu: datetime) -> Iterable[Contactpersoon]:
    gemeenten = [bericht.gemeente] if bericht.gemeente else []
    if bericht.rol in PER_GEMEENTE and not gemeenten:
        return []
    return [contact for zetel in zetels(bericht.rol, nu, gemeenten=gemeenten) for contact in zetel.bezetters]
