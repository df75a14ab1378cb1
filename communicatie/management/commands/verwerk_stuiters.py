"""`manage.py verwerk_stuiters [MAP]`: returned mail from a folder, or one mail on standard input."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from basis import klok
from communicatie.post import postmap, stuiters
from communicatie.post.terugkomst import HOOGSTENS


class Command(BaseCommand):
    """Marks the messages that came back and the addresses that no longer work."""

    help = (
        "Verwerk teruggekomen mail uit MAP (Maildir of map met .eml), of één mail van de standaardinvoer. "
        "Met --ingesteld: uit STUITERMAP."
    )
    # It runs for each mail that comes in: a check of all files would take longer than the work, and is done at start.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("map", nargs="?", type=Path, metavar="MAP")
        parser.add_argument("--ingesteld", action="store_true", help="lees de map van STUITERMAP")

    def handle(self, *args: Any, **options: Any) -> None:
        """Handle what is there and say what it was. From a pipe exit code 75 when the database is away: a mail server
        keeps the mail then and tries again, and does not send it back to where it came from."""
        pad: Path | None = Path(settings.STUITERMAP) if options["ingesteld"] else options["map"]
        if pad is None:
            self._lees_pijp()
            return
        try:
            ronde = postmap.verwerk_map(pad, klok.nu())
        except OSError as fout:
            raise CommandError(str(fout)) from fout
        self.stdout.write(
            f"Verwerkt: {ronde.verwerkt}, niet van ons: {ronde.onbekend}, niet te lezen: {ronde.onleesbaar}, "
            f"opgeruimd: {ronde.opgeruimd}."
        )

    def _lees_pijp(self) -> None:
        ruw = sys.stdin.buffer.read(HOOGSTENS)
        # To the end: a mail server whose pipe breaks calls that a failure.
        while sys.stdin.buffer.read(HOOGSTENS):
            pass
        try:
            is_van_ons = stuiters.verwerk(ruw, klok.nu()) is not None
        except Error as fout:
            self.stderr.write(f"De database is er niet ({type(fout).__name__}); probeer het later.")
            sys.exit(os.EX_TEMPFAIL)
        self.stdout.write("Verwerkt." if is_van_ons else "Dit gaat niet over een bericht van ons.")
