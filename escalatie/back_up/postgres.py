"""PostgreSQL: `pg_dump` of one snapshot, `pg_restore` into a new database, and a swap by name in one transaction."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any

import psycopg2
from django.db import connection, transaction
from psycopg2 import sql

from basis.geweigerd import Geweigerd

from .archief import STUK
from .databank import ZONDER_RIJEN, Opname, migraties, tel_rijen

SOORT = "postgresql"
ONDERHOUD = "postgres"
POGINGEN = 5


@contextmanager
def neem_op(stempel: str) -> Iterator[Opname]:
    """See `Databank`. Counts and dump come from one exported snapshot, so they must agree."""
    connection.close()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        zonder = [f"--exclude-table-data={tabel}" for tabel in ZONDER_RIJEN]
        opdracht = ["pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--snapshot={moment}", *zonder]
        with _programma(opdracht, stdout=subprocess.PIPE) as proces:
            yield Opname(_stukken(proces.stdout), tel_rijen(), migraties())


@contextmanager
def proeflees() -> Iterator[Callable[[bytes], None]]:
    """See `Databank`. `pg_restore` reads everything and writes its SQL to nowhere."""
    with _programma(["pg_restore", "--file=/dev/null"], stdin=subprocess.PIPE) as proces:
        yield _invoer(proces)


@contextmanager
def lees_in(stempel: str) -> Iterator[Callable[[bytes], None]]:
    """See `Databank`."""
    naam = nieuw(stempel)
    with _onderhoud() as cursor:
        opdracht = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(naam))
        _doe(cursor, opdracht, "Een nieuwe database maken mag niet; geef de gebruiker het recht CREATEDB")
    herstel = ["pg_restore", "--no-owner", "--no-acl", "--exit-on-error", f"--dbname={naam}"]
    with _programma(herstel, stdin=subprocess.PIPE) as proces:
        yield _invoer(proces)


def nieuw(stempel: str) -> str:
    """See `Databank`."""
    return f"{_naam()[:30]}_herstel_{stempel}"


def is_leeg() -> bool:
    """See `Databank`."""
    with _onderhoud() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_naam()])
        if cursor.fetchone() is None:
            return True
    with connection.cursor() as cursor:
        bestaand = set(connection.introspection.table_names(cursor))
        tabellen = bestaand & {"contacten_gebruiker", "calamiteiten_melding"}
        return not any(_heeft_rijen(cursor, tabel) for tabel in sorted(tabellen))


def wissel(stempel: str) -> str:
    """See `Databank`. Both names change in one transaction: whoever kills this finds the old state or the new."""
    bewaard = "" if is_leeg() else f"{_naam()[:30]}_oud_{stempel}"
    opzij = bewaard or f"{_naam()[:30]}_leeg_{stempel}"
    connection.close()
    with _onderhoud() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_naam()])
        namen = [(_naam(), opzij)] if cursor.fetchone() else []
        _hernoem(cursor, [*namen, (nieuw(stempel), _naam())])
        if namen and not bewaard:
            with suppress(psycopg2.Error):
                cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(opzij)))
    return bewaard


def gooi_weg(stempel: str) -> bool:
    """See `Databank`. It stays when somebody is in it whom this role may not put out."""
    with suppress(Geweigerd, psycopg2.Error), _onderhoud() as cursor:
        naam = sql.Identifier(nieuw(stempel))
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(naam))
        return True
    return False


def _naam() -> str:
    return str(connection.settings_dict["NAME"])


def _toegang() -> dict[str, str]:
    """Where the server is and who we are, as libpq reads it from the environment; never on a command line."""
    velden = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    gegevens = {naam: str(connection.settings_dict[veld] or "") for naam, veld in velden.items()}
    tls = {"PGSSLMODE": _tls().get("sslmode", ""), "PGSSLROOTCERT": _tls().get("sslrootcert", "")}
    return {naam: waarde for naam, waarde in (gegevens | tls).items() if waarde} | {"PGCONNECT_TIMEOUT": "10"}


def _tls() -> dict[str, str]:
    """How the line to the server is guarded: a program of PostgreSQL and the maintenance database go the same way."""
    opties = connection.settings_dict["OPTIONS"]
    return {naam: opties[naam] for naam in ("sslmode", "sslrootcert") if opties.get(naam)}


@contextmanager
def _onderhoud() -> Iterator[Any]:
    """A cursor on the maintenance database; every statement stands alone. Raises Geweigerd when the server is away."""
    gegevens = connection.settings_dict
    velden = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    toegang = {naam: gegevens[veld] for naam, veld in velden.items() if gegevens[veld]} | _tls()
    try:
        contact = psycopg2.connect(dbname=ONDERHOUD, connect_timeout=10, **toegang)
    except psycopg2.OperationalError as fout:
        raise Geweigerd(f"De databaseserver is niet te bereiken: {_eerste_regel(str(fout))}") from fout
    try:
        contact.autocommit = True
        with contact.cursor() as cursor:
            yield cursor
    finally:
        contact.close()


@contextmanager
def _programma(opdracht: Sequence[str], **pijpen: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of PostgreSQL's programs; the context ends when it does. Raises Geweigerd with what it complained of."""
    with tempfile.TemporaryFile() as klachten:
        try:
            proces = subprocess.Popen(opdracht, env=os.environ | _toegang(), stderr=klachten, **pijpen)
        except FileNotFoundError as fout:
            raise Geweigerd(f"{opdracht[0]} ontbreekt; installeer het pakket postgresql-client.") from fout
        try:
            yield proces
            if proces.stdin:
                proces.stdin.close()
            if proces.wait() != 0:
                raise BrokenPipeError
        except BrokenPipeError as fout:
            proces.wait()
            klachten.seek(0)
            raise Geweigerd(f"{opdracht[0]}: {_eerste_regel(klachten.read().decode(errors='replace'))}") from fout
        finally:
            _ruim_op(proces)


