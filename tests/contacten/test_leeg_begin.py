"""An installation without gemeenten: Bijlage 1 is read in to its end, in each shape in which it comes (R26, R98)."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from contacten.bezetting import bezet
from contacten.models import Contactpersoon, Gebruiker, Gemeente, Invoer
from contacten.regio import ontbrekende_gemeenten, voeg_gemeenten_toe
from contacten.rollen import Rol
from tests import bouw_contacten as bouw

from .bijlage_1 import GEMEENTEN, VORMEN, als_plaktekst, als_xlsx
from .test_inlezen import bevestig

pytestmark = pytest.mark.django_db
WACHTWOORD = "kraanvogel-tikt-zeven-emmers"
WEGEN = {
    **{naam: {"bestand": inhoud} for naam, inhoud in VORMEN.items()},
    "geplakt": {"tekst": als_plaktekst()},
    "geplakt zonder kop": {"tekst": als_plaktekst().partition("\n")[2]},
}


@pytest.fixture
def beheerder(client):
    gebruiker = bouw.gebruiker(Rol.BEHEERDER, username="beheerder")
    client.force_login(gebruiker)
    return gebruiker


def lever_in(client, weg):
    gegevens = dict(weg)
    if "bestand" in gegevens:
        gegevens["bestand"] = SimpleUploadedFile("bijlage-1", gegevens["bestand"])
    return client.post(reverse("contacten_inlezen"), gegevens, follow=True)


@pytest.mark.eis("R26", "R98", "R99")
@pytest.mark.parametrize("weg", WEGEN.values(), ids=WEGEN)
def test_bijlage_1_in_een_lege_installatie_wordt_tot_het_eind_ingelezen(client, beheerder, nu, weg):
    begin = client.get(reverse("contacten")).content.decode()
    assert "voeg de gemeenten van de regio toe" in begin
    assert "Gemeenten van de regio toevoegen" in client.get(reverse("contacten_inlezen")).content.decode()

    voorstel = lever_in(client, weg)
    tekst = voorstel.content.decode()
    assert "11 gemeenten van deze regio staan nog niet in de app" in tekst
    assert "is geen gemeente van deze regio" not in tekst
    assert "hoort bij deze regio, maar staat nog niet in de app" in tekst

    invoer = Invoer.objects.get()
    terug = client.post(reverse("contacten_gemeenten"), {"invoer": invoer.pk}, follow=True)
    assert terug.request["PATH_INFO"] == reverse("contacten_inlezen_voorstel", args=[invoer.pk])
    assert {gemeente.naam for gemeente in Gemeente.objects.all()} == set(GEMEENTEN)
    assert not terug.context["ontbrekend"]
    assert "Nieuw (12)" in terug.content.decode()

    assert bevestig(client, terug).status_code == 302
    assert Contactpersoon.objects.count() == 12
    leeg = [g.naam for g in Gemeente.objects.all() if bezet(Rol.TOEGANG, nu, gemeente=g).is_leeg]
    assert leeg == ["Deventer"]
    assert "voeg de gemeenten" not in client.get(reverse("contacten")).content.decode()


def test_met_het_commando_gaat_het_ook(tmp_path, capsys):
    pad = tmp_path / "bijlage.xlsx"
    pad.write_bytes(als_xlsx())
    call_command("importeer_contacten", str(pad), "--met-gemeenten", "--bevestig")
    assert "11 gemeenten van de regio toegevoegd" in capsys.readouterr().out
    assert Contactpersoon.objects.count() == 12


def test_een_gemeente_met_een_andere_naam_of_code_ontbreekt_niet():
    voeg_gemeenten_toe()
    Gemeente.objects.filter(code="zwolle").update(naam="Zwolle aan Zee", code="zee")
    assert ontbrekende_gemeenten() == []
    assert voeg_gemeenten_toe() == []


def test_wat_er_al_is_blijft_en_de_rest_komt_erbij(client, beheerder):
    eigen = bouw.gemeente("Zwolle")
    client.post(reverse("contacten_gemeenten"))
    assert Gemeente.objects.count() == len(settings.REGIO.gemeenten) == 11
    assert Gemeente.objects.get(naam="Zwolle") == eigen


def test_een_naam_die_al_van_een_ander_is_wordt_met_een_zin_geweigerd(client, beheerder):
    Gemeente.objects.create(naam="Zwolle", code="zwolle-oud", cbs_code="GM9999")
    antwoord = client.post(reverse("contacten_gemeenten"), follow=True)
    assert "Naam" in antwoord.content.decode()
    assert Gemeente.objects.count() == 1


@pytest.mark.parametrize("invoer", ["", "0", "99999", "x", "9" * 40, "²"])
def test_een_lijst_die_er_niet_is_leidt_naar_de_pagina(client, beheerder, invoer):
    antwoord = client.post(reverse("contacten_gemeenten"), {"invoer": invoer})
    assert antwoord["Location"] == reverse("contacten_inlezen")


@pytest.mark.eis("A16")
def test_de_eerste_twee_komen_van_een_opdracht_en_de_beheerder_leest_de_lijst_in(client, capsys):
    call_command("begin", "--beheerder", "Eerste Beheer <Eerste@elders.example>", "--regiomanager", "rm@elders.example")
    regels = capsys.readouterr().out.splitlines()
    links = {regel.split()[0]: adres for regel, adres in zip(regels[::2], regels[1::2], strict=True)}
    assert all(adres.startswith(settings.SITE_URL) for adres in links.values())
    assert {g.email: (g.rol, g.naam) for g in Gebruiker.objects.all()} == {
        "eerste@elders.example": (Rol.BEHEERDER, "Eerste Beheer"),
        "rm@elders.example": (Rol.REGIOMANAGER, "rm@elders.example"),
    }

    _kies_wachtwoord(client, links["eerste@elders.example"])
    assert client.login(username="eerste@elders.example", password=WACHTWOORD)
    assert client.get(reverse("contacten_inlezen")).status_code == 200

    for wie in ("tweede@elders.example", "eerste@elders.example"):
        with pytest.raises(CommandError, match="Er is al iemand met deze rol"):
            call_command("begin", "--beheerder", wie)


def test_wie_nog_geen_wachtwoord_koos_maakt_plaats_voor_een_nieuw_begin(client, capsys):
    call_command("begin", "--beheerder", "typfout@elders.example")
    eerste = capsys.readouterr().out.split()[-1]
    call_command("begin", "--beheerder", "goed@elders.example")
    tweede = capsys.readouterr().out.split()[-1]
    call_command("begin", "--beheerder", "Goed@elders.example")
    derde = capsys.readouterr().out.split()[-1]

    assert list(Gebruiker.objects.filter(is_active=True).values_list("email", flat=True)) == ["goed@elders.example"]
    for dood in (eerste, tweede):
        assert client.get(dood.removeprefix(settings.SITE_URL)).status_code == 410
    _kies_wachtwoord(client, derde)
    assert client.login(username="goed@elders.example", password=WACHTWOORD)


@pytest.mark.parametrize("opties", [(), ("--beheerder", "geen adres"), ("--regiomanager", "<>")])
def test_zonder_gewoon_adres_begint_niemand(db, opties):
    with pytest.raises(CommandError):
        call_command("begin", *opties)
    assert not Gebruiker.objects.exists()


def test_van_twee_waarvan_er_een_niet_kan_begint_niemand(db):
    with pytest.raises(CommandError):
        call_command("begin", "--beheerder", "goed@elders.example", "--regiomanager", "geen adres")
    assert not Gebruiker.objects.exists()


def _kies_wachtwoord(client, link):
    pad = link.removeprefix(settings.SITE_URL)
    gezet = client.post(pad, {"wachtwoord": WACHTWOORD, "herhaling": WACHTWOORD}, follow=True)
    assert gezet.status_code == 200
