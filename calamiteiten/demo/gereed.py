"""Brings the data folder of the demo up to date, in one process; run as ``python -m calamiteiten.demo.gereed``."""

from __future__ import annotations

import sys

import django
from django.core.management import call_command


def main() -> None:
    """Migrate, make the cache table and collect the static files; with ``zaai`` as argument also seed."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if "zaai" in sys.argv[1:]:
        print("Voorbeeldgegevens maken…", flush=True)
        call_command("zaai")


if __name__ == "__main__":
    main()
