"""The read model of what is learned of one melding: what was found, and what becomes better."""

from dataclasses import dataclass
from datetime import datetime

from calamiteiten.models import Melding
from calamiteiten.toegang.onderdelen import mag_lezen
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.draaiboek.bevoegdheid import mag_verbeterpunt
from escalatie.draaiboek.verbeterpunten import Bron, bronnen, sleutel_van
from escalatie.leren.punten import Punt, punten_van, rijen
from escalatie.meldingen.dossier.inzage import plekken_van_taak
from escalatie.models import Verbeterbron

# Where something was found -> the part of the dossier that it stands in; all else in the report of a task.
_DELEN: dict[str, Deel] = {Verbeterbron.EVALUATIE: Deel.EVALUATIE, Verbeterbron.BEVINDING: Deel.INSPECTIE}


@dataclass(frozen=True)
class Gevonden:
    """Something that was found, and how many improvements came of it."""

    bron: Bron
    aantal: int


@dataclass(frozen=True)
class Leerpagina:
    """The page; `mag`: whether this user makes an improvement of what was found."""

    melding: Melding
    gevonden: list[Gevonden]
    punten: list[Punt]
    mag: bool


def leerpagina(melding: Melding, gebruiker: Gebruiker, nu: datetime) -> Leerpagina:
    """The page of this melding for this user at `nu` (aware). A constant number of queries."""
    punten = list(rijen(Melding.objects.filter(pk=melding.pk)))
    per_bron = [sleutel_van(punt) for punt in punten]
    return Leerpagina(
        melding=melding,
        gevonden=[
            Gevonden(bron, per_bron.count(bron.sleutel)) for bron in bronnen(melding) if _is_leesbaar(bron, gebruiker)
        ],
        punten=punten_van(punten, gebruiker, nu),
        mag=mag_verbeterpunt(gebruiker),
    )


def _is_leesbaar(bron: Bron, gebruiker: Gebruiker) -> bool:
    """What was found is read by who reads the part that it stands in."""
    deel = _DELEN.get(bron.soort, Deel.VERSLAGEN)
    return mag_lezen(gebruiker, deel, plekken_van_taak(bron.taak) if bron.taak else ())
