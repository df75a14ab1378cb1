"""What every rule of an adopted protocol has, whichever half of the paper it comes from. Data only."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Regel:
    """What every rule has: a code, our sentence, the paragraph and the requirement numbers."""

    code: str
    zin: str
    bron: str
    eisen: tuple[str, ...]


@dataclass(frozen=True)
class Antwoord:
    """One answer of a question: `weegt` is what it says to the adviser, e.g. "voldoende", "onrust", "onbekend"."""

    code: str
    naam: str
    weegt: str = ""


@dataclass(frozen=True)
class WekkerRegel:
    """A moment of a term at which something is said: `soort` is voor | op | na, `uren` the distance (0 for op)."""

    soort: str
    uren: int = 0


@dataclass(frozen=True)
class Versie:
    """The version of the protocol that a melding falls under: its name, its digest, and the status it begins in."""

    versie: str
    digest: str
    begin: str


@dataclass(frozen=True)
class Partij:
    """A party that makes an impactanalyse: one per involved gemeente or one; `feiten` are prefilled for it."""

    code: str
    per_gemeente: bool
    feiten: dict[str, Any] = field(default_factory=dict)
