"""The pages of press questions: one question from intake to evaluation, as people click it; and what is refused."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import escape

from basis.kalender import lokaal
from communicatie.models import Bericht, BerichtStatus, Persvraag
from contacten.models import Gebruiker
from escalatie.models import Stap
from escalatie.persvragen.antwoordtermijn import antwoordtermijn
from tests import klok
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.communicatie.persklikken import CITAAT, KERN, als, formulier, intake, lees, nieuwe, stap

pytestmark = pytest.mark.django_db


@pytest.mark.eis("R3")
@pytest.mark.eis("R8")
@pytest.mark.eis("R11")
@pytest.mark.eis("R13")
@pytest.mark.eis("R20")
def test_een_persvraag_van_telefoontje_tot_evaluatie(
    contractmanager: Gebruiker, adviseur: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    rsj, schrijver, leider = als(contractmanager), als(adviseur), als(regiomanager)
    vraag = nieuwe(rsj, nu)
    assert stap(rsj, vraag, "verzamel_informatie").status_code == 302
    teksten = f"/persvragen/{vraag.kenmerk}/teksten/"
    inhoud = {"vraag": vraag.vraag, "kernboodschap": KERN, "achtergrond": "Cijfers over 2026.", "memo": "Ter info."}
    assert schrijver.post(teksten, {**formulier(schrijver, teksten), **inhoud}).status_code == 302
    assert KERN in schrijver.get(f"/persvragen/{vraag.kenmerk}/stap/stem_af/").content.decode()
    assert stap(schrijver, vraag, "stem_af").status_code == 302
    assert stap(rsj, vraag, "vraag_na", heeft_afstemming_nodig="nee", meer_informatie="").status_code == 302
    assert stap(schrijver, vraag, "informeer_gemeenten").status_code == 302
    assert stap(leider, vraag, "stuur_door").status_code == 302
    assert stap(rsj, vraag, "communiceer", monitor_tot_datum="", extra_communicatie="nee").status_code == 302
    gegeven = {"gemeente": "zwolle", "tekst": CITAAT, "beantwoord_door": "wethouder jeugd"}
    op = {"beantwoord_op_0": f"{lokaal(nu):%Y-%m-%d}", "beantwoord_op_1": f"{lokaal(nu):%H:%M}"}
    assert stap(rsj, vraag, "leg_antwoord_vast", **gegeven, **op).status_code == 302
    assert stap(rsj, vraag, "evalueer").status_code == 302
    slot = stap(
        rsj,
        vraag,
        "rond_af",
        evaluatie_proces="Ja.",
        evaluatie_afspraken="Geen nieuwe afspraken.",
        keuze_afspraken="nee",
    )
    assert slot.status_code == 302, slot.content.decode()

    vraag.refresh_from_db()
    pagina = lees(rsj, vraag)
    assert vraag.status == "afgerond"
    assert pagina.index(KERN) < pagina.index(escape(CITAAT))
    assert "Geen nieuwe afspraken." in pagina
    assert "beleidsmedewerker jeugd Deventer" in pagina.replace("Beleid", "beleid")
    assert "Teksten bijgewerkt" in pagina


@pytest.mark.eis("R5")
def test_de_termijn_staat_op_het_scherm_met_de_dagen_die_niet_tellen(contractmanager: Gebruiker) -> None:
    vrijdag = datetime.fromisoformat("2026-11-27T17:30:00+01:00")
    klok.zet(vrijdag)
    client = als(contractmanager)

    assert "uiterlijk 1 december 2026, 17:00 uur" in client.get("/persvragen/nieuw/").content.decode()
    pagina = lees(client, nieuwe(client, vrijdag))
    assert "Antwoord vóór 1 december 2026, 17:00 uur" in pagina
    assert "28 nov 2026 (zaterdag)" in pagina
    assert "Hoofdstuk 1, vraagstelling" in pagina


def test_twee_keer_versturen_geeft_een_persvraag_en_een_ander_verhaal_een_waarschuwing(
    contractmanager: Gebruiker, nu: datetime
) -> None:
    client, vast = als(contractmanager), {"sleutel": str(uuid4())}
    eerste, tweede = intake(client, nu, **vast), intake(client, nu, **vast)
    assert eerste.url == tweede.url
    assert Persvraag.objects.count() == 1
    ander = intake(client, nu, **vast, vraag="Wat kost de jeugdhulp in deze regio?")
    assert ander.status_code == 409
    assert "Wat kost de jeugdhulp in deze regio?" in ander.content.decode()


def test_een_persoonsgegeven_in_de_vraag_vraagt_eerst_om_bevestiging(contractmanager: Gebruiker, nu: datetime) -> None:
    antwoord = intake(als(contractmanager), nu, vraag="Klopt het dat ouder@gezin.example is gebeld?")
    assert antwoord.status_code == 200
    assert "Hier lijkt een e-mailadres te staan" in antwoord.content.decode()
    assert not Persvraag.objects.exists()


def test_een_collega_die_eerder_bewaarde_wordt_niet_overschreven(
    contractmanager: Gebruiker, adviseur: Gebruiker, nu: datetime
) -> None:
    eerst, later = als(contractmanager), als(adviseur)
    vraag = nieuwe(eerst, nu)
    pad = f"/persvragen/{vraag.kenmerk}/teksten/"
    begin = formulier(later, pad)
    eerst.post(pad, {**begin, "vraag": vraag.vraag, "kernboodschap": "Tekst van de contractmanager."})

    botsing = later.post(pad, {**begin, "vraag": vraag.vraag, "kernboodschap": "Tekst van de adviseur."})
    pagina = botsing.content.decode()
    assert botsing.status_code == 409
    assert "Tekst van de contractmanager." in pagina
    assert "Tekst van de adviseur." in pagina
    vraag.refresh_from_db()
    assert vraag.kernboodschap == "Tekst van de contractmanager."
    vers = re.search(r'name="bewerking" value="(\d+)"', pagina)
    assert vers
    opnieuw = {"bewerking": vers[1], "vraag": vraag.vraag, "kernboodschap": "Tekst van de adviseur."}
    assert later.post(pad, opnieuw).status_code == 302


def test_wie_afwijkt_geeft_een_reden_en_wie_te_laat_is_houdt_zijn_tekst(
    contractmanager: Gebruiker, nu: datetime
) -> None:
    client = als(contractmanager)
    vraag = nieuwe(client, nu)
    pad = f"/persvragen/{vraag.kenmerk}/stap/antwoord_direct/"
    begin = formulier(client, pad)
    assert client.post(pad, {**begin, "kernboodschap": KERN}).status_code == 302
    te_laat = client.post(pad, {**begin, "kernboodschap": "Een tweede tekst die niet weg mag raken."})
    assert te_laat.status_code == 409
    assert "Een tweede tekst die niet weg mag raken." in te_laat.content.decode()
    zonder = stap(client, vraag, "communiceer", extra_communicatie="nee")
    assert zonder.status_code == 200
    assert "Waarom gaat u toch verder?" in zonder.content.decode()
    redenen = dict.fromkeys(re.findall(r'name="(afwijking_\w+)"', zonder.content.decode()), "De gemeente is al gebeld.")
    assert stap(client, vraag, "communiceer", extra_communicatie="nee", **redenen).status_code == 302
    assert "De gemeente is al gebeld." in lees(client, vraag)


@pytest.mark.eis("R4")
@pytest.mark.eis("R15")
def test_een_stap_van_een_ander_zegt_wie_hem_wel_zet(
    adviseur: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    vraag = nieuwe(als(contractmanager), nu)
    pagina = als(adviseur).get(f"/persvragen/{vraag.kenmerk}/stap/antwoord_direct/").content.decode()
    assert "Dit doet de contractmanager" in pagina
    assert 'data-concept="persstap"' not in pagina
    assert als(adviseur).get(f"/persvragen/{vraag.kenmerk}/stap/registreer/").status_code == 404
    niet_hier = als(contractmanager).get(f"/persvragen/{vraag.kenmerk}/stap/rond_af/").content.decode()
    assert "De persvraag staat op “Vraagstelling”." in niet_hier


@pytest.mark.eis("R17")
def test_een_vervolgvraag_neemt_over_wat_bekend_is_en_krijgt_een_eigen_termijn(
    contractmanager: Gebruiker, nu: datetime
) -> None:
    eerste = nieuwe(als(contractmanager), nu)
    morgen = nu + timedelta(days=1)
    klok.zet(morgen)
    client = als(contractmanager)
    pad = f"/persvragen/nieuw/?vervolg={eerste.kenmerk}"
    assert "Dagblad De Brug" in client.get(pad).content.decode()
    assert intake(client, morgen, pad, vraag="En hoe zit het in Kampen?").status_code == 302

    tweede = Persvraag.objects.latest("pk")
    assert tweede.vervolg_op == eerste
    assert antwoordtermijn(tweede).vervalt_op > antwoordtermijn(eerste).vervalt_op
    assert tweede.kenmerk in lees(client, eerste)
    assert eerste.kenmerk in lees(client, tweede)


def test_de_lijst_zet_de_eerste_termijn_bovenaan_en_vindt_terug_wat_af_is(
    contractmanager: Gebruiker, nu: datetime
) -> None:
    client = als(contractmanager)
    jong = nieuwe(client, nu, onderwerp="Tweede onderwerp")
    eerder = nu - timedelta(days=4)
    oud = nieuwe(client, eerder, onderwerp="Eerste onderwerp")
    lijst = client.get("/persvragen/").content.decode()
    assert lijst.index(oud.kenmerk) < lijst.index(jong.kenmerk)
    assert "te laat" in lijst
    assert jong.kenmerk not in client.get("/persvragen/?q=eerste").content.decode()
    assert "Er zijn nog geen persvragen." in client.get("/persvragen/?stand=gesloten").content.decode()
    assert client.get("/persvragen/?stand=raar&blad=x&q=%00").status_code == 200


def test_een_lege_plek_staat_rood_op_de_pagina(regio: Regio, contractmanager: Gebruiker, nu: datetime) -> None:
    client = als(contractmanager)
    vraag = nieuwe(client, nu)
    Bericht.objects.filter(zaak=vraag, rol="regiomanager").update(
        status=BerichtStatus.GEEN_ONTVANGER, reden="Niemand op deze plek."
    )
    pagina = lees(client, vraag)
    assert "1 niet bereikt" in pagina
    assert 'href="tel:' in pagina


def test_wie_geen_persvragen_behandelt_vindt_niets(regio: Regio, contractmanager: Gebruiker, nu: datetime) -> None:
    vraag = nieuwe(als(contractmanager), nu)
    buiten = als(regio.gebruikers["toegang_zwolle"])
    paden = ["/persvragen/", "/persvragen/nieuw/", vraag.get_absolute_url(), f"{vraag.get_absolute_url()}teksten/"]
    assert {buiten.get(pad).status_code for pad in paden} == {404}
    vreemd = ["/persvragen/%00/", "/persvragen/nieuw/?vervolg=%00", "/persvragen/nieuw/?melding=%00"]
    assert {als(contractmanager).get(pad).status_code for pad in vreemd} == {404}
    assert not Stap.objects.exclude(code="registreer").exists()


def test_de_pagina_van_een_persvraag_vraagt_weinig_en_niet_meer_bij_meer_antwoorden(
    contractmanager: Gebruiker, nu: datetime, django_assert_max_num_queries: Any
) -> None:
    zaak = persbouw.loop(persbouw.persvraag(nu), "leg_antwoord_vast", nu)
    client = als(contractmanager)
    for _ in range(3):
        lees(client, zaak)
        with django_assert_max_num_queries(26):
            lees(client, zaak)
        persbouw.stap(zaak, "leg_antwoord_vast", contractmanager, nu, afwijkingen={"nog_geen_antwoord": "aanvulling"})


@pytest.mark.eis("R5")
def test_een_vraag_die_klaar_is_noemt_geen_termijn_en_vraagt_niet_wat_al_is_gedaan(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = persbouw.persvraag(nu)
    cm = regio.gebruikers["contractmanager"]
    client.force_login(cm)
    begin = client.get(f"/persvragen/{zaak.kenmerk}/").context["p"].wat_nu.zin
    persbouw.stap(zaak, "leg_antwoord_vast", cm, nu, afwijkingen={"kernboodschap_klaar": "spoed"})
    klaar = client.get(f"/persvragen/{zaak.kenmerk}/").context["p"].wat_nu
    assert klaar.kop.startswith("Beantwoord op")
    assert klaar.zin != begin

    weg = persbouw.persvraag(nu)
    persbouw.stap(weg, "trek_persvraag_in", cm, nu, motivering="De krant belde af.")
    gezegd = Bericht.objects.filter(zaak=weg, regel__in=["vervalt", "vervalt_buiten"])
    assert gezegd.exists()
    assert {rij.gegevens.get("termijn", "") for rij in gezegd} == {""}
