"""What the product asks of its connection to PostgreSQL."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_postgresql_vertaalt_geen_vraag_voordat_hij_haar_beantwoordt() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.django_db
def test_een_databaseserver_die_wegviel_houdt_niemand_twee_uur_vast() -> None:
    """F10: what waits for an answer hears within a minute that none comes."""
    connection.ensure_connection()
    lijn = connection.connection.get_dsn_parameters()
    assert int(lijn["keepalives_idle"]) + int(lijn["keepalives_interval"]) * int(lijn["keepalives_count"]) <= 60
    assert int(lijn["tcp_user_timeout"]) <= 30_000
