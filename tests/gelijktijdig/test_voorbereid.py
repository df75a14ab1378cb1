"""A question whose SQL is kept is asked by many threads at once: each on its own connection, with its own key."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from basis.voorbereid import voorbereid
from contacten.models import Gemeente

pytestmark = pytest.mark.django_db(transaction=True)


def test_wie_tegelijk_vraagt_krijgt_elk_zijn_eigen_antwoord() -> None:
    gemeenten = [
        Gemeente.objects.create(naam=f"Dorp {nummer}", code=f"dorp{nummer}", cbs_code=f"GM990{nummer}")
        for nummer in range(4)
    ]
    vraag = voorbereid(lambda pk: Gemeente.objects.filter(pk=pk))

    def vraag_vaak(gemeente: Gemeente) -> set[str]:
        try:
            return {rij.naam for _ in range(100) for rij in vraag(gemeente)}
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as draden:
        assert list(draden.map(vraag_vaak, gemeenten)) == [{gemeente.naam} for gemeente in gemeenten]
