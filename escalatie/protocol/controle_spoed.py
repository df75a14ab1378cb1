"""The protocol file against itself: what makes a melding urgent is a fact that can be, and it changes something."""

from collections.abc import Callable, Iterable, Iterator

from .model import Protocol, SpoedRegel

# A length in working days is a day at the least.
KORTER_DAN_EEN_WERKDAG = 24


def _spoed(protocol: Protocol) -> Iterator[str]:
    """A row has facts, changes something, and says whose reading it is."""
    lezingen = {lezing.code for lezing in protocol.lezingen}
    for regel in protocol.spoed:
        plek = f"spoed, {regel.code}"
        if not regel.bij:
            yield f"{plek}: noem in bij ten minste één feit."
        yield from (f"{plek}, bij: {feit!r} kan niet." for feit in regel.bij if not _kan(feit, protocol))
        if not (regel.termijnen or regel.dringend):
            yield f"{plek}: hier verandert niets door. Noem termijnen of dringend."
        if regel.lezing not in lezingen:
            yield f"{plek}: lezing {regel.lezing!r} bestaat niet. Spoed staat niet op papier: noem de lezing."
        yield from (f"{plek}, {zin}" for zin in _gevolgen(regel, protocol))


def _kan(feit: str, protocol: Protocol) -> bool:
    soort, _, code = feit.partition(":")
    signalen = [gevolg.code for gevolg in protocol.gevolgen if gevolg.tot]
    opties = [f"{vraag.code}:{optie.code}" for vraag in protocol.vragen for optie in vraag.antwoorden]
    tabellen: dict[str, Callable[[], Iterable[str]]] = {
        "categorie": lambda: [keuze.code for keuze in protocol.keuzes_van("categorie")],
        "acuut": lambda: [keuze.code for keuze in protocol.keuzes_van("acuut")],
        "signaal": lambda: signalen,
        "antwoord": lambda: opties,
    }
    return soort in tabellen and code in tabellen[soort]()


def _gevolgen(regel: SpoedRegel, protocol: Protocol) -> Iterator[str]:
    minuten = {rij.code: rij.spoed_minuten for rij in protocol.informatieregels if rij.wijze == "mail"}
    for code in regel.termijnen:
        termijn = protocol.termijn_per_code.get(code)
        if termijn is None or termijn.spoed_uren < 1:
            yield f"termijnen: {code!r} is geen termijn met spoed_uren."
    for code in regel.dringend:
        if minuten.get(code, 0) < 1:
            yield f"dringend: {code!r} is geen mail met spoed_minuten."


def _lengten(protocol: Protocol) -> Iterator[str]:
    """What is urgent is shorter, of a term that is ours to shorten, and somewhere used."""
    genoemd = {code for regel in protocol.spoed for code in regel.termijnen}
    for termijn in protocol.termijnen:
        plek = f"termijnen, {termijn.code}"
        if bool(termijn.spoed_uren) != (termijn.code in genoemd):
            yield f"{plek}: spoed_uren en een rij van spoed die deze termijn noemt, horen bij elkaar."
        if termijn.spoed_uren and termijn.soort == "protocol":
            yield f"{plek}: deze lengte staat in het protocol. Spoed maakt haar niet korter."
        if termijn.spoed_uren >= (termijn.uren or KORTER_DAN_EEN_WERKDAG):
            yield f"{plek}: spoed_uren is niet korter dan de gewone lengte."
        if bool(termijn.spoed_uren) != bool(termijn.spoed_wekkers):
            yield f"{plek}: spoed_uren en spoed_wekkers horen bij elkaar."


def _dringend(protocol: Protocol) -> Iterator[str]:
    """A rule with minutes is named, or is about the urgency itself; whoever hears that it begins, hears that it ended,
    and of silence somebody hears."""
    genoemd = {code for regel in protocol.spoed for code in regel.dringend}
    for regel in protocol.informatieregels:
        bij_spoed = any(aanleiding.startswith("spoed:") for aanleiding in regel.bij)
        if regel.spoed_minuten and not bij_spoed and regel.code not in genoemd:
            yield f"informatieregels, {regel.code}: geen rij van spoed noemt deze regel bij dringend."
    gehoord = {aanleiding for regel in protocol.informatieregels for aanleiding in regel.bij}
    for wanneer in ("aan", "stil", "uit") if protocol.spoed else ():
        if f"spoed:{wanneer}" not in gehoord:
            yield f"spoed: niemand hoort van spoed:{wanneer}."


def _vervanging(protocol: Protocol) -> Iterator[str]:
    """Who may act for another role is a role, and that other may take the step itself."""
    for overgang in protocol.overgangen:
        for rol, ander in overgang.vervangt.items():
            if rol not in protocol.rolnamen or ander not in overgang.door:
                yield f"overgangen, {overgang.code}, vervangt: {rol!r} namens {ander!r} kan niet."


VAN_DE_SPOED = (_spoed, _lengten, _dringend, _vervanging)
