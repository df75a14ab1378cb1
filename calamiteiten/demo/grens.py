"""What is for the demo only does nothing in production: its accounts have a password that everybody can read."""

from django.conf import settings
from django.core.management.base import CommandError


def weiger_in_productie() -> None:
    """Raises CommandError in production; every command of the demo asks this first."""
    if settings.PRODUCTIE:
        raise CommandError("Deze opdracht is alleen voor de demo. In productie doet zij niets.")
