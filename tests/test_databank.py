"""What tests/databank.py does instead of Django: as thorough, or other tests would find the rows of this one."""

from datetime import datetime

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from contacten.models import Gemeente
from tests import bouw, databank


def gevuld() -> set[type]:
    """The models of which there are rows."""
    eigen = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return {model for model in eigen if model._base_manager.exists()}


@pytest.mark.django_db(transaction=True)
def test_na_een_verhaal_is_de_database_weer_die_van_ervoor(nu: datetime) -> None:
    bouw.in_fase_1(nu)
    assert len(gevuld()) > 10

    assert databank.maak_leeg()

    assert gevuld() == {ContentType, Permission}


@pytest.mark.django_db(transaction=True)
def test_wie_aan_de_vaste_rijen_kwam_laat_ze_opnieuw_schrijven() -> None:
    """What stood there stands there again, after a flush by Django itself: the teardown of this test."""
    Permission.objects.filter(codename="add_permission").update(name="anders")

    assert not databank.maak_leeg()


def test_wat_werd_teruggedraaid_blijft_niet_liggen(transactional_db: None) -> None:
    with transaction.atomic():
        Gemeente.objects.bulk_create(Gemeente(code=f"g{n}", naam=f"Gemeente {n}", cbs_code=str(n)) for n in range(1000))
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        # What it counted is told after a second, or now.
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_relation_size('contacten_gemeente')")
        assert cursor.fetchone()[0] > 0

        databank.ruim_op()

        cursor.execute("SELECT pg_relation_size('contacten_gemeente')")
        assert cursor.fetchone()[0] == 0
