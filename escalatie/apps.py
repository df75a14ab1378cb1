"""App configuration."""

from importlib import import_module

from django.apps import AppConfig


class EscalatieConfig(AppConfig):
    """Het protocol aan het werk."""

    name = "escalatie"
    verbose_name = "Het protocol aan het werk"

    def ready(self) -> None:
        """Register the system checks that hold law and lock together."""
        import_module("escalatie.protocol.controle")
        import_module("escalatie.protocol.controle_communicatie")
