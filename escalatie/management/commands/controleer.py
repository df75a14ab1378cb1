"""`manage.py controleer`: checks the invariants over all rows and repairs nothing."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from calamiteiten import klok
from escalatie.controle import INVARIANTEN, controleer


class Command(BaseCommand):
    """Prints each broken invariant with the meldingen it concerns. Exit code 1 when there is one."""

    help = "Controleert of er niets is gemist. Afsluitcode 1 als er iets niet klopt."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report."""
        bevindingen = {bevinding.nummer: bevinding for bevinding in controleer(klok.nu())}
        for nummer, zin, _ in INVARIANTEN:
            if nummer in bevindingen:
                kenmerken = ", ".join(bevindingen[nummer].kenmerken)
                self.stdout.write(f"FOUT  {nummer}. {zin}: {kenmerken}")
            else:
                self.stdout.write(f"goed  {nummer}. Niet gevonden: {zin.lower()}")
        if bevindingen:
            sys.exit(1)