def _ruim_op(proces: subprocess.Popen[bytes]) -> None:
    """End a program that still runs, and close our ends of its pipes."""
    if proces.poll() is None:
        proces.kill()
        proces.wait()
    for pijp in (proces.stdin, proces.stdout):
        with suppress(OSError):
            if pijp:
                pijp.close()


def _invoer(proces: subprocess.Popen[bytes]) -> Callable[[bytes], None]:
    def schrijf(stuk: bytes) -> None:
        assert proces.stdin  # noqa: S101  it was started with a pipe
        proces.stdin.write(stuk)

    return schrijf


def _stukken(uitvoer: IO[bytes] | None) -> Iterator[bytes]:
    assert uitvoer  # noqa: S101  it was started with a pipe
    while stuk := uitvoer.read(STUK):
        yield stuk


def _heeft_rijen(cursor: Any, tabel: str) -> bool:
    cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(tabel)))
    return cursor.fetchone() is not None


def _doe(cursor: Any, opdracht: sql.Composable, zin: str) -> None:
    try:
        cursor.execute(opdracht)
    except psycopg2.Error as fout:
        raise Geweigerd(f"{zin} ({_eerste_regel(str(fout))}).") from fout


def _hernoem(cursor: Any, namen: Sequence[tuple[str, str]]) -> None:
    """Rename all, or none. Whoever is connected is put out first; who comes back in between costs another try.

    While a rename runs nobody new gets in. Raises Geweigerd when it does not succeed.
    """
    for poging in range(1, POGINGEN + 1):
        try:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)",
                [[n for n, _ in namen]],
            )
            cursor.execute("BEGIN")
            for van, naar in namen:
                opdracht = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                cursor.execute(opdracht.format(sql.Identifier(van), sql.Identifier(naar)))
            cursor.execute("COMMIT")
            return
        except psycopg2.Error as fout:
            cursor.execute("ROLLBACK")
            if poging == POGINGEN:
                raise Geweigerd(f"De databases konden niet van naam wisselen: {_eerste_regel(str(fout))}.") from fout


def _eerste_regel(tekst: str) -> str:
    regels = [regel for regel in tekst.strip().splitlines() if regel.strip()]
    return regels[0][:200] if regels else "onbekende fout"
