"""The triage helper: is this a meldingswaardige calamiteit? Pure; its criteria come from the protocol (R31–R40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from basis.taal import aantal
from calamiteiten.statussen import MELDINGSWAARDIG
from escalatie.protocol.model import Protocol

JA, NEE, ONBEKEND = "ja", "nee", "onbekend"
AFRONDEN = "Rond de triage af als niet meldingswaardig."


class Uitkomst(StrEnum):
    """What the answers say."""

    MELDINGSWAARDIG = "meldingswaardig"
    NIET = "niet_meldingswaardig"
    ONBEKEND = "nog_onbekend"
    LEEG = "nog_leeg"


@dataclass(frozen=True)
class Triage:
    """The outcome with a Dutch sentence that says why and what follows."""

    uitkomst: Uitkomst
    zin: str

    @property
    def is_meldingswaardig(self) -> bool:
        """Whether the melding may enter the escalation model."""
        return self.uitkomst is Uitkomst.MELDINGSWAARDIG


def beoordeel(soort: str, meldingssoort: str, criteria: Mapping[str, str], protocol: Protocol) -> Triage:
    """Weigh the kind, mandatory or not, and the criteria of that kind (code -> ja, nee, onbekend; absent: unknown).

    What was not chosen yet ("") gives no conclusion.
    """
    # Nothing chosen yet is not a no: a conclusion on it would send people the wrong way.
    if not soort:
        return Triage(Uitkomst.LEEG, "Kies eerst wat er gebeurde. Dan kijken wij of het meldingswaardig is.")
    if soort in MELDINGSWAARDIG and not meldingssoort:
        return Triage(Uitkomst.LEEG, "Kies eerst of dit een verplichte melding is.")
    if soort not in MELDINGSWAARDIG:
        return Triage(Uitkomst.NIET, f"Dit is geen calamiteit of geweld. {AFRONDEN}")
    if meldingssoort != "verplicht":
        return Triage(Uitkomst.NIET, f"Dit is geen verplichte melding. {AFRONDEN}")
    gegeven = [criteria.get(c.code, ONBEKEND) for c in protocol.criteria if c.definitie == soort]
    nee, open_ = gegeven.count(NEE), len(gegeven) - gegeven.count(NEE) - gegeven.count(JA)
    if nee:
        kenmerken = aantal(nee, "kenmerk klopt", "kenmerken kloppen")
        return Triage(Uitkomst.NIET, f"Dit is geen {soort}: {kenmerken} niet. {AFRONDEN}")
    if open_:
        return Triage(
            Uitkomst.ONBEKEND, f"Niet alle kenmerken van {soort} zijn met ja beantwoord ({open_} open). Zoek dat uit."
        )
    return Triage(Uitkomst.MELDINGSWAARDIG, f"Dit is meldingswaardig: alle kenmerken van {soort} kloppen.")
