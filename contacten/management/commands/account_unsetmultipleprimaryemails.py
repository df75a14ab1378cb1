"""A command of allauth, not in production: it changes addresses of accounts."""

from allauth.account.management.commands.account_unsetmultipleprimaryemails import Command as Eigen

from contacten.gebruikers.gesloten import NietInProductie


class Command(NietInProductie, Eigen):  # type: ignore[misc]
    """As it is, outside production."""
