"""Brings the data folder of the demo up to date, in one process; run as ``python -m calamiteiten.demo.gereed``."""

from __future__ import annotations

import subprocess
import sys

import django
from django.core.management import call_command

VAST, ZAAI = "vast", "zaai"


def main() -> None:
    """Migrate and make the cache table; with ``zaai`` as argument also seed. The static files are collected meanwhile,
    by a process of their own (``vast``): a first start waits for the longer of the two."""
    if VAST in sys.argv[1:]:
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0)
        return
    with subprocess.Popen([sys.executable, "-m", "calamiteiten.demo.gereed", VAST]) as verzamelt:
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if ZAAI in sys.argv[1:]:
            print("Voorbeeldgegevens maken…", flush=True)
            call_command("zaai")
    sys.exit(verzamelt.returncode)


if __name__ == "__main__":
    main()
