"""One step of a zaak as a page: the rules that begin there or lead on, taken from the overview; written once.

Of each rule the page says what, by whom and before when; the particulars are folded, and so are the tasks of other
roles and what can be done at nearly every step. So it is a few screens on a phone (docs/besluiten/0078).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from basis.regels import Regel, StapRegel, StatusRegel
from basis.taal import met_hoofdletter, opsomming
from contacten.rolnamen import rolnaam
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from escalatie.protocol.rijen import LEZING, Rij
from escalatie.protocol.vergelijking import delen_van

# In the address a step of a press question has this before its code: both kinds may know the same word.
PERS = "pers-"
# anchor of the overview -> its title here. What leads on stands last.
_MELDING = {
    "taak": "Wat iedereen nu doet",
    "termijn": "Voor wanneer",
    "informatie": "Wie nu bericht krijgt",
    "overgang": "Hoe het verdergaat",
}
_VAN_DE_PERS = {
    "perstaak": "Wie nu aan zet is",
    "perstermijn": "Voor wanneer",
    "persinformatie": "Wie nu bericht krijgt",
    "persstap": "Hoe het verdergaat",
}
# Of the particulars of a rule these stand beside it; who reads the page is at the step already.
_VOORAAN = {"Binnen": "binnen {}", "Lengte": "{}", "Wie het hoort": "aan {}"}
_BEKEND = {LEZING, "Van", "Door"}
OVERAL, IN_DEZE_FASE = "Kan bij bijna elke stap", "Vastleggen zonder dat de stap verandert"
# A part with so few rules folds nothing.
_WEINIG = 3


@dataclass(frozen=True)
class Buur:
    """The step before or after this one: its code in an address, and its name."""

    code: str
    naam: str


@dataclass(frozen=True)
class Onderdeel:
    """One rule at this step. `kort`: by whom and before when; `meer`: the other particulars, which the page folds."""

    code: str
    kop: str
    zin: str
    kort: str
    bron: str
    meer: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Groep:
    """Rules under one heading, "" for none; `is_open`: they are not folded."""

    kop: str
    regels: tuple[Onderdeel, ...]
    is_open: bool


@dataclass(frozen=True)
class Stapdeel:
    """One part of the page."""

    anker: str
    titel: str
    groepen: tuple[Groep, ...]


@dataclass(frozen=True)
class Stapblad:
    """One step: which of how many it is, the parts that hold anything, and its neighbours."""

    status: StatusRegel
    nummer: int
    aantal: int
    is_pers: bool
    delen: tuple[Stapdeel, ...]
    vorige: Buur | None
    volgende: Buur | None


def stappen(versie: str) -> list[tuple[str, StatusRegel]]:
    """Every step of this version in reading order, with its code in an address: of a melding, then of the press. Of
    each the road first, and then how it can end."""
    van_meldingen = sorted(haal_protocol(versie).statussen, key=lambda status: status.eind)
    van_de_pers = sorted(haal_communicatieregels(versie).statussen, key=lambda status: status.eind)
    return [*((s.code, s) for s in van_meldingen), *((f"{PERS}{s.code}", s) for s in van_de_pers)]


def stapblad(versie: str, code: str, rol: str = "") -> Stapblad | None:
    """The page of this step as `rol` reads it: its own tasks are open. None for a code that this version does not
    know."""
    alle = stappen(versie)
    plek = next((nummer for nummer, (eigen, _) in enumerate(alle) if eigen == code), None)
    if plek is None:
        return None
    status, is_pers = alle[plek][1], code.startswith(PERS)
    buren = {nummer: Buur(eigen, stap.naam) for nummer, (eigen, stap) in enumerate(alle)}
    delen = tuple(_delen(versie, status.code, rol, is_pers=is_pers))
    return Stapblad(status, plek + 1, len(alle), is_pers, delen, buren.get(plek - 1), buren.get(plek + 1))


def _delen(versie: str, status: str, rol: str, *, is_pers: bool) -> Iterator[Stapdeel]:
    wet = haal_communicatieregels(versie) if is_pers else haal_protocol(versie)
    hierheen = {stap.code for stap in wet.stap_per_code.values() if stap.naar == status}
    helft = sum(not s.eind for s in wet.statussen) / 2

    def hoort_hier(regel: Regel | None) -> bool:
        if isinstance(regel, StapRegel):
            return status in regel.van
        return any(aanleiding.rpartition(":")[2] in hierheen for aanleiding in getattr(regel, "bij", ()))

    def groep(rij: Rij) -> str:
        if not isinstance(rij.regel, StapRegel):
            return rij.groep
        return IN_DEZE_FASE if not rij.regel.naar else OVERAL if len(rij.regel.van) > helft else ""

    per_anker = {deel.anker: deel for deel in delen_van(versie)}
    for anker, titel in (_VAN_DE_PERS if is_pers else _MELDING).items():
        rijen = [rij for rij in per_anker[anker].rijen if hoort_hier(rij.regel)]
        if rijen:
            groepen = _groepen(rijen, groep, rol)
            regels = [(kop, tuple(_onderdeel(rij, versie, status) for rij in eigen), op) for kop, eigen, op in groepen]
            yield Stapdeel(anker, titel, tuple(Groep(met_hoofdletter(kop), rij, op) for kop, rij, op in regels))


def _groepen(rijen: list[Rij], groep: Callable[[Rij], str], rol: str) -> Iterator[tuple[str, list[Rij], bool]]:
    """The rules under their headings, with whether those are open: what has no heading first, then those of `rol`."""

    def is_eigen(rij: Rij) -> bool:
        return rij.groep == groep(rij) != "" and rol in rij.rollen

    op_volgorde = sorted(rijen, key=lambda rij: (groep(rij) != "", not is_eigen(rij), groep(rij) == OVERAL))
    for kop, eigen in groupby(op_volgorde, key=groep):
        van_groep = list(eigen)
        yield kop, van_groep, not kop or len(rijen) <= _WEINIG or is_eigen(van_groep[0])


def _onderdeel(rij: Rij, versie: str, status: str) -> Onderdeel:
    """This rule in words: the number of a reading, or of an arrow in the drawing, is for who reads the overview."""
    naast = [vorm.format(waarde) for naam, waarde in rij.gegevens if (vorm := _VOORAAN.get(naam))]
    kop = rij.kop
    if isinstance(rij.regel, StapRegel):
        kop = rij.regel.naam
        naast.append(f"door {opsomming(rolnaam(rol, versie) for rol in rij.regel.mag_door(status))}")
    meer = tuple(paar for paar in rij.gegevens if paar[0] not in _BEKEND | _VOORAAN.keys())
    zin = rij.zin if rij.zin != rij.kop else ""
    return Onderdeel(rij.code, kop, zin, met_hoofdletter("; ".join(naast)), rij.bron, meer)
