"""Two versions against each other, rule by rule: what came, what went, and what a rule says otherwise."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from string import digits

from .lezen import haal_communicatieregels, haal_protocol
from .overzicht import Deel, maak_overzicht
from .overzicht_communicatie import maak_overzicht_communicatie
from .rijen import Rij

NIEUW, WEG, ANDERS = "nieuw", "weg", "anders"
GETAL_VOORAAN = f"{digits}. "


@dataclass(frozen=True)
class Wijziging:
    """One particular of a rule: what it was and what it is; empty for what was not said."""

    naam: str
    oud: str
    nieuw: str


@dataclass(frozen=True)
class Verschil:
    """One rule that differs: `soort` is nieuw | weg | anders, `rij` the rule as it is now (as it was, when it went)."""

    soort: str
    rij: Rij
    wijzigingen: tuple[Wijziging, ...] = ()


@dataclass(frozen=True)
class Verschildeel:
    """The differences in one part of the overview."""

    anker: str
    titel: str
    verschillen: tuple[Verschil, ...]


def delen_van(versie: str, rol: str = "") -> tuple[Deel, ...]:
    """Every rule of one version as rows, both halves."""
    return (
        *maak_overzicht(haal_protocol(versie), rol),
        *maak_overzicht_communicatie(haal_communicatieregels(versie), rol),
    )


def vergelijk(oud: str, nieuw: str) -> tuple[Verschildeel, ...]:
    """What `nieuw` says otherwise than `oud`, in the order of `nieuw`; parts that are alike are left out."""
    eerder = {deel.anker: deel for deel in delen_van(oud)}
    delen = (
        Verschildeel(deel.anker, deel.titel, tuple(_verschillen(eerder[deel.anker].rijen, deel.rijen)))
        for deel in delen_van(nieuw)
    )
    return tuple(deel for deel in delen if deel.verschillen)


def _verschillen(oud: tuple[Rij, ...], nieuw: tuple[Rij, ...]) -> Iterator[Verschil]:
    was, is_nu = {rij.code: rij for rij in oud}, {rij.code: rij for rij in nieuw}
    for code, rij in is_nu.items():
        if code not in was:
            yield Verschil(NIEUW, rij)
        elif wijzigingen := _alle_wijzigingen(was[code], rij):
            yield Verschil(ANDERS, rij, wijzigingen)
    yield from (Verschil(WEG, rij) for code, rij in was.items() if code not in is_nu)


def _alle_wijzigingen(oud: Rij, nieuw: Rij) -> tuple[Wijziging, ...]:
    getoond = tuple(_wijzigingen(oud, nieuw))
    return (*getoond, *_verborgen(oud, nieuw, len(getoond)))


def _wijzigingen(oud: Rij, nieuw: Rij) -> Iterator[Wijziging]:
    was, is_nu = dict(_gegevens(oud)), dict(_gegevens(nieuw))
    for naam in dict.fromkeys([*is_nu, *was]):
        if was.get(naam, "") != is_nu.get(naam, ""):
            yield Wijziging(naam, was.get(naam, ""), is_nu.get(naam, ""))


def _verborgen(oud: Rij, nieuw: Rij, getoond: int) -> Iterator[Wijziging]:
    """What differs in the rule itself, by the key of the file, when more differs than the rows show."""
    if oud.regel is None or nieuw.regel is None:
        return
    was, is_nu = asdict(oud.regel), asdict(nieuw.regel)
    anders = [naam for naam in is_nu if was.get(naam) != is_nu[naam]]
    if len(anders) > getoond:
        yield from (Wijziging(naam, _woord(was.get(naam)), _woord(is_nu[naam])) for naam in anders if naam != "zin")


def _woord(waarde: object) -> str:
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    return ", ".join(map(_woord, waarde)) if isinstance(waarde, (list, tuple)) else str(waarde or "")


def _gegevens(rij: Rij) -> Iterator[tuple[str, str]]:
    # An arrow is numbered by its place in the drawing; another number is no other rule.
    yield "Naam", rij.kop.lstrip(GETAL_VOORAAN)
    yield "Zin", rij.zin
    yield from rij.gegevens
    yield "Vindplaats", rij.bron
    yield "Eisen", ", ".join(rij.eisen)
