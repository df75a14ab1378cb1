"""The PostgreSQL database of a test process: a copy of that of the run, emptied after a story, tidied now and then.

All of it is about time: a test finds the same tables, and no row of another test. SQLite keeps Django's own ways.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.transaction import atomic
from django.test import TransactionTestCase

from escalatie.protocol import slot

# What a database holds before the first test, and what no test changes: `migrate` would write it again.
VAST = (ContentType, Permission)
# After so many tests what they left is tidied, in every table with more rows that nobody sees any more than this.
OM_DE_ZOVEEL = 50
MEESTE_DODE_RIJEN = 300
_vast_was: dict[str, Any] = {}
_tests = count(1)


def kopieer(map_: Path) -> None:
    """Let the database of this process begin as a copy of the one that the first process of this run migrated: in
    `map_`, which they share, stands whether it is there. Copying takes a hundredth of migrating."""
    naam = f"test_{connection.settings_dict['NAME']}_mal"
    with (map_ / "mal.slot").open("w") as grendel:
        fcntl.flock(grendel, fcntl.LOCK_EX)
        if not (klaar := map_ / "mal.klaar").exists():
            _migreer(naam)
            klaar.touch()
    connection.settings_dict["TEST"]["TEMPLATE"] = naam


def _migreer(naam: str) -> None:
    eigen = connection.settings_dict
    van, doel = eigen["NAME"], eigen["TEST"]["NAME"]
    eigen["TEST"]["NAME"] = naam
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    # Nobody may look in what is copied.
    connection.close()
    settings.DATABASES["default"]["NAME"] = eigen["NAME"] = van
    eigen["TEST"]["NAME"] = doel


def sta_legen_toe() -> None:
    """The owner of this throw-away database allows that stories empty its tables; no other database says so."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            naam = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {naam} SET calamiteiten.mag_legen = 'aan'")
        _vast_was.update(_vaste_rijen())


@contextmanager
def snel_leeg() -> Iterator[None]:
    """For a whole run: a story that committed takes its rows away, and leaves the files of the empty tables alone."""
    van_django: Any = TransactionTestCase
    with pytest.MonkeyPatch.context() as lap:
        lap.setattr(van_django, "_fixture_teardown", _met_delete(van_django._fixture_teardown))
        yield


def _met_delete(eigen: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(eigen)
    def _fixture_teardown(zelf: Any) -> None:
        if connection.vendor != "postgresql" or zelf.available_apps or zelf.serialized_rollback or not maak_leeg():
            eigen(zelf)
            _vast_was.update(_vaste_rijen() if _vast_was else {})

    return _fixture_teardown


def maak_leeg() -> bool:
    """Take every row away that a test wrote, and lay the lock of the protocol files anew, as a flush does. False when
    the fixed rows are not those of before: then a flush has to write them again."""
    _verwijder_rijen()
    slot.vul(connection)
    return _vaste_rijen() == _vast_was


def _verwijder_rijen() -> None:
    """As TRUNCATE does it, after what is still under way (a page that the browser asked last): locked, and without a
    question to a trigger or a foreign key."""
    vast = {model._meta.db_table for model in VAST}
    alle = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tabellen = [connection.ops.quote_name(tabel) for tabel in sorted(alle) if tabel not in vast]
    with atomic(), connection.cursor() as cursor:
        cursor.execute(
            ";".join(
                (
                    "SET LOCAL session_replication_role = 'replica'",
                    f"LOCK TABLE {', '.join(tabellen)} IN ACCESS EXCLUSIVE MODE",
                    *(f"DELETE FROM {tabel}" for tabel in tabellen),
                    "SET LOCAL session_replication_role = 'origin'",
                )
            )
        )


def _vaste_rijen() -> dict[str, Any]:
    with connection.cursor() as cursor:
        gevonden = {}
        for tabel in (model._meta.db_table for model in VAST):
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, ' ' ORDER BY id)) FROM {tabel} t")
            gevonden[tabel] = cursor.fetchone()
        return gevonden


def ruim_op_na_een_test() -> None:
    """Now and then, take away the rows of tests that were rolled back. They stay in the tables and the indexes, every
    question steps over them, and after a thousand tests the database would take twice as long for a page."""
    if next(_tests) % OM_DE_ZOVEEL == 0 and connection.vendor == "postgresql" and not connection.in_atomic_block:
        ruim_op()


def ruim_op() -> None:
    """Take them away now, on the connection that is open; where that cannot be done, the next time will do it."""
    # Of the driver: outside a test Django opens nothing, and here nothing has to be opened.
    rauw = connection.connection
    if rauw is None or rauw.closed or not rauw.autocommit:
        return
    with suppress(psycopg2.Error), rauw.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE n_dead_tup > %s", [MEESTE_DODE_RIJEN])
        if tabellen := [connection.ops.quote_name(rij[0]) for rij in cursor.fetchall()]:
            cursor.execute(f"VACUUM (SKIP_LOCKED) {', '.join(tabellen)}")
