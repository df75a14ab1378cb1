"""The demo of the second region: every story of it is told, and its accounts are those of its login page."""

from datetime import datetime
from typing import Any

import pytest

from calamiteiten.demo.accounts import ZHZ, accounts_van
from calamiteiten.demo.zaaien.zhz_verhalen import VERHALEN, WEGEN, zaai
from calamiteiten.models import Melding
from communicatie.models import Onderzoek
from contacten.models import Gebruiker
from escalatie.bewaking import controle
from escalatie.protocol.lezen import haal_protocol
from tests import bouw_zhz


@pytest.mark.django_db
@pytest.mark.eis("A16")
def test_elk_verhaal_van_zuid_holland_zuid_wordt_verteld(settings: Any, nu: datetime) -> None:
    bouw_zhz.kies(settings)
    gezaaid = zaai(nu, 100)

    assert (gezaaid.meldingen, gezaaid.weggelaten) == (len(VERHALEN), ())
    assert {melding.protocol_versie for melding in Melding.objects.all()} == {"zhz-2015-01-01"}
    assert {verhaal.weg for verhaal in VERHALEN} == set(WEGEN)
    staat = set(Melding.objects.values_list("status", flat=True))
    assert set(haal_protocol("zhz-2015-01-01").status_per_code) - staat == {"ingetrokken", "dubbel"}
    assert Onderzoek.objects.filter(geeindigd_op__isnull=True).count() == 1
    assert {een.gebruikersnaam for een in accounts_van("zhz")} == set(
        Gebruiker.objects.values_list("username", flat=True)
    )
    assert accounts_van("zhz") is ZHZ
    assert not [str(schending) for schending in controle.controleer(nu) if schending.nummer not in (4, 9)]
