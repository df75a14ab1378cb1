"""Who gets a mail, and when: for the beheerder who words it. The rules come in as a value, read by who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import teksten as sjabloonteksten
from .bestanden import alle, bestaat, kader, lees
from .delen import met_namen, standaard


@dataclass(frozen=True)
class Gebruik:
    """One rule by which a mail goes out. `met`: the agreed texts that it lets into the mail about a persvraag."""

    wanneer: str
    aan: str
    zin: str
    bron: str = ""
    met: tuple[str, ...] = ()


# Code of the mail -> the rules that send it.
GebruikPerMail = Mapping[str, Sequence[Gebruik]]


@dataclass(frozen=True)
class Sjabloonregel:
    """A mail in the list: its subject as it is now, its rules, and whether the beheerder worded it."""

    code: str
    onderwerp: str
    gebruik: tuple[Gebruik, ...]
    is_eigen: bool
    is_kapot: bool

    @property
    def titel(self) -> str:
        """The subject without the kenmerk that every mail about a case begins with."""
        kaal = met_namen(self.onderwerp).removeprefix("{kenmerk}: ")
        return kaal[:1].upper() + kaal[1:]

    @property
    def aan(self) -> tuple[str, ...]:
        """Who gets it, each once."""
        return tuple(dict.fromkeys(regel.aan for regel in self.gebruik))

    @property
    def wanneer(self) -> tuple[str, ...]:
        """When it goes out, each once."""
        return tuple(dict.fromkeys(regel.wanneer for regel in self.gebruik))


@dataclass(frozen=True)
class Groep:
    """A heading of the list with its mails."""

    titel: str
    regels: tuple[Sjabloonregel, ...]


def gebruik_van(code: str, regels: GebruikPerMail) -> tuple[Gebruik, ...]:
    """Every rule that sends this mail; what its file says when no rule does."""
    if zelf := lees(code).gebruik:
        return (Gebruik(met_namen(zelf["wanneer"]), met_namen(zelf["aan"]), met_namen(zelf["zin"])),)
    return tuple(regels.get(code, ()))


def zin_van(code: str) -> str:
    """Why this mail goes out, as its file says; empty when a rule sends it, or there is no such mail."""
    zelf = lees(code).gebruik if bestaat(code) else None
    return met_namen(zelf["zin"]) if zelf else ""


def teksten_van(code: str, regels: GebruikPerMail) -> tuple[str, ...]:
    """The agreed texts that every mail by this template holds, so that no placeholder can stay empty."""
    return tuple(sorted(_gedeeld(gebruik_van(code, regels))))


def overzicht(gebruik: GebruikPerMail) -> list[Groep]:
    """Every mail of the app in its group, in the order of the kinds."""
    nu = sjabloonteksten.alle_laatste()
    groepen: dict[str, list[Sjabloonregel]] = {soort.groep: [] for soort in kader().soorten.values()}
    for code in alle():
        regel = _sjabloonregel(code, gebruik_van(code, gebruik), nu.get(code))
        groepen.setdefault(lees(code).groep, []).append(regel)
    return [Groep(titel, tuple(regels)) for titel, regels in groepen.items()]


def _sjabloonregel(code: str, gebruik: tuple[Gebruik, ...], rij: sjabloonteksten.Rij) -> Sjabloonregel:
    stand = sjabloonteksten.beoordeel(code, rij, _gedeeld(gebruik))
    onderwerp = (stand.woorden or standaard(code)).onderwerp
    return Sjabloonregel(code, onderwerp, gebruik, stand.woorden is not None, bool(stand.opmerking))


def _gedeeld(gebruik: tuple[Gebruik, ...]) -> set[str]:
    return set.intersection(*(set(regel.met) for regel in gebruik)) if gebruik else set()
