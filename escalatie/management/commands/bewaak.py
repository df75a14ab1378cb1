"""`manage.py bewaak`: one round of watching, sending, checking and alarming without Celery or Redis, for cron or
systemd (docs/beheer/bewaking.md)."""

import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError

from basis import klok
from escalatie.bewaking import ronde


class Command(BaseCommand):
    """Rings what is due, sends what waits, checks the invariants, tells of what is wrong. Exit code 1 when something
    is."""

    help = "Een ronde: bewaken, versturen, controleren, alarmeren. Afsluitcode 1 als er iets mis is."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the round and say what it did. Asked to stop, it finishes the mail in hand and gives back the others."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            uitslag = ronde.waak_zonder_celery(klok.nu)
        except (DatabaseError, InterfaceError) as fout:
            self.stderr.write(f"De database antwoordt niet ({type(fout).__name__}). Er is niets bewaakt of verstuurd.")
            sys.exit(1)
        telling = uitslag.telling
        self.stdout.write(
            f"Verstuurd: {telling.verzonden}, uitgesteld: {telling.uitgesteld}, mislukt: {telling.mislukt}."
        )
        for sleutel, zin in uitslag.fouten.items():
            self.stderr.write(f"ALARM {sleutel}: {zin}")
        for schending in uitslag.schendingen:
            self.stderr.write(f"{schending.nummer}. {schending.zin}: {', '.join(schending.kenmerken[:10])}")
        if uitslag.fouten:
            sys.exit(1)
