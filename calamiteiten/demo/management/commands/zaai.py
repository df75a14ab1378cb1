"""`manage.py zaai`: fill an empty database with the region of the demo and meldingen in every status."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from basis import klok
from calamiteiten.demo.zaaien.regie import AlGezaaid, zaai
from calamiteiten.demo.zaaien.verhalen import VERHALEN
from escalatie.bewaking import ronde


class Command(BaseCommand):
    """Seeds through the door with a held clock; refuses when there is data already."""

    help = "Vult een lege database met verzonnen gemeenten, contacten, aanbieders, accounts en meldingen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--aantal`: how many meldingen."""
        parser.add_argument("--aantal", type=int, default=len(VERHALEN), help="hoeveel meldingen (standaard: alle)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, and changes nothing, when the database is not empty."""
        try:
            gezaaid = zaai(klok.nu(), options["aantal"])
        except AlGezaaid as bezwaar:
            raise CommandError(str(bezwaar)) from bezwaar
        ronde.bewaak(klok.nu())  # the first visitor must not meet an alarm about a sweep that has yet to start
        for zin in gezaaid.weggelaten:
            self.stdout.write(zin)
        self.stdout.write(
            f"{gezaaid.meldingen} meldingen gemaakt, met 11 gemeenten, 8 aanbieders en de accounts van de demo."
        )
