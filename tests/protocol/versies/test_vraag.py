"""A question more in a version, in one file: form, advice, dossier and print show it, and the demo starts."""

from datetime import datetime

import pytest
from django.template.loader import render_to_string
from django.test import Client

from calamiteiten.demo.zaaien.stappen import Loper
from contacten.models import Gebruiker
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.protocol.lezen import haal_protocol
from tests import bouw

from .bestanden import NIEUWE_VRAAG, WEGEND
from .conftest import Neem

ZIN = "Zijn er broertjes of zusjes die nu hulp nodig hebben?"


@pytest.fixture
def loper(nu: datetime, neem_aan: Neem) -> Loper:
    """A melding under the version with the question, in impactanalyse."""
    neem_aan(NIEUWE_VRAAG)
    return bouw.loper(nu).registreer(bouw.gegevens(nu)).stap("start_impactanalyse")


def test_een_vraag_erbij_is_hoogstens_vijftien_regels() -> None:
    assert len(NIEUWE_VRAAG.strip().splitlines()) <= 15


def test_het_formulier_stelt_de_vraag_en_het_dossier_toont_het_antwoord(
    loper: Loper, client: Client, toegang_zwolle: Gebruiker, contractmanager: Gebruiker
) -> None:
    client.force_login(toegang_zwolle)
    adres = f"{loper.melding.get_absolute_url()}analyse/zwolle/"
    assert ZIN in client.get(adres).content.decode()

    loper.analyseer("a")

    pagina = client.get(adres).content.decode()
    assert ZIN in pagina
    assert "Nee, dat is niet nodig" in pagina
    loper.stap("start_beoordeling")
    client.force_login(contractmanager)
    beoordeling = client.get(f"{loper.melding.get_absolute_url()}beoordeling/").content.decode()
    assert ZIN in beoordeling
    sheet = render_to_string("pdf/bewijs.html", {"b": bewijs(loper.melding, contractmanager, loper.nu)})
    assert ZIN in sheet
    pdf = bouw.papier(client, loper.melding, "bewijs", loper.nu)
    assert pdf["Content-Type"] == "application/pdf"


def test_een_antwoord_op_een_nieuwe_vraag_weegt_mee_in_het_advies(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(WEGEND)
    loper = bouw.loper(nu).registreer(bouw.gegevens(nu)).stap("start_impactanalyse")

    loper.analyseer("b").stap("start_beoordeling")

    advies = loper.stand().advies
    assert advies.scenario == "b"
    assert ZIN in {reden.vraag for reden in advies.redenen}


@pytest.mark.parametrize("uitslag", ["a", "b", "c", "d", "twijfel"])
def test_de_verhalen_van_de_demo_antwoorden_ook_op_een_nieuwe_vraag(loper: Loper, uitslag: str) -> None:
    loper.analyseer(uitslag)

    vragen = {vraag.code for vraag in haal_protocol(loper.melding.protocol_versie).vragen_van("toegang")}
    assert all(set(a.antwoorden) == vragen for a in loper.melding.analyses.filter(soort="toegang"))
