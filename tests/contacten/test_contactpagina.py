"""The page of one contact: how to reach it, its seats, and who changed what (R98, R102, R103)."""

import pytest
from django.urls import reverse

from contacten.bijhouden.forms import EigenGegevensForm
from contacten.models import Contactpersoon
from contacten.personen.geschiedenis import HOOGSTENS
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from tests import bouw_contacten as bouw

pytestmark = pytest.mark.django_db

GEGEVENS = {"soort": "persoon", "naam": "Voorbeeld", "mobiel": "06 00000010", "email": "voorbeeld@zwolle.example"}


@pytest.fixture
def beheerder(client):
    gebruiker = bouw.gebruiker(Rol.BEHEERDER, username="beheerder", voornaam="Bea", achternaam="Beheer")
    client.force_login(gebruiker)
    return gebruiker


def pagina(client, contact):
    antwoord = client.get(reverse("contact", args=[contact.pk]))
    assert antwoord.status_code == 200
    return antwoord


def opgeslagen(client, naam, *args, **gegevens):
    """Open the page of a form, send back what it holds with these changes, and return the answer."""
    adres = reverse(naam, args=args)
    form = client.get(adres).context["form"]
    begin = {veld.name: veld.value() for veld in form if veld.value() not in (None, False, "")}
    return client.post(adres, {**begin, **gegevens})


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", ROLLEN_MET_ACCOUNT)
def test_iedereen_die_is_ingelogd_ziet_een_contact_en_alleen_de_beheerder_mag_wijzigen(client, rol):
    contact = bouw.bezetting(Rol.TOEGANG).contactpersoon
    client.force_login(bouw.gebruiker(rol))
    tekst = pagina(client, contact).content.decode()
    assert f'href="tel:{contact.mobiel.replace("-", "")}"' in tekst
    assert ("wijzigen/" in tekst) is (rol == Rol.BEHEERDER)


def test_wie_niet_is_ingelogd_ziet_niets(client):
    contact = bouw.contact()
    assert client.get(reverse("contact", args=[contact.pk])).status_code == 302


@pytest.mark.parametrize("rol", [rol for rol in ROLLEN_MET_ACCOUNT if rol != Rol.BEHEERDER])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_voor_een_ander_bestaan_de_formulieren_niet(client, rol, verb):
    rij = bouw.bezetting(Rol.TOEGANG)
    pk, plek = rij.contactpersoon_id, rij.pk
    client.force_login(bouw.gebruiker(rol))
    adressen = [reverse("contact_nieuw"), reverse("contact_wijzigen", args=[pk]), reverse("contact_einde", args=[pk])]
    adressen += [reverse("plek_nieuw", args=[pk])]
    adressen += [reverse(naam, args=[pk, plek]) for naam in ("plek_wijzigen", "plek_afwezig", "plek_einde")]
    assert {getattr(client, verb)(adres).status_code for adres in adressen} == {404}


@pytest.mark.eis("R98", "R102")
def test_toevoegen_en_wijzigen_staan_met_naam_oud_en_nieuw_in_de_geschiedenis(client, beheerder):
    assert client.post(reverse("contact_nieuw"), GEGEVENS).status_code == 302
    contact = Contactpersoon.objects.get()
    assert contact.mobiel == "06-00000010"
    assert opgeslagen(client, "contact_wijzigen", contact.pk, mobiel="0600000011").status_code == 302
    laatste, eerste = pagina(client, contact).context["pagina"].geschiedenis
    assert (laatste.wie, laatste.wat, eerste.wat) == (
        "Bea Beheer",
        "Contactpersoon gewijzigd",
        "Contactpersoon toegevoegd",
    )
    assert [(v.veld, v.oud, v.nieuw) for v in laatste.verschillen] == [("mobiel", "06-00000010", "06-00000011")]
    assert "06-00000010 → 06-00000011" in pagina(client, contact).content.decode()


@pytest.mark.eis("R102")
def test_de_geschiedenis_noemt_ook_plekken_die_weg_zijn_met_de_naam_van_de_gemeente(client, beheerder):
    contact = bouw.contact()
    rij = bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Ommen"), contact)
    rij.delete()
    weg, *_ = pagina(client, contact).context["pagina"].geschiedenis
    assert weg.wat == "Plek verwijderd"
    assert ("gemeente", "Ommen", "leeg") in [(v.veld, v.oud, v.nieuw) for v in weg.verschillen]
    assert ("rol", "gemeentelijke toegang", "leeg") in [(v.veld, v.oud, v.nieuw) for v in weg.verschillen]


@pytest.mark.eis("R102")
def test_wat_van_de_geschiedenis_niet_op_de_pagina_past_wordt_geteld(client, beheerder):
    contact = bouw.contact()
    for nummer in range(HOOGSTENS + 1):
        contact.functie = f"functie {nummer}"
        contact.save()
    tekst = pagina(client, contact).content.decode()
    assert "Nog 2 oudere wijzigingen staan niet op deze pagina." in tekst


def test_de_geschiedenis_van_een_ander_staat_er_niet_bij(client, beheerder):
    contact, ander = bouw.contact(), bouw.contact()
    bouw.bezetting(Rol.WETHOUDER, wie=ander)
    assert [w.wat for w in pagina(client, contact).context["pagina"].geschiedenis] == ["Contactpersoon toegevoegd"]


