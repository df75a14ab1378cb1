"""The page that lays the papers beside the product: per sentence the rules, the modules and the tests."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.vergelijking import delen_van

from .eisen import Bewijs, Eis, bewijs, eisen

LEZINGEN = "Lezingen: waar het papier zwijgt"


@dataclass(frozen=True)
class Plek:
    """A rule of the protocol file: its heading, and where on the page of the protocol it stands."""

    kop: str
    anker: str


@dataclass(frozen=True)
class Proef:
    """A test, as the sentence that its name is, and the file in which it stands."""

    zin: str
    bestand: str


@dataclass(frozen=True)
class Dekking:
    """A sentence of the paper with what it became. code: modules that cite it."""

    eis: Eis
    regels: tuple[Plek, ...]
    code: tuple[str, ...]
    proeven: tuple[Proef, ...]

    @property
    def stand(self) -> str:
        """ "bewezen", "open" (said to be, with the reason), "ontbreekt", or "uitleg": nothing has to prove it."""
        if self.proeven:
            return "bewezen"
        if self.eis.open:
            return "open"
        return "ontbreekt" if self.eis.moet_bewezen else "uitleg"


@dataclass(frozen=True)
class Pagina:
    """All of them under their headings. `aantallen`: how many stand how."""

    groepen: tuple[tuple[str, tuple[Dekking, ...]], ...]
    aantallen: Mapping[str, int]
    totaal: int


def maak_pagina(versie: str, stand: str = "") -> Pagina:
    """The whole paper under this version of the protocol; with `stand` only what stands so."""
    rijen = tuple(_rijen(versie))
    tel: dict[str, int] = defaultdict(int)
    for rij in rijen:
        tel[rij.stand] += 1
    over = [rij for rij in rijen if stand in ("", rij.stand)]
    groepen = tuple((groep, tuple(van)) for groep, van in groupby(over, key=lambda rij: rij.eis.groep))
    return Pagina(groepen, dict(tel), len(rijen))


def _rijen(versie: str) -> Iterator[Dekking]:
    plekken, bewezen = _regels(versie), bewijs()
    for eis in (*eisen(), *lees_lezingen(versie)):
        van = bewezen.get(eis.code, Bewijs())
        yield Dekking(eis, tuple(plekken.get(eis.code, ())), van.code, tuple(map(_proef, van.tests)))


def lees_lezingen(versie: str) -> Iterable[Eis]:
    """The readings of this version: what we chose where the paper is silent must be proven as well."""
    for lezing in haal_protocol(versie).lezingen:
        yield Eis(lezing.code, LEZINGEN, "kern", lezing.bron, f"{lezing.onderwerp} {lezing.zin}")


def _regels(versie: str) -> Mapping[str, list[Plek]]:
    """The rules of this version that name each requirement."""
    plekken = defaultdict[str, list[Plek]](list)
    for deel in delen_van(versie):
        for rij in deel.rijen:
            for eis in rij.eisen:
                plekken[eis].append(Plek(f"{deel.titel}: {rij.kop}", f"{deel.anker}-{rij.code}"))
    return plekken


def _proef(test: str) -> Proef:
    bestand, _, naam = test.partition("::")
    return Proef(naam.removeprefix("test_").replace("_", " "), bestand)
