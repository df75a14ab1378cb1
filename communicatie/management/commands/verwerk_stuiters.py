"""`manage.py verwerk_stuiters [MAP]`: returned mail from a folder, or one mail on standard input."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from basis import klok
from communicatie.post import postmap, stuiters
from communicatie.post.terugkomst import HOOGSTENS


class Command(BaseCommand):
    """Marks the messages that came back and the addresses that no longer work."""

    help = "Verwerk teruggekomen mail uit MAP (Maildir of map met .eml), of één mail van de standaardinvoer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("map", nargs="?", type=Path, metavar="MAP")

    def handle(self, *args: Any, **options: Any) -> None:
        """Handle what is there and say what it was."""
        pad: Path | None = options["map"]
        if pad is None:
            is_van_ons = stuiters.verwerk(sys.stdin.buffer.read(HOOGSTENS), klok.nu()) is not None
            self.stdout.write("Verwerkt." if is_van_ons else "Dit gaat niet over een bericht van ons.")
            return
        if not pad.is_dir():
            raise CommandError(f"{pad} is geen map.")
        ronde = postmap.verwerk_map(pad, klok.nu())
        self.stdout.write(f"Verwerkt: {ronde.verwerkt}, niet van ons: {ronde.onbekend}.")
