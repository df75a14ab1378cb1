"""Without a mouse: the skip link, the error summary that takes the focus and leads to its field, the menu."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_met_het_toetsenbord_van_overslaan_tot_het_eerste_foute_veld(
    openen: Openen, breedte: int, website: str
) -> None:
    venster = openen(breedte)
    venster.log_in("contractmanager")
    toets = venster.page.keyboard
    venster.ga("/meldingen/nieuw/", "nieuwe-melding")

    toets.press("Tab")
    overslaan = venster.page.get_by_role("link", name="Naar de inhoud")
    expect(overslaan).to_be_focused()
    expect(overslaan).to_be_in_viewport()
    toets.press("Enter")
    expect(venster.page.locator("#inhoud")).to_be_focused()

    venster.inhoud.get_by_label("Onderwerp").focus()
    venster.druk_enter()
    samenvatting = venster.page.locator("#fouten")
    expect(samenvatting).to_be_focused()
    expect(samenvatting).to_be_in_viewport()
    assert samenvatting.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
    venster.bekijk("fouten")

    toets.press("Tab")
    toets.press("Enter")
    expect(venster.page.locator(":focus")).to_have_attribute("name", "soort")


def test_het_menu_op_de_telefoon_opent_en_sluit_met_toetsen(openen: Openen, website: str) -> None:
    venster = openen(390)
    venster.log_in("contractmanager")
    menu = venster.page.locator("details.cal-menu")
    knop = menu.locator("summary")
    knop.focus()
    venster.page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Meldingen")).to_be_visible()
    venster.bekijk("menu-open")
    venster.page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(knop).to_be_focused()

    # A word of ours: its explanation is there with the focus, stays under the pointer, and goes with Escape.
    venster.ga("/protocol/stap/impactanalyse/", "protocol-stap")
    woord, uitleg = venster.inhoud.locator(".cal-woord a").first, venster.page.get_by_role("tooltip")
    woord.focus()
    expect(uitleg).to_be_visible()
    expect(woord).to_have_attribute("aria-describedby", str(uitleg.get_attribute("id")))
    venster.page.keyboard.press("Escape")
    expect(uitleg).to_have_count(0)
    expect(woord).to_be_focused()
    woord.hover()
    uitleg.hover()
    venster.bekijk("uitleg-bij-een-woord")
    expect(uitleg).to_be_visible()
