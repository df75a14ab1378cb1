"""Tries a draft of the protocol on closed zaken: the same report as the page `/protocol/proefdraaien/`."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from basis.taal import aantal
from escalatie.proefdraaien.pagina import Groep, Proefpagina, maak_pagina
from escalatie.proefdraaien.uitvoeren import draai
from escalatie.protocol.lezen import ProtocolFout, voorstellen


class Command(BaseCommand):
    """proefdraai --versie V --van DATUM --tot DATUM"""

    help = "Speelt gesloten zaken na onder een voorstel voor het protocol. Er wordt niets bewaard of verstuurd."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which draft, and the zaken that were closed in which days."""
        parser.add_argument("--versie", required=True, help=f"een voorstel: {', '.join(voorstellen()) or 'er is geen'}")
        parser.add_argument("--van", required=True, type=date.fromisoformat, help="eerste dag, als 2026-01-01")
        parser.add_argument("--tot", required=True, type=date.fromisoformat, help="laatste dag, als 2026-12-31")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Print the report. Raises CommandError for a draft that cannot be read, or a period that ends before it
        begins."""
        if opties["tot"] < opties["van"]:
            raise CommandError("De laatste dag ligt voor de eerste.")
        try:
            pagina = maak_pagina(draai(opties["versie"], opties["van"], opties["tot"]))
        except ProtocolFout as fout:
            raise CommandError(str(fout)) from fout
        self.stdout.write("\n".join(_verslag(pagina)))


def _verslag(pagina: Proefpagina) -> Iterator[str]:
    yield f"Voorstel {pagina.versie}, nagespeeld op {aantal(pagina.zaken, 'gesloten zaak', 'gesloten zaken')}."
    yield from (f"Past nog niet: {zin}" for zin in pagina.bezwaren)
    if not pagina.bladen:
        yield "Er zou niets anders zijn gegaan."
        return
    yield f"\nIN TOTAAL: iets anders in {aantal(len(pagina.bladen), 'zaak', 'zaken')}"
    for groep in pagina.som:
        yield from _groep(groep)
    for blad in pagina.bladen:
        yield f"\n{blad.kenmerk}"
        for groep in blad.groepen:
            yield from _groep(groep)


def _groep(groep: Groep) -> Iterator[str]:
    yield f"  {groep.naam}"
    for regel in groep.regels:
        yield f"    {' | '.join(filter(None, [regel.wat, regel.wie, regel.hoe, regel.telling]))}"
