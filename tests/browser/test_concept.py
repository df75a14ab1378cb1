"""F20: a session that ends in the middle of a form costs no text, and the next user of that tab sees none of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from calamiteiten.models import Melding
from tests import bouw

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEKST = "De bezorgde buren belden twee keer.\nDaarna werd het stil."
TERUG = "Zet mijn tekst terug"


def _concepten(venster: Venster) -> int:
    return int(venster.page.evaluate("Object.keys(sessionStorage).filter((s) => s.startsWith('concept:')).length"))


def _wacht_op_concept(venster: Venster) -> None:
    """Writing waits a moment after the last key."""
    for _ in range(50):
        if _concepten(venster):
            return
        venster.page.wait_for_timeout(100)
    pytest.fail("er komt geen concept")


def _afwijzen(venster: Venster, melding: Melding) -> None:
    """Open the form of a step, and write why."""
    venster.ga(f"/meldingen/{melding.kenmerk}/stap/wijs_af/", "stap")
    for vak in venster.inhoud.get_by_role("textbox").all():
        vak.fill(TEKST)
    _wacht_op_concept(venster)


def test_na_een_verlopen_sessie_staat_de_tekst_er_weer(openen: Openen, breedte: int, nu: datetime) -> None:
    melding = bouw.melding(nu)
    venster = openen(breedte)
    venster.log_in("contractmanager")
    _afwijzen(venster, melding)
    Session.objects.all().delete()

    with venster.verwacht(403), venster.page.expect_navigation():
        venster.inhoud.locator("form[data-concept] button[type=submit]").last.click()
    expect(venster.page.get_by_role("heading", name="Niets bewaard")).to_be_visible()
    venster.bekijk("niet-bewaard")
    venster.page.get_by_role("link", name="Inloggen en verder met mijn tekst").click()
    venster.page.wait_for_url("**/inloggen/**")
    assert Melding.objects.get(pk=melding.pk).status == "ontvangen"
    venster.log_in("contractmanager")
    venster.bekijk("concept-aangeboden")
    vak = venster.inhoud.get_by_role("textbox").first
    expect(vak).to_have_value("")
    venster.inhoud.get_by_role("button", name=TERUG).click()
    expect(vak).to_have_value(TEKST)
    venster.bekijk("concept-terug")

    with venster.page.expect_navigation():
        venster.inhoud.locator("form[data-concept] button[type=submit]").last.click()
    assert Melding.objects.get(pk=melding.pk).status == "niet_meldingswaardig"
    assert _concepten(venster) == 0, "what arrived is kept no longer"


def test_een_ander_op_dezelfde_plek_ziet_de_tekst_niet(openen: Openen, nu: datetime) -> None:
    melding = bouw.melding(nu)
    venster = openen(1440)
    venster.log_in("contractmanager")
    _afwijzen(venster, melding)
    Session.objects.all().delete()

    venster.ga("/inloggen/", "inloggen")
    assert _concepten(venster) == 1
    venster.log_in("regiomanager")

    assert _concepten(venster) == 0


def test_uitloggen_laat_niets_achter(openen: Openen, nu: datetime) -> None:
    melding = bouw.melding(nu)
    venster = openen(1440)
    venster.log_in("contractmanager")
    _afwijzen(venster, melding)

    with venster.page.expect_navigation():
        venster.page.get_by_role("button", name="Uitloggen").first.click()

    assert _concepten(venster) == 0


def test_wachtwoorden_en_verborgen_velden_gaan_niet_in_een_concept(openen: Openen) -> None:
    venster = openen(1440)
    venster.log_in("contractmanager")
    venster.ga("/wachtwoord/", "wachtwoord")
    venster.inhoud.locator("input[type=password]").first.fill("heel geheim")
    venster.page.wait_for_timeout(500)
    assert _concepten(venster) == 0

    venster.ga("/meldingen/nieuw/", "nieuwe-melding")
    venster.inhoud.get_by_role("textbox").first.fill("Een begin")
    _wacht_op_concept(venster)
    bewaard: Any = venster.page.evaluate("JSON.parse(Object.values(sessionStorage)[0]).waarden.map((w) => w[0])")
    assert bewaard
    assert {"csrfmiddlewaretoken", "sleutel"}.isdisjoint(bewaard)
