"""The protocol file against itself: every answer leads somewhere, and what it leads to happens."""

from collections.abc import Iterable, Iterator

from basis.regels import Antwoord
from escalatie.draaiboek.scenario import ONBEKEND

from .model import Gevolg, Keuze, Protocol
from .rijen import VANZELF, ZONDER_RECHT
from .vraagregels import GEEN, LIJSTEN_MET_GEVOLG

KEUZE = "keuze"
# The form of record that says who arranged it, when and how: nothing less ends a signal.
BEWIJS = "geregeld"
Optie = Antwoord | Keuze


def opties(protocol: Protocol) -> Iterator[tuple[str, Optie]]:
    """(place, option) of everything that people answer: to the analyses, the evaluation, a yes/no duty, and the choice
    lists that are an answer."""
    for veld, regels in (("vragen", protocol.vragen), ("evaluatievragen", protocol.evaluatievragen)):
        yield from ((f"{veld}, {regel.code}, {optie.code}", optie) for regel in regels for optie in regel.antwoorden)
    yield from ((f"taken, {taak.code}, {optie.code}", optie) for taak in protocol.taken for optie in taak.antwoorden)
    yield from ((f"keuzes, {k.lijst}, {k.code}", k) for k in protocol.keuzes if k.lijst in LIJSTEN_MET_GEVOLG)


def weegt_mee(protocol: Protocol, optie: Optie) -> bool:
    """Whether the adviser does something with this option: it is of a subject that it weighs, or it is not known."""
    woord = optie.weegt if isinstance(optie, Antwoord) else ""
    return woord == ONBEKEND or any(woord in weging.woorden for weging in protocol.wegingen)


def _opties(protocol: Protocol) -> Iterator[str]:
    """An option weighs in the advice, sets something off that exists, or says that nothing follows."""
    for plek, optie in opties(protocol):
        if optie.gevolg not in {"", GEEN, *protocol.gevolg_per_code}:
            yield f"{plek}: gevolg {optie.gevolg!r} bestaat niet."
        weegt = weegt_mee(protocol, optie)
        if not optie.gevolg and not weegt:
            yield f"{plek}: dit antwoord leidt nergens toe. Noem een gevolg, of zet gevolg = {GEEN!r}."
        if optie.gevolg == GEEN and weegt:
            yield f"{plek}: dit antwoord weegt mee in het advies; gevolg = {GEEN!r} spreekt dat tegen."
    for keuze in protocol.keuzes:
        if keuze.gevolg and keuze.lijst not in LIJSTEN_MET_GEVOLG:
            yield f"keuzes, {keuze.lijst}, {keuze.code}: met een gevolg van deze lijst gebeurt niets."


def _keuzetaken(protocol: Protocol) -> Iterator[str]:
    """A yes/no duty has its options, and no other duty has; a duty begins somewhere, and has one moment."""
    genoemd = {code for gevolg in protocol.gevolgen for code in gevolg.taken}
    gehoord = {aanleiding for regel in protocol.informatieregels for aanleiding in regel.bij}
    for taak in protocol.taken:
        plek = f"taken, {taak.code}"
        if (taak.vorm == KEUZE) != bool(taak.antwoorden):
            yield f"{plek}: vorm {KEUZE} en antwoorden horen bij elkaar."
        if not taak.bij and taak.code not in {*genoemd, *VANZELF}:
            yield f"{plek}: geen overgang en geen antwoord brengt deze taak."
        if taak.binnen_uren < 0 or (taak.binnen_uren and taak.termijn):
            yield f"{plek}, binnen_uren: noem een aantal uren of een termijn, niet allebei."
        if taak.binnen_uren and f"telaat:{taak.code}" not in gehoord:
            yield f"{plek}, binnen_uren: niemand hoort van telaat:{taak.code}."


def _gevolgen(protocol: Protocol) -> Iterator[str]:
    """A consequence is of some answer, and does something; a signal ends with the proof that it is arranged."""
    genoemd = {ZONDER_RECHT, *(optie.gevolg for _, optie in opties(protocol))}
    gehoord = {aanleiding for regel in protocol.informatieregels for aanleiding in regel.bij}
    for gevolg in protocol.gevolgen:
        plek = f"gevolgen, {gevolg.code}"
        if gevolg.code not in genoemd:
            yield f"{plek}: geen antwoord leidt hiertoe."
        if not (gevolg.taken or gevolg.blijft_open or f"gevolg:{gevolg.code}" in gehoord):
            yield f"{plek}: hier volgt niets uit: geen taak, en niemand die het hoort."
        if gevolg.tot:
            yield from (f"{plek}: {zin}" for zin in _signaal(gevolg, protocol, gehoord))


def _signaal(gevolg: Gevolg, protocol: Protocol, gehoord: Iterable[str]) -> Iterator[str]:
    taak = protocol.taak_per_code.get(gevolg.tot)
    if gevolg.tot not in gevolg.taken or taak is None:
        yield "tot noemt een van de eigen taken."
    elif taak.vorm != BEWIJS or not taak.blijft:
        yield f"de taak die het signaal beëindigt heeft vorm {BEWIJS} en blijft = true."
    for wanneer in ("gevolg", "voorbij"):
        if f"{wanneer}:{gevolg.code}" not in gehoord:
            yield f"niemand hoort van {wanneer}:{gevolg.code}."


VAN_DE_ANTWOORDEN = (_opties, _keuzetaken, _gevolgen)
