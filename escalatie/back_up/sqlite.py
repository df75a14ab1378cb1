"""SQLite: a copy by the online back-up API, and a new file that takes the place of the old one."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from basis.geweigerd import Geweigerd

from .archief import STUK
from .databank import ZONDER_RIJEN, Opname, gebruik, migraties, tel_rijen

SOORT = "sqlite"
ONDERHOUD = ":memory:"
KOP = b"SQLite format 3\0"
# The file that a running demo holds; it is locked for as long as the demo runs.
SLOT = ".calamiteiten-demo"


@contextmanager
def neem_op(stempel: str) -> Iterator[Opname]:
    """See `Databank`. The copy stands beside the database, for its owner only, and is removed."""
    kopie = _bestand().with_name(f".opname-{stempel}.sqlite3")
    try:
        os.close(os.open(kopie, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(_bestand(), timeout=20)) as bron, closing(sqlite3.connect(kopie)) as doel:
            bron.backup(doel)
            _maak_schoon(doel)
        with gebruik(str(kopie)):
            tellingen, gedaan = tel_rijen(), migraties()
        yield Opname(_stukken(kopie), tellingen, gedaan)
    finally:
        _verwijder(kopie)


def _maak_schoon(kopie: sqlite3.Connection) -> None:
    """Take the sessions out and see whether the copy is whole. Raises Geweigerd when it is not."""
    kopie.execute("PRAGMA journal_mode=DELETE")
    bestaand = {naam for (naam,) in kopie.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for tabel in bestaand & set(ZONDER_RIJEN):
        kopie.execute(f"DELETE FROM {tabel}")  # noqa: S608  one of our constants  # nosec B608
    kopie.commit()
    kopie.execute("VACUUM")
    if kopie.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise Geweigerd("De database zelf is beschadigd; er is geen back-up gemaakt.")


@contextmanager
def proeflees() -> Iterator[Callable[[bytes], None]]:
    """See `Databank`. The bytes are compared with the manifest; here only whether they are an SQLite file."""
    begin = bytearray()
    yield lambda stuk: begin.extend(stuk[: len(KOP) - len(begin)])
    if bytes(begin) != KOP:
        raise Geweigerd("De database in de back-up is geen SQLite-bestand.")


@contextmanager
def lees_in(stempel: str) -> Iterator[Callable[[bytes], None]]:
    """See `Databank`. Raises Geweigerd when a running demo holds the folder."""
    _weiger_als_in_gebruik()
    pad = Path(nieuw(stempel))
    pad.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as doel:

        def schrijf(stuk: bytes) -> None:
            doel.write(stuk)

        yield schrijf
        doel.flush()
        os.fsync(doel.fileno())


def nieuw(stempel: str) -> str:
    """See `Databank`."""
    return str(_bestand().with_name(f"{_bestand().name}.herstel-{stempel}"))


def is_leeg() -> bool:
    """See `Databank`."""
    if not _bestand().exists():
        return True
    with closing(sqlite3.connect(_bestand(), timeout=20)) as contact:
        return not any(_heeft_rijen(contact, tabel) for tabel in ("contacten_gebruiker", "calamiteiten_melding"))


def wissel(stempel: str) -> str:
    """See `Databank`."""
    _weiger_als_in_gebruik()
    pad, bewaard = _bestand(), "" if is_leeg() else f"{_bestand()}.oud-{stempel}"
    connection.close()
    _sluit_log(Path(nieuw(stempel)))
    if pad.exists():
        _sluit_log(pad)
    if bewaard:
        os.link(pad, bewaard)
    Path(nieuw(stempel)).replace(pad)
    return bewaard


def gooi_weg(stempel: str) -> bool:
    """See `Databank`. Raises OSError when it stays."""
    _verwijder(Path(nieuw(stempel)))
    return True


def _bestand() -> Path:
    return Path(connection.settings_dict["NAME"])


def _sluit_log(pad: Path) -> None:
    """Write what stands in the log of a database into its file. Raises Geweigerd when another process uses it."""
    try:
        with closing(sqlite3.connect(pad, timeout=5)) as contact:
            contact.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            contact.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as fout:
        raise Geweigerd("De database is nog in gebruik. Stop de applicatie eerst.") from fout


def _weiger_als_in_gebruik() -> None:
    slot = Path(settings.DATA) / SLOT
    if not slot.exists():
        return
    with slot.open("a", encoding="utf-8") as bestand:
        try:
            fcntl.flock(bestand, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fout:
            raise Geweigerd(f"De applicatie draait nog met de gegevens in {settings.DATA}. Stop die eerst.") from fout


def _heeft_rijen(contact: sqlite3.Connection, tabel: str) -> bool:
    try:
        return contact.execute(f"SELECT 1 FROM {tabel} LIMIT 1").fetchone() is not None  # noqa: S608  a constant  # nosec B608
    except sqlite3.OperationalError:
        return False


def _stukken(pad: Path) -> Iterator[bytes]:
    with pad.open("rb") as bestand:
        while stuk := bestand.read(STUK):
            yield stuk


def _verwijder(pad: Path) -> None:
    for achter in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            pad.with_name(pad.name + achter).unlink()
