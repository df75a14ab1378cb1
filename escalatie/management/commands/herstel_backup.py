"""`manage.py herstel_backup BESTAND` (bin/herstel): check a back-up, or put it back."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from basis import klok
from basis.geweigerd import Geweigerd
from basis.taal import moment
from escalatie.back_up import back_ups, herstel, sleutels
from escalatie.back_up.archief import Manifest

KERN = {
    "meldingen": "calamiteiten_melding",
    "persvragen": "communicatie_persvraag",
    "stappen": "escalatie_stap",
    "termijnen": "escalatie_termijn",
    "taken": "escalatie_taak",
    "berichten": "communicatie_bericht",
    "gebruikers": "contacten_gebruiker",
}


class Command(BaseCommand):
    """Restores beside the present database and swaps at the end. Exit code 1 when it is refused or the audit finds
    something."""

    help = "Controleert een back-up of zet die terug. De post staat daarna stil tot een beheerder die vrijgeeft."
    # The database may be absent: that is why somebody runs this.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the key, and what one says yes to."""
        parser.add_argument("bestand", type=Path, help="de back-up (….age)")
        parser.add_argument("--sleutel", type=Path, metavar="PAD", help="het bestand met de geheime sleutel")
        parser.add_argument("--controleer", action="store_true", help="alleen nalezen; er verandert niets")
        parser.add_argument("--overschrijf", action="store_true", help="vervang een database die niet leeg is")
        parser.add_argument("--van-elders", action="store_true", help="de back-up heeft een andere GEHEIME_SLEUTEL")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Do it and say what was done. Raises CommandError with the reason; then nothing was changed."""
        try:
            if not opties["bestand"].is_file():
                raise Geweigerd(f"{opties['bestand']} bestaat niet.")
            geheime = sleutels.lees_geheime(opties["sleutel"] or _vraag_pad(), lambda: getpass("Wachtzin: "))
            if opties["controleer"]:
                self._toon_manifest(back_ups.lees_na(opties["bestand"], geheime))
                self.stdout.write("De back-up is heel en volledig. Er is niets veranderd.")
                return
            opdracht = herstel.Opdracht(opties["bestand"], geheime, opties["overschrijf"], opties["van_elders"])
            gedaan = herstel.zet_terug(opdracht, klok.nu)
        except (Geweigerd, OSError, Error) as fout:
            raise CommandError(f"{fout} Er is niets veranderd.") from fout
        self._meld(gedaan)
        if gedaan.stand.bevindingen:
            sys.exit(1)

    def _toon_manifest(self, manifest: Manifest) -> None:
        self.stdout.write(f"Back-up van {moment(manifest.moment)} ({manifest.soort})")
        for naam, tabel in KERN.items():
            self.stdout.write(f"  {naam:<12}{manifest.tellingen.get(tabel, 0):>8}")
        self.stdout.write(
            f"  samen {len(manifest.tellingen)} tabellen, {manifest.rijen} rijen, {len(manifest.bestanden)} bestanden"
        )

    def _meld(self, gedaan: herstel.Hersteld) -> None:
        self._toon_manifest(gedaan.manifest)
        stand = gedaan.stand
        self.stdout.write(f"Teruggezet om {moment(klok.nu())}. Alle tellingen zijn gelijk aan die van de back-up.")
        self.stdout.write(f"Verstreken termijnen en waarschuwingen alsnog gemeld, na herstel: {stand.gemeld}.")
        self.stdout.write(f"De post staat stil: {stand.wachtend} berichten wachten tot een beheerder ze vrijgeeft.")
        if stand.vernietigd:
            self.stdout.write(f"Na de back-up vernietigd, en daarom opnieuw vernietigd: {stand.vernietigd}.")
        if gedaan.bewaard:
            self.stdout.write(f"De oude database staat er nog als {gedaan.bewaard}. Gooi die weg als alles klopt.")
        for bevinding in stand.bevindingen:
            self.stdout.write(f"FOUT  {bevinding.nummer}. {bevinding.zin}: {', '.join(bevinding.kenmerken[:10])}")
        if not stand.bevindingen:
            self.stdout.write("De controle vindt niets dat gemist is.")


def _vraag_pad() -> Path:
    """Ask for the key file. Raises Geweigerd when nobody can answer."""
    if not sys.stdin.isatty():
        raise Geweigerd("Geef met --sleutel het bestand met de geheime sleutel.")
    return Path(input("Bestand met de geheime sleutel: ").strip())
