"""What a person asks of the door: one step, with what that very step carries, typed and frozen."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from communicatie.familie.naar_buiten import Toestemming
from contacten.models import Linkhouder
from escalatie.protocol.model import OvergangRegel, Protocol


@dataclass(frozen=True)
class Stapgegevens:
    """What a step carries beside its reasons: one frozen class per step that carries anything.

    A step without such a class carries nothing, so neither does one that only a later version file knows. The names of
    the fields are the keys under which the step row keeps them: the seals are over those.
    """


@dataclass(frozen=True)
class Scenariokeuze(Stapgegevens):
    """The letter of the scenario that the arrow out of the joint judgement chooses (R59)."""

    scenario: str


@dataclass(frozen=True)
class Dubbelmelding(Stapgegevens):
    """The kenmerk of the melding that tells of the same event and goes on (R43, A14)."""

    kenmerk: str


@dataclass(frozen=True)
class Plaatskeuze(Stapgegevens):
    """Of which of the involved gemeenten the step is true, by name; where one is involved there is nothing to choose
    (R149)."""

    waar: tuple[str, ...]


@dataclass(frozen=True)
class Opdracht:
    """One step of a zaak as a user asks for it. `verwachte_status` is what the page showed; `afwijkingen`: condition ->
    reason (R2); `gegevens`: what this very step carries; `toestemming`: leave to go outside while a lock is on
    (R125); `plichten`: task -> why that duty to inform need not be met, at a step that closes; `vervanging`: why who
    may take it by itself cannot be reached, of who acts for that role (A22). Who asks is the account `door_id`, or
    `houder`, who has a link and no account."""

    zaak_id: int
    code: str
    door_id: int | None
    verwachte_status: str
    motivering: str = ""
    gegevens: Stapgegevens | None = None
    afwijkingen: Mapping[str, str] = field(default_factory=dict)
    toestemming: Toestemming | None = None
    plichten: Mapping[int, str] = field(default_factory=dict)
    vervanging: str = ""
    houder: Linkhouder | None = None


def keuze_bij(protocol: Protocol, regel: OvergangRegel) -> Scenariokeuze | None:
    """What this arrow itself says to its conditions; None for every arrow that chooses no scenario."""
    scenario = protocol.scenario_na(regel)
    return Scenariokeuze(scenario) if scenario else None


def als_json(gegevens: Stapgegevens | None) -> dict[str, object]:
    """The data as the step row keeps it."""
    return asdict(gegevens) if gegevens else {}
