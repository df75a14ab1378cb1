"""The admin keeps the contact list, sees what changed, and sees no dossier."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect

from contacten.models import Contactpersoon
from tests import bouw

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAAM = "Noor Verzonnen"


@pytest.mark.eis("R98")
def test_de_beheerder_voegt_een_contact_toe_en_ziet_geen_dossier(
    openen: Openen, breedte: int, website: str, nu: datetime
) -> None:
    kenmerk = bouw.melding(nu).kenmerk
    beheer = openen(breedte)
    beheer.log_in("beheerder")
    beheer.ga("/contacten/", "contacten")
    _voeg_contact_toe(beheer)
    _bekijk_geschiedenis(beheer)
    beheer.ga("/contacten/", "contacten-daarna")
    beheer.ziet(NAAM)

    with beheer.verwacht(404):
        beheer.ga(f"/meldingen/{kenmerk}/", "dossier-dat-niet-bestaat")
    assert kenmerk not in beheer.inhoud.inner_text()


def _voeg_contact_toe(beheer: Venster) -> None:
    beheer.ga("/beheer/", "beheer")
    beheer.volg("Contactpersonen")
    beheer.ga("/beheer/contacten/contactpersoon/add/", "contact-toevoegen")
    beheer.vul("Naam", NAAM)
    beheer.vul("Mobiel", "06-00000099")
    beheer.druk("Opslaan")
    beheer.bekijk("contacten-in-beheer")
    assert Contactpersoon.objects.get(naam=NAAM).mobiel == "06-00000099"


def _bekijk_geschiedenis(beheer: Venster) -> None:
    beheer.volg(NAAM)
    beheer.volg("Geschiedenis")
    beheer.ziet("toegevoegd")
    expect(beheer.inhoud.get_by_text("beheerder").first).to_be_visible()
