"""The paper has more than one name for a role: whatever function stands on the list, the seat decides (A10, A11)."""

from __future__ import annotations

from datetime import datetime

import pytest

from communicatie.models import Bericht
from contacten.models import Bezetting
from tests import bouw
from tests.bouw import Regio

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize(
    ("rol", "functies", "status"),
    [
        pytest.param(
            "toegang", ("Leidinggevende toegang", "Functionaris", "Lokale toegang"), "impactanalyse", id="A10"
        ),
        pytest.param("manager_gemeente", ("Manager gemeente", "Manager sociaal domein"), "scenario_c", id="A11"),
    ],
)
@pytest.mark.eis("A10", "A11")
def test_wie_op_de_plek_zit_krijgt_het_bericht_welke_functie_er_ook_staat(
    rol: str, functies: tuple[str, ...], status: str, regio: Regio, nu: datetime
) -> None:
    zetel = Bezetting.objects.filter(rol=rol, gemeente__code="zwolle").order_by("volgorde")[0]
    for functie in functies:
        zetel.contactpersoon.functie = functie
        zetel.contactpersoon.save()
        zaak = bouw.tot(status, nu)
        post = Bericht.objects.filter(zaak=zaak, rol=rol, gemeente__code="zwolle")
        assert zetel.contactpersoon_id in post.values_list("contactpersoon", flat=True), functie
