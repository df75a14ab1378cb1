"""Django's own command, not in production: it empties every table, the history too."""

from django.core.management.commands.flush import Command as Eigen

from contacten.gebruikers.gesloten import NietInProductie


class Command(NietInProductie, Eigen):
    """As it is, outside production."""
