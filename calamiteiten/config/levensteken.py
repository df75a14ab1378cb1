"""A sign of life of worker and beat: a file, and how old it is. The health check of docker-compose.yml looks at it; one
that asks the process itself starts all of Celery and Django twice a minute."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings


def geef_teken(**_: Any) -> None:
    """Touch the file of this process (LEEFT_BESTAND), if it has one. A full or frozen disk stops no work."""
    if settings.LEEFT_BESTAND:
        with suppress(OSError):
            Path(settings.LEEFT_BESTAND).touch()
