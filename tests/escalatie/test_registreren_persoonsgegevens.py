"""Free text that looks like personal data: asked about once, never blocked, never kept elsewhere (R44)."""

import logging
import re
from datetime import datetime

import pytest
from django.test import Client

from calamiteiten.models import Melding
from contacten.models import Gebruiker
from tests.bouw import Regio
from tests.escalatie.invullen import melding_velden

URL = "/meldingen/nieuw/"
# Passes the 11-proof and belongs to nobody: numbers that begin with three nines are not given out.
BSN = "999990007"


@pytest.fixture
def browser(client: Client, contractmanager: Gebruiker) -> Client:
    client.force_login(contractmanager)
    return client


@pytest.mark.eis("R44")
@pytest.mark.parametrize(
    ("tekst", "soort"),
    [
        (f"Het nummer is {BSN}.", "burgerservicenummer"),
        ("Bel met 06-00000012.", "telefoonnummer"),
        ("Mail naar moeder@voorbeeld.example.", "e-mailadres"),
        ("De jeugdige is geboren op 3-4-2010.", "geboortedatum"),
    ],
)
def test_de_eerste_keer_vraagt_het_formulier_of_dit_nodig_is(
    browser: Client, regio: Regio, nu: datetime, tekst: str, soort: str
) -> None:
    velden = melding_velden(regio, nu, omschrijving=tekst)

    antwoord = browser.post(URL, velden)

    pagina = antwoord.content.decode()
    assert antwoord.status_code == 200
    assert soort in antwoord.context["form"].errors["omschrijving"][0]
    assert tekst in pagina
    assert 'type="checkbox" name="bevestig_persoonsgegevens"' in pagina
    assert not Melding.objects.exists()

    assert browser.post(URL, {**velden, "bevestig_persoonsgegevens": "on"}).status_code == 302
    assert Melding.objects.get().omschrijving == tekst


@pytest.mark.eis("R44")
def test_elk_tekstveld_telt_mee(browser: Client, regio: Regio, nu: datetime) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, onderwerp=f"Over {BSN}", plaats="bij 0570-000012"))

    assert set(antwoord.context["form"].errors) == {"onderwerp", "plaats", "bevestig_persoonsgegevens"}


def test_zonder_vondst_is_er_geen_vinkje(browser: Client) -> None:
    pagina = browser.get(URL).content.decode()

    # What makes it urgent is ticked as well (A21); that is all there is to tick.
    assert set(re.findall(r'type="checkbox" name="(\w+)"', pagina)) == {"acuut"}
    assert pagina.count('type="checkbox"') == pagina.count('type="checkbox" name="acuut"')


def test_de_dag_van_de_gebeurtenis_is_geen_persoonsgegeven(browser: Client, regio: Regio, nu: datetime) -> None:
    assert browser.post(URL, melding_velden(regio, nu, omschrijving="Dit was op 23-11-2026.")).status_code == 302


@pytest.mark.eis("R44")
def test_wat_gevonden_is_komt_niet_in_het_logboek(
    browser: Client, regio: Regio, nu: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        browser.post(URL, melding_velden(regio, nu, omschrijving=f"Het nummer is {BSN}."))

    regels = [regel for regel in caplog.messages if "INSERT" not in regel]
    assert not [regel for regel in regels if BSN in regel]
