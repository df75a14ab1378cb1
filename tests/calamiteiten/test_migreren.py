"""A migration takes its time: on a large table, and on a busy machine (PostgreSQL)."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_migrate


@pytest.mark.django_db
def test_wie_migreert_wordt_niet_afgebroken_maar_wacht_niet_lang_op_een_slot() -> None:
    grenzen: dict[str, str] = {}

    def kijk(**_: Any) -> None:
        with connection.cursor() as cursor:
            for naam in ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"):
                cursor.execute(f"SHOW {naam}")
                grenzen[naam] = cursor.fetchone()[0]

    pre_migrate.connect(kijk)
    try:
        call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(kijk)
        with connection.cursor() as cursor:
            cursor.execute("RESET ALL")

    assert grenzen["statement_timeout"] == grenzen["idle_in_transaction_session_timeout"] == "0"
    assert grenzen["lock_timeout"] == "3s"
