"""The communication advice as the adviseur writes it: concept, laid down, a new version and what changed."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect

from communicatie.models import Communicatieadvies
from tests import bouw

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.eis("R55")
@pytest.mark.eis("R82")
def test_een_advies_van_concept_tot_tweede_versie(openen: Openen, breedte: int, website: str, nu: datetime) -> None:
    melding = bouw.met_advies(nu, gemeenten=("zwolle", "raalte"))
    pad = f"/meldingen/{melding.kenmerk}/communicatieadvies/"
    adviseur, manager = openen(breedte), openen(breedte)
    adviseur.log_in("adviseur")
    adviseur.ga(pad, "advies-vastgesteld")
    adviseur.volg("Nieuwe versie schrijven")
    adviseur.vul("Wat is er gebeurd?", "Op een locatie is een jeugdige gewond geraakt. Het gaat beter.")
    adviseur.kies("Passief of actief?", "Passief")
    adviseur.druk("Concept bewaren")
    adviseur.ziet("Het concept is bewaard.")
    adviseur.bekijk("advies-concept")

    _leest_mee(manager, pad)
    adviseur.druk("Vaststellen")
    adviseur.ziet("Versie 2 van het communicatieadvies is vastgesteld.")
    adviseur.ga(f"{pad}2/", "advies-versie-2")
    expect(adviseur.inhoud.locator("ins", has_text="jeugdige gewond").first).to_be_visible()
    assert [rij.is_vastgesteld() for rij in Communicatieadvies.objects.order_by("versie")] == [True, True]


def _leest_mee(manager: Venster, pad: str) -> None:
    """The manager reads what holds, and is told that something new is being written."""
    manager.log_in("manager_zwolle")
    manager.ga(pad, "advies-manager")
    manager.ziet("Versie 2 is nog een concept.")
    expect(manager.inhoud.get_by_role("button", name="Vaststellen")).to_have_count(0)
    manager.volg("Lees het concept")
