"""The triage helper: is this a meldingswaardige calamiteit? Pure; its criteria come from the protocol (R31–R40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from basis.taal import aantal, in_een_zin
from calamiteiten.models import Melding
from calamiteiten.statussen import MELDINGSWAARDIG
from escalatie.protocol.model import Protocol

JA, NEE, ONBEKEND = "ja", "nee", "onbekend"
AFRONDEN = "Rond de triage af als niet meldingswaardig."
UITZOEKEN = "Zoek dat uit."
VERDER = "Kunt u niet wachten? Start dan de impactanalyse en schrijf op waarom. De melding is dan nog vast te stellen."


class Uitkomst(StrEnum):
    """What the answers say."""

    MELDINGSWAARDIG = "meldingswaardig"
    NIET = "niet_meldingswaardig"
    ONBEKEND = "nog_onbekend"
    LEEG = "nog_leeg"


@dataclass(frozen=True)
class Triage:
    """The outcome: why, and what follows for who has to decide, each a Dutch sentence. `is_zeker`: no answer is open
    that may change it."""

    uitkomst: Uitkomst
    waarom: str
    verder: str = ""
    is_zeker: bool = True

    @property
    def zin(self) -> str:
        """Why and what follows."""
        return f"{self.waarom} {self.verder}".strip()

    @property
    def is_meldingswaardig(self) -> bool:
        """Whether the melding may enter the escalation model without a word."""
        return self.uitkomst is Uitkomst.MELDINGSWAARDIG

    @property
    def is_uitgesloten(self) -> bool:
        """Whether the melding may not enter the escalation model at all."""
        return self.uitkomst in {Uitkomst.NIET, Uitkomst.LEEG}


def beoordeel(
    soort: str, meldingssoort: str, criteria: Mapping[str, str], protocol: Protocol, categorie: str = ""
) -> Triage:
    """Weigh the kind, mandatory or not, the criteria of that kind (code -> ja, nee, onbekend; absent: unknown) and the
    category: one that the file marks as always reportable decides by itself (R33).

    What was not chosen yet ("") gives no conclusion.
    """
    # Nothing chosen yet is not a no: a conclusion on it would send people the wrong way.
    if not soort:
        return Triage(Uitkomst.LEEG, "Kies eerst wat er gebeurde. Dan kijken wij of het meldingswaardig is.")
    if altijd := _altijd(categorie, protocol):
        return Triage(
            Uitkomst.MELDINGSWAARDIG,
            f"Dit is meldingswaardig: {altijd} telt altijd, wat u verder ook antwoordt.",
        )
    if soort in MELDINGSWAARDIG and not meldingssoort:
        return Triage(Uitkomst.LEEG, "Kies eerst of dit een verplichte melding is.")
    if soort not in MELDINGSWAARDIG:
        return _nee("Dit is geen calamiteit of geweld.", 0)
    gegeven = [criteria.get(c.code, ONBEKEND) for c in protocol.criteria if c.definitie == soort]
    nee, open_ = gegeven.count(NEE), len(gegeven) - gegeven.count(NEE) - gegeven.count(JA)
    if meldingssoort != "verplicht":
        return _nee("Dit is geen verplichte melding.", open_)
    if nee:
        return _nee(f"Dit is geen {soort}: {aantal(nee, 'kenmerk klopt', 'kenmerken kloppen')} niet.", open_)
    if open_:
        return Triage(
            Uitkomst.ONBEKEND,
            f"Niet alle kenmerken van {soort} zijn met ja beantwoord ({open_} open).",
            f"{UITZOEKEN} {VERDER}",
            is_zeker=False,
        )
    return Triage(Uitkomst.MELDINGSWAARDIG, f"Dit is meldingswaardig: alle kenmerken van {soort} kloppen.")


def van(melding: Melding, protocol: Protocol) -> Triage:
    """What the facts of this melding say."""
    return beoordeel(melding.soort, melding.meldingssoort, melding.criteria, protocol, melding.categorie)


def _altijd(categorie: str, protocol: Protocol) -> str:
    """The name of this category when it is always reportable, as it stands in a sentence; else nothing."""
    keuzes = (keuze for keuze in protocol.keuzes_van("categorie") if keuze.altijd_meldingswaardig)
    naam = next((keuze.naam for keuze in keuzes if keuze.code == categorie), "")
    return in_een_zin(naam)


def _nee(waarom: str, open_: int) -> Triage:
    """A no. As long as something is unknown nobody is sent to the end: the answer may change the conclusion."""
    if not open_:
        return Triage(Uitkomst.NIET, waarom, AFRONDEN)
    nog = f"{aantal(open_, 'vraag staat', 'vragen staan')} nog open."
    return Triage(Uitkomst.NIET, f"{waarom} {nog}", f"{UITZOEKEN} Het kan de uitkomst veranderen.", is_zeker=False)
