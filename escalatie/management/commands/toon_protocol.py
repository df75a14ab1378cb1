"""Prints the protocol for who has the paper on the desk: the same rows as the page `/protocol/`."""

import textwrap
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from basis.kalender import lokale_datum
from basis.klok import nu
from escalatie.protocol import bevroren
from escalatie.protocol.lezen import ProtocolFout, geldende_versie, haal_protocol, versies
from escalatie.protocol.overzicht import DELEN, Deel
from escalatie.protocol.overzicht_communicatie import DELEN_COMMUNICATIE
from escalatie.protocol.rijen import Rij
from escalatie.protocol.vergelijking import ANDERS, Verschildeel, delen_van, vergelijk

BREEDTE = 100


class Command(BaseCommand):
    """toon_protocol [--versie V] [--deel D …] [--rol R] [--met ANDERE] [--zegel]"""

    help = "Toont het hele protocol als tekst: dezelfde regels als de pagina /protocol/."

    def add_arguments(self, parser: CommandParser) -> None:
        """The choices of the command line."""
        parser.add_argument("--versie", default="", help=f"een van: {', '.join(versies())}; anders die van vandaag")
        parser.add_argument("--met", default="", help="toon alleen wat anders is dan in deze versie")
        parser.add_argument("--zegel", action="store_true", help="toon de regels voor bevroren.toml")
        parser.add_argument(
            "--deel", nargs="*", choices=[*DELEN, *DELEN_COMMUNICATIE], default=[], help="alleen deze delen"
        )
        parser.add_argument("--rol", default="", help="alleen wat deze rol aangaat, bijvoorbeeld contractmanager")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Print the parts asked for. Raises CommandError for an unknown version or role."""
        try:
            self._toon(opties["versie"] or geldende_versie(lokale_datum(nu())), opties)
        except ProtocolFout as fout:
            raise CommandError(str(fout)) from fout

    def _toon(self, versie: str, opties: dict[str, Any]) -> None:
        protocol = haal_protocol(versie)
        if opties["zegel"]:
            self.stdout.write(bevroren.regels(versie))
            return
        if opties["rol"] and opties["rol"] not in protocol.rolnamen:
            raise CommandError(f"Rol {opties['rol']!r} bestaat niet. Wel: {', '.join(protocol.rolnamen)}.")
        self.stdout.write(f"{protocol.titel}, regio {protocol.regio}")
        self.stdout.write(f"Vastgesteld op {protocol.vastgesteld_datum:%d-%m-%Y} door {protocol.vastgesteld_door}")
        self.stdout.write(f"Versie {versie}, voor zaken vanaf {protocol.geldt_vanaf:%d-%m-%Y}")
        if opties["met"]:
            for verschillen in vergelijk(opties["met"], versie):
                self.stdout.write("\n".join(_verschillen(verschillen)))
            return
        for deel in delen_van(versie, opties["rol"]):
            if not opties["deel"] or deel.anker in opties["deel"]:
                self.stdout.write("\n".join(_deel(deel)))


def _deel(deel: Deel) -> Iterator[str]:
    aantal = f"{len(deel.rijen)} van {deel.totaal}" if deel.is_gefilterd else str(deel.totaal)
    yield f"\n{deel.titel.upper()} ({aantal})"
    yield deel.uitleg
    for groep, rijen in deel.groepen:
        if groep:
            yield f"\n  -- {groep} --"
        for rij in rijen:
            yield from _rij(rij)


def _verschillen(deel: Verschildeel) -> Iterator[str]:
    yield f"\n{deel.titel.upper()} ({len(deel.verschillen)})"
    for verschil in deel.verschillen:
        yield f"\n  {verschil.rij.kop} [{verschil.soort}]"
        if verschil.soort != ANDERS:
            yield _alinea(verschil.rij.zin)
        for wijziging in verschil.wijzigingen:
            yield _alinea(f"{wijziging.naam}: {wijziging.oud or '(niets)'} -> {wijziging.nieuw or '(niets)'}")


def _rij(rij: Rij) -> Iterator[str]:
    yield f"\n  {rij.kop}"
    if rij.zin != rij.kop:
        yield _alinea(rij.zin)
    yield from (_alinea(f"{naam}: {waarde}") for naam, waarde in rij.gegevens)
    yield f"    [{rij.bron}] {', '.join(rij.eisen)}"


def _alinea(tekst: str) -> str:
    return textwrap.fill(tekst, BREEDTE, initial_indent="    ", subsequent_indent="      ", break_long_words=False)
