"""With JavaScript off nothing is missing but comfort: sign in, register, analyse, search."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from basis.kalender import lokaal
from calamiteiten.models import Impactanalyse, Melding
from tests import bouw

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_zonder_javascript_werkt_elk_formulier(openen: Openen, breedte: int, website: str, nu: datetime) -> None:
    venster = openen(breedte, scripts=False)
    venster.log_in("contractmanager")
    venster.ga("/meldingen/nieuw/", "nieuwe-melding")
    _vul_in(venster, nu)
    venster.druk("Melding vastleggen")
    kenmerk = Melding.objects.get().kenmerk
    venster.ziet(kenmerk)
    venster.volg("Impactanalyse starten")
    venster.druk("Impactanalyse starten")
    venster.ga(f"/meldingen/{kenmerk}/analyse/", "analyse")
    venster.kies("Hoe groot is het effect", "Nee, geen onrust")
    venster.druk("Concept bewaren")
    assert Impactanalyse.objects.get(soort="contractmanager").antwoorden["onrust_regio"] == "geen_onrust"


def test_zonder_javascript_werken_zoeken_en_bladeren(openen: Openen, website: str, nu: datetime) -> None:
    kenmerk = bouw.in_fase_1(nu).kenmerk
    venster = openen(1440, scripts=False)
    venster.log_in("regiomanager")
    for pad in ("/dashboard/", "/meldingen/", "/contacten/", "/protocol/"):
        venster.ga(pad)
    venster.page.get_by_role("search").get_by_role("searchbox").first.fill(kenmerk)
    venster.druk_enter()
    venster.bekijk("gezocht")
    venster.ziet(kenmerk)


def _vul_in(venster: Venster, nu: datetime) -> None:
    """The least that the form asks."""
    venster.kies("Wat voor melding is dit?", "Calamiteit")
    for vraag in ("Was de gebeurtenis", "Gaat het over de kwaliteit", "Was het gevolg", "Trof het gevolg"):
        venster.kies(vraag, "Ja")
    venster.selecteer("Aanbieder", "Gezinshuis De Molen")
    venster.vul("Onderwerp", "Val uit raam op woongroep")
    venster.vul("Wat is er gebeurd?", "Een jeugdige viel uit het raam en is gewond.")
    venster.vul("Op welke dag gebeurde het?", f"{lokaal(nu - timedelta(days=1)):%Y-%m-%d}")
    venster.selecteer("Waar gebeurde het?", "Bij de aanbieder")
    venster.selecteer("Gemeente waar de jeugdige verblijft", "Zwolle")
