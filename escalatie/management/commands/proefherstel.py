"""`manage.py proefherstel`: can a back-up be put back? One is made, and put back beside the present database."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from basis import klok
from basis.geweigerd import Geweigerd
from escalatie.back_up import proef


class Command(BaseCommand):
    """The trial that runs by itself each month. Exit code 1 when the back-up could not be put back."""

    help = "Maakt een back-up, zet die terug naast de database, controleert de kopie en gooit haar weg."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """When a trial may be passed over."""
        parser.add_argument("--ouder-dan", type=float, metavar="DAGEN", help="alleen als de laatste ouder is dan dit")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Do it and say what was done. Raises CommandError with the reason when it fails."""
        dagen: float | None = opties["ouder_dan"]
        if dagen is not None and not proef.is_nodig(klok.nu(), timedelta(days=dagen)):
            self.stdout.write("De laatste proef is nog niet oud genoeg.")
            return
        try:
            gedaan = proef.probeer(settings.BACKUP_SLEUTELS, klok.nu)
        except (Geweigerd, OSError, Error) as fout:
            raise CommandError(f"De proef is niet gelukt. {proef.waarom(fout)}") from fout
        manifest = gedaan.gemaakt.manifest
        self.stdout.write(f"Proef gelukt in {gedaan.duur.total_seconds():.0f} s: {gedaan.gemaakt.pad}")
        self.stdout.write(
            f"Teruggezet naast de database, geteld en gecontroleerd: {len(manifest.tellingen)} tabellen, "
            f"{manifest.rijen} rijen. De kopie is weg."
        )
