"""The whole protocol as rows for people: what `/protocol/` shows and `toon_protocol` prints, from one place.

Page and command differ in layout only; every rule of the file is in exactly one part.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from . import rijen
from .model import Protocol
from .rijen import Rij
from .rijen_paraatheid import paraatheidrijen

Maker = Callable[[Protocol], Iterable[Rij]]


@dataclass(frozen=True)
class Deel:
    """A part of the overview. `totaal` is how many rows there are without a filter."""

    anker: str
    titel: str
    uitleg: str
    rijen: tuple[Rij, ...]
    totaal: int

    @property
    def is_gefilterd(self) -> bool:
        """Whether the filter left rows out."""
        return len(self.rijen) < self.totaal

    @property
    def groepen(self) -> list[tuple[str, list[Rij]]]:
        """The rows under their headings, in the order of the file."""
        return [(groep, list(rijen)) for groep, rijen in groupby(self.rijen, key=lambda rij: rij.groep)]


def maak_overzicht(protocol: Protocol, rol: str = "") -> tuple[Deel, ...]:
    """All parts, in reading order. With a role: of the rules that name roles only those that name this one."""
    return tuple(maak_deel(anker, titel, uitleg, maak(protocol), rol) for anker, (titel, uitleg, maak) in DELEN.items())


def maak_deel(anker: str, titel: str, uitleg: str, rijen_: Iterable[Rij], rol: str) -> Deel:
    """A part of these rows; with a role the rows that name other roles only are left out."""
    alle = tuple(rijen_)
    over = tuple(rij for rij in alle if not rol or not rij.rollen or rol in rij.rollen)
    return Deel(anker, titel, uitleg, over, len(alle))


def per_regel(veld: str, maak: Callable[[Protocol, Any], Rij]) -> Maker:
    """A maker that turns every rule of one field of `Protocol` into a row."""
    return lambda protocol: (maak(protocol, regel) for regel in getattr(protocol, veld))


# anchor -> title, explanation, maker
DELEN: dict[str, tuple[str, str, Maker]] = {
    "stap": (
        "De stappen",
        "Waar een melding kan staan en wat er dan te doen is.",
        per_regel("statussen", rijen.statusrij),
    ),
    "overgang": (
        "Van stap naar stap",
        "Wie een melding verder brengt en wat daarvoor nodig is. Het nummer staat ook in het schema.",
        per_regel("overgangen", rijen.overgangrij),
    ),
    "scenario": (
        "De scenario's",
        "Welke antwoorden bij welk scenario horen.",
        per_regel("scenarios", rijen.scenariorij),
    ),
    "analysepartij": (
        "Wie een impactanalyse maakt",
        "Welke partijen ieder voor zich kijken, en wie voor hen kan vastleggen.",
        per_regel("partijen", rijen.partijrij),
    ),
    "weging": (
        "Wat de antwoorden wegen",
        "Waarop het advies rust. Van elk onderwerp telt het zwaarste antwoord.",
        per_regel("wegingen", rijen.wegingrij),
    ),
    "informatie": (
        "Wie informeert wie",
        "Wanneer iemand het moet weten, van wie en hoe.",
        per_regel("informatieregels", rijen.informatierij),
    ),
    "termijn": (
        "De termijnen",
        "Binnen welke tijd iets klaar is. Een regioafspraak staat niet in het protocol.",
        per_regel("termijnen", rijen.termijnrij),
    ),
    "taak": ("De taken per rol", "Wat elke rol doet en wanneer die taak ontstaat.", rijen.taakrijen),
    "vraag": ("De vragen", "De vragen van de triage, de impactanalyses en de evaluatie.", rijen.vraagrijen),
    "gevolg": (
        "Wat een antwoord in gang zet",
        "Wie iets doet of hoort door een antwoord. De andere antwoorden wegen mee in het advies, of er volgt niets.",
        per_regel("gevolgen", rijen.gevolgrij),
    ),
    "spoed": (
        "Spoed",
        "Wat een melding dringend maakt, en wat dan verandert. Dit zijn regioafspraken: het protocol noemt ze niet.",
        per_regel("spoed", rijen.spoedrij),
    ),
    "actor": (
        "Wie er meedoen",
        "Wie het zijn, waarvoor, en wanneer zij erbij komen. Per stap staat het op de pagina Wie doet wat.",
        per_regel("actoren", rijen.actorrij),
    ),
    "paraatheid": (
        "Wat vooraf geregeld is",
        "Wat elke organisatie regelt vóór er iets gebeurt, wie dat doet, en hoe de applicatie eraan herinnert.",
        paraatheidrijen,
    ),
    "lezing": (
        "Onze lezingen",
        "Wat het protocol openlaat en wat wij daarom kozen.",
        per_regel("lezingen", rijen.lezingrij),
    ),
    "principe": (
        "De kaders",
        "De uitgangspunten achter de regels.",
        per_regel("principes", rijen.principerij),
    ),
    "keuze": ("De keuzelijsten", "Wat u op de formulieren kunt kiezen.", rijen.keuzerijen),
}
