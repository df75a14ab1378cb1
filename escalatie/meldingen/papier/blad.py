"""What a paper is made of: sections with facts, lines or a table. What is printed is what goes along as data.

A paper of one page is cut to a measure; what does not fit is counted, what is open or late stands first and is counted
apart. So it never grows a second page, and never hides anything dangerous silently.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import ceil

from django.template.loader import render_to_string

from basis.pdf import Vel, als_gegevens
from basis.taal import aantal

Rij = tuple[str, ...]
GEVAAR, VRAAG, KLOK = "gevaar", "vraag", "klok"
MEER = " … (verder in het dossier)"
# How much stands on a page of the dossier: lines, and characters on a line. On the careful side.
_REGELS, _TEKENS = 42, 95
_SMAL = 18


@dataclass(frozen=True)
class Sectie:
    """One part under a heading. `nadruk`: how it stands out ("" for not). `eerst`: how many of the first lines or rows
    are open or late; `rest`: what was left out; `leeg`: the sentence when there is nothing."""

    kop: str
    feiten: tuple[tuple[str, str], ...] = ()
    regels: tuple[str, ...] = ()
    kolommen: Rij = ()
    rijen: tuple[Rij, ...] = ()
    leeg: str = ""
    nadruk: str = ""
    eerst: int = 0
    rest: str = ""

    @property
    def cellen(self) -> list[list[tuple[str, bool]]]:
        """The rows with of each cell whether its column is narrow: a moment or a word stays on one line."""
        smal = [max(map(len, kolom)) <= _SMAL for kolom in zip(*self.rijen, strict=True)]
        return [list(zip(rij, smal, strict=True)) for rij in self.rijen]

    @property
    def is_leeg(self) -> bool:
        """Whether there is nothing under this heading."""
        return not (self.feiten or self.regels or self.rijen)


@dataclass(frozen=True)
class Blad:
    """One paper, whole."""

    titel: str
    kenmerk: str
    onderwerp: str
    inleiding: str
    secties: tuple[Sectie, ...]

    @property
    def zichtbaar(self) -> tuple[Sectie, ...]:
        """The sections that say something."""
        return tuple(sectie for sectie in self.secties if sectie.leeg or not sectie.is_leeg)


@dataclass(frozen=True)
class Maat:
    """How much a paper of one page says: so many lines per section, and so many characters per text."""

    regels: int
    tekens: int
    cel: int


# The roomiest first. The last fits whatever there is: tests/escalatie/test_papier.py.
MATEN = (
    Maat(24, 700, 110),
    Maat(16, 700, 110),
    Maat(10, 500, 90),
    Maat(8, 420, 90),
    Maat(6, 280, 70),
    Maat(4, 180, 50),
    Maat(3, 120, 40),
)


def vel(blad: Blad, *, smal: bool = False) -> Vel:
    """The paper as HTML, with what it says as data. `smal`: in the small letter of a paper of one page."""
    html = render_to_string("pdf/blad.html", {"b": blad, "smal": smal, "stijl": "static:css/pdf_blad.css"})
    return Vel(html, als_gegevens(replace(blad, secties=blad.zichtbaar)))


def op_een_bladzijde(blad: Blad, hoogstens: int) -> list[Vel]:
    """The paper in each measure with at most so many lines in a section, the roomiest first. Measures in which it reads
    the same are one."""
    bladen = dict.fromkeys(knip(blad, maat) for maat in MATEN if maat.regels <= hoogstens)
    return [vel(geknipt, smal=True) for geknipt in bladen]


def knip(blad: Blad, maat: Maat) -> Blad:
    """The same with at most this much in each section, and how much was left out."""
    kort = replace(blad, onderwerp=kort_af(blad.onderwerp, maat.tekens))
    return replace(kort, secties=tuple(_knip(sectie, maat) for sectie in blad.secties))


def _knip(sectie: Sectie, maat: Maat) -> Sectie:
    over = max(len(sectie.regels), len(sectie.rijen)) - maat.regels
    dringend = min(over, sectie.eerst - maat.regels)
    rest = sectie.rest
    if over > 0:
        daarvan = f", waarvan {dringend} open of te laat" if dringend > 0 else ""
        rest = f"Nog {aantal(over, 'regel', 'regels')}{daarvan}: zie het dossier."
    return replace(
        sectie,
        feiten=tuple((naam, kort_af(tekst, maat.tekens)) for naam, tekst in sectie.feiten),
        regels=tuple(kort_af(regel, maat.tekens) for regel in sectie.regels[: maat.regels]),
        rijen=tuple(tuple(kort_af(cel, maat.cel) for cel in rij) for rij in sectie.rijen[: maat.regels]),
        rest=rest,
    )


def kort_af(tekst: str, hoogstens: int) -> str:
    """The text, or its beginning up to a word with where the rest stands."""
    if len(tekst) <= hoogstens:
        return tekst
    begin = tekst[: hoogstens - len(MEER)] if hoogstens > 2 * len(MEER) else tekst[: hoogstens - 1]
    eind = MEER if hoogstens > 2 * len(MEER) else "…"
    heel = begin.rpartition(" ")[0] if " " in begin[len(begin) // 2 :] else begin
    return heel.rstrip(" ,.;:") + eind


def met_teksten(blad: Blad, doe: Callable[[str], str]) -> Blad:
    """The same paper with this done to every text of it."""
    secties = tuple(
        replace(
            sectie,
            feiten=tuple((doe(naam), doe(tekst)) for naam, tekst in sectie.feiten),
            regels=tuple(map(doe, sectie.regels)),
            rijen=tuple(tuple(map(doe, rij)) for rij in sectie.rijen),
        )
        for sectie in blad.secties
    )
    return replace(blad, onderwerp=doe(blad.onderwerp), inleiding=doe(blad.inleiding), secties=secties)


def bladzijden(blad: Blad) -> int:
    """About how many pages this paper takes: rather one too many."""
    return ceil((6 + sum(_hoogte(sectie) for sectie in blad.zichtbaar)) / _REGELS)


def _hoogte(sectie: Sectie) -> int:
    kolom = max(8, _TEKENS // max(1, len(sectie.kolommen)))
    rijen = sum(max(_lijnen(cel, kolom) for cel in rij) for rij in sectie.rijen if rij)
    feiten = sum(_lijnen(tekst, _TEKENS * 2 // 3) for _, tekst in sectie.feiten)
    return 3 + rijen + feiten + sum(_lijnen(regel, _TEKENS) for regel in sectie.regels)


def _lijnen(tekst: str, breedte: int) -> int:
    return sum(max(1, ceil(len(regel) / breedte)) for regel in tekst.split("\n"))


def tabel(
    kop: str,
    kolommen: Iterable[str],
    rijen: Iterable[Iterable[str]],
    leeg: str = "",
    eerst: int = 0,
    weg_als_leeg: str = "",
) -> Sectie:
    """A section that is a table. `weg_als_leeg`: the column that is not there when no row says anything in it."""
    koppen, regels = tuple(kolommen), tuple(map(tuple, rijen))
    met = [plek for plek, naam in enumerate(koppen) if naam != weg_als_leeg or any(rij[plek] for rij in regels)]
    gevuld = tuple(tuple(rij[plek] for plek in met) for rij in regels)
    return Sectie(kop, kolommen=tuple(koppen[plek] for plek in met), rijen=gevuld, leeg=leeg, eerst=eerst)


def overlegkop(soort: str) -> str:
    """The heading of a meeting, which says once that it is one."""
    return soort if soort.startswith("Overleg") else f"Overleg: {soort}"
