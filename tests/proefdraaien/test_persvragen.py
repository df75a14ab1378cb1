"""A press question is replayed under the half of the draft that is about the press."""

from datetime import datetime
from typing import Any

import pytest

from escalatie.models import Stap
from escalatie.proefdraaien.uitvoeren import draai
from tests.communicatie import persbouw
from tests.protocol.versies.bestanden import PERS_ANDERS

from .conftest import Stel

NIEUWE_LEZER = """
[[persinformatie]]
code = "naar_adviseur"
aan = ["communicatieadviseur", "voorzitter_bestuur"]
"""


@pytest.mark.django_db
def test_een_gesloten_persvraag_onder_dezelfde_en_onder_andere_regels(
    regio: Any, stel_voor: Stel, nu: datetime
) -> None:
    zaak = persbouw.loop(persbouw.persvraag(nu), "rond_af", nu)
    gelijk = draai(stel_voor(), nu.date(), nu.date()).verslag
    anders = draai(stel_voor(PERS_ANDERS), nu.date(), nu.date()).verslag
    lezer = draai(stel_voor(NIEUWE_LEZER), nu.date(), nu.date()).verslag

    assert [(z.kenmerk, z.soort, z.verschillen) for z in gelijk.zaken] == [(zaak.kenmerk, "persvraag", ())]
    assert [(r.soort.value, r.code, r.keer) for r in anders.som] == [("stap_erbij", "start_nazorg", 1)]
    assert [(r.soort.value, r.code, r.rol, r.keer) for r in lezer.som] == [
        ("hoort_erbij", "naar_adviseur", "voorzitter_bestuur", 1)
    ]
    assert not Stap.objects.filter(code="start_nazorg").exists()
