"""The pages of accounts: only for the beheerder; access ends at once; the yearly review (R102)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contacten import gebruikers
from contacten.models import Gebruiker, Uitnodiging
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from tests import bouw_contacten as bouw

pytestmark = pytest.mark.django_db

# A role that opens no dossiers: the others wait for a second person (test_accountdeur.py).
NIEUW = {"voornaam": "Noor", "achternaam": "Nieuw", "email": "noor@zwolle.example", "rol": "beheerder"}


@pytest.fixture
def beheerder(client):
    gebruiker = bouw.gebruiker(Rol.BEHEERDER, username="beheerder", achternaam="Beheer", email="b@rsj.example")
    client.force_login(gebruiker)
    return gebruiker


def gegevens_van(client, wie, **velden):
    form = client.get(reverse("gebruiker", args=[wie.pk])).context["form"]
    return {**{veld.name: veld.value() or "" for veld in form}, **velden}


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", [rol for rol in ROLLEN_MET_ACCOUNT if rol != Rol.BEHEERDER])
def test_voor_een_ander_bestaan_deze_paginas_niet(client, rol):
    wie = bouw.gebruiker(rol)
    client.force_login(wie)
    for naam in ("gebruikers", "gebruikers_controle", "gebruiker_uitnodigen"):
        assert client.get(reverse(naam)).status_code == 404
    for naam in ("gebruiker", "gebruiker_einde", "gebruiker_opnieuw"):
        assert client.post(reverse(naam, args=[wie.pk])).status_code == 404
    wie.refresh_from_db()
    assert wie.is_active


def test_uitnodigen_maakt_een_account_zonder_wachtwoord_en_een_uitnodiging(client, beheerder):
    antwoord = client.post(reverse("gebruiker_uitnodigen"), NIEUW, follow=True)
    wie = Gebruiker.objects.get(email="noor@zwolle.example")
    assert "De uitnodiging voor Noor Nieuw gaat naar noor@zwolle.example." in antwoord.content.decode()
    assert (wie.username, wie.rol, wie.has_usable_password()) == ("noor@zwolle.example", "beheerder", False)
    uitnodiging = Uitnodiging.objects.get(gebruiker=wie)
    assert (uitnodiging.door, uitnodiging.aan) == (beheerder, "noor@zwolle.example")
    assert uitnodiging.verloopt_op - uitnodiging.gemaakt_op == timedelta(hours=72)


def test_een_account_en_een_contact_kunnen_dezelfde_persoon_zijn(client, beheerder):
    contact = bouw.contact("Voorbeeld Zwolle", email="Voorbeeld@Zwolle.example")
    velden = {"contactpersoon": contact.pk, "rol": "toegang", "gemeente": bouw.gemeente("Zwolle").pk}
    assert client.post(reverse("gebruiker_uitnodigen"), velden).status_code == 302
    wie = Gebruiker.objects.get(contactpersoon=contact)
    assert (wie.email, wie.naam) == ("voorbeeld@zwolle.example", "Voorbeeld Zwolle")
    keuzes = client.get(reverse("gebruiker_uitnodigen")).context["form"].fields["contactpersoon"].queryset
    assert contact not in keuzes


@pytest.mark.parametrize(
    ("velden", "zin"),
    [
        ({"email": "B@RSJ.example"}, "Er is al een account met dit e-mailadres."),
        ({"rol": "toegang"}, "Kies bij deze rol ook een gemeente."),
        ({"rol": "wethouder"}, "Kies een van de antwoorden die er staan."),
        ({"email": ""}, "Vul een e-mailadres in."),
        ({"voornaam": "", "achternaam": ""}, "Vul een naam in."),
    ],
)
def test_een_onmogelijke_uitnodiging_maakt_niets(client, beheerder, velden, zin):
    antwoord = client.post(reverse("gebruiker_uitnodigen"), {**NIEUW, **velden})
    assert zin in antwoord.content.decode()
    assert not Uitnodiging.objects.exists()
    assert Gebruiker.objects.count() == 1


@pytest.mark.eis("R102")
def test_een_beeindigd_account_is_bij_de_volgende_klik_buiten(client, client_van, beheerder):
    wie = bouw.gebruiker(Rol.REGIOMANAGER)
    ander = client_van(wie)
    assert ander.get(reverse("contacten")).status_code == 200
    gezien = {"gezien": gebruikers.stand_van_gebruiker(wie)}
    assert client.post(reverse("gebruiker_einde", args=[wie.pk]), {**gezien, "mag_leeg": "on"}).status_code == 302
    assert ander.get(reverse("contacten")).status_code == 302
    assert not ander.login(username=wie.username, password=bouw.WACHTWOORD)


@pytest.fixture
def client_van():
    """A browser of its own for a user."""
    from django.test import Client

    def maak(wie):
        browser = Client()
        browser.force_login(wie)
        return browser

    return maak


def test_een_andere_rol_geldt_meteen(client, client_van, beheerder):
    wie = bouw.gebruiker(Rol.BEHEERDER, achternaam="Tweede", email="tweede@rsj.example")
    ander = client_van(wie)
    assert ander.get(reverse("gebruikers")).status_code == 200
    velden = gegevens_van(client, wie, rol="beleidsmedewerker_jeugd", gemeente=bouw.gemeente().pk)
    assert client.post(reverse("gebruiker", args=[wie.pk]), velden).status_code == 302
    assert ander.get(reverse("gebruikers")).status_code == 404
    tekst = client.get(reverse("gebruiker", args=[wie.pk])).content.decode()
    assert "beheerder → beleidsmedewerker" in tekst


def test_de_enige_beheerder_kan_zichzelf_niet_buitensluiten(client, beheerder):
    velden = gegevens_van(client, beheerder, rol="regiomanager")
    antwoord = client.post(reverse("gebruiker", args=[beheerder.pk]), velden)
    assert antwoord.status_code == 409
    assert "Uw eigen rol en gemeente kunt u niet wijzigen" in antwoord.content.decode()
    gezien = gebruikers.stand_van_gebruiker(beheerder)
    antwoord = client.post(reverse("gebruiker_einde", args=[beheerder.pk]), {"gezien": gezien}, follow=True)
    assert "Dit is de enige beheerder" in antwoord.content.decode()
    beheerder.refresh_from_db()
    assert beheerder.is_rol(Rol.BEHEERDER)


def test_wie_te_laat_is_wijzigt_niets(client, beheerder):
    wie = bouw.gebruiker(Rol.REGIOMANAGER, achternaam="Regio", email="regio@rsj.example")
    velden = gegevens_van(client, wie, rol="contractmanager")
    bouw.wijzig_rol(wie, Rol.COMMUNICATIEADVISEUR)
    assert client.post(reverse("gebruiker", args=[wie.pk]), velden).status_code == 409
    assert client.post(reverse("gebruiker_einde", args=[wie.pk]), {"gezien": velden["gezien"]}).status_code == 409
    wie.refresh_from_db()
    assert (wie.rol, wie.is_active) == (Rol.COMMUNICATIEADVISEUR, True)


def test_alleen_een_post_beeindigt_toegang(client, beheerder):
    wie = bouw.gebruiker(Rol.REGIOMANAGER)
    assert client.get(reverse("gebruiker_einde", args=[wie.pk])).status_code == 405


@pytest.mark.eis("R102")
def test_de_jaarlijkse_controle_noemt_wie_toegang_heeft_sinds_wanneer_en_niet_wie_weg_is(client, beheerder):
    wie = bouw.gebruiker(Rol.TOEGANG, bouw.gemeente("Ommen"), achternaam="Ommen")
    weg = bouw.gebruiker(Rol.REGIOMANAGER, achternaam="Vertrokken")
    gebruikers.beeindig(weg)
    antwoord = client.get(reverse("gebruikers_controle"))
    regels = {regel.gebruiker: regel for regel in antwoord.context["regels"]}
    assert set(regels) == {wie, beheerder}
    assert regels[wie].organisatie == "Ommen"
    assert regels[wie].rol_sinds_op >= wie.date_joined
    assert "nog nooit" in antwoord.content.decode()


def test_de_lijst_zegt_hoe_elk_account_ervoor_staat(client, beheerder, nu):
    from contacten.gebruikers.uitnodigingen import nodig_uit

    gebruikers.beeindig(bouw.gebruiker(Rol.REGIOMANAGER, username="weg"))
    gebruikers.maak_gebruiker("zonder", Rol.REGIOMANAGER)
    wachtend = {"email": "w@rsj.example", "rol": "regiomanager", "achternaam": "W"}
    nodig_uit(wachtend, beheerder, nu + timedelta(days=3650))
    nodig_uit({**wachtend, "email": "oud@rsj.example"}, beheerder, nu - timedelta(days=365))
    woorden = {regel.gebruiker.username: regel.woord for regel in client.get(reverse("gebruikers")).context["regels"]}
    assert woorden == {
        "beheerder": "actief",
        "weg": "beëindigd",
        "zonder": "nog geen wachtwoord",
        "w@rsj.example": "uitgenodigd",
        "oud@rsj.example": "uitnodiging verlopen",
    }


def test_een_lange_lijst_kost_evenveel_vragen(
    client, beheerder, django_assert_max_num_queries, django_assert_num_queries
):
    for naam in ("gebruikers", "gebruikers_controle"):
        client.get(reverse(naam))
    with django_assert_max_num_queries(8) as eerst:
        client.get(reverse("gebruikers"))
    for gemeente in bouw.alle_gemeenten():
        bouw.gebruiker(Rol.TOEGANG, gemeente, contactpersoon=bouw.contact(gemeente=gemeente))
    for naam in ("gebruikers", "gebruikers_controle"):
        with django_assert_num_queries(len(eerst)):
            client.get(reverse(naam))
