"""The triage helper: which answers make a melding meldingswaardig, and that the door says the same (R31–R40)."""

from datetime import datetime
from itertools import product
from typing import Any

import pytest
from django.test import Client

from calamiteiten.models import Melding
from contacten.models import Gebruiker
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.triage import Uitkomst, beoordeel
from escalatie.draaiboek.voorwaarden import ontbreekt
from escalatie.protocol.lezen import haal_protocol
from tests import bouw
from tests.bouw import CRITERIA, Regio
from tests.escalatie.invullen import melding_velden

PROTOCOL = haal_protocol("ijsselland-2019-02-13")
URL = "/meldingen/nieuw/"


@pytest.mark.eis("R31", "R32")
@pytest.mark.parametrize("soort", ["calamiteit", "geweld"])
def test_alleen_als_elk_antwoord_ja_is_is_het_meldingswaardig(soort: str) -> None:
    for antwoorden in product(("ja", "nee", "onbekend"), repeat=len(CRITERIA[soort])):
        verwacht = Uitkomst.MELDINGSWAARDIG
        if "onbekend" in antwoorden:
            verwacht = Uitkomst.ONBEKEND
        if "nee" in antwoorden:
            verwacht = Uitkomst.NIET

        gegeven = dict(zip(CRITERIA[soort], antwoorden, strict=True))

        assert beoordeel(soort, "verplicht", gegeven, PROTOCOL).uitkomst is verwacht, gegeven


@pytest.mark.eis("R31")
def test_een_vraag_zonder_antwoord_is_onbekend() -> None:
    assert beoordeel("calamiteit", "verplicht", {}, PROTOCOL).uitkomst is Uitkomst.ONBEKEND


@pytest.mark.eis("R36", "R37", "R40")
@pytest.mark.parametrize(
    ("soort", "meldingssoort"), [("incident", "verplicht"), ("andere_melding", "andere"), ("calamiteit", "andere")]
)
def test_een_incident_of_andere_melding_is_nooit_meldingswaardig(soort: str, meldingssoort: str) -> None:
    alles = {code: "ja" for codes in CRITERIA.values() for code in codes}

    triage = beoordeel(soort, meldingssoort, alles, PROTOCOL)

    assert triage.uitkomst is Uitkomst.NIET
    assert "niet meldingswaardig" in triage.zin


@pytest.mark.parametrize("meldingssoort", ["", "verplicht", "andere"])
@pytest.mark.parametrize("soort", ["", "calamiteit", "geweld"])
def test_niets_gekozen_is_geen_nee(soort: str, meldingssoort: str) -> None:
    triage = beoordeel(soort, meldingssoort, {}, PROTOCOL)
    if not soort or not meldingssoort:
        assert triage.uitkomst is Uitkomst.LEEG
        assert triage.zin.startswith("Kies eerst")
        assert "meldingswaardig af" not in triage.zin


def test_wie_meteen_controleert_hoort_wat_nog_te_kiezen_is(client: Client, contractmanager: Gebruiker) -> None:
    client.force_login(contractmanager)
    pagina = client.post(URL, {"controleer": "1"}).content.decode()
    assert "Kies eerst wat er gebeurde." in pagina
    assert "niet meldingswaardig" not in pagina
    assert "U kunt de melding al wel vastleggen" not in pagina


@pytest.mark.eis("R40")
@pytest.mark.parametrize(("feiten", "mag"), [({}, True), ({"criteria": {}}, False), ({"soort": "incident"}, False)])
def test_de_deur_oordeelt_zoals_het_formulier(regio: Regio, nu: datetime, feiten: dict[str, Any], mag: bool) -> None:
    melding = bouw.melding(nu, **feiten)
    triage = beoordeel(melding.soort, melding.meldingssoort, melding.criteria, PROTOCOL)

    assert triage.is_meldingswaardig is mag
    assert ontbreekt("meldingswaardig", Stand(melding)) == ("" if mag else triage.zin)


@pytest.mark.parametrize(
    ("criteria", "zin"),
    [
        ({}, "Dit is meldingswaardig"),
        ({"criterium_kwaliteit": "nee"}, "Dit is geen calamiteit"),
        ({"criterium_kwaliteit": "onbekend"}, "(1 open)"),
    ],
)
def test_controleren_zegt_wat_volgt_en_bewaart_niets(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime, criteria: dict[str, str], zin: str
) -> None:
    velden = melding_velden(regio, nu, omschrijving="", controleer="1", onderwerp="Half ingevuld", **criteria)

    client.force_login(contractmanager)
    antwoord = client.post(URL, velden)

    pagina = antwoord.content.decode()
    assert antwoord.status_code == 200
    assert zin in pagina
    assert "Half ingevuld" in pagina
    assert not antwoord.context["form"].errors
    assert not Melding.objects.exists()
