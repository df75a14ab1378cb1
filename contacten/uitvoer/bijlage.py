"""Bijlage 1 as it is now: per gemeente who is called, in order; a gemeente without anyone keeps its line (R98, R99)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contacten.inlezen.herkenning import cellen
from contacten.inlezen.invoer import KOLOMMEN, net
from contacten.inlezen.vergelijking import toegangszetels
from contacten.models import Contactpersoon
from contacten.organisaties import regio_gemeenten


@dataclass(frozen=True)
class Bijlageregel:
    """One line. `cellen` has the text of each column of `KOLOMMEN`; no contact means that the gemeente has none."""

    gemeente: str
    is_eerste: bool
    cellen: Mapping[str, str]
    contact: Contactpersoon | None = None


@dataclass(frozen=True)
class Bijlage:
    """The whole list at `op` (aware)."""

    op: datetime
    regels: tuple[Bijlageregel, ...]

    @property
    def aantal(self) -> int:
        """How many contacts are in it; someone who works for two gemeenten counts once."""
        return len({regel.contact.pk for regel in self.regels if regel.contact})


def bijlage_1(nu: datetime) -> Bijlage:
    """Return the list at `nu` (aware), by gemeente and order; two queries."""
    bezet: dict[int, dict[int, Contactpersoon]] = defaultdict(dict)
    for zetel in toegangszetels(nu):
        bezet[zetel.gemeente_id or 0].setdefault(zetel.contactpersoon_id, zetel.contactpersoon)
    regels: list[Bijlageregel] = []
    for gemeente in regio_gemeenten():
        contacten = list(bezet[gemeente.pk].values())
        regels += [_bijlageregel(gemeente.naam, plek == 0, contact) for plek, contact in enumerate(contacten)]
        regels += [] if contacten else [_bijlageregel(gemeente.naam, True, None)]
    return Bijlage(nu, tuple(regels))


def _bijlageregel(gemeente: str, is_eerste: bool, contact: Contactpersoon | None) -> Bijlageregel:
    waarden = cellen(contact, gemeente) if contact else {**dict.fromkeys(KOLOMMEN, ""), "gemeente": gemeente}
    return Bijlageregel(gemeente, is_eerste, {kolom: net(tekst) for kolom, tekst in waarden.items()}, contact)
