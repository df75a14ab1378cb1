"""App configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in

from basis import middleware


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
        # Django's own event, fired by every way to sign in: from then on the session counts (`basis.middleware`).
        user_logged_in.connect(middleware.begin_sessie, dispatch_uid="sessieduur")


class BeheerConfig(admin_apps.AdminConfig):
    """Django admin, with our own site: only for the beheerder."""

    default = False
    default_site = "contacten.beheer.BeheerSite"
