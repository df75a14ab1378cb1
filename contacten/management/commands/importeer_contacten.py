"""`importeer_contacten BESTAND [--bevestig]`: show what a list would change; with `--bevestig` also do it.

It stands here and not with the contacts because a command reads the clock, which is above them.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from basis.klok import nu
from contacten.inlezen.invoer import InvoerFout, Rij, lees_bestand
from contacten.inlezen.klaarleggen import bekende_namen, bevestig, leg_klaar
from contacten.inlezen.vergelijking import vergelijk
from contacten.inlezen.voorstel import Regel, Voorstel
from contacten.regio import voeg_gemeenten_toe


class Command(BaseCommand):
    """Read Bijlage 1 in. Doubtful rows are passed over: the page /contacten/inlezen/ can ask, a command cannot."""

    help = "Toont wat een lijst met contactpersonen verandert; met --bevestig wordt die verwerkt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether to write."""
        parser.add_argument("bestand", type=Path, help="XLSX, CSV of een tekstbestand met de tabel")
        parser.add_argument(
            "--bevestig", action="store_true", help="verwerk de lijst; zonder deze optie verandert niets"
        )

        parser.add_argument(
            "--met-gemeenten", action="store_true", help="maak eerst de gemeenten van de regio die er nog niet zijn"
        )

    def handle(self, *args: Any, **opties: Any) -> None:
        """Print the proposal, and the report when confirmed. Raises CommandError when the list cannot be read."""
        pad: Path = opties["bestand"]
        try:
            if opties["met_gemeenten"]:
                self.stdout.write(f"{len(voeg_gemeenten_toe())} gemeenten van de regio toegevoegd.")
            rijen = lees_bestand(pad.read_bytes(), bekende_namen())
            voorstel = vergelijk(rijen, nu())
            self._toon_voorstel(voorstel)
            if opties["bevestig"]:
                self._verwerk(rijen, pad.name, voorstel)
        except OSError as fout:
            raise CommandError(f"{pad} is niet te lezen: {fout.strerror}") from fout
        except InvoerFout as fout:
            raise CommandError(str(fout)) from fout

    def _toon_voorstel(self, voorstel: Voorstel) -> None:
        for regel in voorstel.regels:
            self.stdout.write(_zin(regel))
        if not voorstel.wijzigt_iets:
            self.stdout.write("Er is niets te verwerken.")

    def _verwerk(self, rijen: tuple[Rij, ...], bron: str, voorstel: Voorstel) -> None:
        moment = nu()
        invoer = bevestig(leg_klaar(rijen, bron, None, moment).pk, {}, voorstel.afdruk, None, moment)
        aantallen = ", ".join(f"{aantal} {wat}" for wat, aantal in invoer.verslag["aantallen"].items())
        self.stdout.write(f"Verwerkt: {aantallen}.")


def _zin(regel: Regel) -> str:
    """Return one line of the proposal in words."""
    delen = [
        f"{verschil.label}: {verschil.oud or 'leeg'} → {verschil.nieuw or 'leeg'}" for verschil in regel.verschillen
    ]
    uitleg = "; ".join([*regel.redenen, *delen])
    return f"{regel.soort.value:<14} {regel.gemeente}: {regel.wie or 'geen contact'}" + (
        f" ({uitleg})" if uitleg else ""
    )
