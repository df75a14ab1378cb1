"""A command of auditlog, not in production: it writes the history anew."""

from auditlog.management.commands.auditlogmigratejson import Command as Eigen

from contacten.gebruikers.gesloten import NietInProductie


class Command(NietInProductie, Eigen):  # type: ignore[misc]
    """As it is, outside production."""
