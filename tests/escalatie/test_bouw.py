"""The builders of the tests walk through the door and reach every status."""

from datetime import datetime

import pytest
from django.db import transaction

from contacten.models import Contactpersoon
from escalatie.models import Stap
from tests import afdruk, bouw
from tests.statussen import Status

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [*Status])
def test_elke_status_is_langs_de_deur_te_bereiken(status: str, nu: datetime) -> None:
    melding = bouw.tot(status, nu)

    laatste = Stap.objects.filter(zaak=melding).order_by("-volgnummer").first()
    assert melding.status == status
    assert laatste is not None
    assert laatste.naar == status


def test_een_tweede_regio_is_dezelfde(nu: datetime) -> None:
    assert bouw.regio(nu) == bouw.regio(nu)


def test_wie_de_regio_het_eerst_liet_maken_bepaalt_niet_wat_een_ander_krijgt(
    nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The print may come from a test in which no contact was confirmed; the next one asks for confirmed ones."""
    monkeypatch.setattr(afdruk, "_afdrukken", [])
    with transaction.atomic():
        bouw.regio()
        assert not Contactpersoon.objects.exclude(bevestigd_op=None).exists()
        transaction.set_rollback(True)

    bouw.regio(nu)

    assert not Contactpersoon.objects.exclude(bevestigd_op=nu).exists()
