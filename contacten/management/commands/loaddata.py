"""Django's own command, not in production: it writes rows of any table, accounts and rights too."""

from django.core.management.commands.loaddata import Command as Eigen

from contacten.gebruikers.gesloten import NietInProductie


class Command(NietInProductie, Eigen):
    """As it is, outside production."""
