"""`manage.py databaserollen`: makes the roles of PostgreSQL and shares out what each may. Run it as the owner."""

from argparse import ArgumentParser
from typing import Any

import environ
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from calamiteiten import databaserollen as rollen

# Where the password of each stands: never on a command line, where every user of the machine reads it.
WACHTWOORDEN = {
    rollen.APP: "DATABASE_APP_WACHTWOORD",
    rollen.LEZER: "DATABASE_LEZER_WACHTWOORD",
    rollen.BACKUP: "DATABASE_BACKUP_WACHTWOORD",
}
GEEF_WACHTWOORD = f"Zet {WACHTWOORDEN[rollen.APP]} en draai databaserollen nog eens, als eigenaar."


class Command(BaseCommand):
    """Make and share out; or only say what this role may too much."""

    help = "Maakt de rollen van de database en verdeelt de rechten. Draai dit als eigenaar, na migrate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--controleer`: only look."""
        parser.add_argument("--controleer", action="store_true", help="kijk alleen of deze rol niet te veel mag")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Raises CommandError on SQLite, and with `--controleer` when this role may too much."""
        if connection.vendor != "postgresql":
            raise CommandError("Rollen zijn er alleen op PostgreSQL.")
        if opties["controleer"]:
            if zinnen := rollen.te_veel(connection):
                raise CommandError(" ".join(zinnen))
            return
        env = environ.Env()
        with transaction.atomic():
            rollen.maak(connection, {rol: env.str(naam, default="") for rol, naam in WACHTWOORDEN.items()})
            kan_erin = rollen.begrens_web(
                connection, env.str(WACHTWOORDEN[rollen.APP], default=""), settings.WEB_VERBINDINGEN
            )
            rollen.verdeel(connection)
        self.stdout.write(f"De rechten van {', '.join(rollen.ROLLEN)} zijn verdeeld.")
        self.stdout.write(f"De website ({rollen.WEB}) mag {settings.WEB_VERBINDINGEN} verbindingen tegelijk.")
        if not kan_erin:
            self.stderr.write(f"De website kan niet inloggen: {rollen.WEB} heeft geen wachtwoord. {GEEF_WACHTWOORD}")
