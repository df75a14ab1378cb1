"""Two senders on one outbox, on a real PostgreSQL: what the one holds the other passes over, and waits for nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from communicatie.models import Bericht
from communicatie.post import wachtrij
from tests import bouw

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.gelijktijdig
@pytest.mark.django_db(transaction=True)
def test_een_tweede_verzender_neemt_de_rest_en_wacht_nergens_op() -> None:
    bouw.melding_met_drie_berichten(NU)
    vast = Bericht.objects.earliest("pk").pk

    def huur() -> set[int]:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            return {rij.pk for rij in wachtrij.huur(NU, 10)}
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as poel, transaction.atomic():
        Bericht.objects.select_for_update().get(pk=vast)
        gehuurd = poel.submit(huur).result(timeout=20)

    assert gehuurd == {*Bericht.objects.values_list("pk", flat=True)} - {vast}
    assert len(gehuurd) == 2
