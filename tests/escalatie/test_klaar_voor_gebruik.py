"""The page Klaar voor gebruik: from an empty installation to the first melding, point by point, and the test mail."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from basis import klok
from communicatie.models import Bericht
from communicatie.post.berichten import verzend
from contacten.models import Gebruiker, Gemeente, Piket
from contacten.rollen import Rol
from escalatie.begin import mailproef
from escalatie.begin.pagina import LET_OP, TE_DOEN, maak_pagina
from escalatie.bewaking import hartslagen
from tests import bouw_contacten

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ALLES = [
    "gemeenten",
    "aanbieders",
    "plekken",
    "inloggen",
    "accounts",
    "piket",
    "mail",
    "wacht",
    "back_up",
    "proefherstel",
    "monitor",
]


@pytest.fixture
def eerste(client):
    wie = bouw_contacten.gebruiker(Rol.BEHEERDER, username="eerste@elders.example", email="eerste@elders.example")
    client.force_login(wie)
    return wie


def punten(nu):
    return {punt.code: punt for punt in maak_pagina(nu).punten}


def tekst(antwoord):
    return " ".join(antwoord.content.decode().split())


@pytest.mark.eis("R26", "R99")
def test_een_lege_installatie_zegt_bij_elk_punt_wat_er_moet_en_waar(client, eerste):
    pagina = client.get(reverse("klaar_voor_gebruik"))

    staat = pagina.context["p"].punten
    assert [punt.code for punt in staat] == ALLES
    assert {punt.code for punt in staat if punt.is_te_doen} == set(ALLES) - {"piket"}
    assert all(punt.doen for punt in staat)
    assert "Er zijn nog 10 punten te doen." in tekst(pagina)
    for punt in staat:
        if punt.url:
            assert client.get(punt.url.partition("#")[0]).status_code == 200, punt.code


@pytest.mark.eis("R26", "R99")
def test_gemeenten_en_plekken_verdwijnen_van_de_lijst_als_zij_er_zijn(client, eerste, nu):
    assert "Dalfsen, Deventer, Hardenberg, Kampen, Olst-Wijhe en nog 6" in punten(nu)["gemeenten"].zin
    client.post(reverse("contacten_gemeenten"))

    bouw_contacten.aanbieder("De Proef")
    staat = punten(nu)
    assert not staat["gemeenten"].is_te_doen
    assert not staat["aanbieders"].is_te_doen
    assert staat["plekken"].url == reverse("contacten_inlezen"), "zonder een enkel contact: eerst de lijst"
    leeg, alle = map(int, re.findall(r"\d+", staat["plekken"].zin)[:2])
    gemeente = Gemeente.objects.get(naam="Zwolle")
    bouw_contacten.bezetting(Rol.TOEGANG, gemeente)
    staat = punten(nu)
    assert staat["plekken"].zin.startswith(f"{leeg - 1} van de {alle} plekken")
    assert staat["plekken"].url.startswith(reverse("contacten"))


@pytest.mark.eis("R102")
def test_wie_nog_geen_wachtwoord_koos_telt_niet_als_iemand_die_kan_inloggen(regio, nu):
    assert not punten(nu)["inloggen"].is_te_doen
    regiomanager = Gebruiker.objects.get(rol=Rol.REGIOMANAGER)
    regiomanager.set_unusable_password()
    regiomanager.save()
    assert punten(nu)["inloggen"].zin.startswith("Nog niemand kan inloggen als ")
    Gebruiker.objects.filter(rol=Rol.CONTRACTMANAGER).update(is_active=False)
    assert " en " in punten(nu)["inloggen"].zin


def test_een_account_zonder_plek_en_een_gat_in_het_piket_staan_er(regio, nu):
    eerst = int(punten(nu)["accounts"].zin.split()[0])
    los = bouw_contacten.gebruiker(Rol.REGIOMANAGER, username="los@elders.example", email="los@elders.example")
    assert punten(nu)["accounts"].zin.startswith(f"{eerst + 1} accounts staan niet op hun plek")
    los.is_active = False
    los.save()
    assert punten(nu)["accounts"].zin.startswith(f"{eerst} ")
    assert punten(nu)["piket"].stand == LET_OP

    wie = bouw_contacten.contact("Piet")
    beurt = Piket.objects.create(contactpersoon=wie, rol=Rol.REGIOMANAGER, van_op=nu, tot_op=nu + timedelta(hours=30))
    assert punten(nu)["piket"].stand == TE_DOEN
    Piket.objects.filter(pk=beurt.pk).update(tot_op=nu + timedelta(days=14))
    assert punten(nu)["piket"].stand[2] == "klaar"


def test_wacht_back_up_en_monitor_worden_gemeten_en_niet_afgevinkt(eerste, nu, settings):
    settings.BEWAAKTE_ONDERDELEN = ["bewaking", "worker", "back_up", "proefherstel"]
    settings.HARTSLAG_URL = "https://monitor.example/x"
    assert "Bewaking van termijnen en Worker" in punten(nu)["wacht"].zin
    assert "krijgt geen levensteken" in punten(nu)["monitor"].zin

    assert "Dat is nog niet gebeurd." in punten(nu)["proefherstel"].zin
    for onderdeel in ("bewaking", "worker", "back_up", "proefherstel", "levensteken"):
        hartslagen.klop(onderdeel, nu)
    assert not any(punten(nu)[code].is_te_doen for code in ("wacht", "back_up", "proefherstel", "monitor"))
    assert punten(nu + timedelta(days=36))["proefherstel"].is_te_doen
    hartslagen.klop(hartslagen.PROEF_MISLUKT, nu + timedelta(minutes=1), "De schijf is vol.")
    assert punten(nu)["proefherstel"].zin.endswith("lukte het niet. De schijf is vol.")
    assert all(punten(nu + timedelta(days=2))[code].is_te_doen for code in ("wacht", "back_up", "monitor"))
    # Of a clock that ran ahead and came back, nothing is ready.
    assert all(
        punten(nu - timedelta(days=2))[code].is_te_doen for code in ("wacht", "back_up", "proefherstel", "monitor")
    )


@pytest.mark.eis("R20")
def test_een_proefmail_telt_pas_als_wie_haar_kreeg_het_zegt(client, eerste, mailserver):
    nu = klok.nu()
    assert client.post(reverse("proefmail_sturen")).status_code == 302
    assert client.post(reverse("proefmail_sturen")).status_code == 302, "twee keer drukken"
    verzend(klok.nu())
    mail = mailserver.ontvangen[0]
    assert len(mailserver.ontvangen) == 1 or klok.nu().minute != nu.minute, "hoogstens een per minuut"
    assert mail["To"] == "eerste@elders.example"
    assert "aangenomen door de mailserver" in tekst(client.get(reverse("klaar_voor_gebruik")))
    assert punten(nu)["mail"].is_te_doen, "aangenomen is niet aangekomen"

    (link,) = re.findall(r"/klaar-voor-gebruik/proefmail/[^\s\"<]+/", mail.get_body(("plain",)).get_content())
    assert client.get(link).status_code == 200
    assert punten(nu)["mail"].is_te_doen, "een link openen verandert niets"
    assert client.post(link).status_code == 302
    assert not punten(nu)["mail"].is_te_doen


@pytest.mark.parametrize(
    ("naam", "waarde"),
    [("EMAIL_HOST", "127.0.0.2"), ("EMAIL_TLS_CA", "/eigen/ander.pem"), ("STUITERADRES", "terug@regio.test")],
)
def test_na_andere_instellingen_is_de_mail_weer_onbewezen(client, eerste, nu, settings, naam, waarde):
    mailproef.stuur(eerste, nu)
    pad = Bericht.objects.get().gegevens["pad"]
    sleutel = pad.rstrip("/").rpartition("/")[2]
    mailproef.bevestig(sleutel, eerste, nu)
    assert not punten(nu)["mail"].is_te_doen

    setattr(settings, naam, waarde)
    assert "zijn veranderd" in punten(nu)["mail"].zin
    geweigerd = client.post(pad)
    assert geweigerd.status_code == 409
    assert "veranderd na deze proefmail" in tekst(geweigerd)


def test_een_oude_of_andermans_of_verzonnen_link_bewijst_niets(client, eerste, nu):
    ander = bouw_contacten.gebruiker(Rol.BEHEERDER, username="tweede@elders.example", email="tweede@elders.example")
    mailproef.stuur(ander, klok.nu())
    mailproef.stuur(eerste, datetime(2026, 1, 1, tzinfo=UTC))
    paden = {rij.aan: rij.gegevens["pad"] for rij in Bericht.objects.all()}

    for pad, zin in (
        (paden["tweede@elders.example"], "voor iemand anders"),
        (paden["eerste@elders.example"], "te oud"),
        (reverse("proefmail", args=["verzonnen"]), "klopt niet"),
    ):
        for antwoord in (client.get(pad), client.post(pad)):
            assert antwoord.status_code == 409
            assert zin in tekst(antwoord)
            assert "is zij aangekomen" not in tekst(antwoord), "en niet toch"
    assert "mailproef" not in hartslagen.laatste()


def test_zonder_eigen_adres_gaat_er_geen_proefmail(client, eerste):
    Gebruiker.objects.update(email="")
    antwoord = client.post(reverse("proefmail_sturen"))
    assert antwoord.status_code == 409
    assert "geen e-mailadres" in tekst(antwoord)


def test_het_aantal_vragen_groeit_niet_met_de_lijst(regio, nu, django_assert_max_num_queries):
    with django_assert_max_num_queries(17):
        maak_pagina(nu)
