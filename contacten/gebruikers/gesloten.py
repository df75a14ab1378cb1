"""Commands of Django that make an account or set a password beside the one door (contacten/personen/accounts.py)."""

from typing import Any

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
