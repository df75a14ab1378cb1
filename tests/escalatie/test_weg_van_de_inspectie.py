"""The form of the inspection report asks a day on a road that has a report, and on no other (A18, R64, R87)."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from calamiteiten.models import Inspectierapport, Melding
from communicatie.models import Bericht
from contacten.models import Gebruiker
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.taken import voltooi
from escalatie.draaiboek.voorwaarden import ontbreekt
from escalatie.meldingen.taken.vervulling import Rapportontvangst, Vervulling
from escalatie.protocol.lezen import haal_protocol, versies
from tests import bouw
from tests.bouw import Regio

pytestmark = [pytest.mark.django_db, pytest.mark.eis("A4", "A18", "R64", "R87", "R133")]
ROUTES = [keuze.code for keuze in haal_protocol(versies()[0]).keuzes_van("igj_route")]
ZONDER_RAPPORT = {"geen_onderzoek", "onbekend"}
PLEKKEN = [
    ("monitoring", "monitoring_rapport"),
    ("fase_2", "inspectierapport_rsj"),
    ("fase_2", "inspectierapport_gemeente"),
]


def verstuur(client: Client, zaak: Melding, code: str, **velden: Any) -> int:
    taak = bouw.taak(zaak, code)
    namens = {"namens": "functie, telefonisch"}
    return client.post(taak.get_absolute_url(), {"verbeterpunten": "", **namens, **velden}).status_code


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("status", "code"), PLEKKEN)
def test_elke_weg_op_elk_formulier(
    status: str, code: str, route: str, client: Client, regiomanager: Gebruiker, nu: datetime
) -> None:
    zaak, dag = bouw.tot(status, nu), f"{lokale_datum(nu):%Y-%m-%d}"
    client.force_login(regiomanager)
    is_zonder = route in ZONDER_RAPPORT
    goed, fout = ({}, {"ontvangen_datum": dag}) if is_zonder else ({"ontvangen_datum": dag}, {})

    assert verstuur(client, zaak, code, route=route, **fout) == 200
    assert not Inspectierapport.objects.filter(melding=zaak).exists()
    assert verstuur(client, zaak, code, route=route, **goed) == 302

    rapport = Inspectierapport.objects.get(melding=zaak)
    assert (rapport.route, rapport.ontvangen_datum) == (route, None if is_zonder else lokale_datum(nu))
    pagina = client.get(f"/meldingen/{zaak.kenmerk}/analyses/").content.decode()
    assert ("ontvangen op" in pagina) != is_zonder
    gezegd = set(Bericht.objects.filter(zaak=zaak).values_list("sjabloon", flat=True))
    assert "inspectierapport_binnen" not in gezegd or not is_zonder
    assert ("inspectie_geen_rapport" in gezegd) == (route == "geen_onderzoek")


def test_zonder_weg_vraagt_het_formulier_alleen_die(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    zaak = bouw.tot("monitoring", nu)
    client.force_login(regiomanager)
    taak = bouw.taak(zaak, "monitoring_rapport")

    antwoord = client.post(taak.get_absolute_url(), {"namens": "functie"})

    assert set(antwoord.context["form"].errors) == {"route"}


def leg_vast(zaak: Melding, route: str, dag: Any, regio: Regio, nu: datetime) -> None:
    taak = bouw.taak(zaak, "monitoring_rapport")
    ontvangst = Rapportontvangst(route, dag)
    voltooi(taak.pk, regio.gebruikers["contractmanager"], Vervulling(gegevens=ontvangst), nu)


def test_zonder_rapport_kan_de_melding_dicht_en_bij_onbekend_niet(regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("monitoring", nu)

    leg_vast(zaak, "onbekend", None, regio, nu)
    assert bouw.taak(zaak, "monitoring_rapport").status == "open"
    assert ontbreekt("rapport_afgehandeld", Stand(zaak))

    leg_vast(zaak, "geen_onderzoek", None, regio, nu)
    assert bouw.taak(zaak, "monitoring_rapport").status == "afgerond"
    assert not ontbreekt("rapport_afgehandeld", Stand(zaak))
    with pytest.raises(Geweigerd, match="al afgerond"):
        leg_vast(zaak, "geen_onderzoek", None, regio, nu)


def test_na_onbekend_komt_het_rapport_gewoon_binnen(regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("monitoring", nu)
    leg_vast(zaak, "onbekend", None, regio, nu)

    leg_vast(zaak, "inspectie_onderzoekt", lokale_datum(nu), regio, nu)

    assert Bericht.objects.filter(zaak=zaak, sjabloon="inspectierapport_binnen").exists()
    assert not ontbreekt("rapport_afgehandeld", Stand(zaak))


def test_in_fase_2_horen_de_managers_die_wachten_dat_er_geen_rapport_komt(
    regio: Regio, regiomanager: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_fase_2(nu)
    taak = bouw.taak(zaak, "inspectierapport_rsj")

    voltooi(taak.pk, regiomanager, Vervulling("", "contractmanager", Rapportontvangst("geen_onderzoek")), nu)

    rollen = set(Bericht.objects.filter(zaak=zaak, sjabloon="inspectie_geen_rapport").values_list("rol", flat=True))
    assert rollen == {"toegang", "manager_gemeente"}
