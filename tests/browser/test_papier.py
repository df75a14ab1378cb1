"""Paper in a real browser: choose a document, have a long one made, and print a page as it is."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from escalatie.bewaking import ronde
from tests import bouw

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_een_lang_document_laten_maken_en_een_pagina_afdrukken(
    openen: Openen, breedte: int, website: str, nu: datetime
) -> None:
    melding = bouw.in_fase_1(nu)
    rsj = openen(breedte)
    rsj.log_in("regiomanager")
    rsj.ga(melding.get_absolute_url())
    rsj.page.emulate_media(media="print")
    assert rsj.page.locator(".cal-afdruk").inner_text() == "Vertrouwelijk. Afgedrukt door Maarten Wetershoeve."
    # On each sheet, in its margin: who, and when.
    rsj.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    merk = rsj.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--afdruk')")
    assert re.fullmatch(r'"Vertrouwelijk\. Afgedrukt door Maarten Wetershoeve, \d+ \w+ \d{4}.* uur"', merk), merk
    assert not rsj.page.locator("header.cal-top, .cal-side, main .nl-button").filter(visible=True).count()
    dicht = rsj.page.locator("main details:not([open]) > :not(summary)")
    assert dicht.count()
    assert all(deel.bounding_box() for deel in dicht.all() if deel.inner_text().strip())
    rsj.page.emulate_media(media="screen")

    rsj.volg("Op papier")
    rsj.bekijk("papier")
    rsj.ga(f"{melding.get_absolute_url()}papier/dossier/", "papier-lang")
    rsj.druk("Laten maken")
    rsj.ziet("Dossier: in de rij")
    ronde.maak_papier(nu)
    rsj.ga(f"{melding.get_absolute_url()}papier/", "papier-klaar")
    rsj.ziet("Dossier: klaar")
