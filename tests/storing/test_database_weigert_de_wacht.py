"""Gevallen 5.14, for what guards the terms: PostgreSQL only reads, or has no connection left, while the watch runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg2

from .opstelling import Opstelling
from .processen import Kind, wacht_tot

MAG_SCHRIJVEN = "SET transaction_read_only = off; "
RIJP = "SELECT count(*) FROM escalatie_wekker WHERE gaat_op <= now() AND gevuurd_op IS NULL AND vervallen_op IS NULL"
DE_EERSTE = (
    "UPDATE escalatie_wekker SET gaat_op = now() - interval '1 s' WHERE id = (SELECT min(id) FROM escalatie_wekker "
    "WHERE gevuurd_op IS NULL AND vervallen_op IS NULL)"
)
VERBREEK = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name <> 'proef' AND pid <> pg_backend_pid()"
)
ANDEREN = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'proef' "
    "AND pid <> pg_backend_pid()"
)


@contextmanager
def alleen_lezen(opstelling: Opstelling) -> Iterator[None]:
    """What PostgreSQL does on a stand-by; who is connected comes back to it."""
    zet = f"{MAG_SCHRIJVEN}ALTER DATABASE {opstelling.databank} SET default_transaction_read_only = "
    opstelling.sql(f"{zet}on")
    opstelling.sql(VERBREEK)
    opstelling.sql(MAG_SCHRIJVEN + DE_EERSTE)
    yield
    opstelling.sql(f"{zet}off")
    opstelling.sql(VERBREEK)


@contextmanager
def geen_verbinding_over(opstelling: Opstelling) -> Iterator[None]:
    """Another program holds every connection that the server has."""
    adres, bezet = opstelling.postgres.adres(opstelling.databank), []

    def vul() -> None:
        with suppress(psycopg2.OperationalError):
            while True:
                bezet.append(psycopg2.connect(adres, application_name="proef"))
                bezet[-1].autocommit = True

    def vraag(zin: str) -> Any:
        with bezet[0].cursor() as cursor:
            cursor.execute(zin)
            return cursor.fetchone()[0] if cursor.description else None

    def is_vol() -> bool:
        vraag(VERBREEK)
        vul()
        return vraag(ANDEREN) == 0

    vul()
    try:
        wacht_tot(is_vol, 20, "er is geen verbinding over")
        vraag(DE_EERSTE)
        yield
    finally:
        for een in bezet:
            een.close()


def nog_eens(kind: Kind, zin: str) -> Callable[[], bool]:
    """Whether this process says so again, from now on."""
    voor = kind.verslag.read_text(encoding="utf-8").count(zin)
    return lambda: kind.verslag.read_text(encoding="utf-8").count(zin) > voor


def test_de_wacht_zegt_het_en_gaat_vanzelf_door_als_de_database_weer_kan(opstelling: Opstelling) -> None:
    opstelling.postkantoor()
    opstelling.daad("meldingen", "fase_1", "1")
    wacht = opstelling.kind("wacht", "manage.py", "bewaak", "--elke", "1")
    wacht_tot(lambda: opstelling.is_leeg, 40, "de wacht loopt")
    for fout, zin in (
        (alleen_lezen, "ALARM ronde_mislukt:bewaken"),
        (geen_verbinding_over, "Er is niets bewaakt of verstuurd"),
    ):
        vaker = nog_eens(wacht, zin)
        with fout(opstelling):
            wacht_tot(vaker, 30, f"de wacht zegt: {zin}")
        wacht_tot(lambda: opstelling.tel(RIJP) == 0 and opstelling.is_leeg, 40, "en gaat daarna vanzelf door")

    assert wacht.leeft
    assert opstelling.controleer() == []
