"""Find words in a text as people mean them: whole words, whatever the case or the accents; phrases in their order."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from basis.tekst import plat, zichtbaar

MAX_AANTAL = 20
KORTST, LANGST = 3, 80


def normaal(tekst: str) -> str:
    """Lower case without accents, words parted by one space: "Café De-Brug!" -> "cafe de brug"."""
    return " ".join(re.findall(r"\w+", plat(tekst)))


def ontleed(invoer: str) -> list[str]:
    """The words and phrases of a text field, one per line or parted by commas, each once, as typed."""
    delen = [" ".join(zichtbaar(deel).split()) for deel in re.split(r"[,;\n]", invoer)]
    return list({normaal(deel): deel for deel in delen if normaal(deel)}.values())


@lru_cache(maxsize=256)
def patroon(trefwoorden: tuple[str, ...]) -> re.Pattern[str] | None:
    """One expression that finds any of these in a normalised text; None when there is nothing to find."""
    delen = [re.escape(normaal(woord)) for woord in trefwoorden if normaal(woord)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(delen)})(?!\w)") if delen else None


def gevonden(trefwoorden: Sequence[str], teksten: Iterable[str]) -> bool:
    """Whether one of the words or phrases stands in one of these (already normalised) texts."""
    zoek = patroon(tuple(trefwoorden))
    return zoek is not None and any(zoek.search(tekst) for tekst in teksten)


def bezwaar(trefwoorden: Sequence[str]) -> str:
    """Why these cannot be searched for, as a Dutch sentence; "" when they can."""
    if not trefwoorden:
        return "Vul ten minste één trefwoord in."
    if len(trefwoorden) > MAX_AANTAL:
        return f"Gebruik ten hoogste {MAX_AANTAL} trefwoorden."
    fout = next((woord for woord in trefwoorden if not KORTST <= len(normaal(woord)) <= LANGST), "")
    return f"Het trefwoord “{fout[:LANGST]}” moet {KORTST} tot {LANGST} tekens lang zijn." if fout else ""
