"""What a step of an action carries: what was agreed, laid down, trained or handed in."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from escalatie.draaiboek.opdrachten import Stapgegevens

LEG_VAST, HERZIE, WEER_OPEN, SLA_OVER = "leg_vast", "herzie", "weer_open", "sla_over"
# The steps with which something is recorded.
VASTLEGGEN = frozenset({LEG_VAST, HERZIE})


@dataclass(frozen=True)
class Inhoud:
    """What is recorded, by the names of the columns of `Paraatheidsfeit`."""

    op_datum: date
    partner: str = ""
    wie: str = ""
    link: str = ""
    documentversie: str = ""
    geldig_tot_datum: date | None = None
    herzien_datum: date | None = None
    jaar: int | None = None
    aantallen: Mapping[str, int] = field(default_factory=dict)
    tekst: str = ""
    maatregelen: str = ""

    def velden(self) -> dict[str, Any]:
        """As the columns of a row."""
        return asdict(self)


@dataclass(frozen=True)
class Vastlegging(Stapgegevens):
    """One record. `gezien`: the key of the newest record that its form showed, 0 for none: of two who press at once the
    second reads first what the other wrote."""

    inhoud: Inhoud
    gezien: int = 0


def past_bij(code: str, gegevens: Stapgegevens | None) -> bool:
    """Whether this is what the step with this code carries, or nothing for a step that carries nothing."""
    return isinstance(gegevens, Vastlegging) if code in VASTLEGGEN else gegevens is None
