"""What changed between two versions of the communication advice, word by word, in pieces that a page can show.

Pure: no database, no markup. A piece is text; the template escapes it and puts <ins> or <del> around it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

GELIJK, WEG, ERBIJ = "gelijk", "weg", "erbij"
# Words and the space between them, so that pieces join to the very text they came from.
_WOORD = re.compile(r"\S+|\s+")
# Comparing takes words x words; a longer pair than this is shown as replaced whole.
MEESTE_VERGELIJKINGEN = 1_500_000


@dataclass(frozen=True)
class Stuk:
    """A piece of text: "gelijk" stood in both, "weg" only in the old one, "erbij" only in the new one."""

    soort: str
    tekst: str


@dataclass(frozen=True)
class Verschil:
    """A part of the advice that changed, with its pieces in reading order."""

    naam: str
    stukken: tuple[Stuk, ...]


def stukken(oud: str, nieuw: str) -> tuple[Stuk, ...]:
    """Compare two texts by word. Equal and gone pieces joined are `oud`; equal and new pieces joined are `nieuw`."""
    if oud == nieuw:
        return (Stuk(GELIJK, oud),) if oud else ()
    links, rechts = _WOORD.findall(oud), _WOORD.findall(nieuw)
    if len(links) * len(rechts) > MEESTE_VERGELIJKINGEN:
        return (Stuk(WEG, oud), Stuk(ERBIJ, nieuw))
    return tuple(_stukken(links, rechts))


def verschillen(oud: dict[str, str], nieuw: dict[str, str]) -> list[Verschil]:
    """The parts (name -> text) that differ, in the order of `nieuw`; parts that only `oud` has come last."""
    namen = dict.fromkeys([*nieuw, *oud])
    paren = ((naam, oud.get(naam, ""), nieuw.get(naam, "")) for naam in namen)
    return [Verschil(naam, stukken(links, rechts)) for naam, links, rechts in paren if links != rechts]


def _stukken(links: list[str], rechts: list[str]) -> Iterator[Stuk]:
    # Space never anchors: else two sentences without a word in common would share their spaces.
    for _, van_l, tot_l, van_r, tot_r in SequenceMatcher(str.isspace, links, rechts).get_opcodes():
        weg, erbij = "".join(links[van_l:tot_l]), "".join(rechts[van_r:tot_r])
        if weg == erbij:
            yield Stuk(GELIJK, weg)
            continue
        if weg:
            yield Stuk(WEG, weg)
        if erbij:
            yield Stuk(ERBIJ, erbij)
