"""The admin fills the empty seat of Deventer, sees who changed what, and sees no dossier."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect

from basis.kalender import lokaal
from contacten.models import Contactpersoon
from tests import bouw

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAAM = "Noor Verzonnen"


@pytest.mark.eis("R98")
def test_de_beheerder_vult_de_lege_plek_van_deventer_en_ziet_geen_dossier(
    openen: Openen, breedte: int, website: str, nu: datetime
) -> None:
    kenmerk = bouw.melding(nu).kenmerk
    beheer = openen(breedte)
    beheer.log_in("beheerder")
    beheer.ga("/contacten/", "contacten")
    _voeg_contact_toe(beheer, nu)
    _bekijk_geschiedenis(beheer)
    beheer.ga("/contacten/", "contacten-daarna")
    beheer.ziet(NAAM)

    with beheer.verwacht(404):
        beheer.ga(f"/meldingen/{kenmerk}/", "dossier-dat-niet-bestaat")
    assert kenmerk not in beheer.inhoud.inner_text()


def _voeg_contact_toe(beheer: Venster, nu: datetime) -> None:
    """A person with a mobile number, and the seat of the toegang of Deventer from today."""
    beheer.ga("/beheer/", "beheer")
    beheer.volg("Contactpersonen")
    beheer.ga("/beheer/contacten/contactpersoon/add/", "contact-toevoegen")
    beheer.vul("Naam", NAAM)
    beheer.vul("Mobiel", "06-00000099")
    beheer.page.get_by_text("Nog een bezetting toevoegen").click()
    zetel = beheer.page.locator("#bezettingen-0")
    zetel.get_by_label("Rol").select_option(label="gemeentelijke toegang")
    zetel.get_by_label("Gemeente").select_option(label="Deventer")
    zetel.locator("#id_bezettingen-0-van_datum").fill(f"{lokaal(nu):%d-%m-%Y}")
    beheer.bekijk("contact-met-bezetting")
    beheer.druk("Opslaan")
    beheer.bekijk("contacten-in-beheer")
    assert Contactpersoon.objects.get(naam=NAAM).mobiel == "06-00000099"


def _bekijk_geschiedenis(beheer: Venster) -> None:
    beheer.volg(NAAM)
    beheer.volg("Geschiedenis")
    beheer.ziet("toegevoegd")
    expect(beheer.inhoud.get_by_text("beheerder").first).to_be_visible()
