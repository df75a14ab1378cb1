"""The report of a trial as people read it: roles, gemeenten and reasons in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from basis.taal import aantal, met_hoofdletter
from contacten.organisaties import regio_gemeenten
from contacten.rolnamen import rolnaam

from .uitvoeren import Proef
from .verschil import GEEN_ANTWOORDEN, NAMEN, Soort, Telling, Verschil, Zaakverslag


@dataclass(frozen=True)
class Regel:
    """One line: what it is about, for whom, and what it was and becomes. `telling`: how often, of the sum."""

    wat: str
    wie: str
    hoe: str
    telling: str = ""


@dataclass(frozen=True)
class Groep:
    """The lines of one kind of difference."""

    soort: Soort
    naam: str
    regels: tuple[Regel, ...]


@dataclass(frozen=True)
class Zaakblad:
    """One zaak in which something differs. `soort`: the name of its page."""

    kenmerk: str
    soort: str
    groepen: tuple[Groep, ...]


@dataclass(frozen=True)
class Proefpagina:
    """The report. `zaken`: how many were tried; `bladen`: those in which something differs."""

    versie: str
    bezwaren: tuple[str, ...]
    zaken: int
    som: tuple[Groep, ...]
    bladen: tuple[Zaakblad, ...]


def maak_pagina(proef: Proef) -> Proefpagina:
    """The report of this trial."""
    woorden, verslag = _Woorden(proef), proef.verslag
    return Proefpagina(
        verslag.versie,
        proef.bezwaren,
        len(verslag.zaken),
        tuple(woorden.som(verslag.som)),
        tuple(Zaakblad(zaak.kenmerk, zaak.soort, tuple(woorden.zaak(zaak))) for zaak in verslag.anders),
    )


class _Woorden:
    """Names in words: of roles as the draft calls them, of gemeenten as they are called now."""

    def __init__(self, proef: Proef) -> None:
        self.rollen = proef.voorstel.protocol.rolnamen
        self.gemeenten = {gemeente.pk: str(gemeente) for gemeente in regio_gemeenten()}

    def som(self, tellingen: tuple[Telling, ...]) -> Iterator[Groep]:
        """The sum, a group per kind."""
        for soort, hier in groupby(tellingen, key=lambda telling: telling.soort):
            yield Groep(soort, NAMEN[soort], tuple(map(self._telling, hier)))

    def zaak(self, zaak: Zaakverslag) -> Iterator[Groep]:
        """One zaak, a group per kind in the same order."""
        op_volgorde = sorted(zaak.verschillen, key=lambda verschil: [*NAMEN].index(verschil.soort))
        for soort, hier in groupby(op_volgorde, key=lambda verschil: verschil.soort):
            yield Groep(soort, NAMEN[soort], tuple(map(self._verschil, hier)))

    def _telling(self, telling: Telling) -> Regel:
        keer = f"{telling.keer} keer, in {aantal(telling.zaken, 'zaak', 'zaken')}"
        return Regel(_wat(telling.naam), self._rol(telling.rol), GEEN_ANTWOORDEN.get(telling.waarom, ""), keer)

    def _verschil(self, verschil: Verschil) -> Regel:
        wie = " ".join(filter(None, [self._rol(verschil.rol), self.gemeenten.get(verschil.gemeente, "")]))
        hoe = " → ".join(filter(None, [self._rol(verschil.was), self._rol(verschil.wordt)]))
        return Regel(_wat(verschil.naam), wie, hoe or GEEN_ANTWOORDEN.get(verschil.waarom, ""))

    def _rol(self, tekst: str) -> str:
        """This text with the codes of roles in it in words; of another text nothing changes."""
        namen = (self.rollen.get(deel) or rolnaam(deel) for deel in tekst.split(", "))
        return ", ".join(namen)


def _wat(naam: str) -> str:
    """What a line is about; a rule without a name is known by its sentence."""
    return met_hoofdletter(naam.rstrip(".")) if naam else "De zaak"
