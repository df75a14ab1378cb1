"""`manage.py bewaak`: one round of watching, sending and checking without Celery or Redis, for cron or systemd."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from calamiteiten import klok
from escalatie import controle, ronde


class Command(BaseCommand):
    """Rings what is due, sends what waits, checks the invariants. Exit code 1 when one is broken."""

    help = "Een ronde: termijnen bewaken, berichten versturen, controleren. Afsluitcode 1 als er iets niet klopt."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the round and say what it did."""
        nu = klok.nu()
        telling = ronde.volledig(nu)
        self.stdout.write(
            f"Verstuurd: {telling.verzonden}, uitgesteld: {telling.uitgesteld}, mislukt: {telling.mislukt}."
        )
        bevindingen = controle.controleer(klok.nu())
        for bevinding in bevindingen:
            self.stderr.write(f"{bevinding.nummer}. {bevinding.zin}: {', '.join(bevinding.kenmerken[:10])}")
        if bevindingen:
            sys.exit(1)
