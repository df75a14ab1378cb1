"""Seats: fill, change, be away, end; and what is said before the last one goes (R99, R101)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from contacten.bezetting import bezet, lokale_dag
from contacten.models import Bezetting, Contactpersoon
from contacten.personen import lijst
from contacten.personen.gevolgen import Keuze, VraagtBesluit, eerste_lege_dag
from contacten.rollen import Rol
from contacten.stand import Verouderd
from escalatie.protocol.bereik import regels_zonder_ontvanger
from tests import bouw_contacten as bouw
from tests.contacten.test_contactpagina import opgeslagen

pytestmark = pytest.mark.django_db


@pytest.fixture
def beheerder(client):
    gebruiker = bouw.gebruiker(Rol.BEHEERDER, username="beheerder")
    client.force_login(gebruiker)
    return gebruiker


@pytest.fixture
def dag(nu):
    return lokale_dag(nu)


def einde(rij, laatste_dag, nu, **velden):
    return lijst.beeindig_bezetting(rij.pk, laatste_dag, lijst.stand_van_bezetting(rij), nu, **velden)


@pytest.mark.eis("R101")
def test_de_laatste_op_een_plek_beeindigen_vraagt_eerst_om_bevestiging(nu, dag):
    rij = bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Ommen"))
    with pytest.raises(VraagtBesluit) as gevolg:
        einde(rij, dag, nu)
    assert [(gat.plek, gat.datum) for gat in gevolg.value.gaten] == [
        ("gemeentelijke toegang Ommen", dag + timedelta(days=1))
    ]
    rij.refresh_from_db()
    assert rij.tot_datum is None
    einde(rij, dag, nu, keuze=Keuze(mag_leeg=True))
    assert bezet(Rol.TOEGANG, nu + timedelta(days=1), gemeente=rij.gemeente).is_leeg


def test_met_een_ander_op_de_plek_hoeft_niemand_iets_te_bevestigen(nu, dag):
    rij, ander = bouw.bezetting(Rol.TOEGANG), bouw.bezetting(Rol.TOEGANG, volgorde=2)
    einde(rij, dag, nu)
    assert bezet(Rol.TOEGANG, nu + timedelta(days=1), gemeente=rij.gemeente).eerste == ander.contactpersoon


def test_een_vervanger_die_zelf_weg_is_telt_niet_mee(nu, dag):
    rij = bouw.bezetting(Rol.TOEGANG)
    bouw.bezetting(Rol.TOEGANG, volgorde=2, afwezig_van_datum=dag + timedelta(days=5))
    with pytest.raises(VraagtBesluit) as gevolg:
        einde(rij, dag, nu)
    assert gevolg.value.gaten[0].datum == dag + timedelta(days=5)


def test_een_vervallen_contact_houdt_de_plek_niet_gevuld(nu, dag):
    rij = bouw.bezetting(Rol.TOEGANG)
    bouw.bezetting(Rol.TOEGANG, wie=bouw.contact(vervallen_op=nu - timedelta(days=1)), volgorde=2)
    with pytest.raises(VraagtBesluit):
        einde(rij, dag, nu)


def test_dezelfde_rol_in_een_andere_gemeente_houdt_de_plek_niet_gevuld(nu, dag):
    rij = bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Ommen"))
    bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Raalte"))
    with pytest.raises(VraagtBesluit):
        einde(rij, dag, nu)


@pytest.mark.eis("R101")
def test_afwezigheid_gaat_vanzelf_naar_de_vervanger_en_weer_terug(client, beheerder, nu, dag):
    rij, vervanger = bouw.bezetting(Rol.TOEGANG), bouw.bezetting(Rol.TOEGANG, volgorde=2)
    dagen = {"afwezig_van_datum": dag.isoformat(), "afwezig_tot_datum": (dag + timedelta(days=6)).isoformat()}
    antwoord = opgeslagen(client, "plek_afwezig", rij.contactpersoon_id, rij.pk, **dagen)
    assert antwoord.status_code == 302
    assert bezet(Rol.TOEGANG, nu, gemeente=rij.gemeente).eerste == vervanger.contactpersoon
    later = nu + timedelta(days=7)
    assert bezet(Rol.TOEGANG, later, gemeente=rij.gemeente).eerste == rij.contactpersoon
    leeg = {"afwezig_van_datum": "", "afwezig_tot_datum": ""}
    assert opgeslagen(client, "plek_afwezig", rij.contactpersoon_id, rij.pk, **leeg).status_code == 302
    assert bezet(Rol.TOEGANG, nu, gemeente=rij.gemeente).eerste == rij.contactpersoon


@pytest.mark.eis("R99", "R101")
def test_de_pagina_noemt_de_regels_die_niemand_bereiken_en_wijzigt_pas_na_het_vinkje(client, beheerder):
    rij = bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Ommen"))
    adres = ("plek_afwezig", rij.contactpersoon_id, rij.pk)
    dagen = {"afwezig_van_datum": "2030-01-01", "afwezig_tot_datum": "2030-01-08"}
    antwoord = opgeslagen(client, *adres, **dagen)
    tekst = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "vanaf 1 januari 2030 is er dan niemand meer voor gemeentelijke toegang Ommen" in tekst
    regels = regels_zonder_ontvanger(Rol.TOEGANG)
    assert regels
    assert antwoord.context["gaten"][0][1] == regels
    assert all(f"({bron})" in tekst for _, bron in regels)
    assert 'type="checkbox" name="mag_leeg"' in tekst
    assert "Ik weet dat daar dan niemand meer is en ga toch door" in tekst
    rij.refresh_from_db()
    assert rij.afwezig_van_datum is None
    assert opgeslagen(client, *adres, mag_leeg="on", **dagen).status_code == 302
    rij.refresh_from_db()
    assert rij.afwezig_van_datum == date(2030, 1, 1)


def test_een_contact_uit_de_lijst_halen_noemt_elke_plek_die_leeg_raakt(client, beheerder):
    wie = bouw.contact()
    bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Ommen"), wie)
    bouw.bezetting(Rol.WETHOUDER, bouw.gemeente("Ommen"), wie)
    bouw.bezetting(Rol.WETHOUDER, bouw.gemeente("Ommen"), volgorde=2)
    antwoord = opgeslagen(client, "contact_einde", wie.pk)
    assert [gat.plek for gat, _ in antwoord.context["gaten"]] == ["gemeentelijke toegang Ommen"]
    assert opgeslagen(client, "contact_einde", wie.pk, mag_leeg="on").status_code == 302
    wie.refresh_from_db()
    assert wie.vervallen_op is not None
    assert not Bezetting.objects.filter(contactpersoon=wie, tot_datum__isnull=True).exists()
    assert client.get(reverse("contact", args=[wie.pk])).status_code == 200
    assert client.get(reverse("contact_wijzigen", args=[wie.pk])).status_code == 404


def test_een_ander_contact_een_andere_rol_geven_ziet_wat_de_oude_rol_kost(client, beheerder):
    rij = bouw.bezetting(Rol.WETHOUDER, bouw.gemeente("Ommen"))
    antwoord = opgeslagen(client, "plek_wijzigen", rij.contactpersoon_id, rij.pk, rol="burgemeester")
    assert [gat.plek for gat, _ in antwoord.context["gaten"]] == ["wethouder jeugd Ommen"]
    rij.refresh_from_db()
    assert rij.rol == Rol.WETHOUDER


def test_een_plek_toevoegen_vult_die_plek(client, beheerder, nu):
    wie = bouw.contact(gemeente=bouw.gemeente("Deventer"))
    antwoord = opgeslagen(client, "plek_nieuw", wie.pk, rol="toegang", van_datum="2020-01-01")
    assert antwoord.status_code == 302
    assert bezet(Rol.TOEGANG, nu, gemeente=wie.gemeente).eerste == wie


@pytest.mark.parametrize(
    ("velden", "zin"),
    [
        ({"rol": "toegang", "gemeente": ""}, "Kies bij deze rol ook een gemeente."),
        ({"rol": "directeur_aanbieder"}, "Kies bij deze rol ook een aanbieder."),
        ({"rol": "toegang", "tot_datum": "2001-01-01"}, "De einddatum ligt voor de begindatum."),
        ({"rol": "jeugdige_familie"}, "Kies een van de antwoorden die er staan."),
    ],
)
def test_een_onmogelijke_plek_wordt_met_een_zin_geweigerd(client, beheerder, velden, zin):
    wie = bouw.contact(gemeente=bouw.gemeente("Deventer"))
    tekst = opgeslagen(client, "plek_nieuw", wie.pk, **{"van_datum": "2020-01-01", **velden}).content.decode()
    assert zin in tekst
    assert not Bezetting.objects.exists()


def test_dezelfde_plek_twee_keer_wordt_met_een_zin_geweigerd(client, beheerder):
    rij = bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Ommen"), van_datum=date(2020, 1, 1))
    wie = rij.contactpersoon_id
    velden = {"rol": "toegang", "gemeente": rij.gemeente_id, "van_datum": "2020-01-01"}
    assert "heeft deze rol al" in opgeslagen(client, "plek_nieuw", wie, **velden).content.decode()
    assert Bezetting.objects.count() == 1


def test_een_einde_voor_het_begin_wordt_met_een_zin_geweigerd(client, beheerder):
    rij = bouw.bezetting(Rol.TOEGANG)
    antwoord = opgeslagen(client, "plek_einde", rij.contactpersoon_id, rij.pk, tot_datum="2001-01-01", mag_leeg="on")
    assert "Deze plek begint op" in antwoord.content.decode()


def test_de_plek_van_een_ander_contact_is_404(client, beheerder):
    rij, ander = bouw.bezetting(Rol.TOEGANG), bouw.contact()
    for naam in ("plek_wijzigen", "plek_afwezig", "plek_einde"):
        assert client.get(reverse(naam, args=[ander.pk, rij.pk])).status_code == 404


def test_wie_te_laat_is_beeindigt_niets(nu, dag):
    rij = bouw.bezetting(Rol.TOEGANG)
    bouw.bezetting(Rol.TOEGANG, volgorde=2)
    gezien = lijst.stand_van_bezetting(rij)
    Bezetting.objects.filter(pk=rij.pk).update(volgorde=3)
    with pytest.raises(Verouderd):
        lijst.beeindig_bezetting(rij.pk, dag, gezien, nu)


def test_een_contact_dat_nog_moest_beginnen_verliest_ook_die_plek(nu, dag):
    rij = bouw.bezetting(Rol.WETHOUDER, van_datum=dag + timedelta(days=30))
    wie = rij.contactpersoon
    lijst.beeindig_contact(wie.pk, lijst.stand_van_contact(wie), nu, keuze=Keuze(mag_leeg=True))
    assert not Bezetting.objects.exists()
    assert Contactpersoon.objects.get().vervallen_op == nu


@pytest.mark.parametrize(
    ("afwezig", "verwacht"),
    [
        ((None, None), None),
        ((date(2026, 5, 4), date(2026, 5, 8)), date(2026, 5, 4)),
        ((date(2026, 5, 4), None), date(2026, 5, 4)),
        ((date(2025, 5, 4), date(2025, 5, 8)), None),
    ],
)
def test_de_eerste_lege_dag_is_de_dag_waarop_de_laatste_weggaat(afwezig, verwacht):
    begin = date(2020, 1, 1)
    voor = [Bezetting(van_datum=begin)]
    na = [Bezetting(van_datum=begin, afwezig_van_datum=afwezig[0], afwezig_tot_datum=afwezig[1])]
    assert eerste_lege_dag(voor, na, vanaf=date(2026, 1, 1)) == verwacht


def test_een_plek_die_al_leeg_was_is_geen_gevolg():
    weg = Bezetting(van_datum=date(2020, 1, 1), tot_datum=date(2021, 1, 1))
    assert eerste_lege_dag([weg], [], vanaf=date(2026, 1, 1)) is None
