"""App configuration."""

from django.apps import AppConfig


class ContactenConfig(AppConfig):
    """Wie is wie."""

    name = "contacten"
    verbose_name = "Wie is wie"
