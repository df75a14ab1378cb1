"""The code and the name of a gemeente are labels: what was given, linked or recorded under the old holds (R102)."""

import re
from itertools import permutations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from calamiteiten.toegang import geef_toegang, zichtbaar_voor
from communicatie.models import Bericht
from contacten import gebruikers
from contacten.models import Bezetting, Gebruiker, Gemeente
from contacten.rollen import ROLLEN_GEMEENTE_LEIDT, Rol
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.informatie import kondig_aan
from escalatie.protocol.lezen import haal_protocol
from tests import bouw
from tests import bouw_contacten as lijst

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/(?:meldingen|contacten)/[^"#?]*)')
ACTEN = ("account", "toegang", "andere code")
NIEUWELING = "nieuweling@deventer.example"


def hernoem():
    for gemeente in Gemeente.objects.all():
        gemeente.code, gemeente.naam = f"{gemeente.code}-nieuw", f"{gemeente.naam} aan Zee"
        gemeente.full_clean()
        gemeente.save()


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", ROLLEN_GEMEENTE_LEIDT)
@pytest.mark.parametrize("volgorde", list(permutations(ACTEN)), ids="-".join)
def test_wie_is_toegelaten_ziet_het_dossier_in_welke_volgorde_het_ook_ging(client, regio, nu, rol, volgorde):
    melding, pk = bouw.melding(nu), regio.gemeenten["deventer"].pk
    for wat in volgorde:
        plaats = Gemeente.objects.get(pk=pk)
        if wat == "account":
            lijst.gebruiker(rol, plaats, username=NIEUWELING)
        elif wat == "toegang":
            geef_toegang(melding, rol, plaats)
        else:
            hernoem()
    client.force_login(Gebruiker.objects.get(username=NIEUWELING))
    assert client.get(melding.get_absolute_url()).status_code == 200


def test_na_een_andere_code_krijgt_een_account_geen_tweede_groep():
    wie = lijst.gebruiker(Rol.TOEGANG)
    groepen = set(Group.objects.values_list("name", flat=True))
    hernoem()
    gebruikers.leg_vast(Gebruiker.objects.get(pk=wie.pk))
    assert set(Group.objects.values_list("name", flat=True)) == groepen
    assert set(wie.groups.values_list("name", flat=True)) == groepen


@pytest.mark.eis("R102")
def test_elke_link_van_een_dossier_werkt_nog(client, regio, nu):
    melding = bouw.in_fase_1(nu, gemeenten=("zwolle", "deventer"))
    client.force_login(regio.gebruikers["contractmanager"])
    links = set(LINK.findall(client.get(f"{melding.get_absolute_url()}analyses/").content.decode()))
    links |= {analyse.get_absolute_url() for analyse in melding.analyses.all()}
    assert any("/analyse/" in adres for adres in links)
    codes = {adres: client.get(adres).status_code for adres in links}
    hernoem()
    assert {adres: client.get(adres).status_code for adres in links} == codes
    assert "Zwolle aan Zee" in client.get(melding.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("plaats", "verwacht"), [("zwolle", 200), ("zwolle-nieuw", 404), ("1" * 17, 404), ("9" * 30, 404)]
)
def test_een_analyse_wordt_ook_met_de_code_van_nu_gevonden(client, regio, nu, plaats, verwacht):
    melding = bouw.in_beoordeling(nu)
    client.force_login(regio.gebruikers["contractmanager"])
    assert client.get(reverse("analyse_gemeente", args=[melding.kenmerk, plaats])).status_code == verwacht


@pytest.mark.sqlite
@pytest.mark.eis("R46", "R99")
def test_zicht_zegels_en_berichten_blijven_zoals_ze_waren(regio, nu):
    Bezetting.objects.filter(rol=Rol.MANAGER_GEMEENTE).delete()
    melding = bouw.in_fase_1(nu, gemeenten=("zwolle", "deventer"))
    nogmaals = {"aanleiding": "overgang:start_fase_1", "sleutel": "proef", "nu": nu}
    protocol = haal_protocol(melding.protocol_versie)
    assert [b for b in kondig_aan(melding, protocol, **nogmaals) if b.ontvanger.startswith("leeg:")]
    zicht = {wie.pk: set(zichtbaar_voor(wie)) for wie in Gebruiker.objects.all()}
    gevonden, aantal = controleer(nu), Bericht.objects.count()
    hernoem()
    assert {wie.pk: set(zichtbaar_voor(wie)) for wie in Gebruiker.objects.all()} == zicht
    assert controleer(nu) == gevonden
    assert kondig_aan(melding, protocol, **nogmaals) == []
    assert Bericht.objects.count() == aantal
