"""Child processes that a test may kill: each in a session of its own, ended by its own pid and never by name."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.diensten import (
    als_nobody,
    antwoordt_postgres,
    antwoordt_redis,
    postgres_programmas,
    redis_programma,
    vrije_poort,
)

GEDULD = 20.0


class KomtNiet(AssertionError):
    """Something that had to happen did not, in the time given."""


def wacht_tot(voorwaarde: Callable[[], Any], seconden: float, wat: str, tussen: float = 0.1) -> Any:
    """Return the first truthy answer. Raises KomtNiet after `seconden`, with `wat` was waited for."""
    einde = time.monotonic() + seconden
    while time.monotonic() < einde:
        if antwoord := voorwaarde():
            return antwoord
        time.sleep(tussen)
    raise KomtNiet(f"{wat}: niet binnen {seconden:.0f} s")


@dataclass
class Kind:
    """One process of ours: what to run, in which environment, and where its words go."""

    naam: str
    opdracht: Sequence[str | Path]
    omgeving: Mapping[str, str]
    verslag: Path
    map: Path | None = None
    proces: subprocess.Popen[bytes] | None = None

    def start(self) -> Kind:
        """Start it (again)."""
        with self.verslag.open("ab") as uitvoer:
            self.proces = subprocess.Popen(
                list(self.opdracht),
                env=dict(self.omgeving),
                cwd=self.map,
                stdin=subprocess.DEVNULL,
                stdout=uitvoer,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def leeft(self) -> bool:
        """Whether it runs."""
        return self.proces is not None and self.proces.poll() is None

    def dood(self) -> None:
        """SIGKILL, with all that it started: nobody gets to tidy up."""
        self._sein(signal.SIGKILL)

    def stop(self, teken: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and wait; what does not listen is killed. Returns its exit code (negative: the signal)."""
        proces = self.proces
        if proces is None:
            return 0
        if proces.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(proces.pid, teken)
            with contextlib.suppress(subprocess.TimeoutExpired):
                proces.wait(GEDULD)
        self._sein(signal.SIGKILL)
        return int(proces.returncode or 0)

    def woorden(self) -> str:
        """The end of what it said, for the reader of a failure."""
        return self.verslag.read_text(encoding="utf-8", errors="replace")[-3000:] if self.verslag.is_file() else ""

    def _sein(self, teken: signal.Signals) -> None:
        if self.proces is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.proces.pid, teken)
        self.proces.wait()


class Postgres:
    """A PostgreSQL whose data survive its death: it can be killed, and started again on the same port."""

    def __init__(self, werkmap: Path) -> None:
        self.poort = vrije_poort()
        self.programmas = postgres_programmas(werkmap)
        self.data = werkmap / "data"
        self._draai([self.programmas / "initdb", "-D", self.data, "-U", "calamiteiten", "--auth=trust", "-E", "UTF8"])
        # Real durability, unlike the throw-away servers of the other tests: what is committed must be there.
        opdracht: list[str | Path] = [
            *als_nobody(),
            *(self.programmas / "postgres", "-D", self.data, "-k", werkmap, "-h", "127.0.0.1", "-p", str(self.poort)),
            *("-c", "max_connections=200"),
        ]
        self._kaal = opdracht
        self.kind = Kind("postgres", opdracht, {"PATH": os.environ["PATH"]}, werkmap / "postgres.log")

    def _draai(self, opdracht: Sequence[str | Path]) -> None:
        subprocess.run(
            [*als_nobody(), *opdracht, "--locale=C.UTF-8"], check=True, capture_output=True, cwd="/", timeout=60
        )

    def met_tls(self, certificaat: Path, sleutel: Path) -> None:
        """From the next start on it speaks TLS too, with this certificate."""
        opties = {"ssl": "on", "ssl_cert_file": certificaat, "ssl_key_file": sleutel}
        self.kind.opdracht = [*self._kaal, *(deel for naam, w in opties.items() for deel in ("-c", f"{naam}={w}"))]

    def zonder_tls(self) -> None:
        """From the next start on it does not."""
        self.kind.opdracht = self._kaal

    def adres(self, naam: str = "postgres") -> str:
        """The DATABASE_URL of one database."""
        return f"postgres://calamiteiten@127.0.0.1:{self.poort}/{naam}"

    def start(self) -> None:
        """Start, and wait until it answers; after a kill that includes its recovery."""
        self.kind.start()
        wacht_tot(lambda: antwoordt_postgres(self.adres()), 60, "PostgreSQL antwoordt")

    def dood(self) -> None:
        """SIGKILL of the server and all its backends, as with a power cut; the leftover lock file is for itself."""
        self.kind.dood()

    def herstart_meteen(self) -> None:
        """An immediate restart: every connection is cut, nothing is written off (F10)."""
        self.kind.stop(signal.SIGQUIT)
        self.start()

    def stop(self) -> None:
        """Stop for good."""
        self.kind.stop(signal.SIGINT)


class Redis:
    """A Redis that keeps nothing on disk."""

    def __init__(self, werkmap: Path) -> None:
        self.poort = vrije_poort()
        opdracht: list[str | Path] = [redis_programma(), "--bind", "127.0.0.1", "--port", str(self.poort)]
        opdracht += ["--save", "", "--appendonly", "no", "--dir", werkmap]
        self.kind = Kind("redis", opdracht, {"PATH": os.environ["PATH"]}, werkmap / "redis.log")

    @property
    def adres(self) -> str:
        """The REDIS_URL."""
        return f"redis://127.0.0.1:{self.poort}/0"

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.kind.start()
        wacht_tot(lambda: antwoordt_redis(self.adres), 30, "Redis antwoordt")

    def dood(self) -> None:
        """SIGKILL."""
        self.kind.dood()

    def wis(self) -> None:
        """FLUSHALL (F1)."""
        import redis

        redis.Redis.from_url(self.adres, socket_timeout=5).flushall()

    def stop(self) -> None:
        """Stop for good."""
        self.kind.stop()
