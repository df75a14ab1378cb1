"""On a phone without scripts the manager confirms with one press; at the desk the contractmanager reads the proof."""

from __future__ import annotations

from datetime import datetime

import pytest

from communicatie.models import Bericht
from communicatie.post import berichten
from tests import bouw

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_een_manager_bevestigt_en_dat_staat_in_het_bewijs(openen: Openen, website: str, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu, gemeenten=("zwolle",), aanbieder="molen")
    berichten.verzend(nu, limiet=500)
    telefoon = openen(390, scripts=False)
    telefoon.log_in("manager_zwolle")
    telefoon.volg("Lees en bevestig dat u dit weet")
    telefoon.ziet("U bent geïnformeerd. Bevestig dat u dit weet.")
    telefoon.druk("Bevestigen")
    telefoon.ziet("Bevestigd. Uw naam en dit tijdstip staan in het bewijs van informeren.")

    assert Bericht.objects.get(regel="fase_1_naar_managers").bevestigd_op is not None
    for breedte in (1440, 390):
        venster = openen(breedte)
        venster.log_in("contractmanager")
        venster.ga(f"/meldingen/{melding.kenmerk}/bewijs/", "bewijs")
        venster.ziet("Dit staat nog open")
        venster.inhoud.get_by_text("Wat bewijst een tijdstip, en wat niet?").click()
        venster.ziet("Aangenomen is niet gelezen.")
