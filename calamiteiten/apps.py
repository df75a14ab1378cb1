"""App configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CalamiteitenConfig(AppConfig):
    """Meldingen."""

    name = "calamiteiten"
    verbose_name = "Meldingen"

    def ready(self) -> None:
        """Who looked stays, on SQLite too."""
        post_migrate.connect(import_module("calamiteiten.toegang.slot").leg_na_migreren, sender=self)
