"""The page Bewaking: who keeps the machine running sees whether it lives, and the beheerder has two buttons."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communicatie.models import Bericht, Herstel
from communicatie.post import quarantaine
from communicatie.post.persoonlijk import plan_persoonlijk
from escalatie.bewaking import pagina, ronde
from escalatie.bewaking.hartslagen import klop
from escalatie.draaiboek import termijnen
from escalatie.models import Bevinding, Wekker
from tests import bouw

pytestmark = pytest.mark.django_db


def tekst(antwoord):
    return " ".join(antwoord.content.decode().split())


def test_een_rustige_machine(client, regiomanager, nu):
    ronde.bewaak(nu)
    client.force_login(regiomanager)
    pagina = tekst(client.get("/bewaking/"))
    assert "Alles wat hier wordt bewaakt, werkt." in pagina
    assert "er wacht niets" in pagina
    assert "nog nooit" in pagina  # the back-up


def test_de_pagina_zegt_wat_stil_staat_en_wat_de_controle_vindt(client, regiomanager, beheerder, nu, settings):
    settings.BEWAAKTE_ONDERDELEN = ["bewaking", "worker"]
    klop("bewaking", nu)
    klop("worker", nu - timedelta(hours=2))
    Bevinding.objects.create(nummer=6, zin="Zegel (1)", kenmerken=["CAL-2026-0001"], gevonden_op=nu, laatst_op=nu)

    client.force_login(regiomanager)
    pagina = tekst(client.get("/bewaking/"))
    assert "De worker doet niets meer." in pagina
    assert "CAL-2026-0001" in pagina

    client.force_login(beheerder)
    pagina = tekst(client.get("/bewaking/"))
    assert "Zegel (1)" in pagina
    assert "CAL-2026-0001" not in pagina, "de beheerder ziet geen dossier"


def test_een_vastgelopen_waarschuwing_gaat_na_de_knop_alsnog_af(client, beheerder, regiomanager, nu):
    bouw.in_fase_1(nu - timedelta(hours=1))
    wekker = Wekker.objects.filter(vervallen_op=None)[0]
    Wekker.objects.filter(pk=wekker.pk).update(pogingen=5, fout="KeyError", gaat_op=nu)
    termijnen.bewaak(nu)
    assert Wekker.objects.get(pk=wekker.pk).gevuurd_op is None
    adres = f"/bewaking/opnieuw/wekker/{wekker.pk}/"

    client.force_login(regiomanager)
    assert "Waarschuwing bij een termijn" in tekst(client.get("/bewaking/"))
    assert client.post(adres).status_code == 404
    client.force_login(beheerder)
    assert client.post(adres).status_code == 302
    termijnen.bewaak(nu)

    assert Wekker.objects.get(pk=wekker.pk).gevuurd_op == nu
    antwoord = client.post(adres)
    assert antwoord.status_code == 409
    assert "niet (meer) vastgelopen" in tekst(antwoord)


def test_een_vastgelopen_bericht_krijgt_nieuwe_pogingen(client, beheerder, nu):
    bouw.in_fase_1(nu)
    bericht = Bericht.objects.filter(status="gepland")[0]
    Bericht.objects.filter(pk=bericht.pk).update(status="vastgelopen", volgende_poging_op=None, reden="Sjabloon stuk.")
    client.force_login(beheerder)
    assert "Sjabloon stuk." in tekst(client.get("/bewaking/"))

    assert client.post(f"/bewaking/opnieuw/bericht/{bericht.pk}/").status_code == 302

    bericht.refresh_from_db()
    assert bericht.status == "gepland"


def test_na_een_herstel_geeft_de_beheerder_de_post_vrij(client, beheerder, regiomanager, nu):
    quarantaine.begin(nu - timedelta(hours=9), nu)
    client.force_login(regiomanager)
    assert "De beheerder geeft de post vrij." in tekst(client.get("/bewaking/"))
    client.force_login(beheerder)
    assert client.post("/bewaking/vrijgeven/").status_code == 302
    assert Herstel.objects.get().vrijgegeven_door == beheerder
    assert client.post("/bewaking/vrijgeven/").status_code == 409


def test_een_kapot_sjabloon_breekt_de_pagina_niet(client, beheerder, nu):
    bouw.in_fase_1(nu)
    bericht = Bericht.objects.filter(status="gepland")[0]
    Bericht.objects.filter(pk=bericht.pk).update(status="vastgelopen", volgende_poging_op=None, sjabloon="weg")
    client.force_login(beheerder)
    assert client.get("/bewaking/").status_code == 200


def test_wat_vastzit_en_niet_getoond_wordt_staat_in_de_telling(client, beheerder, nu, monkeypatch):
    monkeypatch.setattr(pagina, "MEESTE_RIJEN", 1)
    for nummer in range(3):
        rij = plan_persoonlijk(
            aan=None,
            email=f"iemand{nummer}@rsj.example",
            sjabloon="contact_bevestigen",
            pad="/",
            aanleiding=f"proef:{nummer}",
            regel="proef",
            nu=nu,
        )
        Bericht.objects.filter(pk=rij.pk).update(status="vastgelopen", volgende_poging_op=None)
    client.force_login(beheerder)
    assert "Nog 2 vastgelopen staan niet op deze pagina" in client.get("/bewaking/").content.decode()
    assert client.get("/bewaking/?alles=ja").content.decode().count("Opnieuw proberen") == 3


def test_een_ronde_vraagt_eens_wat_voor_een_lading_geldt(nu):
    """Twice as many alarms of as many meldingen cost hardly a question more, and each rings once."""
    gevraagd, gegaan = [], 0
    for aantal in (4, 8):
        for _ in range(aantal):
            bouw.melding(nu)
        Wekker.objects.filter(soort="voor", gevuurd_op__isnull=True).update(gaat_op=nu)
        with CaptureQueriesContext(connection) as vragen:
            gegaan += termijnen.bewaak(nu)
        gevraagd.append(len(vragen))

    assert gegaan == 12 == Wekker.objects.filter(soort="voor", gevuurd_op=nu).count()
    assert gevraagd[1] <= gevraagd[0] + 4
    assert gevraagd[1] < 8 * 5
    assert termijnen.bewaak(nu) == 0
