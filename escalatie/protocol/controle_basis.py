"""What is asked of every rule, whichever half of the paper it comes from: a source, a requirement, known words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from basis.regels import Regel, TermijnRegel

TERMIJNWOORDEN: dict[tuple[str, str], frozenset[str]] = {
    ("termijnen", "soort"): frozenset({"protocol", "regioafspraak"}),
    ("termijnen", "vanaf"): frozenset({"stap", "ontvangst"}),
}
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


def zinnen(wet: Any, veld: str) -> Iterator[str]:
    """Every step can say what is true once it was taken (a step that moves a zaak at least where it stands then), and
    what it says of itself is a whole sentence."""
    for stap in getattr(wet, veld):
        if not stap.gedaan and not stap.naar:
            yield f"{veld}, {stap.code}: zeg in gedaan wat er klopt als deze stap is gezet."
        if stap.kan_niet and not stap.vereist:
            yield f"{veld}, {stap.code}: kan_niet hoort bij een stap met vereist."
        for sleutel in ("zin", "kan_niet", "gedaan"):
            if (tekst := getattr(stap, sleutel)) and not tekst.endswith((".", "?", "!")):
                yield f"{veld}, {stap.code}, {sleutel}: schrijf een hele zin, met een punt."


def woorden(wet: Any, bekend: Mapping[tuple[str, str], frozenset[str]]) -> Iterator[str]:
    """Words that the engine branches on are words it knows: (field, key) -> words."""
    for (veld, sleutel), mag in bekend.items():
        for regel in getattr(wet, veld):
            if (woord := getattr(regel, sleutel)) not in mag:
                yield f"{veld}, {regel.code}, {sleutel}: {woord!r} kan niet. Wel: {', '.join(sorted(mag))}."


def duren(termijnen: Iterable[TermijnRegel]) -> Iterator[str]:
    """A term has one length, or a last day that somebody chooses."""
    for termijn in termijnen:
        lengten = [n for n in (termijn.uren, termijn.dagen, termijn.maanden, termijn.werkdagen) if n]
        if termijn.gekozen and lengten:
            yield f"termijnen, {termijn.code}: een gekozen dag heeft geen lengte."
        if not termijn.gekozen and (len(lengten) != 1 or lengten[0] < 1):
            yield f"termijnen, {termijn.code}: noem precies één van uren, dagen, maanden of werkdagen."
        yield from _wekkertijden(termijn)


def _wekkertijden(termijn: TermijnRegel) -> Iterator[str]:
    for wekker in termijn.wekkers:
        is_goed = wekker.uren == 0 if wekker.soort == "op" else wekker.uren > 0
        if wekker.soort == "na" and termijn.gekozen:
            yield f"termijnen, {termijn.code}: na een gekozen dag is de termijn klaar; een wekker daarna gaat nooit."
        if wekker.soort == "voor" and termijn.uren and wekker.uren >= termijn.uren:
            yield f"termijnen, {termijn.code}: {wekker.uren} uur ervoor is de termijn nog niet begonnen."
        if wekker.soort not in {"voor", "op", "na"} or not is_goed:
            yield f"termijnen, {termijn.code}: wekker {wekker.soort!r} met {wekker.uren} uren kan niet."


def wekkers(termijnen: Iterable[TermijnRegel], aanleidingen: Iterable[str]) -> Iterator[str]:
    """Every alarm tells somebody something, and every rule about a term has an alarm."""
    gewekt = {f"termijn:{t.code}:{w.soort}" for t in termijnen for w in t.wekkers}
    gehoord = {aanleiding for aanleiding in aanleidingen if aanleiding.startswith("termijn:")}
    yield from (f"{wekker}: deze wekker heeft geen informatieregel." for wekker in sorted(gewekt - gehoord))
    yield from (f"informatieregels, bij {wekker}: deze wekker bestaat niet." for wekker in sorted(gehoord - gewekt))


def antwoorden(wet: Any, velden: tuple[str, ...]) -> Iterator[str]:
    """The answers of a question differ: of two with one code, one can never be given."""
    for veld, regel in alle_regels(wet, velden):
        codes = Counter(antwoord.code for antwoord in getattr(regel, "antwoorden", ()))
        yield from (f"{veld}, {regel.code}: het antwoord {c!r} staat er al." for c, keer in codes.items() if keer > 1)
