"""The triage helper: which answers make a melding meldingswaardig, and that the door says the same (R31–R40)."""

from dataclasses import replace
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
from escalatie.models import Stap
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


# Independent of the file: what an adopted category means is a decision of people, so it stands here a second time.
CATEGORIEEN = {
    "": False,
    "suicide": True,
    "niet_natuurlijke_dood": False,
    "overlijden_ander": False,
    "letsel_jeugdige": False,
    "letsel_ander": False,
    "grensoverschrijdend_gedrag": False,
    "anders": False,
}
SOORTEN = ("", "calamiteit", "geweld", "incident", "andere_melding")
ANTWOORDEN = ("ja", "nee", "onbekend", "")


def verwachte_uitkomst(soort: str, meldingssoort: str, antwoorden: tuple[str, ...], altijd: bool) -> Uitkomst:
    """What the paper and the inspection say, in the order in which a person would ask it."""
    if soort == "":
        return Uitkomst.LEEG
    if altijd:
        return Uitkomst.MELDINGSWAARDIG
    if soort in {"incident", "andere_melding"}:
        return Uitkomst.NIET
    if meldingssoort == "":
        return Uitkomst.LEEG
    if meldingssoort == "andere" or "nee" in antwoorden:
        return Uitkomst.NIET
    return Uitkomst.MELDINGSWAARDIG if set(antwoorden) == {"ja"} else Uitkomst.ONBEKEND


@pytest.mark.eis("R31", "R32", "R33", "R36", "R37", "R40")
@pytest.mark.parametrize("soort", SOORTEN)
def test_elke_combinatie_van_antwoorden_heeft_een_uitkomst_en_een_zin_die_daarbij_past(soort: str) -> None:
    codes = CRITERIA.get(soort, ())
    assert {k.code for k in PROTOCOL.keuzes_van("categorie")} == set(CATEGORIEEN) - {""}
    wegen = product(("", "verplicht", "andere"), product(ANTWOORDEN, repeat=len(codes)), CATEGORIEEN.items())
    for meldingssoort, antwoorden, (categorie, altijd) in wegen:
        gegeven = {code: antwoord for code, antwoord in zip(codes, antwoorden, strict=True) if antwoord}
        triage = beoordeel(soort, meldingssoort, gegeven, PROTOCOL, categorie)

        verwacht = verwachte_uitkomst(soort, meldingssoort, antwoorden, altijd)
        is_open = bool({"onbekend", ""} & set(antwoorden))
        mag_dicht = verwacht is Uitkomst.NIET and not is_open
        assert triage.uitkomst is verwacht, (meldingssoort, gegeven, categorie)
        assert ("Rond de triage af" in triage.zin) == mag_dicht, (meldingssoort, gegeven, categorie, triage.zin)
        assert ("Zoek dat" in triage.zin) == (is_open and verwacht in {Uitkomst.NIET, Uitkomst.ONBEKEND})


@pytest.mark.eis("R33", "R40")
@pytest.mark.parametrize("antwoord", ["ja", "nee", "onbekend"])
def test_een_suicide_gaat_altijd_verder_en_sluiten_vraagt_een_reden(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime, antwoord: str
) -> None:
    client.force_login(contractmanager)
    velden = melding_velden(regio, nu, categorie="suicide", criterium_kwaliteit=antwoord)
    assert "Suïcide (zelfdoding)" in client.get(URL).content.decode()
    client.post(URL, velden)
    melding = Melding.objects.get()
    assert melding.categorie == "suicide"

    dossier = client.get(f"{melding.get_absolute_url()}gegevens/").content.decode()
    assert "Suïcide (zelfdoding)" in dossier
    weg = f"{melding.get_absolute_url()}stap/"
    sluiten = client.post(f"{weg}wijs_af/", {"motivering": "Hoort hier niet.", "verwachte_status": "ontvangen"})
    assert "Volgens de triage is dit wel een meldingswaardige calamiteit." in sluiten.content.decode()
    client.post(f"{weg}start_impactanalyse/", {"verwachte_status": "ontvangen"})
    melding.refresh_from_db()
    assert melding.status == "impactanalyse"
    assert Stap.objects.filter(zaak=melding).latest("volgnummer").afwijkingen == {}


@pytest.mark.eis("R33")
def test_het_bestand_beslist_welke_categorie_altijd_telt() -> None:
    """Another version may mark another category; no code knows which."""
    keuzes = tuple(
        replace(k, altijd_meldingswaardig=k.code == "anders") if k.lijst == "categorie" else k for k in PROTOCOL.keuzes
    )
    ander = replace(PROTOCOL, keuzes=keuzes)

    assert beoordeel("incident", "andere", {}, ander, "anders").is_meldingswaardig
    assert not beoordeel("incident", "andere", {}, ander, "suicide").is_meldingswaardig


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
