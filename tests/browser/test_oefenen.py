"""One walk through a drill: make it ready, sign up, play, stop, and read the debrief."""

from __future__ import annotations

from datetime import datetime

import pytest

from calamiteiten.models import Oefening
from tests import bouw
from tests.bouw import Regio

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.eis("R153", "R175")
def test_een_oefening_van_klaarzetten_tot_nabespreking(
    openen: Openen, breedte: int, regio: Regio, nu: datetime
) -> None:
    echt = bouw.melding(nu)
    rsj = openen(breedte)
    rsj.log_in("contractmanager")
    rsj.ga("/oefeningen/", "oefeningen-leeg")
    rsj.ga("/oefeningen/nieuw/", "oefening-klaarzetten")
    rsj.page.locator("input[name=scenario][value=nacht]").check()
    rsj.selecteer("Hoe snel gaat de klok?", "12 keer zo snel")
    rsj.selecteer("Welke aanbieder speelt mee?", regio.aanbieders["molen"].naam)
    rsj.selecteer("Welke gemeente speelt mee?", "Zwolle")
    rsj.druk("Klaarzetten")
    rsj.druk("Ik doe mee")
    rsj.bekijk("oefening-klaar")
    rsj.druk("Begin de oefening")
    rsj.ziet("De oefening is begonnen.")
    oefening = Oefening.objects.get()
    rsj.ga(f"/oefening/{oefening.pk}/", "werkvoorraad-van-de-oefening")
    assert "OEFENING" in rsj.page.get_by_role("complementary", name="Oefening", exact=True).inner_text()
    rsj.ziet("OEFM-")
    rsj.ga(f"/oefening/{oefening.pk}/meldingen/", "meldingen-van-de-oefening")
    assert echt.kenmerk not in rsj.page.content()
    rsj.ga(f"/oefeningen/{oefening.pk}/")
    rsj.druk("Stop de oefening")
    rsj.ga(f"/oefeningen/{oefening.pk}/nabespreking/", "nabespreking")
    rsj.ziet("In het kort")
    rsj.ga("/meldingen/")
    assert "OEFM-" not in rsj.page.content()
