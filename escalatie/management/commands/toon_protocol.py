"""Prints the protocol for who has the paper on the desk: the same rows as the page `/protocol/`."""

import textwrap
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from escalatie.protocol.lezen import ProtocolFout, haal_communicatieregels, haal_protocol, versies
from escalatie.protocol.overzicht import DELEN, Deel, maak_overzicht
from escalatie.protocol.overzicht_communicatie import DELEN_COMMUNICATIE, maak_overzicht_communicatie
from escalatie.protocol.rijen import Rij

BREEDTE = 100


class Command(BaseCommand):
    """toon_protocol [--versie V] [--deel D …] [--rol R]"""

    help = "Toont het hele protocol als tekst: dezelfde regels als de pagina /protocol/."

    def add_arguments(self, parser: CommandParser) -> None:
        """The choices of the command line."""
        parser.add_argument("--versie", default=settings.PROTOCOL_VERSIE, help=f"een van: {', '.join(versies())}")
        parser.add_argument(
            "--deel", nargs="*", choices=[*DELEN, *DELEN_COMMUNICATIE], default=[], help="alleen deze delen"
        )
        parser.add_argument("--rol", default="", help="alleen wat deze rol aangaat, bijvoorbeeld contractmanager")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Print the parts asked for. Raises CommandError for an unknown version or role."""
        try:
            protocol = haal_protocol(opties["versie"])
            wet = haal_communicatieregels(opties["versie"])
        except ProtocolFout as fout:
            raise CommandError(str(fout)) from fout
        if opties["rol"] and opties["rol"] not in protocol.rolnamen:
            raise CommandError(f"Rol {opties['rol']!r} bestaat niet. Wel: {', '.join(protocol.rolnamen)}.")
        self.stdout.write(f"{protocol.titel}, regio {protocol.regio}")
        self.stdout.write(f"Vastgesteld op {protocol.vastgesteld_datum:%d-%m-%Y} door {protocol.vastgesteld_door}")
        delen = (*maak_overzicht(protocol, opties["rol"]), *maak_overzicht_communicatie(wet, opties["rol"]))
        for deel in delen:
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


def _rij(rij: Rij) -> Iterator[str]:
    yield f"\n  {rij.kop}"
    if rij.zin != rij.kop:
        yield _alinea(rij.zin)
    yield from (_alinea(f"{naam}: {waarde}") for naam, waarde in rij.gegevens)
    yield f"    [{rij.bron}] {', '.join(rij.eisen)}"


def _alinea(tekst: str) -> str:
    return textwrap.fill(tekst, BREEDTE, initial_indent="    ", subsequent_indent="      ", break_long_words=False)
