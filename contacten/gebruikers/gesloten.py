"""Commands of Django and of libraries that write accounts beside the one door (contacten/personen/accounts.py)."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

EEN_DEUR = (
    "Accounts hebben één deur: de pagina Gebruikers van de beheerder. Wie een wachtwoord vergeet, vraagt op de "
    "inlogpagina zelf een nieuw aan."
)


class Gesloten(BaseCommand):
    """Refuses, whatever is asked: no history, no second person and no mail would go with it."""

    help = "Uitgezet: accounts hebben één deur."

    def run_from_argv(self, argv: list[str]) -> None:
        """Refuse before any option is read, so that none is called unknown instead."""
        super().run_from_argv(argv[:2])

    def handle(self, *args: Any, **options: Any) -> None:
        """Say where the door is."""
        raise CommandError(EEN_DEUR)


NIET_IN_PRODUCTIE = (
    "Deze opdracht schrijft of wist accounts en wat is vastgelegd, buiten de regels om. In productie doet zij niets."
)


class NietInProductie(BaseCommand):
    """Before a command of a library that writes or throws away rows of accounts, or the record of what was done to
    them: it refuses in production. What it does elsewhere stays: a test empties its database with one."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """As the command itself, outside production. Raises CommandError."""
        if settings.PRODUCTIE:
            raise CommandError(NIET_IN_PRODUCTIE)
        gezegd: str | None = super().execute(*args, **options)
        return gezegd
