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
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from calamiteiten.config import instellingen
from tests.diensten import antwoordt_postgres, antwoordt_redis, redis_programma, vrije_poort
from tests.storing.processen import Kind, Postgres, wacht_tot

WORTEL = Path(__file__).resolve().parents[2]
UID = "10001"
VARIABELE = re.compile(r"\$\{(\w+)(?::([-?])([^${}]*))?\}")
MAPPEN = {"/gegevens": "gegevens", "/back-ups": "back-ups", "/product": "beeld", "/eigen": "eigen"}


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
        bron, weg = Path(sys.base_prefix), shutil.ignore_patterns("site-packages", "test", "__pycache__", "config-*")
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


def maak_beeld(doel: Path) -> None:
    """The steps of the Dockerfile after its packages: copy what it copies, and collect the static files."""
    dockerfile = (WORTEL / "Dockerfile").read_text(encoding="utf-8")
    stappen = re.findall(r"^COPY (.+) (\S+)$", dockerfile, re.MULTILINE)
    doel.mkdir()
    leg_programmas_klaar(doel.parent / "programmas")
    for bronnen, naar in stappen:
        for bron in bronnen.split():
            plek = doel / (Path(bron).name if naar in {"./", "requirements/"} else naar)
            if (WORTEL / bron).is_dir():
                shutil.copytree(WORTEL / bron, plek)
            else:
                shutil.copy(WORTEL / bron, plek)
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
    webpoorten: dict[str, int] = field(default_factory=dict)

    @classmethod
    def van(cls, map_: Path, env: Path, databank: Any = None) -> Samenstelling:
        """From the .env that bin/maak-env made. `databank`: instead of a PostgreSQL of its own."""
        compose = yaml.safe_load(instellingen.COMPOSE.read_text(encoding="utf-8"))
        waarden = instellingen.lees_omgeving(env.read_text(encoding="utf-8"))
        return cls(map_, waarden, databank or Databank(map_), compose)

    def omgeving(self, dienst: str) -> dict[str, str]:
        """The environment that Compose gives a service: what .env does not say of a bare name, is not set."""
        uit = {}
        for naam, waarde in self.compose["services"][dienst]["environment"].items():
            if waarde is not None:
                uit[naam] = self._hier(vul_in(str(waarde), self.waarden))
            elif naam in self.waarden:
                uit[naam] = self._hier(self.waarden[naam])
        kaal = {"PATH": f"{self.map}/programmas:/usr/local/bin:/usr/bin:/bin", "HOME": "/nergens", "LANG": "C.UTF-8"}
        kaal["PYTHONPATH"] = PAKKETTEN
        beeld = {"DJANGO_SETTINGS_MODULE": "calamiteiten.config.settings", "PYTHONDONTWRITEBYTECODE": "1"}
        return kaal | beeld | {"TMPDIR": str(self.map / "tmp"), "PYTHONUNBUFFERED": "1"} | uit

    def _hier(self, waarde: str) -> str:
        """The names and folders of the containers as they are on this machine."""
        waarde = waarde.replace("@database:5432", f"@127.0.0.1:{self.databank.poort}")
        waarde = waarde.replace("@redis:6379", f"@127.0.0.1:{self.redispoort}")
        begin = next((pad for pad in MAPPEN if waarde == pad or waarde.startswith(f"{pad}/")), None)
        return waarde if begin is None else waarde.replace(begin, str(self.map / MAPPEN[begin]), 1)

    def opdracht(self, dienst: str, naam: str) -> list[str]:
        """The command of a service, on ports and files of its own: containers do not share those."""
        woorden = [vul_in(str(woord), self.waarden) for woord in self.compose["services"][dienst]["command"]]
        if dienst == "web":
            self.webpoorten.setdefault(naam, vrije_poort())
            vervang = {"0.0.0.0": "127.0.0.1", "8000": str(self.webpoorten[naam])}  # noqa: S104  what stands there
            woorden = [vervang.get(woord, woord) for woord in woorden]
            woorden[woorden.index("--workers") + 1] = "1"
        if "worker" in woorden:
            woorden += ["-n", f"{naam}@%h"]
        return woorden

    def start(self, dienst: str, naam: str = "") -> Kind:
        """Start a service, or another of it under a name of its own."""
        naam = naam or dienst
        woorden = [*als_gebruiker(), *self.opdracht(dienst, naam)]
        kind = Kind(naam, woorden, self.omgeving(dienst), self.map / f"{naam}.log", self.map / "beeld")
        self.kinderen[naam] = kind.start()
        return kind

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
        """The proxy with its own file, in front of all webs."""
        eigen = {"XDG_DATA_HOME": str(self.map / "tmp"), "XDG_CONFIG_HOME": str(self.map / "tmp"), "HOME": "/nergens"}
        webs = " ".join(f"127.0.0.1:{poort}" for poort in self.webpoorten.values())
        omgeving = self.omgeving("proxy") | eigen | {"WEBSERVERS": webs, "HTTP_POORT": str(vrije_poort())}
        omgeving["TLS_REGEL"] = omgeving["TLS_REGEL"].replace("/eigen/", f"{self.map}/eigen/")
        woorden = [caddy, "run", "--config", str(WORTEL / "deploy" / "Caddyfile"), "--adapter", "caddyfile"]
        woorden = [*als_gebruiker(), *woorden]
        self.kinderen["proxy"] = Kind("proxy", woorden, omgeving, self.map / "proxy.log", self.map).start()
        return self.kinderen["proxy"]

    def doe(self, dienst: str, *woorden: str, map_: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as a service would (`docker compose run --rm DIENST …`), to its end."""
        return subprocess.run(
            [*als_gebruiker(), *woorden],
            cwd=map_ or self.map / "beeld",
            env=self.omgeving(dienst),
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )

    def is_gezond(self, naam: str) -> bool:
        """What the health check of the compose file says of this web."""
        _, *woorden = self.compose["services"]["web"]["healthcheck"]["test"]
        return self.doe("web", *woorden, str(self.webpoorten[naam])).returncode == 0

    def sluit(self) -> None:
        """End what was started, and only that."""
        for kind in reversed(self.kinderen.values()):
            kind.dood()
        self.databank.stop()
