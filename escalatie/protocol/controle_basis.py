"""What is asked of every rule, whichever half of the paper it comes from: a source, a requirement, known words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from basis.regels import Regel

EIS = re.compile(r"[RA]\d{1,3}")


def alle_regels(wet: Any, velden: tuple[str, ...]) -> Iterator[tuple[str, Regel]]:
    """Every rule of these fields of `wet`, each with the name of the field."""
    for veld in velden:
        for regel in getattr(wet, veld):
            yield veld, regel


def bronnen(wet: Any, velden: tuple[str, ...]) -> Iterator[str]:
    """Every rule says where it comes from and which requirement it serves."""
    for veld, regel in alle_regels(wet, velden):
        if not regel.bron.strip():
            yield f"{veld}, {regel.code}: de bron ontbreekt."
        if not regel.eisen:
            yield f"{veld}, {regel.code}: noem in eisen ten minste één R- of A-nummer."
        for eis in regel.eisen:
            if not EIS.fullmatch(eis):
                yield f"{veld}, {regel.code}: {eis!r} is geen R- of A-nummer."


def woorden(wet: Any, bekend: Mapping[tuple[str, str], frozenset[str]]) -> Iterator[str]:
    """Words that the engine branches on are words it knows: (field, key) -> words."""
    for (veld, sleutel), mag in bekend.items():
        for regel in getattr(wet, veld):
            if (woord := getattr(regel, sleutel)) not in mag:
                yield f"{veld}, {regel.code}, {sleutel}: {woord!r} kan niet. Wel: {', '.join(sorted(mag))}."


def antwoorden(wet: Any, velden: tuple[str, ...]) -> Iterator[str]:
    """The answers of a question differ: of two with one code, one can never be given."""
    for veld, regel in alle_regels(wet, velden):
        codes = Counter(antwoord.code for antwoord in getattr(regel, "antwoorden", ()))
        yield from (f"{veld}, {regel.code}: het antwoord {c!r} staat er al." for c, keer in codes.items() if keer > 1)
