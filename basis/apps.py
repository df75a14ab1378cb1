"""App configuration."""

from django.apps import AppConfig

# First of all apps, and before any form or model is read: what every field of text refuses is decided there.
from . import formulieren  # noqa: F401


class BasisConfig(AppConfig):
    """Tools that know no domain."""

    name = "basis"
    verbose_name = "Gereedschap"
