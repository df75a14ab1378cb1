"""The state machine as a drawing: where each status stands and how each arrow runs, laid out by hand.

Names, numbers and arrows come from the protocol; only the places are ours. A protocol with a status or an arrow that
has no place here gets no drawing: the table beside it says everything.
"""

from dataclasses import dataclass

from basis.taal import opsomming

from .model import Protocol, StatusRegel

BREED, HOOG = 124, 50
VLAK = (1230, 424)
_KOLOM = (44, 206, 368, 576, 768, 930, 1092)
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
    "kies_a": (("M492,183 C540,183 506,81 573,81",), ((546, 83),)),
    "kies_b": (("M492,186 C534,186 522,153 573,153",), ((546, 154),)),
    "kies_c": (("M492,190 C534,190 522,225 573,225",), ((546, 224),)),
    "kies_d": (("M492,194 C540,194 506,325 573,325",), ((546, 323),)),
    "start_monitoring": (
        ("M700,81 C742,81 728,145 765,145", "M700,153 H765", "M700,225 C742,225 728,161 765,161"),
        ((728, 153),),
    ),
    "schaal_lokaal_op": (("M700,315 C768,315 830,266 830,181",), ((792, 280),)),
    "start_fase_1": (("M700,335 H765",), ((730, 335),)),
    "start_fase_2": (("M892,325 H927",), ((910, 307),)),
    "rond_af": (("M892,153 H1089", "M1054,325 C1120,325 1154,276 1154,181"), ((991, 153), (1122, 298))),
    "heroverweeg": (("M638,350 V392", "M830,350 V392", "M992,350 V392 H512 V206 H495"), ((734, 392),)),
    "heropen": (("M1154,128 V22 H430 V161",), ((760, 22),)),
}
TERUG = frozenset({"herzie_triage", "heroverweeg", "heropen"})
LABELS = {"heroverweeg": (752, 416), "heropen": (862, 15)}


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
