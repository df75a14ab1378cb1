"""The state machine as a drawing: where each status stands and how each arrow runs, as the protocol file lays it out.

A version with a status or an arrow that has no place gets no drawing: the table beside it says everything.
"""

from dataclasses import dataclass

from basis.taal import opsomming

from .model import OvergangRegel, Protocol, StatusRegel

BREED, HOOG = 124, 50
VLAK = (1230, 560)


@dataclass(frozen=True)
class Vak:
    """A status as a box: its place, its name in one or two lines, and its kind for the colour."""

    x: int
    y: int
    regels: tuple[tuple[int, str], ...]
    soort: str

    @property
    def midden(self) -> int:
        """The middle of the box, where its name stands."""
        return self.x + BREED // 2


@dataclass(frozen=True)
class Lijn:
    """An arrow: its paths, its number and where that stands, and a label when there is room for one."""

    nummer: int
    paden: tuple[str, ...]
    nummers: tuple[tuple[int, int], ...]
    is_terug: bool
    label: str = ""
    label_plek: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Diagram:
    """The drawing with the same in words, for who cannot see it."""

    breed: int
    hoog: int
    vakken: tuple[Vak, ...]
    lijnen: tuple[Lijn, ...]
    beschrijving: str


def teken(protocol: Protocol) -> Diagram | None:
    """The drawing of this protocol; None when it has a status or an arrow without a place."""
    is_heel = all(len(status.plek) == 2 for status in protocol.statussen) and all(
        overgang.lijnen and all(len(plek) == 2 for plek in overgang.nummers) for overgang in protocol.overgangen
    )
    if not is_heel:
        return None
    vakken = tuple(_vak(status) for status in protocol.statussen)
    lijnen = tuple(_lijn(protocol, overgang, nummer) for nummer, overgang in enumerate(protocol.overgangen, start=1))
    return Diagram(*VLAK, vakken, lijnen, beschrijf(protocol))


def beschrijf(protocol: Protocol) -> str:
    """Every arrow as a sentence."""
    return " ".join(_zin(protocol, code) for code in protocol.stap_per_code)


def _zin(protocol: Protocol, code: str) -> str:
    overgang = protocol.stap_per_code[code]
    naar = protocol.status_per_code[overgang.naar].naam
    van = opsomming(protocol.status_per_code[status].naam for status in overgang.van)
    return f"{overgang.naam}: van {van or 'het begin'} naar {naar}."


def _vak(status: StatusRegel) -> Vak:
    x, y = status.plek
    midden = y + HOOG // 2 + 5
    delen = status.naam.rsplit(" ", 1) if len(status.naam) > 14 else [status.naam]
    regels = [(midden - 9, delen[0]), (midden + 9, delen[1])] if len(delen) == 2 else [(midden, delen[0])]
    soort = "eind" if status.eind else status.scenario or status.code
    return Vak(x, y, tuple(regels), soort)


def _lijn(protocol: Protocol, overgang: OvergangRegel, nummer: int) -> Lijn:
    label = ""
    if overgang.label:
        is_overal = set(overgang.van) == set(protocol.status_per_code) - protocol.gesloten
        van = "elke open status" if is_overal else opsomming(protocol.status_per_code[s].naam for s in overgang.van)
        label = f"{overgang.naam}, vanuit {van}"
    nummers = tuple((x, y) for x, y in overgang.nummers)
    plek = (overgang.label[0], overgang.label[1]) if overgang.label else (0, 0)
    return Lijn(nummer, overgang.lijnen, nummers, overgang.terug, label, plek)
