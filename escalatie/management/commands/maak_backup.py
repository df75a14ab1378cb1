"""`manage.py maak_backup` (bin/backup): one encrypted back-up of database and files, read back before it counts."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from basis import klok
from basis.geweigerd import Geweigerd
from basis.toekomst import is_toekomst
from escalatie.back_up import back_ups, sleutels


class Command(BaseCommand):
    """Makes a back-up and removes what the rule of keeping lets go. Exit code 1 when there is no good back-up."""

    help = "Maakt een versleutelde back-up van database en bestanden, en leest die helemaal terug."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Keys, and when a back-up may be passed over."""
        parser.add_argument("--sleutel", action="append", help="openbare sleutel (age1…) in plaats van BACKUP_SLEUTELS")
        parser.add_argument("--ouder-dan", type=float, metavar="UREN", help="alleen als de laatste ouder is dan dit")
        parser.add_argument("--maak-sleutel", type=Path, metavar="PAD", help="maak alleen een sleutelpaar")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Do it and say what was done. Raises CommandError with the reason when it fails."""
        try:
            if opties["maak_sleutel"]:
                self._maak_sleutel(opties["maak_sleutel"])
            elif self._is_nodig(opties["ouder_dan"]):
                self._maak(opties["sleutel"] or settings.BACKUP_SLEUTELS)
            else:
                self.stdout.write("De laatste back-up is nog niet oud genoeg.")
        except (Geweigerd, OSError, Error) as fout:
            raise CommandError(f"Er is geen back-up gemaakt. {fout}") from fout

    def _is_nodig(self, uren: float | None) -> bool:
        gelukt = back_ups.gelukte(Path(settings.BACKUP_MAP))
        nu = klok.nu()
        gemaakt = [op for op in gelukt if not is_toekomst(op, nu)]
        return uren is None or not gemaakt or nu - max(gemaakt) >= timedelta(hours=uren)

    def _maak(self, openbare: list[str]) -> None:
        begin = klok.nu()
        gemaakt = back_ups.maak(begin, openbare)
        manifest, duur = gemaakt.manifest, (klok.nu() - begin).total_seconds()
        self.stdout.write(f"Back-up gemaakt in {duur:.1f} s: {gemaakt.pad} ({gemaakt.lengte / 1e6:.1f} MB)")
        self.stdout.write(
            f"Teruggelezen en in orde: {len(manifest.tellingen)} tabellen, {manifest.rijen} rijen, "
            f"{len(manifest.bestanden)} bestanden."
        )
        if gemaakt.opgeruimd:
            self.stdout.write(f"Oudere back-ups opgeruimd: {len(gemaakt.opgeruimd)}.")
        self.stdout.write("Zet een kopie op een andere plek: een back-up naast de database gaat mee verloren.")

    def _maak_sleutel(self, pad: Path) -> None:
        openbaar = sleutels.maak_sleutel(pad)
        self.stdout.write(
            f"De geheime sleutel staat in {pad}. Haal hem van deze machine af, bewaar hem op twee plekken:"
        )
        self.stdout.write("zonder deze sleutel is geen back-up te openen, en wie hem heeft opent ze allemaal.")
        self.stdout.write(f"Zet op de server: BACKUP_SLEUTELS={openbaar}")
