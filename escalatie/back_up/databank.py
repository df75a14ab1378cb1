"""What a database must be able to do for back-up and restore, and which of the two this installation has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from django.contrib.contenttypes.models import ContentType
from django.db import connection

# Live sessions, counted sign-in attempts and the addresses of agendas are no record: a stolen back-up must open
# nothing, and what somebody ended must not come back with an old one.
ZONDER_RIJEN = ("django_session", "usersessions_usersession", "cache", "contacten_agendalink")


@dataclass(frozen=True)
class Opname:
    """The database of one moment: its bytes, and what must be in them."""

    stukken: Iterable[bytes]
    tellingen: dict[str, int]
    migraties: list[str]


class Databank(Protocol):
    """`postgres.py` and `sqlite.py`. A database is named by what stands as NAME in the settings."""

    SOORT: str
    ONDERHOUD: str  # the database to stand in when the own one may be absent

    def neem_op(self, stempel: str) -> AbstractContextManager[Opname]:
        """The whole database of one moment, while everybody works on."""

    def proeflees(self) -> AbstractContextManager[Callable[[bytes], None]]:
        """Take the bytes of a back-up and see whether they are one. Raises Geweigerd; changes nothing."""

    def lees_in(self, stempel: str) -> AbstractContextManager[Callable[[bytes], None]]:
        """Take the bytes of a back-up into a new database beside the present one. Raises Geweigerd."""

    def nieuw(self, stempel: str) -> str:
        """The name of that new database."""

    def is_leeg(self) -> bool:
        """Whether the present database is not there, or holds no account and no melding."""

    def wissel(self, stempel: str) -> str:
        """Put the new database in the place of the present one, at once; returns the name under which that stays, or
        an empty text when there was nothing to keep. Raises Geweigerd and then leaves all as it was."""

    def gooi_weg(self, stempel: str) -> bool:
        """Remove the new database, if it is there; whether it is gone."""


def kies() -> Databank:
    """The database of this installation."""
    soort = "postgres" if connection.vendor == "postgresql" else "sqlite"
    return cast(Databank, import_module(f"escalatie.back_up.{soort}"))


@contextmanager
def gebruik(naam: str) -> Iterator[None]:
    """Work on another database than the one in the settings, without a limit on the time of a statement."""
    vorige = connection.settings_dict["NAME"]
    _stap_over(naam)
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        yield
    finally:
        _stap_over(vorige)


def _stap_over(naam: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = naam
    ContentType.objects.clear_cache()


def tel_rijen() -> dict[str, int]:
    """Rows per table of the database in use, without those that a back-up leaves out."""
    with connection.cursor() as cursor:
        tabellen = sorted(set(connection.introspection.table_names(cursor)) - set(ZONDER_RIJEN))
        return {tabel: _tel(cursor, tabel) for tabel in tabellen}


def _tel(cursor: object, tabel: str) -> int:
    """The rows of one table; its name comes from the database itself and is quoted."""
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(tabel)}")  # type: ignore[attr-defined]  # noqa: S608  # nosec B608
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]


def migraties() -> list[str]:
    """The migrations that the database in use has had, as `app.name`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [f"{app}.{naam}" for app, naam in cursor.fetchall()]
