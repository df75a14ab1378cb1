"""One walk with a file: the report of the inspection added where one reads of it, a refusal, a new version."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests import bestandsbouw, bouw
from tests.bouw import Regio

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def kies_bestand(rsj: Venster, naam: str, inhoud: bytes) -> None:
    rsj.page.locator("input[name=bestand]").set_input_files({"name": naam, "mimeType": "text/plain", "buffer": inhoud})


@pytest.mark.eis("R136")
def test_een_rapport_als_bestand_van_weigering_tot_nieuwe_versie(
    openen: Openen, breedte: int, regio: Regio, nu: datetime, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    zaak = bouw.tot("impactanalyse", nu, gemeenten=["zwolle"], aanbieder="molen")
    rsj = openen(breedte)
    rsj.log_in("contractmanager")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/inspectie/", "inspectiespoor-zonder-bestand")
    rsj.volg("Bestand toevoegen")
    rsj.bekijk("bestanden-leeg")
    rsj.vul("Wat is het?", "Rapport, definitief")
    kies_bestand(rsj, "rapport.pdf", bestandsbouw.EXE)
    rsj.druk("Toevoegen")
    rsj.bekijk("bestand-geweigerd")
    rsj.ziet("past niet bij de naam")
    assert rsj.page.get_by_label("Wat is het?").input_value() == "Rapport, definitief"
    kies_bestand(rsj, "rapport.pdf", bestandsbouw.pdf())
    rsj.druk("Toevoegen")
    rsj.ziet("Toegevoegd: rapport.pdf.")
    rsj.bekijk("bestanden")
    with rsj.page.expect_download() as download:
        rsj.page.get_by_role("link", name="rapport.pdf", exact=True).click()
    assert download.value.path().read_bytes() == bestandsbouw.pdf()

    rsj.volg("Nieuwe versie van rapport.pdf")
    kies_bestand(rsj, "rapport-2.pdf", bestandsbouw.pdf("Twee"))
    rsj.vul("Waarom verandert u dit?", "De inspectie stuurde een nieuwe versie.")
    rsj.bekijk("bestand-nieuwe-versie")
    rsj.druk("Nieuwe versie bewaren")
    rsj.bekijk("bestanden-twee-versies")
    rsj.volg("Intrekken van rapport-2.pdf")
    rsj.bekijk("bestand-intrekken")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/inspectie/", "inspectiespoor-met-bestand")
    rsj.ziet("rapport-2.pdf")
