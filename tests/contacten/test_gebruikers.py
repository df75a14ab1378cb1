"""Accounts: rights follow from role and gemeente, and end at once (R102, hazards T2 and M10)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from contacten import gebruikers
from contacten.rollen import ROLLEN_MET_ACCOUNT, ROLLEN_MET_GEMEENTE, Rol
from tests import bouw_contacten as bouw

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def groepen(gebruiker):
    return set(gebruiker.groups.values_list("name", flat=True))


@pytest.mark.parametrize("rol", ROLLEN_MET_ACCOUNT)
def test_een_account_zit_in_precies_de_groep_van_zijn_rol(rol):
    gebruiker = bouw.gebruiker(rol, bouw.gemeente("Zwolle"))
    verwacht = f"{rol}:{bouw.gemeente().pk}" if rol in ROLLEN_MET_GEMEENTE else rol
    assert groepen(gebruiker) == {verwacht}
    assert gebruiker.is_staff is (rol == Rol.BEHEERDER)
    assert not gebruiker.is_superuser


def test_een_andere_rol_betekent_een_andere_groep():
    gebruiker = bouw.gebruiker(Rol.TOEGANG, bouw.gemeente("Zwolle"))
    bouw.wijzig_rol(gebruiker, Rol.TOEGANG, bouw.gemeente("Kampen"))
    assert groepen(gebruiker) == {f"toegang:{bouw.gemeente('Kampen').pk}"}
    bouw.wijzig_rol(gebruiker, Rol.CONTRACTMANAGER, bouw.gemeente("Kampen"))
    assert groepen(gebruiker) == {"contractmanager"}
    assert gebruiker.gemeente is None


def test_een_lokale_rol_zonder_gemeente_kan_niet():
    with pytest.raises(ValidationError, match="Kies bij deze rol ook een gemeente"):
        gebruikers.maak_gebruiker("iemand", Rol.TOEGANG)


def test_een_rol_die_alleen_wordt_geinformeerd_krijgt_geen_account():
    with pytest.raises(ValidationError, match="kan niet inloggen"):
        gebruikers.maak_gebruiker("wethouder", Rol.WETHOUDER)


@pytest.mark.eis("R102")
def test_een_beeindigd_account_is_meteen_buiten_en_komt_niet_meer_binnen(client):
    gebruiker = bouw.gebruiker(Rol.REGIOMANAGER, username="regiomanager")
    client.force_login(gebruiker)
    assert client.get(reverse("contacten")).status_code == 200
    gebruikers.beeindig(gebruiker)
    assert client.get(reverse("contacten")).status_code == 302
    assert groepen(gebruiker) == set()
    assert not client.login(username="regiomanager", password=bouw.WACHTWOORD)


def test_een_account_zonder_wachtwoord_kan_niet_inloggen(client):
    gebruiker = gebruikers.maak_gebruiker("nieuw", Rol.REGIOMANAGER)
    assert not gebruiker.has_usable_password()


def test_inloggen_met_een_fout_wachtwoord_zegt_het_in_gewone_taal(client):
    bouw.gebruiker(Rol.REGIOMANAGER, username="regiomanager")
    antwoord = client.post(reverse("account_login"), {"login": "regiomanager", "password": "fout"})
    assert "De gebruikersnaam of het wachtwoord klopt niet." in antwoord.content.decode()


def test_de_beheerder_begint_bij_de_contacten(client):
    bouw.gebruiker(Rol.BEHEERDER, username="beheerder")
    antwoord = client.post(reverse("account_login"), {"login": "beheerder", "password": bouw.WACHTWOORD})
    assert antwoord.status_code == 302
    assert antwoord["Location"] == reverse("contacten")
