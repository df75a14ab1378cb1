"""A page that stays open: what happens meanwhile comes by itself, and when the line is gone it says how old it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from playwright.sync_api import Route, expect

from contacten.rollen import Rol
from escalatie.models import Taak
from tests import bouw

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def altijd(status: int, pagina: str) -> Callable[[Route], None]:
    """Something before the website that answers this, whatever is asked."""
    return lambda weg: weg.fulfill(status=status, body=pagina, content_type="text/html")


def test_een_open_werkvoorraad_houdt_zichzelf_bij_op_een_donker_scherm(openen: Openen, website: str, nu) -> None:
    melding = bouw.in_fase_1(nu - timedelta(hours=1))
    venster = openen(1440)
    page = venster.page
    page.emulate_media(color_scheme="dark")
    venster.log_in("regiomanager")
    page.clock.install()
    venster.ga("/", "werkvoorraad-donker")
    uitleg = page.locator("details.cal-uitleg").first
    uitleg.locator("summary").click()

    Taak.objects.create(
        zaak=melding,
        code="actie",
        titel="Bel de school terug",
        rol=Rol.REGIOMANAGER,
        uiterlijk_op=nu - timedelta(minutes=5),
        gemaakt_op=nu - timedelta(hours=1),
    )
    page.clock.fast_forward(31_000)
    expect(page.get_by_role("link", name="Bel de school terug")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\(\d+ te laat\)"))
    expect(page.locator(".cal-laat")).to_be_visible()
    expect(page.locator("details.cal-uitleg[open]")).to_have_count(1)
    afdruk = page.locator("[data-levend]").get_attribute("data-afdruk")
    assert afdruk
    with page.expect_response(lambda antwoord: antwoord.status == 304):
        page.clock.fast_forward(31_000)

    oud = page.locator("[data-ouderdom]")
    expect(oud).to_be_hidden()
    page.context.set_offline(True)
    expect(oud).to_contain_text("Geen verbinding. Wat u ziet is van")
    page.context.set_offline(False)
    page.clock.fast_forward(31_000)
    expect(oud).to_be_hidden()
    venster.bekijk("werkvoorraad-ververst")

    _een_fout_vervangt_het_werk_niet(venster, page, oud)
    _wie_anders_inlogt_krijgt_zijn_eigen_pagina(openen, page)

    telefoon = openen(390)
    telefoon.log_in("regiomanager")
    telefoon.ga("/", "werkvoorraad-telefoon")
    expect(telefoon.page.locator("#te-laat h2")).to_be_in_viewport()
    telefoon.ga("/dashboard/", "dashboard-telefoon")
    expect(telefoon.page.get_by_role("img", name="Open meldingen in de regio")).to_be_visible()


def _een_fout_vervangt_het_werk_niet(venster: Any, page: Any, oud: Any) -> None:
    """What a fault says, of ours or of what stands before us, comes not in the place of the work."""
    venster.mag_mislukken = 502
    for status, pagina in ((502, "<html><title>Bad gateway</title><body>nginx</body></html>"), (200, "<p>Hotel</p>")):
        titel = page.title()
        page.route("**/*", altijd(status, pagina))
        with page.expect_response("**/*"):
            page.clock.fast_forward(31_000)
        expect(oud).to_contain_text("Geen verbinding. Wat u ziet is van")
        expect(page.get_by_role("link", name="Bel de school terug")).to_be_visible()
        assert page.title() == titel
        page.unroute("**/*")
        page.clock.fast_forward(31_000)
        expect(oud).to_be_hidden()
    venster.mag_mislukken = None


def _wie_anders_inlogt_krijgt_zijn_eigen_pagina(openen: Openen, page: Any) -> None:
    """Who signs in here in another tab finds no page that says that he is somebody else."""
    ander = openen(1440)
    ander.log_in("contractmanager")
    wie = ander.page.locator("body").get_attribute("data-wie")
    page.context.add_cookies(cast(Any, ander.page.context.cookies()))
    page.clock.fast_forward(31_000)
    expect(page.locator(f'body[data-wie="{wie}"]')).to_be_visible()