@pytest.mark.eis("R100")
def test_een_contact_zonder_kanaal_wordt_geweigerd_en_wat_is_getypt_blijft_staan(client, beheerder):
    antwoord = client.post(reverse("contact_nieuw"), {"soort": "persoon", "naam": "Voorbeeld Zonder"})
    assert "Vul een telefoonnummer, een mobiel nummer of een e-mailadres in." in antwoord.content.decode()
    assert "Voorbeeld Zonder" in antwoord.content.decode()
    assert not Contactpersoon.objects.exists()


@pytest.mark.eis("R103")
def test_net_nagevraagd_zet_de_bevestiging_op_nu(client, beheerder):
    contact = bouw.contact()
    opgeslagen(client, "contact_wijzigen", contact.pk, is_nagevraagd="on")
    contact.refresh_from_db()
    assert contact.bevestigd_op is not None


def test_wie_te_laat_is_overschrijft_niets(client, beheerder):
    contact = bouw.contact(functie="eerst")
    adres = reverse("contact_wijzigen", args=[contact.pk])
    gezien = client.get(adres).context["form"]["gezien"].value()
    Contactpersoon.objects.filter(pk=contact.pk).update(functie="van een ander")
    antwoord = client.post(adres, {**GEGEVENS, "functie": "van mij", "gezien": gezien})
    assert antwoord.status_code == 409
    assert "Iemand anders heeft dit intussen gewijzigd" in antwoord.content.decode()
    contact.refresh_from_db()
    assert contact.functie == "van een ander"


VREEMD = {
    "bel de balie": "lijkt geen Nederlands telefoonnummer",
    "06-12": "lijkt geen Nederlands telefoonnummer",
    "06-00000010 (na 17 uur)": "De app belt 06-00000010; de rest is een opmerking.",
    "038-0000004/06-00000010": "De app belt 038-0000004; de rest is een opmerking.",
}


@pytest.mark.eis("R100")
@pytest.mark.parametrize("veld", ["telefoon", "mobiel"])
@pytest.mark.parametrize("nummer", VREEMD)
def test_wat_niet_wordt_gebeld_staat_er_en_wordt_gevraagd_voor_het_bewaren(client, beheerder, veld, nummer):
    velden = {**GEGEVENS, veld: nummer}
    antwoord = client.post(reverse("contact_nieuw"), velden)
    assert VREEMD[nummer] in antwoord.content.decode()
    assert "Er is nog niets bewaard" in antwoord.content.decode()
    assert not Contactpersoon.objects.exists()
    assert 'type="checkbox" name="nummers_gezien"' in antwoord.content.decode()
    assert client.post(reverse("contact_nieuw"), {**velden, "nummers_gezien": [nummer]}).status_code == 302
    assert getattr(Contactpersoon.objects.get(), veld) == nummer


@pytest.mark.eis("R100")
def test_een_ander_vreemd_nummer_dan_waarnaar_is_gekeken_wordt_opnieuw_gevraagd(client, beheerder):
    velden = {**GEGEVENS, "telefoon": "06-12", "mobiel": "06-13"}
    assert client.post(reverse("contact_nieuw"), {**velden, "nummers_gezien": ["06-12"]}).status_code == 200
    assert client.post(reverse("contact_nieuw"), {**velden, "nummers_gezien": ["06-12", "06-14"]}).status_code == 200
    assert client.post(reverse("contact_nieuw"), {**velden, "nummers_gezien": ["06-12", "06-13"]}).status_code == 302


@pytest.mark.eis("R100")
def test_ook_bij_de_eigen_gegevens_wordt_het_gevraagd(client, beheerder):
    contact = bouw.contact(mobiel="06-12")
    gegevens = {"naam": "Voorbeeld", "mobiel": "06-13"}
    assert EigenGegevensForm(gegevens, instance=contact).errors["nummers_gezien"]
    assert EigenGegevensForm(
        {**gegevens, "nummers_gezien": ["06-13"]}, instance=Contactpersoon.objects.get()
    ).is_valid()


def test_een_vreemd_nummer_dat_er_al_stond_wordt_niet_telkens_gevraagd(client, beheerder):
    contact = bouw.contact(mobiel="06-12")
    assert opgeslagen(client, "contact_wijzigen", contact.pk, functie="nieuw").status_code == 302


@pytest.mark.parametrize("pk", [0, 999999, 10**17])
def test_een_contact_dat_niet_bestaat_is_404(client, beheerder, pk):
    assert client.get(reverse("contact", args=[pk])).status_code == 404


def test_een_contact_met_veel_plekken_en_wijzigingen_kost_evenveel_vragen(
    client, beheerder, django_assert_max_num_queries, django_assert_num_queries
):
    contact = bouw.bezetting(Rol.TOEGANG).contactpersoon
    pagina(client, contact)
    with django_assert_max_num_queries(15) as eerst:
        pagina(client, contact)
    for gemeente in bouw.alle_gemeenten():
        rij = bouw.bezetting(Rol.WETHOUDER, gemeente, contact)
        rij.volgorde = 2
        rij.save()
    with django_assert_num_queries(len(eerst)):
        pagina(client, contact)
