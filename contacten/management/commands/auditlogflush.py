"""A command of auditlog, not in production: it throws the history away."""

from auditlog.management.commands.auditlogflush import Command as Eigen

from contacten.gebruikers.gesloten import NietInProductie


class Command(NietInProductie, Eigen):  # type: ignore[misc]
    """As it is, outside production."""
