#!/usr/bin/env python3
"""Django's command line for this project.

With UITVOER=regels in its environment every line that it says is JSON: for what runs by itself (docker-compose.yml).
"""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")
    # Of this process, and not of those that it starts and reads.
    if os.environ.pop("UITVOER", "") == "regels":
        from basis import alleen_regels

        alleen_regels.begin()

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
