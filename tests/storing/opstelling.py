"""A whole installation on free loopback ports: database, Redis, mail server, web, worker, beat, watchdog. All of it may
die."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

from tests.diensten import tijdelijke_map, vrije_poort

from .processen import Kind, Postgres, Redis, wacht_tot

WORTEL = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
BASIS = "basis"


@dataclass
class Opstelling:
    """The installation of one test. `sql` looks; `daad` acts through the product's own verbs, in another process."""

    werkmap: Path
    postgres: Postgres
    redis: Redis
    mailpoort: int = field(default_factory=vrije_poort)
    databank: str = BASIS
    wortel: Path = WORTEL  # the checkout that the processes run
    kinderen: list[Kind] = field(default_factory=list)

    def omgeving(self, **anders: str) -> dict[str, str]:
        """The environment of every process: the clock of the database decides, as in production."""
        schoon = {naam: os.environ[naam] for naam in ("PATH", "HOME", "LANG", "CHROMIUM") if naam in os.environ}
        return {
            **schoon,
            "PYTHONPATH": str(self.wortel),
            "PYTHONWARNINGS": "ignore",
            "DJANGO_SETTINGS_MODULE": "calamiteiten.config.settings",
            "CALAMITEITEN_MODUS": "test",
            "KLOK": "database",
            "CALAMITEITEN_DATA": str(self.werkmap / "data_app"),
            "DATABASE_URL": self.postgres.adres(self.databank),
            "REDIS_URL": self.redis.adres,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mailpoort),
            "EMAIL_TIMEOUT": "5",
            # Every message a mail of its own, so that mails can be counted; `test_achterstand` asks otherwise.
            "VERZAMEL_BOVEN": "1000000",
            "GEHEIME_SLEUTEL": "storing-" + "geheim" * 10,
            **anders,
        }

    # Processes -------------------------------------------------------------------------------------------------------

    def kind(self, naam: str, *opdracht: str, **omgeving: str) -> Kind:
        """Start one process of ours."""
        volledig = [PYTHON, *opdracht]
        nummer = len(self.kinderen)
        kind = Kind(naam, volledig, self.omgeving(**omgeving), self.werkmap / f"{nummer}-{naam}.log", self.wortel)
        self.kinderen.append(kind.start())
        return kind

    def postkantoor(self) -> Kind:
        """The mail server; waits until it listens."""
        kind = self.kind("postkantoor", "-m", "tests.storing.postkantoor", str(self.mailpoort), str(self.postmap))
        wacht_tot(lambda: _luistert(self.mailpoort), 20, "de mailserver luistert")
        return kind

    def worker(self, *, naam: str = "worker") -> Kind:
        """A Celery worker with two processes."""
        return self.kind(
            naam,
            *("-m", "celery", "-A", "calamiteiten.config.celery:app", "worker", "-c", "2", "-n", f"{naam}@%h"),
            *("--without-gossip", "--without-mingle", "-l", "WARNING"),
        )

    def beat(self, naam: str = "beat") -> Kind:
        """A Celery beat; its own memory is a file that only it uses."""
        schema = self.werkmap / f"{naam}-{len(self.kinderen)}.schema"
        return self.kind(naam, *("-m", "celery", "-A", "calamiteiten.config.celery:app", "beat", "-s", str(schema)))

    def web(self, **omgeving: str) -> str:
        """The web server; returns its address once it answers."""
        poort = vrije_poort()
        self.kind(
            "web",
            *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(poort), "--workers", "1"),
            *("--blocking-threads", "4", "calamiteiten.config.wsgi:application"),
            POORT=str(poort),
            **omgeving,
        )
        adres = f"http://127.0.0.1:{poort}"
        wacht_tot(lambda: _antwoordt(f"{adres}/livez"), 60, "de webserver antwoordt")
        return adres

    def lus(self, daad: str, *argumenten: str, naam: str = "", **omgeving: str) -> Kind:
        """A process that repeats one deed until it is ended."""
        return self.kind(naam or daad, "-m", "tests.storing.daden", daad, *argumenten, **omgeving)

    def sluit(self) -> None:
        """End every process that this test started, and only those."""
        for kind in reversed(self.kinderen):
            kind.dood()
        self.kinderen.clear()

    # Looking and acting ----------------------------------------------------------------------------------------------

    def sql(self, vraag: str, *waarden: Any) -> list[tuple[Any, ...]]:
        """One statement on a connection of its own, committed at once; returns the rows when there are any."""
        import psycopg2

        contact = psycopg2.connect(self.postgres.adres(self.databank), connect_timeout=5)
        try:
            contact.autocommit = True
            with contact.cursor() as cursor:
                cursor.execute(vraag, waarden)
                return cursor.fetchall() if cursor.description else []
        finally:
            contact.close()

    def tel(self, vraag: str, *waarden: Any) -> int:
        """The one number that this query gives."""
        return int(self.sql(vraag, *waarden)[0][0])

    def daad(self, naam: str, *argumenten: str, **omgeving: str) -> Any:
        """Run one deed of `daden.py` to its end; returns what it says. Raises CalledProcessError with its words."""
        return json.loads(
            self._draai("-m", "tests.storing.daden", naam, *argumenten, mag_falen=False, **omgeving).stdout or "null"
        )

    def manage(self, *argumenten: str, mag_falen: bool = False, **omgeving: str) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end."""
        return self._draai("manage.py", *argumenten, mag_falen=mag_falen, **omgeving)

    def python(self, *argumenten: str, **omgeving: str) -> subprocess.CompletedProcess[str]:
        """Run something else of this checkout to its end. Raises AssertionError with its words."""
        return self._draai(*argumenten, mag_falen=False, **omgeving)

    def _draai(self, *opdracht: str, mag_falen: bool = False, **omgeving: str) -> subprocess.CompletedProcess[str]:
        gedaan = subprocess.run(
            [PYTHON, *opdracht],
            env=self.omgeving(**omgeving),
            cwd=self.wortel,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert mag_falen or gedaan.returncode == 0, f"{opdracht}: {gedaan.returncode}\n{gedaan.stdout}\n{gedaan.stderr}"
        return gedaan

    def controleer(self) -> list[str]:
        """What the auditor finds wrong: the invariants of the whole installation."""
        gedaan = self.manage("controleer", mag_falen=True)
        regels = (gedaan.stdout + gedaan.stderr).strip().splitlines()
        fout = [regel for regel in regels if not regel.startswith("goed ")]
        return [] if gedaan.returncode == 0 else fout or regels

    @property
    def postmap(self) -> Path:
        """Where the mail server keeps what it accepted."""
        pad = self.werkmap / f"post-{self.databank}"
        pad.mkdir(exist_ok=True)
        return pad

    def post(self) -> list[dict[str, Any]]:
        """Every mail that the server accepted, in order; one that came twice stands there twice."""
        bestand = self.postmap / "post.jsonl"
        return [json.loads(regel) for regel in bestand.read_text().splitlines()] if bestand.is_file() else []

    def mailserver_doet(self, **stand: Any) -> None:
        """How the mail server behaves from now on: see `postkantoor.py`."""
        half = self.postmap / "stand.half"
        half.write_text(json.dumps(stand), encoding="utf-8")
        half.replace(self.postmap / "stand.json")

    def wacht_tot_leeg(self, seconden: float) -> None:
        """Wait until no message waits any more."""
        wacht_tot(lambda: self.is_leeg, seconden, "alle berichten zijn weg")

    @property
    def is_leeg(self) -> bool:
        """Whether no message waits to be sent."""
        return self.tel("SELECT count(*) FROM communicatie_bericht WHERE status IN ('gepland', 'bezig')") == 0


def _luistert(poort: int) -> bool:
    import socket

    with socket.socket() as contact:
        contact.settimeout(1)
        return contact.connect_ex(("127.0.0.1", poort)) == 0


def _antwoordt(adres: str) -> bool:
    with suppress(OSError):
        antwoord: HTTPResponse = urllib.request.urlopen(adres, timeout=2)  # noqa: S310  our own loopback address
        return antwoord.status == 200
    return False


@contextmanager
def diensten(bewaard: Path) -> Any:
    """One PostgreSQL with a filled database `basis`, and one Redis, for all tests of a process. `bewaard`: where what
    the first of them filled is, for the others."""
    with tijdelijke_map() as werkmap:
        werkmap.chmod(0o755)
        postgres, redis = Postgres(werkmap), Redis(werkmap)
        postgres.start()
        redis.start()
        opstelling = Opstelling(werkmap, postgres, redis)
        opstelling.databank = "postgres"
        opstelling.sql(f"CREATE DATABASE {BASIS}")
        opstelling.databank = BASIS
        try:
            _vul(opstelling, bewaard)
            yield opstelling
        finally:
            opstelling.sluit()
            postgres.stop()
            redis.stop()


def _vul(opstelling: Opstelling, bewaard: Path) -> None:
    """The tables and the region. The lock: two processes that begin together would both do the long work."""
    postgres = opstelling.postgres
    adres = postgres.adres(BASIS)
    with bewaard.with_suffix(".slot").open("w") as slot:
        fcntl.flock(slot, fcntl.LOCK_EX)
        if bewaard.is_file():
            subprocess.run([postgres.programmas / "pg_restore", "-d", adres, bewaard], check=True)
            return
        opstelling.manage("migrate", "--verbosity", "0")
        opstelling.daad("regio")
        half = bewaard.with_suffix(".half")
        subprocess.run([postgres.programmas / "pg_dump", "-Fc", "-f", half, adres], check=True)
        half.replace(bewaard)
