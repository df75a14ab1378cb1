"""Django's own command, shut: an account has one door."""

from contacten.gebruikers.gesloten import Gesloten as Command

__all__ = ["Command"]
