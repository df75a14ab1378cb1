"""The contact list on screen (R98, R99, R100, R102)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from basis.klok import nu
from contacten.bezetting import lokale_dag
from contacten.models import Bezetting, Contactpersoon
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from tests import bouw_contacten as bouw

pytestmark = pytest.mark.django_db


@pytest.fixture
def bijlage_1():
    """The shape of Bijlage 1: Deventer has nobody, Staphorst two, Olst-Wijhe a mailbox without a person."""
    gemeenten = {gemeente.naam: gemeente for gemeente in bouw.alle_gemeenten()}
    for naam, gemeente in gemeenten.items():
        if naam != "Deventer":
            velden = {"functie": "Coördinator jeugd", "bevestigd_op": nu()}
            wie = bouw.contact(f"Voorbeeld {naam}", gemeente=gemeente, **velden)
            bouw.bezetting(Rol.TOEGANG, gemeente, wie)
    tweede = bouw.contact("Tweede Staphorst", mobiel="06-00000078", telefoon="0522-000008")
    bouw.bezetting(Rol.TOEGANG, gemeenten["Staphorst"], tweede, volgorde=2)
    postbus = bouw.contact("", mobiel="", email="jeugdteam@olst-wijhe.example")
    bouw.bezetting(Rol.TOEGANG, gemeenten["Olst-Wijhe"], postbus, volgorde=2)
    return gemeenten


@pytest.fixture
def open_lijst(client):
    client.force_login(bouw.gebruiker(Rol.REGIOMANAGER))

    def haal(**vraag):
        antwoord = client.get(reverse("contacten"), vraag)
        assert antwoord.status_code == 200
        return antwoord

    return haal


def blok(antwoord, anker):
    """The html of one block of the list."""
    gevonden = re.search(rf'<section class="cal-card" id="{anker}".*?</section>', antwoord.content.decode(), re.S)
    return gevonden[0] if gevonden else ""


@pytest.mark.eis("R102")
def test_wie_niet_is_ingelogd_ziet_geen_contacten(client, bijlage_1):
    antwoord = client.get(reverse("contacten"))
    assert antwoord.status_code == 302
    assert antwoord["Location"].startswith(reverse("account_login"))


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", ROLLEN_MET_ACCOUNT)
def test_iedere_rol_ziet_de_contacten(client, bijlage_1, rol):
    client.force_login(bouw.gebruiker(rol))
    assert "Voorbeeld Zwolle" in client.get(reverse("contacten")).content.decode()


@pytest.mark.eis("R99")
def test_alle_elf_gemeenten_staan_er_en_alleen_deventer_is_rood(open_lijst, bijlage_1):
    antwoord = open_lijst()
    rood = [gemeente.naam for gemeente in bijlage_1.values() if "Geen contact" in blok(antwoord, _anker(gemeente))]
    assert rood == ["Deventer"]
    assert "Geen contactpersoon: gemeentelijke toegang" in blok(antwoord, "gemeente-deventer")


@pytest.mark.eis("R100")
def test_staphorst_toont_twee_mensen_en_olst_wijhe_een_postbus(open_lijst, bijlage_1):
    antwoord = open_lijst()
    assert blok(antwoord, "gemeente-staphorst").count("<li>") == 2
    assert "postbus van een team" in blok(antwoord, "gemeente-olst-wijhe")


@pytest.mark.eis("R98")
def test_elk_nummer_en_elk_adres_is_een_link(open_lijst, bijlage_1):
    staphorst = blok(open_lijst(), "gemeente-staphorst")
    assert 'href="tel:0600000078"' in staphorst
    assert 'href="tel:0522000008"' in staphorst
    assert staphorst.count('href="mailto:') == 2


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("zoek", "gevonden"),
    [
        ("tweede", {"Tweede Staphorst"}),
        ("TWEEDE staphorst", {"Tweede Staphorst"}),
        ("0600000078", {"Tweede Staphorst"}),
        ("06-00000078", {"Tweede Staphorst"}),
        ("kampen coordinator", {"Voorbeeld Kampen"}),
        ("jeugdteam@olst", {"jeugdteam@olst-wijhe.example"}),
        ("bestaat niet", set()),
        ("<script>", set()),
    ],
)
def test_zoeken_vindt_op_naam_nummer_adres_en_gemeente(open_lijst, bijlage_1, zoek, gevonden):
    antwoord = open_lijst(q=zoek)
    groepen = antwoord.context["lijst"].groepen
    assert {regel.contact.weergavenaam for groep in groepen for regel in groep.regels} == gevonden
    assert ("Geen contact gevonden" in antwoord.content.decode()) is not gevonden


def test_zoeken_op_deventer_toont_het_gat(open_lijst, bijlage_1):
    assert "Geen contactpersoon" in blok(open_lijst(q="deventer"), "gemeente-deventer")


def test_filteren_op_rol_toont_alleen_die_rol_en_waar_hij_ontbreekt(open_lijst, bijlage_1):
    wethouder = bouw.bezetting(Rol.WETHOUDER, bijlage_1["Zwolle"]).contactpersoon
    antwoord = open_lijst(rol=Rol.WETHOUDER)
    assert [regel.contact for groep in antwoord.context["lijst"].groepen for regel in groep.regels] == [wethouder]
    assert "Geen contactpersoon: wethouder jeugd" in blok(antwoord, "gemeente-kampen")
    assert "Geen contactpersoon" not in blok(antwoord, "gemeente-zwolle")


@pytest.mark.parametrize("vraag", [{"rol": "bestaat_niet"}, {"q": "a\x00b"}, {"q": "x" * 5000}, {"q": "%", "rol": "'"}])
def test_een_vreemde_vraag_geeft_gewoon_de_lijst(open_lijst, bijlage_1, vraag):
    open_lijst(**vraag)


def test_wie_afwezig_is_staat_er_met_dat_woord(open_lijst, bijlage_1):
    bouw.bezetting(Rol.WETHOUDER, bijlage_1["Raalte"], afwezig_van_datum=bouw.BEGIN)
    assert "afwezig" in blok(open_lijst(), "gemeente-raalte")


@pytest.mark.eis("R101")
def test_de_dekking_zegt_met_een_woord_wat_gevuld_leeg_en_alleen_telefonisch_is(open_lijst, bijlage_1):
    bouw.bezetting(Rol.BURGEMEESTER, bijlage_1["Ommen"], bouw.contact(email=""))
    rijen = dict(open_lijst().context["lijst"].dekking)
    woorden = {naam: {cel.rol: cel.woord for cel in cellen} for naam, cellen in rijen.items()}
    assert woorden["Ommen"]["burgemeester"] == "alleen telefonisch"
    assert woorden["Ommen"]["gemeentelijke toegang"] == "gevuld"
    assert woorden["Deventer"]["gemeentelijke toegang"] == "leeg"


def test_regionale_rollen_en_directeuren_staan_onder_de_gemeenten(open_lijst, bijlage_1):
    bouw.bezetting(Rol.VOORZITTER_BESTUUR, wie=bouw.contact("De Voorzitter"))
    bouw.bezetting(Rol.DIRECTEUR_AANBIEDER, bouw.aanbieder("Zorg De Proef"), bouw.contact("De Directeur"))
    bouw.aanbieder("Zorg Zonder Directeur")
    antwoord = open_lijst()
    assert "De Voorzitter" in blok(antwoord, "regio")
    assert "De Directeur" in blok(antwoord, "aanbieders")
    assert "directeur Zorg Zonder Directeur" in blok(antwoord, "aanbieders")


@pytest.mark.sqlite
def test_een_lange_lijst_kost_evenveel_vragen(
    client, bijlage_1, django_assert_max_num_queries, django_assert_num_queries
):
    # Someone without the banner about the watch: that asks questions of its own, once in a while.
    client.force_login(bouw.gebruiker(Rol.COMMUNICATIEADVISEUR))
    adres = reverse("contacten")
    client.get(adres)
    with django_assert_max_num_queries(10) as eerst:
        client.get(adres)
    for gemeente in bijlage_1.values():
        for rol in (Rol.WETHOUDER, Rol.BURGEMEESTER, Rol.JEUGDTEAMS):
            bouw.bezetting(rol, gemeente)
    for nummer in range(8):
        bouw.bezetting(Rol.DIRECTEUR_AANBIEDER, bouw.aanbieder(f"Zorg {nummer}"))
    with django_assert_num_queries(len(eerst)):
        client.get(adres)


def test_bij_elke_gemeente_staat_het_nummer_van_de_toegang_zonder_iets_te_openen(open_lijst, bijlage_1):
    kampen = blok(open_lijst(), "gemeente-kampen")
    buiten = kampen[: kampen.index("<details")]
    toegang = Contactpersoon.objects.get(naam="Voorbeeld Kampen")
    assert f'href="tel:{toegang.mobiel.replace("-", "")}"' in buiten
    assert "Voorbeeld Kampen" in buiten


def test_wie_afwezig_is_staat_niet_als_eerste_nummer(open_lijst, bijlage_1):
    Bezetting.objects.filter(contactpersoon__naam="Voorbeeld Staphorst").update(afwezig_van_datum=bouw.BEGIN)
    staphorst = blok(open_lijst(), "gemeente-staphorst")
    buiten = staphorst[: staphorst.index("<details")]
    assert "Tweede Staphorst" in buiten
    assert "Voorbeeld Staphorst" not in buiten


def test_bij_zoeken_staat_alles_open(open_lijst, bijlage_1):
    assert "<details" not in blok(open_lijst(q="kampen"), "gemeente-kampen")


# Every way in which somebody in the list fills no seat now.
ZONDER_PLEK = {
    "nooit een plek": lambda wie, dag: None,
    "de plek is voorbij": lambda wie, dag: bouw.bezetting(Rol.TOEGANG, wie=wie, tot_datum=dag - timedelta(days=1)),
    "de plek begint later": lambda wie, dag: bouw.bezetting(Rol.TOEGANG, wie=wie, van_datum=dag + timedelta(days=1)),
}


@pytest.mark.eis("R98", "R102")
@pytest.mark.parametrize("zoek", ["", "zoekmij", "0600000088", "zoekmij@kampen", "kampen zoekmij"])
@pytest.mark.parametrize("hoe", ZONDER_PLEK)
def test_wie_geen_plek_heeft_is_te_vinden_onder_zonder_plek(open_lijst, bijlage_1, hoe, zoek):
    velden = {"mobiel": "06-00000088", "email": "zoekmij@kampen.example", "gemeente": bijlage_1["Kampen"]}
    wie = bouw.contact("Zoekmij Voorbeeld", **velden)
    ZONDER_PLEK[hoe](wie, lokale_dag(nu()))
    antwoord = open_lijst(q=zoek)
    assert "Zoekmij Voorbeeld" in blok(antwoord, "zonder-plek")
    assert "geen plek" in blok(antwoord, "zonder-plek")
    assert [r.contact for g in antwoord.context["lijst"].groepen for r in g.regels].count(wie) == 1


@pytest.mark.eis("R98")
def test_ieder_contact_dat_geldt_staat_op_de_lijst_en_wie_vervallen_is_niet(open_lijst, bijlage_1):
    bouw.contact("Vervallen Voorbeeld", vervallen_op=nu() - timedelta(days=1))
    bouw.contact("Los Voorbeeld")
    bouw.bezetting(Rol.WETHOUDER, afwezig_van_datum=bouw.BEGIN)
    bouw.bezetting(Rol.DIRECTEUR_AANBIEDER)
    getoond = {r.contact for g in open_lijst().context["lijst"].groepen for r in g.regels}
    assert getoond == set(Contactpersoon.objects.filter(vervallen_op__isnull=True))


def test_een_rol_laat_alleen_die_rol_zien(open_lijst, bijlage_1):
    bouw.contact("Los Voorbeeld")
    assert blok(open_lijst(rol=Rol.TOEGANG), "zonder-plek") == ""


def _anker(gemeente):
    return f"gemeente-{gemeente.code}"
