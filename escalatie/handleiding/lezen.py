"""The manuals of docs/gebruik as blocks for a page: headings, lists and paragraphs, with bold and slanted words.

Only what those files use is read; there is no markup in what comes out, so a template writes it as any other text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DEEL = re.compile(r"\*\*(?P<vet>[^*]+)\*\*|\*(?P<schuin>[^*]+)\*|\[(?P<link>[^\]]+)\]\([^)]*\)")
_LIJST = re.compile(r"\d+\. ")
KOP, LIJST, ALINEA = "kop", "lijst", "alinea"


@dataclass(frozen=True)
class Stuk:
    """Some words: `soort` is vet, schuin or ""."""

    tekst: str
    soort: str = ""


@dataclass(frozen=True)
class Blok:
    """A heading, a numbered list or a paragraph. `regels`: of a list its items, else one."""

    soort: str
    regels: tuple[tuple[Stuk, ...], ...]

    @property
    def tekst(self) -> str:
        """All of its words."""
        return " ".join("".join(stuk.tekst for stuk in regel) for regel in self.regels)


@lru_cache(maxsize=16)
def lees(bestand: str) -> tuple[Blok, ...]:
    """The blocks of this manual, its title first. Raises FileNotFoundError when it is not there."""
    return blokken((_map() / bestand).read_text(encoding="utf-8"))


def blokken(tekst: str) -> tuple[Blok, ...]:
    """The blocks of a text: a blank line ends a paragraph, a line that begins with a number is an item of a list. A
    picture of a screen is left out: who reads it here, has that screen."""
    alineas = re.split(r"\n\s*\n", tekst.strip())
    return tuple(blok for alinea in alineas if not alinea.startswith("![") for blok in _blokken(alinea))


def zoek(handleiding: tuple[Blok, ...], vraag: str) -> tuple[Blok, ...]:
    """What of this manual holds these words: the paragraphs, and of a list the items."""
    woorden = vraag.casefold().split()

    def past(regel: tuple[Stuk, ...]) -> bool:
        tekst = "".join(stuk.tekst for stuk in regel).casefold()
        return all(woord in tekst for woord in woorden)

    gevonden = (Blok(blok.soort, tuple(filter(past, blok.regels))) for blok in handleiding if blok.soort != KOP)
    return tuple(blok for blok in gevonden if blok.regels)


def _map() -> Path:
    return Path(__file__).parents[2] / "docs" / "gebruik"


def _blokken(alinea: str) -> list[Blok]:
    regels = alinea.splitlines()
    if regels[0].startswith("#"):
        kop = Blok(KOP, (_stukken(regels[0].lstrip("# ")),))
        return [kop, *_blokken("\n".join(regels[1:]))] if regels[1:] else [kop]
    if not _LIJST.match(regels[0]):
        return [Blok(ALINEA, (_stukken(" ".join(map(str.strip, regels))),))]
    punten: list[str] = []
    for regel in regels:
        if _LIJST.match(regel):
            punten.append(_LIJST.sub("", regel, count=1))
        else:
            punten[-1] += f" {regel.strip()}"
    return [Blok(LIJST, tuple(map(_stukken, punten)))]


def _stukken(tekst: str) -> tuple[Stuk, ...]:
    stukken, plek = [], 0
    for deel in _DEEL.finditer(tekst):
        stukken.append(Stuk(tekst[plek : deel.start()]))
        soort = deel.lastgroup or ""
        stukken.append(Stuk(deel[soort], "" if soort == "link" else soort))
        plek = deel.end()
    stukken.append(Stuk(tekst[plek:]))
    return tuple(stuk for stuk in stukken if stuk.tekst)
