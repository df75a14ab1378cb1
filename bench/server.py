"""One web server of the product on a free loopback port, its CPU from the kernel's own accounting, and a client."""

import http.client
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from tests.diensten import vrije_poort
from tests.storing.processen import Kind, wacht_tot

TIK = os.sysconf("SC_CLK_TCK")


Stand = tuple[dict[int, float], dict[int, float]]


def erbij(van: Stand, tot: Stand) -> tuple[float, float]:
    """Seconds of web and of database between these two; what ended meanwhile has nothing to say any more."""
    web, sql = (sum(cpu - oud.get(pid, 0.0) for pid, cpu in nieuw.items()) for oud, nieuw in zip(van, tot, strict=True))
    return web, sql


@dataclass
class Server:
    """A granian with one worker and one thread, on the database of this process."""

    kind: Kind
    poort: int

    def cpu(self) -> Stand:
        """Seconds of CPU until now, per process: of the web server, and of its connections in PostgreSQL."""
        web = {pid: _cpu(pid) for pid in _van_sessie(self.kind.proces.pid if self.kind.proces else -1)}
        return web, {pid: _cpu(pid) for pid in self._achterkanten()}

    def geheugen(self) -> float:
        """Megabytes in memory of the web server with all its processes."""
        pids = _van_sessie(self.kind.proces.pid if self.kind.proces else -1)
        return sum(_paginas(pid) for pid in pids) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def verbindingen(self) -> int:
        """How many connections to the database it holds."""
        return len(self._achterkanten())

    def _achterkanten(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return [rij[0] for rij in cursor.fetchall()]


@contextmanager
def server(werkmap: Path, draden: int = 1, **omgeving: str) -> Iterator[Server]:
    """A server that runs within this block. `draden`: its blocking threads."""
    poort, bank = vrije_poort(), settings.DATABASES["default"]
    adres = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    assert bank
    eigen = {
        **os.environ,
        "DATABASE_URL": adres,
        "DJANGO_SETTINGS_MODULE": "bench.instellingen",
        "PYTHONPATH": str(Path(__file__).parents[1]),
        **omgeving,
    }
    opdracht = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(poort)),
        *("--workers", "1", "--blocking-threads", str(draden), "--no-ws", "calamiteiten.config.wsgi:application"),
    ]
    kind = Kind("web", opdracht, eigen, werkmap / f"web-{poort}.log", Path(__file__).parents[1]).start()
    try:
        wacht_tot(lambda: _antwoordt(poort), 60, "de webserver antwoordt")
        yield Server(kind, poort)
    finally:
        kind.stop()


@dataclass
class Lezer:
    """One signed-in person with a kept connection."""

    poort: int
    koekje: str = ""
    etags: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lijn = http.client.HTTPConnection("127.0.0.1", self.poort, timeout=60)

    def haal(self, pad: str, **koppen: str) -> tuple[int, int, float]:
        """Status, bytes of the body as sent, seconds by the clock."""
        begin = time.perf_counter()
        vast = {"Cookie": self.koekje, "Host": "127.0.0.1", "Accept-Encoding": "gzip"}
        try:
            self.lijn.request("GET", pad, headers={**vast, **koppen})
            antwoord = self.lijn.getresponse()
        except http.client.RemoteDisconnected:  # a kept line that was long silent
            self.lijn.close()
            return self.haal(pad, **koppen)
        inhoud = antwoord.read()
        if etag := antwoord.headers.get("ETag"):
            self.etags[pad] = etag
        return antwoord.status, len(inhoud), time.perf_counter() - begin

    def lees(self, pad: str) -> str:
        """The page at this path, as text. Raises AssertionError when there is none."""
        self.lijn.request("GET", pad, headers={"Cookie": self.koekje, "Host": "127.0.0.1"})
        antwoord = self.lijn.getresponse()
        tekst = antwoord.read().decode()
        assert antwoord.status == 200, (pad, antwoord.status)
        for koekje in antwoord.headers.get_all("Set-Cookie", []):
            self.koekje += f"; {koekje.partition(';')[0]}"
        return tekst

    def stuur(self, pad: str, velden: dict[str, Any]) -> tuple[int, str]:
        """Send this form: the status, and where it leads."""
        koppen = {"Cookie": self.koekje, "Host": "127.0.0.1", "Content-Type": "application/x-www-form-urlencoded"}
        self.lijn.request("POST", pad, urlencode(velden, doseq=True), koppen)
        antwoord = self.lijn.getresponse()
        tekst = antwoord.read().decode()
        return antwoord.status, antwoord.headers.get("Location") or tekst[-2000:]


def lezer(naam: str, poort: int) -> Lezer:
    """This account, signed in."""
    from django.test import Client

    from contacten.models import Gebruiker

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Gebruiker.objects.get(username=naam))
    return Lezer(poort, "; ".join(f"{sleutel}={koekje.value}" for sleutel, koekje in client.cookies.items()))


def _antwoordt(poort: int) -> bool:
    with suppress(OSError):
        return Lezer(poort).haal("/bench/hello/")[0] == 200
    return False


def _van_sessie(pid: int) -> list[int]:
    gevonden = []
    for map_ in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            if int((map_ / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[3]) == pid:
                gevonden.append(int(map_.name))
    return gevonden


def _cpu(pid: int) -> float:
    with suppress(OSError):
        velden = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(velden[11]) + int(velden[12])) / TIK
    return 0.0


def _paginas(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return 0
