"""App configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ContactenConfig(AppConfig):
    """Wie is wie."""

    name = "contacten"
    verbose_name = "Wie is wie"
    default = True

    def ready(self) -> None:
        """Keep the history of every change in this app (R102), and check the table of roles."""
        from .historie import registreer_historie  # noqa: PLC0415 (models exist only from here on)

        registreer_historie()
        import_module("contacten.controle")


class BeheerConfig(admin_apps.AdminConfig):
    """Django admin, with our own site: only for the beheerder."""

    default = False
    default_site = "contacten.beheer.BeheerSite"
