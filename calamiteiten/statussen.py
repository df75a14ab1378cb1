"""What a status, a scenario or a party is called in the version of a zaak, and what kind of event a melding tells of.

The words are those of the protocol files. The layer that reads the files lays them here once, when the application
starts (`escalatie.protocol.slot`), because every page says in which status a zaak is, also pages that know no rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from basis.taal import met_hoofdletter

MELDING, PERSVRAAG, PARAATHEID, PARTIJ = "melding", "persvraag", "paraatheid", "partij"


@dataclass(frozen=True)
class Beeld:
    """How a word of the protocol looks: its name, and its icon and colour as a badge.

    eerste: of its kind. wacht_op: what has to come next in a stage, with a place for the gemeente that answers;
    wacht_op_wie: "regio", "gemeente" or nobody.
    """

    naam: str
    icoon: str = "arrow-right"
    kleur: str = "neutral"
    eerste: bool = False
    wacht_op: str = ""
    wacht_op_wie: str = ""


_BEELDEN: dict[tuple[str, str, str], Beeld] = {}


def leg_beelden(beelden: Mapping[tuple[str, str, str], Beeld]) -> None:
    """Replace all: (kind, version, code) -> how it looks."""
    _BEELDEN.clear()
    _BEELDEN.update(beelden)


def beeld(soort: str, versie: str, code: str) -> Beeld:
    """How this code of this version looks; a code that the version does not know is shown as it is."""
    return _BEELDEN.get((soort, versie, code)) or Beeld(met_hoofdletter(code.replace("_", " ")))


def is_status(code: str) -> bool:
    """Whether some version knows a status of a melding or a persvraag by this code."""
    return any(bekend == code and soort != PARTIJ for soort, _, bekend in _BEELDEN)


class Soort(models.TextChoices):
    """What the event is, by the definitions of Deel I (R31, R32, R36, R37)."""

    CALAMITEIT = "calamiteit", "calamiteit"
    GEWELD = "geweld", "geweld"
    INCIDENT = "incident", "incident"
    ANDERE_MELDING = "andere_melding", "andere melding"


MELDINGSWAARDIG = frozenset({Soort.CALAMITEIT, Soort.GEWELD})
