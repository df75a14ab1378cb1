"""App configuration."""

from django.apps import AppConfig


class CommunicatieConfig(AppConfig):
    """Berichten en adviezen."""

    name = "communicatie"
    verbose_name = "Berichten en adviezen"
