"""`manage.py zoekindex`: whether what is searched says the same as the facts; and makes it anew."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from escalatie.werk.zoeken import index


class Command(BaseCommand):
    """Prints the kenmerken of which the index says something else than the facts. Exit code 1 when there is one."""

    help = "Vergelijkt de zoekindex met de feiten. Afsluitcode 1 als er iets verschilt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--opnieuw`: make all of it anew, and compare then."""
        parser.add_argument("--opnieuw", action="store_true", help="maak de hele index opnieuw")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, and report."""
        if options["opnieuw"]:
            self.stdout.write(f"Opnieuw gemaakt: {index.maak_alles()} zaken.")
        else:
            index.volg()
        anders = list(index.verschillen())
        for kenmerk in anders:
            self.stdout.write(f"FOUT  {kenmerk}: de zoekindex zegt iets anders dan het dossier.")
        if anders:
            self.stdout.write("Maak de index opnieuw met: manage.py zoekindex --opnieuw")
            sys.exit(1)
        self.stdout.write("goed  De zoekindex zegt hetzelfde als de dossiers.")
