"""App configuration."""

from django.apps import AppConfig


class CalamiteitenConfig(AppConfig):
    """Meldingen."""

    name = "calamiteiten"
    verbose_name = "Meldingen"
