"""What this web server measures of itself for Prometheus: how long requests took. Numbers and classes of numbers; never
what was asked, or by whom.

Its processes each keep their own count in a file of a folder that they share (`PROMETHEUS_MULTIPROC_DIR`, set before
anything else by `calamiteiten.config.wsgi`), and whichever is asked adds them up.
"""

import os
import struct

from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

# The library decides this when it is loaded, and so do we.
_SAMEN = "PROMETHEUS_MULTIPROC_DIR" in os.environ
# A visitor can send any word as a method.
METHODEN = frozenset({"GET", "HEAD", "POST"})
_verzoeken = Histogram(
    "calamiteiten_verzoek_seconden",
    "How long a request took, by method and class of answer.",
    ("methode", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0),
)


def tel_verzoek(methode: str | None, status: int, seconden: float) -> None:
    """Count one request that was answered."""
    soort = methode if methode in METHODEN else "anders"
    _verzoeken.labels(soort, f"{status // 100}xx").observe(seconden)


def verzoeken() -> bytes:
    """What all processes of this server counted, in the form of Prometheus."""
    if not _SAMEN:
        return generate_latest(REGISTRY)
    samen = CollectorRegistry()
    try:
        MultiProcessCollector(samen)  # type: ignore[no-untyped-call]
        return generate_latest(samen)
    except (ValueError, OSError, struct.error, RuntimeError):
        # The folder was cleared away, or a file of another is not whole: then this process says what it has itself.
        return generate_latest(REGISTRY)
