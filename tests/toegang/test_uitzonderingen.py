"""What opens a dossier beyond role and gemeente, and what does not (M10, T2): granted and withdrawn by the door."""

import pytest
from django.contrib.auth.models import Group, Permission

from calamiteiten.models import MeldingGroupObjectPermission
from calamiteiten.toegang import zichtbaar_voor
from contacten.gebruikers import beeindig
from contacten.rollen import Rol
from tests import bouw
from tests.bouw_contacten import wijzig_rol

pytestmark = pytest.mark.django_db


def opent(client, gebruiker, melding):
    client.force_login(gebruiker)
    return client.get(melding.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("naam", ["buitenstaander", "manager_deventer", "beheerder", "adviseur"])
def test_een_recht_op_het_model_of_de_vlag_van_superuser_opent_niets(client, regio, nu, naam):
    melding = bouw.melding(nu)
    gebruiker = regio.gebruikers[naam]
    gebruiker.user_permissions.set(Permission.objects.all())
    type(gebruiker).objects.filter(pk=gebruiker.pk).update(is_superuser=True, is_staff=True)
    gebruiker = type(gebruiker).objects.get(pk=gebruiker.pk)
    assert gebruiker.has_perm("calamiteiten.view_melding")
    assert not opent(client, gebruiker, melding)
    assert not zichtbaar_voor(gebruiker).exists()


def test_een_groep_met_een_recht_op_het_model_opent_niets(client, buitenstaander, nu):
    melding = bouw.melding(nu)
    groep = Group.objects.create(name="zelfgemaakt")
    groep.permissions.set(Permission.objects.filter(codename="view_melding"))
    buitenstaander.groups.add(groep)
    assert not opent(client, buitenstaander, melding)


@pytest.mark.eis("R102")
def test_wie_een_andere_gemeente_krijgt_ziet_bij_de_volgende_klik_niets_meer(client, regio, toegang_zwolle, nu):
    melding = bouw.melding(nu)
    assert opent(client, toegang_zwolle, melding)
    wijzig_rol(toegang_zwolle, Rol.TOEGANG, regio.gemeenten["ommen"])
    assert client.get(melding.get_absolute_url()).status_code == 404


def test_wie_een_andere_rol_krijgt_ziet_bij_de_volgende_klik_niets_meer(client, contractmanager, nu):
    melding = bouw.melding(nu)
    assert opent(client, contractmanager, melding)
    wijzig_rol(contractmanager, Rol.COMMUNICATIEADVISEUR)
    assert client.get(melding.get_absolute_url()).status_code == 404


@pytest.mark.eis("R102")
def test_wie_niet_meer_actief_is_moet_bij_de_volgende_klik_opnieuw_inloggen(client, toegang_zwolle, nu):
    melding = bouw.melding(nu)
    assert opent(client, toegang_zwolle, melding)
    beeindig(toegang_zwolle)
    antwoord = client.get(melding.get_absolute_url())
    assert antwoord.status_code == 302
    assert antwoord.headers["Location"].startswith("/inloggen/")


@pytest.mark.eis("R54")
def test_de_communicatieadviseur_komt_erbij_als_de_impactanalyse_begint(client, adviseur, nu):
    assert not opent(client, adviseur, bouw.melding(nu))
    assert opent(client, adviseur, bouw.tot("impactanalyse", nu))


@pytest.mark.sqlite
@pytest.mark.parametrize(("letter", "ziet"), [("a", False), ("b", True), ("c", True), ("d", True)])
def test_de_manager_komt_erbij_als_het_scenario_daarom_vraagt(
    client, manager_zwolle, manager_deventer, nu, letter, ziet
):
    assert not opent(client, manager_zwolle, bouw.in_beoordeling(nu, letter, aanbieder="molen"))
    melding = bouw.in_scenario(letter, nu, aanbieder="molen")
    assert opent(client, manager_zwolle, melding) == ziet
    assert not opent(client, manager_deventer, melding)


@pytest.mark.parametrize("status", ["afgerond", "niet_meldingswaardig", "ingetrokken", "dubbel"])
def test_een_eind_neemt_elke_uitzondering_terug_en_laat_rol_en_gemeente_staan(
    client, adviseur, manager_zwolle, toegang_zwolle, regiomanager, nu, status
):
    melding = bouw.tot(status, nu, aanbieder="molen")
    assert not MeldingGroupObjectPermission.objects.filter(content_object=melding).exists()
    assert [opent(client, wie, melding) for wie in (adviseur, manager_zwolle)] == [False, False]
    assert [opent(client, wie, melding) for wie in (toegang_zwolle, regiomanager)] == [True, True]


def test_de_uitzondering_van_de_een_is_niet_van_de_ander(client, adviseur, nu):
    open_, dicht = bouw.tot("impactanalyse", nu), bouw.melding(nu)
    assert opent(client, adviseur, open_)
    assert not opent(client, adviseur, dicht)
    assert list(zichtbaar_voor(adviseur)) == [open_]
