"""The catching mail server: accepts every message on loopback and keeps it as a file; nothing leaves the machine.

Run as ``python -m calamiteiten.demo.postbus POORT MAP``.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

_volgnummer = itertools.count()


class Vanger:
    """Handler of aiosmtpd that writes each message to ``map_``."""

    def __init__(self, map_: Path) -> None:
        self.map = map_

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Write the message whole or not at all: a reader never sees half a file."""
        naam = f"{time.time_ns()}-{os.getpid()}-{next(_volgnummer)}"
        half = self.map / f"{naam}.deel"
        half.write_bytes(envelope.original_content)
        half.rename(self.map / f"{naam}.eml")
        return "250 bewaard"


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    poort, map_ = int(sys.argv[1]), Path(sys.argv[2])
    tekens = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, tekens)
    server = Controller(Vanger(map_), hostname="127.0.0.1", port=poort)
    server.start()
    signal.sigwait(tekens)
    server.stop()


if __name__ == "__main__":
    main()
