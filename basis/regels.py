"""What every rule of an adopted protocol has, whichever half of the paper it comes from. Data only."""

from dataclasses import dataclass


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
