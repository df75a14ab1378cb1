"""Makes the two files of a region that starts (docs/nieuwe-regio.md)."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from escalatie.protocol.lezen import ProtocolFout, versies
from escalatie.protocol.nieuw import Antwoorden, NieuweRegioFout, maak


def _paar(tekst: str) -> tuple[str, str]:
    naam, is_paar, waarde = tekst.partition("=")
    if not (naam.strip() and is_paar and waarde.strip()):
        raise ArgumentTypeError(f"schrijf {tekst!r} als naam=waarde")
    return naam.strip(), waarde.strip()


class Command(BaseCommand):
    """nieuwe_regio --map MAP --code … --regio … --gemeente NAAM=CBS …"""

    help = "Maakt het bestand van een nieuwe regio en haar eerste protocolbestand, naar het voorbeeld van een andere."

    def add_arguments(self, parser: CommandParser) -> None:
        """The answers; each is asked except where there is something ordinary."""
        parser.add_argument("--map", required=True, type=Path, help="de map van de regio, voor PROTOCOL_MAPPEN")
        parser.add_argument("--code", required=True, help="zo heet het bestand, en zo kiest REGIO de regio: elders")
        parser.add_argument("--regio", required=True, help="zo heet de regio: Elders")
        parser.add_argument("--organisatie", required=True, help="wie voor de gemeenten werkt, kort: SOE")
        parser.add_argument("--voluit", required=True, help="dezelfde naam, lang: Serviceorganisatie Elders")
        parser.add_argument("--maildomein", required=True, help="van de afzenders: elders.example")
        parser.add_argument(
            "--gemeente", required=True, action="append", type=_paar, help="naam=CBS-code, een keer per gemeente"
        )
        parser.add_argument("--voorbeeld", required=True, help=f"een van: {', '.join(versies())}")
        parser.add_argument("--vanaf", required=True, type=date.fromisoformat, help="eerste dag, als 2027-01-01")
        parser.add_argument("--vastgesteld-door", required=True, help="welk orgaan het vaststelde")
        parser.add_argument("--tint", type=int, default=215, help="kleur van de balk, in graden (standaard: 215)")
        parser.add_argument(
            "--rolnaam", action="append", type=_paar, default=[], help="rol=naam, als een rol anders heet dan daar"
        )

    def handle(self, *args: Any, **opties: Any) -> None:
        """Write the files, never over another. Raises CommandError, and writes nothing, for answers that make none."""
        antwoorden = Antwoorden(
            **{n: opties[n] for n in ("code", "regio", "organisatie", "voluit", "maildomein", "voorbeeld", "vanaf")},
            gemeenten=dict(opties["gemeente"]),
            vastgesteld_door=opties["vastgesteld_door"],
            tint=opties["tint"],
            rolnamen=dict(opties["rolnaam"]),
        )
        try:
            bestanden = {opties["map"] / pad: tekst for pad, tekst in maak(antwoorden).items()}
        except (NieuweRegioFout, ProtocolFout) as fout:
            raise CommandError(str(fout)) from fout
        for pad in bestanden:
            if pad.exists():
                raise CommandError(f"{pad} is er al. Kies een andere map, of haal dit bestand weg.")
        for pad, tekst in bestanden.items():
            pad.parent.mkdir(parents=True, exist_ok=True)
            pad.write_text(tekst, encoding="utf-8")
            self.stdout.write(f"Gemaakt: {pad}")
        zo = f"REGIO={antwoorden.code} PROTOCOL_MAPPEN={opties['map'].resolve()}"
        self.stdout.write(f"Kijk ze na: {zo} python manage.py check")
