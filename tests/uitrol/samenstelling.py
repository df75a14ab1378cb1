"""docker-compose.yml without Docker: the same commands with the same environment, from the image's own files, as the
user of the image (uid 10001) who may write nowhere but in /tmp and the volumes.

What this cannot show: that the images build and start, their networks, limits and capabilities. That needs a container
engine.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from string import digits
from threading import Thread
from typing import Any

import yaml

from calamiteiten.config import instellingen
from tests.diensten import antwoordt_postgres, antwoordt_redis, redis_programma, vrije_poort
from tests.storing.processen import Kind, Postgres, wacht_tot

from .naamserver import Naamserver

WORTEL = Path(__file__).resolve().parents[2]
UID = "10001"
VARIABELE = re.compile(r"\$\{(\w+)(?::([-?])([^${}]*))?\}")
MAPPEN = {"/gegevens": "gegevens", "/back-ups": "back-ups", "/eigen": "eigen"}


def vul_in(tekst: str, waarden: dict[str, str]) -> str:
    """What Compose makes of `${NAAM}`, `${NAAM:-anders}` and `${NAAM:?klacht}`. Raises KeyError with the complaint."""

    def een(plek: re.Match[str]) -> str:
        naam, soort, rest = plek.groups()
        if waarde := waarden.get(naam, ""):
            return waarde
        if soort == "?":
            raise KeyError(f"{naam}: {rest}")
        return rest or ""

    while VARIABELE.search(tekst):
        tekst = VARIABELE.sub(een, tekst)
    return tekst


PAKKETTEN = sysconfig.get_path("purelib")
ANDER = ["setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--no-new-privs", "--"]


@functools.cache
def kan_dalen() -> bool:
    """Whether we may become the user of the image, and that one may read the packages. Asked by way of a shell: setpriv
    itself may still open what its user may not."""
    if os.geteuid() != 0:
        return False
    vraag = f"test -r {PAKKETTEN}/django/__init__.py"
    return subprocess.run([*ANDER, "sh", "-c", vraag], check=False, cwd="/").returncode == 0


def als_gebruiker() -> list[str]:
    """The words before a command that make it run as the user of the image, where that can be."""
    return ANDER if kan_dalen() else []


def leg_programmas_klaar(map_: Path) -> None:
    """What the image has on its PATH. The Python of a virtual environment often lies in a home, where the user of
    the image may not come: then with a copy of it."""
    map_.mkdir()
    python = f"exec {sys.executable}"
    if kan_dalen():
        eigen, versie = map_.parent / "python", f"python{sys.version_info.major}.{sys.version_info.minor}"
        # With what is compiled already: every process would compile it anew, and the image has it too.
        bron, weg = Path(sys.base_prefix), shutil.ignore_patterns("site-packages", "test", "config-*")
        shutil.copytree(bron / "lib" / versie, eigen / "lib" / versie, ignore=weg)
        (eigen / "bin").mkdir()
        shutil.copy(bron / "bin" / versie, eigen / "bin" / versie)
        for deel in bron.glob(f"lib/lib{versie}*.so*"):
            shutil.copy(deel, eigen / "lib" / deel.name)
        python = f"PYTHONHOME={eigen} LD_LIBRARY_PATH={eigen}/lib exec {eigen}/bin/{versie}"
    scripts = {naam: Path(sys.executable).with_name(naam) for naam in ("granian", "celery")}
    for naam, script in {"python": "", **scripts}.items():
        (map_ / naam).write_text(f'#!/bin/sh\n{python} {script} "$@"\n')
        (map_ / naam).chmod(0o755)


def maak_beeld(doel: Path, bron_map: Path = WORTEL, verander: Callable[[Path], None] | None = None) -> None:
    """The steps of the Dockerfile after its packages: copy what it copies, and collect the static files. `bron_map`:
    the checkout; `verander`: what is different in this image."""
    dockerfile = (bron_map / "Dockerfile").read_text(encoding="utf-8")
    stappen = re.findall(r"^COPY (.+) (\S+)$", dockerfile, re.MULTILINE)
    doel.mkdir()
    if not (doel.parent / "programmas").exists():
        leg_programmas_klaar(doel.parent / "programmas")
    for bronnen, naar in stappen:
        for bron in bronnen.split():
            plek = doel / (Path(bron).name if naar in {"./", "requirements/"} else naar)
            if (bron_map / bron).is_dir():
                shutil.copytree(bron_map / bron, plek)
            else:
                shutil.copy(bron_map / bron, plek)
    if verander is not None:
        verander(doel)
    schoon = {
        "PATH": os.environ["PATH"],
        "CALAMITEITEN_DATA": str(doel.parent / "bouw"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for stap in re.findall(r"^RUN (?:CALAMITEITEN_DATA=\S+ )?python (.+)$", dockerfile, re.MULTILINE):
        subprocess.run([sys.executable, *stap.split()], cwd=doel, env=schoon, check=True, timeout=240)
    if os.geteuid() != 0:
        subprocess.run(["chmod", "-R", "a-w", str(doel)], check=True)


class Databank(Postgres):
    """A PostgreSQL that asks every role for its password, as the image does."""

    wachtwoord = ""

    def _draai(self, opdracht: Sequence[str | Path]) -> None:
        try:
            super()._draai(opdracht)
        except subprocess.CalledProcessError as fout:
            raise AssertionError(fout.stderr.decode()) from fout

    def adres(self, naam: str = "calamiteiten") -> str:
        """The DATABASE_URL of the owner."""
        return f"postgres://calamiteiten:{self.wachtwoord}@127.0.0.1:{self.poort}/{naam}"

    def begin(self, wachtwoord: str) -> None:
        """Make the owner and the database, and let nobody in without a password any more."""
        import psycopg2

        self.wachtwoord = wachtwoord
        self.kind.start()
        wacht_tot(lambda: antwoordt_postgres(self.adres("postgres")), 60, "PostgreSQL antwoordt")
        contact = psycopg2.connect(self.adres("postgres"))
        contact.autocommit = True
        with contact.cursor() as cursor:
            cursor.execute(f"ALTER ROLE calamiteiten PASSWORD '{wachtwoord}'")
            cursor.execute("CREATE DATABASE calamiteiten")
            hba = self.data / "pg_hba.conf"
            hba.write_text(hba.read_text().replace("trust", "scram-sha-256"))
            cursor.execute("SELECT pg_reload_conf()")
        contact.close()


@dataclass
class Samenstelling:
    """One installation: the .env, the servers, and the processes of the services."""

    map: Path
    waarden: dict[str, str]
    databank: Databank
    compose: dict[str, Any]
    redispoort: int = field(default_factory=vrije_poort)
    kinderen: dict[str, Kind] = field(default_factory=dict)
    # As containers: an address each (name of the process -> address), and one port. And the port of the proxy where it
    # says that it lives.
    webs: dict[str, str] = field(default_factory=dict)
    webpoort: int = field(default_factory=vrije_poort)
    leeftpoort: int = field(default_factory=vrije_poort)
    namen: Naamserver = field(default_factory=lambda: Naamserver("web", []))
    # The folder of the image from which services start now.
    beeld: str = "beeld"

    @classmethod
    def van(cls, map_: Path, env: Path, databank: Any = None) -> Samenstelling:
        """From the .env that bin/maak-env made. `databank`: instead of a PostgreSQL of its own."""
        compose = yaml.safe_load(instellingen.COMPOSE.read_text(encoding="utf-8"))
        waarden = instellingen.lees_omgeving(env.read_text(encoding="utf-8"))
        return cls(map_, waarden, databank or Databank(map_), compose)

    def omgeving(self, dienst: str, naam: str = "") -> dict[str, str]:
        """The environment that Compose gives a service: what .env does not say of a bare name, is not set. `naam`: of
        the process, when there are more."""
        uit = {}
        for sleutel, waarde in self.compose["services"][dienst]["environment"].items():
            if waarde is not None:
                uit[sleutel] = self._hier(vul_in(str(waarde), self.waarden))
            elif sleutel in self.waarden:
                uit[sleutel] = self._hier(self.waarden[sleutel])
        kaal = {"PATH": f"{self.map}/programmas:/usr/local/bin:/usr/bin:/bin", "HOME": "/nergens", "LANG": "C.UTF-8"}
        kaal["PYTHONPATH"] = PAKKETTEN
        beeld = {"DJANGO_SETTINGS_MODULE": "calamiteiten.config.settings", "PYTHONDONTWRITEBYTECODE": "1"}
        eigen = {"TMPDIR": str(self.map / "tmp"), "PYTHONUNBUFFERED": "1"}
        return kaal | beeld | eigen | {sleutel: self._tijdelijk(w, naam or dienst) for sleutel, w in uit.items()}

    def _tijdelijk(self, woord: str, naam: str) -> str:
        """A file in /tmp, of which a container has its own."""
        return woord.replace("/tmp/leeft", f"{self.map}/tmp/{naam}.leeft")

    def _hier(self, waarde: str) -> str:
        """The names and folders of the containers as they are on this machine."""
        waarde = waarde.replace("@database:5432", f"@127.0.0.1:{self.databank.poort}")
        waarde = waarde.replace("@redis:6379", f"@127.0.0.1:{self.redispoort}")
        mappen = MAPPEN | {"/product": self.beeld}
        begin = next((pad for pad in mappen if waarde == pad or waarde.startswith(f"{pad}/")), None)
        return waarde if begin is None else waarde.replace(begin, str(self.map / mappen[begin]), 1)

    def opdracht(self, dienst: str, naam: str) -> list[str]:
        """The command of a service, on ports and files of its own: containers do not share those."""
        woorden = [vul_in(str(woord), self.waarden) for woord in self.compose["services"][dienst]["command"]]
        woorden = [self._tijdelijk(woord, naam) for woord in woorden]
        if dienst == "web":
            self.webs.setdefault(naam, f"127.0.0.{2 + len(self.webs)}")
            vervang = {"0.0.0.0": self.webs[naam], "8000": str(self.webpoort)}  # noqa: S104  what stands there
            woorden = [vervang.get(woord, woord) for woord in woorden]
            woorden[woorden.index("--workers") + 1] = "1"
        if "worker" in woorden:
            woorden += ["-n", f"{naam}@%h"]
        return woorden

    def start(self, dienst: str, naam: str = "") -> Kind:
        """Start a service, or another of it under a name of its own."""
        naam = naam or dienst
        woorden = [*als_gebruiker(), *self.opdracht(dienst, naam)]
        kind = Kind(naam, woorden, self.omgeving(dienst, naam), self.map / f"{naam}.log", self.map / self.beeld)
        self.kinderen[naam] = kind.start()
        return kind

    def noem(self, *namen: str) -> None:
        """What the name `web` is from now on: these. Docker forgets one that stopped; here it stays known, so that the
        proxy must find out."""
        self.namen.adressen = [self.webs[naam] for naam in namen]

    def stop(self, *namen: str) -> None:
        """Ask these to stop, all at once, and forget them."""
        weg = [self.kinderen.pop(naam) for naam in namen]
        with ThreadPoolExecutor(len(weg)) as samen:
            list(samen.map(lambda kind: kind.stop(), weg))

    def start_redis(self) -> Kind:
        """Redis with the words of its service."""
        woorden = [vul_in(str(woord), self.waarden) for woord in self.compose["services"]["redis"]["command"]]
        eigen = ["--bind", "127.0.0.1", "--port", str(self.redispoort), "--dir", str(self.map / "tmp")]
        kind = Kind("redis", [redis_programma(), *woorden[1:], *eigen], {}, self.map / "redis.log", self.map)
        self.kinderen["redis"] = kind.start()
        adres = f"redis://:{self.waarden['REDIS_WACHTWOORD']}@127.0.0.1:{self.redispoort}/0"
        wacht_tot(lambda: antwoordt_redis(adres), 30, "Redis antwoordt")
        return kind

    def start_proxy(self, caddy: str) -> Kind:
        """The proxy with its own file, in front of all that the name `web` is."""
        Thread(target=self.namen.luister, daemon=True).start()
        self.noem(*self.webs)
        eigen = {"XDG_DATA_HOME": str(self.map / "tmp"), "XDG_CONFIG_HOME": str(self.map / "tmp"), "HOME": "/nergens"}
        eigen |= {"WEBPOORT": str(self.webpoort), "NAAMSERVERS": self.namen.regel}
        omgeving = (
            self.omgeving("proxy") | eigen | {"HTTP_POORT": str(vrije_poort()), "LEEFTPOORT": str(self.leeftpoort)}
        )
        omgeving["TLS_REGEL"] = omgeving["TLS_REGEL"].replace("/eigen/", f"{self.map}/eigen/")
        woorden = [caddy, "run", "--config", str(WORTEL / "deploy" / "Caddyfile"), "--adapter", "caddyfile"]
        woorden = [*als_gebruiker(), *woorden]
        self.kinderen["proxy"] = Kind("proxy", woorden, omgeving, self.map / "proxy.log", self.map).start()
        return self.kinderen["proxy"]

    def doe(self, dienst: str, *woorden: str, map_: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as a service would (`docker compose run --rm DIENST …`), to its end."""
        return subprocess.run(
            [*als_gebruiker(), *woorden],
            cwd=map_ or self.map / self.beeld,
            env=self.omgeving(dienst),
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )

    def is_gezond(self, naam: str) -> bool:
        """What the health check of the compose file says of this process, by its own command."""
        dienst = naam.rstrip(digits)
        soort, *woorden = self.compose["services"][dienst]["healthcheck"]["test"]
        if dienst in {"database", "redis"}:
            return self._is_server_gezond(dienst, soort, woorden)
        woorden = [self._tijdelijk(woord, naam).replace(":2020/", f":{self.leeftpoort}/") for woord in woorden]
        if dienst == "web":
            woorden.append(f"{self.webs[naam]}:{self.webpoort}")
        return self.doe(dienst, *(["sh", "-c"] if soort == "CMD-SHELL" else []), *woorden).returncode == 0

    def _is_server_gezond(self, dienst: str, soort: str, woorden: list[str]) -> bool:
        """The same of a server that is not ours: its command knows no port, for in a container it is the usual one."""
        if soort == "CMD-SHELL":
            woorden = [
                "sh",
                "-c",
                *(woord.replace("redis-cli", f"redis-cli -p {self.redispoort}") for woord in woorden),
            ]
        omgeving = {"PATH": f"{self.databank.programmas}:{os.environ['PATH']}", "PGHOST": "127.0.0.1"}
        omgeving["PGPORT"] = str(self.databank.poort)
        for sleutel, waarde in self.compose["services"][dienst]["environment"].items():
            omgeving[sleutel] = vul_in(str(waarde), self.waarden)
        return subprocess.run(woorden, env=omgeving, check=False, capture_output=True, timeout=30).returncode == 0

    def sluit(self) -> None:
        """End what was started, and only that."""
        for kind in reversed(self.kinderen.values()):
            kind.dood()
        self.namen.sluit()
        self.databank.stop()
