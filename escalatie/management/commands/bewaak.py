"""`manage.py bewaak`: one round of watching, sending, checking and alarming without Celery or Redis, for cron or
systemd (docs/beheer/bewaking.md)."""

import signal
import sys
from argparse import ArgumentParser
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections

from basis import klok
from escalatie.bewaking import ronde


class Command(BaseCommand):
    """Rings what is due, sends what waits, checks the invariants, tells of what is wrong. Exit code 1 when something
    is."""

    help = "Een ronde: bewaken, versturen, controleren, alarmeren. Afsluitcode 1 als er iets mis is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often."""
        parser.add_argument("--elke", type=float, metavar="SECONDEN", help="blijf draaien: een ronde per zoveel tijd")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the round and say what it did. Asked to stop, it finishes the mail in hand and gives back the others."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        if not options["elke"]:
            sys.exit(self._ronde())
        while True:
            # A connection that broke or stood too long must not end the watch.
            close_old_connections()
            self._ronde()
            sleep(options["elke"])

    def _ronde(self) -> int:
        """One round; the exit code that says how things stand."""
        try:
            uitslag = ronde.waak_zonder_celery(klok.nu)
        except (DatabaseError, InterfaceError) as fout:
            self.stderr.write(f"De database antwoordt niet ({type(fout).__name__}). Er is niets bewaakt of verstuurd.")
            return 1
        telling = uitslag.telling
        self.stdout.write(
            f"Verstuurd: {telling.verzonden}, uitgesteld: {telling.uitgesteld}, mislukt: {telling.mislukt}."
        )
        for sleutel, zin in uitslag.fouten.items():
            self.stderr.write(f"ALARM {sleutel}: {zin}")
        for schending in uitslag.schendingen:
            self.stderr.write(f"{schending.nummer}. {schending.zin}: {', '.join(schending.kenmerken[:10])}")
        return 1 if uitslag.fouten else 0
