"""`manage.py na_herstel`: what must be done in a database that PostgreSQL put back, before anybody works on it."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from basis import klok
from basis.geweigerd import Geweigerd
from basis.taal import moment
from escalatie.back_up import teruggezet
from escalatie.back_up.herstel import Stand


class Command(BaseCommand):
    """Holds the mail, marks what is overdue *na herstel* and audits. Exit code 1 when refused or not all is well."""

    help = "Zet de post stil in een database die uit het archief van PostgreSQL is teruggezet, en controleert haar."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Of when it is, and the parts of a trial (bin/archiefproef)."""
        parser.add_argument("--van", type=datetime.fromisoformat, metavar="MOMENT", help="2026-11-24T10:00:00+01:00")
        parser.add_argument("--proef", action="store_true", help="deze database is een kopie ernaast")
        parser.add_argument("--meld-proef", metavar="TEKST", help="leg vast dat de proef gelukt is")
        parser.add_argument("--meld-mislukt", metavar="TEKST", help="leg vast dat de proef mislukt is")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Do it and say what was done. Raises CommandError with the reason."""
        if connection.vendor != "postgresql":
            raise CommandError("Dit is voor PostgreSQL. Een back-up van SQLite zet u terug met herstel_backup.")
        van: datetime | None = opties["van"]
        if van and van.tzinfo is None:
            raise CommandError("Geef bij --van ook de tijdzone, bijvoorbeeld 2026-11-24T10:00:00+01:00.")
        try:
            if opties["meld_proef"]:
                teruggezet.meld_proef(opties["meld_proef"], klok.nu())
            elif opties["meld_mislukt"]:
                teruggezet.meld_mislukt(opties["meld_mislukt"], klok.nu())
            elif opties["proef"]:
                stand, verlies = teruggezet.probeer(klok.nu)
                self._meld(stand)
                self.stdout.write(f"Proef gelukt: van de laatste {verlies.total_seconds():.0f} s is niets te zien.")
            else:
                self._meld(teruggezet.maak_in_orde(van, klok.nu))
        except (Geweigerd, Error) as fout:
            raise CommandError(str(fout)) from fout

    def _meld(self, stand: Stand) -> None:
        self.stdout.write(f"Gereed om {moment(klok.nu())}.")
        self.stdout.write(f"Verstreken termijnen en waarschuwingen alsnog gemeld, na herstel: {stand.gemeld}.")
        self.stdout.write(f"De post staat stil: {stand.wachtend} berichten wachten tot een beheerder ze vrijgeeft.")
        if stand.vernietigd:
            self.stdout.write(f"Opnieuw vernietigd: {stand.vernietigd}.")
        for bevinding in stand.bevindingen:
            self.stdout.write(f"FOUT  {bevinding.nummer}. {bevinding.zin}: {', '.join(bevinding.kenmerken[:10])}")
        if stand.bevindingen:
            sys.exit(1)
        self.stdout.write("De controle vindt niets dat gemist is.")
