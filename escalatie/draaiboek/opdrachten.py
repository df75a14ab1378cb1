"""What a step of a melding carries beside its motivation: one frozen class per kind of step that carries anything.

A step that is not named here carries nothing, so neither does one that only a later version file knows. The names of
the fields are the keys under which the step row keeps them: the seals are over those.
"""

from dataclasses import asdict, dataclass

from escalatie.protocol.model import OvergangRegel, Protocol


@dataclass(frozen=True)
class Scenariokeuze:
    """The letter of the scenario that the arrow out of the joint judgement chooses (R59)."""

    scenario: str


def keuze_bij(protocol: Protocol, regel: OvergangRegel) -> Scenariokeuze | None:
    """What this arrow itself says to its conditions; None for every arrow that chooses no scenario."""
    scenario = protocol.scenario_na(regel)
    return Scenariokeuze(scenario) if scenario else None


def als_json(gegevens: Scenariokeuze | None) -> dict[str, str]:
    """The data as the step row keeps it."""
    return asdict(gegevens) if gegevens else {}
