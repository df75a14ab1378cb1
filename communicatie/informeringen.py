"""Who was, or must be, informed by a person: the parties of a melding and the record of each (R80, R85, R125)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from calamiteiten.models import Melding
from contacten.models import Gebruiker, Gemeente

from .models import Informering


@dataclass(frozen=True)
class Partij:
    """One party as decided: involved, to be informed, or both."""

    naam: str
    is_betrokken: bool
    moet_geinformeerd: bool


def stel_partijen_vast(melding: Melding, partijen: Iterable[Partij], door: Gebruiker, nu: datetime) -> None:
    """Keep the decision which parties are involved and which are informed (R80); what was already told stays."""
    for partij in partijen:
        Informering.objects.update_or_create(
            melding=melding,
            partij=partij.naam,
            gemeente=None,
            defaults={"is_betrokken": partij.is_betrokken, "moet_geinformeerd": partij.moet_geinformeerd},
            create_defaults={
                "is_betrokken": partij.is_betrokken,
                "moet_geinformeerd": partij.moet_geinformeerd,
                "vastgelegd_op": nu,
                "vastgelegd_door": door,
            },
        )


def leg_vast(
    melding: Melding,
    partij: str,
    gemeente: Gemeente | None,
    *,
    wijze: str,
    geinformeerd_op: datetime,
    door: Gebruiker,
    nu: datetime,
) -> Informering:
    """Record that a party was informed, when and how. `geinformeerd_op` is aware."""
    rij, _ = Informering.objects.update_or_create(
        melding=melding,
        partij=partij,
        gemeente=gemeente,
        defaults={
            "geinformeerd_op": geinformeerd_op,
            "wijze": wijze,
            "vastgelegd_op": nu,
            "vastgelegd_door": door,
        },
    )
    return rij
