"""The state machine as a drawing: where each status stands and how each arrow runs, laid out by hand.

Names, numbers and arrows come from the protocol; only the places are ours. A protocol with a status or an arrow that
has no place here gets no drawing: the table beside it says everything.
"""

from dataclasses import dataclass

from calamiteiten.taal import opsomming

from .model import Protocol, StatusRegel

BREED, HOOG = 124, 50
VLAK = (1214, 424)
_KOLOM = (44, 206, 368, 560, 752, 914, 1076)
# status -> (left, top)
PLEKKEN: dict[str, tuple[int, int]] = {
    "ontvangen": (_KOLOM[0], 164),
    "niet_meldingswaardig": (_KOLOM[0], 300),
    "impactanalyse": (_KOLOM[1], 164),
    "beoordeling": (_KOLOM[2], 164),
    "twijfel": (_KOLOM[2], 300),
    "scenario_a": (_KOLOM[3], 56),
    "scenario_b": (_KOLOM[3], 128),
    "scenario_c": (_KOLOM[3], 200),
    "scenario_d": (_KOLOM[3], 300),
    "monitoring": (_KOLOM[4], 128),
    "fase_1": (_KOLOM[4], 300),
    "fase_2": (_KOLOM[5], 300),
    "afgerond": (_KOLOM[6], 128),
}
# arrow -> (paths, places of its number). Where lines join, the number stands once.
LIJNEN: dict[str, tuple[tuple[str, ...], tuple[tuple[int, int], ...]]] = {
    "registreer": (("M12,189 H41",), ((24, 171),)),
    "wijs_af": (("M84,214 V297",), ((84, 255),)),
    "herzie_triage": (("M128,300 V217",), ((128, 255),)),
    "start_impactanalyse": (("M168,189 H203",), ((186, 171),)),
    "start_beoordeling": (("M330,189 H365",), ((348, 171),)),
    "raadpleeg_bij_twijfel": (("M408,214 V297",), ((408, 255),)),
    "hervat_beoordeling": (("M452,300 V217",), ((452, 255),)),
    "kies_a": (("M492,183 C536,183 506,81 557,81",), ((542, 83),)),
    "kies_b": (("M492,186 C530,186 516,153 557,153",), ((542, 154),)),
    "kies_c": (("M492,190 C530,190 516,225 557,225",), ((542, 223),)),
    "kies_d": (("M492,194 C536,194 506,325 557,325",), ((542, 322),)),
    "start_monitoring": (
        ("M684,81 C726,81 712,145 749,145", "M684,153 H749", "M684,225 C726,225 712,161 749,161"),
        ((712, 153),),
    ),
    "schaal_lokaal_op": (("M684,315 C752,315 814,266 814,181",), ((776, 280),)),
    "start_fase_1": (("M684,335 H749",), ((716, 335),)),
    "start_fase_2": (("M876,325 H911",), ((894, 307),)),
    "rond_af": (("M876,153 H1073", "M1038,325 C1104,325 1138,276 1138,181"), ((975, 153), (1106, 298))),
    "heroverweeg": (("M622,350 V392", "M814,350 V392", "M976,350 V392 H518 V206 H495"), ((718, 392),)),
    "heropen": (("M1138,128 V22 H430 V161",), ((784, 22),)),
}
TERUG = frozenset({"herzie_triage", "heroverweeg", "heropen"})
LABELS = {"heroverweeg": (736, 412), "heropen": (800, 17)}


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
    if set(protocol.status_per_code) - set(PLEKKEN) or set(protocol.overgang_per_code) - set(LIJNEN):
        return None
    vakken = tuple(_vak(status) for status in protocol.statussen)
    lijnen = tuple(_lijn(protocol, code, nummer) for nummer, code in enumerate(protocol.overgang_per_code, start=1))
    return Diagram(*VLAK, vakken, lijnen, beschrijf(protocol))


def beschrijf(protocol: Protocol) -> str:
    """Every arrow as a sentence."""
    return " ".join(_zin(protocol, code) for code in protocol.overgang_per_code)


def _zin(protocol: Protocol, code: str) -> str:
    overgang = protocol.overgang_per_code[code]
    naar = protocol.status_per_code[overgang.naar].naam
    van = opsomming(protocol.status_per_code[status].naam for status in overgang.van)
    return f"{overgang.naam}: van {van or 'het begin'} naar {naar}."


def _vak(status: StatusRegel) -> Vak:
    x, y = PLEKKEN[status.code]
    midden = y + HOOG // 2 + 5
    delen = status.naam.rsplit(" ", 1) if len(status.naam) > 14 else [status.naam]
    regels = [(midden - 9, delen[0]), (midden + 9, delen[1])] if len(delen) == 2 else [(midden, delen[0])]
    soort = "eind" if status.eind else status.code.removeprefix("scenario_")
    return Vak(x, y, tuple(regels), soort)


def _lijn(protocol: Protocol, code: str, nummer: int) -> Lijn:
    paden, plekken = LIJNEN[code]
    label = ""
    if code in LABELS:
        overgang = protocol.overgang_per_code[code]
        van = opsomming(protocol.status_per_code[status].naam for status in overgang.van)
        label = f"{overgang.naam}, vanuit {van}"
    return Lijn(nummer, paden, plekken, code in TERUG, label, LABELS.get(code, (0, 0)))
