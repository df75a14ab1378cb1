"""The builders of the tests walk through the door and reach every status."""

from datetime import datetime

import pytest

from escalatie.models import Stap
from tests import bouw
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
