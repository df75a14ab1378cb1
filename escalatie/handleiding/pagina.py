"""The read model of the help page: the manual of this role, narrowed to what is asked, and whom to phone."""

from dataclasses import dataclass
from datetime import datetime

from basis.kalender import lokale_datum
from basis.telefoon import telefoon_uri
from contacten.bezetting import Zetel, zetels
from contacten.models import Gebruiker
from escalatie.protocol.lezen import geldende_versie, haal_protocol

from .lezen import Blok, lees, zoek
from .woorden import handleidingen, te_bellen


@dataclass(frozen=True)
class Hulp:
    """`titel`: of the manual, "" for a role that has none; `bellen`: (seat, who, number, its address to dial);
    `eerste_stap`: where the protocol begins, as its pages name it."""

    titel: str
    blokken: tuple[Blok, ...]
    vraag: str
    bellen: list[tuple[str, str, str, str]]
    eerste_stap: str


def hulp(gebruiker: Gebruiker, vraag: str, nu: datetime) -> Hulp:
    """The help for this user at `nu` (aware); `vraag`: the words that are looked for, "" for all."""
    bestand = handleidingen().get(gebruiker.rol)
    titel, *rest = lees(bestand) if bestand else (None,)
    blokken = tuple(rest)
    gevonden = zoek(blokken, vraag) if vraag else blokken
    begin = haal_protocol(geldende_versie(lokale_datum(nu))).begin.naar
    return Hulp(titel.tekst if titel else "", gevonden, vraag, _bellen(gebruiker, nu), begin)


def _bellen(gebruiker: Gebruiker, nu: datetime) -> list[tuple[str, str, str, str]]:
    plekken = [zetel for rol in te_bellen() if rol != gebruiker.rol for zetel in zetels(rol, nu)]
    return [
        (zetel.naam[:1].upper() + zetel.naam[1:], *eerste) for zetel in plekken if (eerste := _eerste_nummer(zetel))
    ]


def _eerste_nummer(zetel: Zetel) -> tuple[str, str, str] | None:
    """The first of this seat who can be dialled; else the first words that somebody typed as a number."""
    alle = [(wie.weergavenaam, tekst, telefoon_uri(tekst)) for wie in zetel.bezetters for tekst in wie.nummers]
    return next((een for een in alle if een[2]), next(iter(alle), None))
