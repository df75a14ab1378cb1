"""The supervisor: starts processes, notices when one dies, and stops them all."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

GEDULD = 10.0
# So often within so many seconds a part is started again, after a second, two, four.
HERSTARTS, ONTHOUDEN, WACHTEN = 3, 600.0, 1.0


def _sterft_mee(opdracht: Sequence[str]) -> list[str]:
    """Return ``opdracht`` such that Linux stops it when the supervisor is killed: no orphan keeps the port.

    ``setpriv`` (util-linux) asks it, and not a ``preexec_fn``: that runs Python between fork and exec, where a lock
    held by another thread of the parent is never released. Without ``setpriv`` an orphan is possible, nothing else.
    """
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return [*([setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []), *opdracht]


@dataclass(eq=False)
class Onderdeel:
    """One process of the demo, in a session of its own: a Ctrl-C reaches the supervisor only."""

    naam: str
    opdracht: Sequence[str]
    verslag: Path
    proces: subprocess.Popen[bytes] = field(init=False)
    herstarts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the process; what it prints goes to its own log."""
        with self.verslag.open("ab") as uitvoer:
            self.proces = subprocess.Popen(
                _sterft_mee(self.opdracht),
                stdin=subprocess.DEVNULL,
                stdout=uitvoer,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def leeft(self) -> bool:
        """Tell whether the process still runs."""
        return self.proces.poll() is None

    def seinen(self, teken: signal.Signals) -> None:
        """Send a signal to the process and all that it started; its children may outlive it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.proces.pid, teken)

    def laatste_regels(self) -> str:
        """Return the end of the log, for the reader of a failure."""
        return "\n".join(self.verslag.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


class Toezicht:
    """Keeps a handful of processes running together: one that stops starts again, and when that does not help all
    stop."""

    def __init__(self, onderdelen: Sequence[Onderdeel]) -> None:
        self.onderdelen = onderdelen
        self.gestart: list[Onderdeel] = []

    def start(self, *namen: str) -> None:
        """Start those with these names that do not run yet, all by default, in order."""
        for onderdeel in self.onderdelen:
            if onderdeel not in self.gestart and (not namen or onderdeel.naam in namen):
                onderdeel.start()
                self.gestart.append(onderdeel)

    def gestorven(self) -> Onderdeel | None:
        """Return the first process that ended by itself, or None."""
        return next((onderdeel for onderdeel in self.gestart if not onderdeel.leeft()), None)

    def houd_overeind(self) -> Onderdeel | None:
        """Start again what ended by itself, each time after a little longer; return one that ended too often, or None.

        What broke it may be over: a part that stops is no reason to stop the others."""
        for onderdeel in self.gestart:
            if onderdeel.leeft():
                continue
            nu = time.monotonic()
            onderdeel.herstarts = [op for op in onderdeel.herstarts if nu - op < ONTHOUDEN]
            if len(onderdeel.herstarts) >= HERSTARTS:
                return onderdeel
            onderdeel.seinen(signal.SIGKILL)  # its children may still hold what it needs
            time.sleep(WACHTEN * 2 ** len(onderdeel.herstarts))
            onderdeel.herstarts.append(nu)
            onderdeel.start()
            print(f"Het onderdeel '{onderdeel.naam}' stopte en is opnieuw gestart. Zie {onderdeel.verslag}", flush=True)
        return None

    def stop(self) -> None:
        """Ask all to stop, wait at most ten seconds, then end what is left."""
        for onderdeel in self.gestart:
            onderdeel.seinen(signal.SIGTERM)
        einde = time.monotonic() + GEDULD
        while time.monotonic() < einde and any(onderdeel.leeft() for onderdeel in self.gestart):
            time.sleep(0.05)
        for onderdeel in self.gestart:
            onderdeel.seinen(signal.SIGKILL)
            onderdeel.proces.wait()
