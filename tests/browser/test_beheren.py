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
    _voeg_contact_toe(beheer, nu)
    beheer.ga("/contacten/", "contacten-daarna")
    beheer.ziet(NAAM)
    _bekijk_beheer(beheer)

    with beheer.verwacht(404):
        beheer.ga(f"/meldingen/{kenmerk}/", "dossier-dat-niet-bestaat")
    assert kenmerk not in beheer.inhoud.inner_text()


def _voeg_contact_toe(beheer: Venster, nu: datetime) -> None:
    """A person with a mobile number, and the seat of the toegang of Deventer from today."""
    beheer.ga("/contacten/nieuw/", "contact-toevoegen")
    beheer.vul("Naam", NAAM)
    beheer.vul("Mobiel", "06-00000099")
    beheer.druk("Bewaren")
    beheer.bekijk("contact")
    contact = Contactpersoon.objects.get(naam=NAAM)
    assert contact.mobiel == "06-00000099"
    beheer.ga(f"/contacten/{contact.pk}/plekken/nieuw/", "plek-toevoegen")
    beheer.selecteer("Rol", "gemeentelijke toegang")
    beheer.selecteer("Gemeente", "Deventer")
    beheer.vul("Van", f"{lokaal(nu):%Y-%m-%d}")
    beheer.druk("Bewaren")
    beheer.bekijk("contact-met-plek")
    assert str(contact.bezettingen.get().gemeente) == "Deventer"


def _bekijk_beheer(beheer: Venster) -> None:
    """What is left in the admin: organisations and the history, no person and no account."""
    beheer.ga("/beheer/", "beheer")
    expect(beheer.inhoud.get_by_role("link", name="Gebruikers")).to_have_count(0)
    expect(beheer.inhoud.get_by_role("link", name="Contactpersonen")).to_have_count(0)
    for pad in ("gemeente", "aanbieder", "aanbieder/add"):
        beheer.ga(f"/beheer/contacten/{pad}/", f"beheer-{pad}")
    beheer.ga("/beheer/auditlog/logentry/?content_type__model=contactpersoon", "geschiedenis")
    beheer.ziet("toegevoegd")
    beheer.ziet(NAAM)
