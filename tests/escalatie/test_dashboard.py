"""The dashboard of the region: what is counted, in which order, for whom, and how many questions it asks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from calamiteiten.toegang import zichtbaar_voor
from communicatie.models import Bericht
from escalatie.werk.context import vergeet
from escalatie.werk.dashboard import MEESTE_RIJEN, maak_dashboard
from tests import bouw
from tests.escalatie.rijen import vermenigvuldig

NU = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.klok(NU)]


@pytest.fixture
def regio():
    return bouw.regio(NU)


def toon(regio, naam="regiomanager", nu=NU):
    gebruiker = regio.gebruikers[naam]
    return maak_dashboard(gebruiker, zichtbaar_voor(gebruiker), nu)


def kaarten(dashboard):
    return {kaart.naam: kaart for kaart in dashboard.kaarten}


@pytest.mark.sqlite
@pytest.mark.eis("R79")
def test_een_fase_1_van_gisteren_heeft_nog_24_uur(regio):
    melding = bouw.in_fase_1(NU - timedelta(hours=24))
    dashboard = toon(regio)
    [rij] = dashboard.rijen
    assert (rij.kenmerk, rij.status.naam, rij.scenario) == (melding.kenmerk, "Fase 1", "d")
    assert (rij.termijn.tekst, rij.termijn.toestand) == ("nog 24 u", "loopt")
    assert rij.termijn.deel == pytest.approx(0.5)
    assert kaarten(dashboard)["In Fase 1 (48 uur)"].aantal == 1
    assert kaarten(dashboard)["In Fase 1 (48 uur)"].sub == "allemaal op tijd"


@pytest.mark.sqlite
def test_wat_te_laat_is_staat_bovenaan_en_rood(regio):
    ruim = bouw.in_fase_2(NU - timedelta(days=10))
    bijna = bouw.in_fase_1(NU - timedelta(hours=40))
    laat = bouw.in_fase_1(NU - timedelta(hours=51, minutes=3))
    dashboard = toon(regio)
    assert [rij.kenmerk for rij in dashboard.rijen] == [laat.kenmerk, bijna.kenmerk, ruim.kenmerk]
    assert [rij.termijn.toestand for rij in dashboard.rijen] == ["te_laat", "bijna", "loopt"]
    assert dashboard.rijen[0].termijn.tekst == "3 u 03 min te laat"
    getoond = {naam: (kaart.aantal, kaart.sub) for naam, kaart in kaarten(dashboard).items()}
    assert getoond == {
        "Termijn verstreken": (1, "waarvan 1 in Fase 1"),
        "Verloopt binnen 12 uur": (1, "waarvan 1 in scenario d"),
        "In Fase 1 (48 uur)": (2, "waarvan 1 te laat"),
        "In Fase 2 (2 maanden)": (1, "1 wacht op een IGJ-rapport"),
    }


def test_elke_kaart_leidt_naar_precies_de_meldingen_die_zij_telt(regio, client):
    bouw.in_fase_2(NU - timedelta(days=10))
    bouw.in_fase_1(NU - timedelta(hours=40))
    bouw.in_fase_1(NU - timedelta(hours=50))
    bouw.melding(NU)
    client.force_login(regio.gebruikers["regiomanager"])
    for kaart in toon(regio).kaarten:
        rijen = client.get(kaart.url).context["blad"].rijen
        assert len(rijen) == kaart.aantal, kaart.naam


@pytest.mark.sqlite
def test_op_het_moment_zelf_is_een_termijn_nog_op_tijd(regio):
    bouw.in_fase_1(NU - timedelta(hours=48))
    assert kaarten(toon(regio))["Termijn verstreken"].aantal == 0
    assert kaarten(toon(regio, nu=NU + timedelta(seconds=1)))["Termijn verstreken"].aantal == 1


@pytest.mark.sqlite
def test_afgeronde_meldingen_tellen_alleen_in_de_cijfers_van_het_jaar(regio):
    bouw.tot("afgerond", NU - timedelta(days=3))
    bouw.in_scenario("b", NU - timedelta(hours=1))
    bouw.in_scenario("c", datetime(2025, 12, 31, 22, 0, tzinfo=UTC))
    dashboard = toon(regio)
    assert {staaf["naam"]: staaf["aantal"] for staaf in dashboard.staven} == {
        "scenario a": 1,
        "scenario b": 1,
        "scenario c": 0,
        "scenario d": 0,
    }
    assert dashboard.aantal_open == 2


@pytest.mark.sqlite
def test_per_gemeente_staat_wat_open_en_wat_te_laat_is(regio):
    bouw.in_fase_1(NU - timedelta(hours=50), gemeenten=("zwolle", "raalte"))
    bouw.melding(NU, gemeenten=("zwolle",))
    dashboard = toon(regio)
    assert [(rij.naam, rij.open, rij.te_laat) for rij in dashboard.gemeenten] == [("Zwolle", 2, 1), ("Raalte", 1, 1)]
    assert dashboard.samenvatting == "2 open meldingen in 2 gemeenten"


@pytest.mark.sqlite
@pytest.mark.eis("R99")
def test_een_lege_plek_is_een_rode_rij_tot_er_gebeld_is(regio):
    melding = bouw.melding(NU, gemeenten=("deventer",))
    assert Bericht.objects.filter(zaak=melding, status="geen_ontvanger").exists()
    [rood] = toon(regio).bellen
    assert "Deventer" in rood.titel
    assert rood.kenmerk == melding.kenmerk
    bouw.loper(NU)._voltooi(bouw.taak(melding, "bel_lege_zetel"))
    assert toon(regio).bellen == []


@pytest.mark.sqlite
def test_mijn_acties_zijn_de_taken_van_mijn_rol(regio):
    bouw.in_scenario("d", NU)
    eigen = toon(regio, "regiomanager")
    assert eigen.acties
    assert {werk.titel for werk in eigen.acties}.isdisjoint(
        {werk.titel for werk in toon(regio, "contractmanager").acties}
    )
    assert eigen.aantal_acties >= len(eigen.acties)


def test_zonder_meldingen_zegt_de_pagina_wat_er_komt(regio, client):
    client.force_login(regio.gebruikers["regiomanager"])
    antwoord = client.get(reverse("dashboard")).content.decode()
    assert "Er zijn geen open meldingen." in antwoord
    assert "0 open meldingen in 0 gemeenten" in antwoord


def test_htmx_krijgt_alleen_het_deel_dat_verandert(regio, client):
    client.force_login(regio.gebruikers["regiomanager"])
    heel, deel = (
        client.get(reverse("dashboard"), headers=kop).content.decode() for kop in ({}, {"HX-Request": "true"})
    )
    assert "<html" in heel
    assert 'hx-trigger="every 30s"' in heel
    assert "<html" not in deel
    assert "Open escalaties" in deel


def test_wie_intussen_is_uitgelogd_krijgt_bij_het_verversen_de_inlogpagina(client):
    antwoord = client.get(reverse("dashboard"), headers={"HX-Request": "true"})
    assert antwoord.status_code == 204
    assert antwoord.headers["HX-Refresh"] == "true"


def test_meer_dan_vijftig_verwijst_naar_de_lijst(regio, client):
    vermenigvuldig(bouw.in_fase_1(NU - timedelta(hours=40)), MEESTE_RIJEN + 5)
    client.force_login(regio.gebruikers["contractmanager"])
    antwoord = client.get(reverse("dashboard"))
    assert len(antwoord.context["dashboard"].rijen) == MEESTE_RIJEN
    assert "de 50 dringendste van 56 open meldingen" in antwoord.content.decode()


def test_een_melding_zonder_termijn_staat_voor_wat_later_afloopt(regio):
    later = bouw.in_fase_2(NU - timedelta(days=10))
    laat = bouw.in_fase_1(NU - timedelta(hours=51))
    zonder = bouw.in_scenario("a", NU - timedelta(days=1))
    assert [rij.kenmerk for rij in toon(regio).rijen] == [laat.kenmerk, zonder.kenmerk, later.kenmerk]


@pytest.mark.eis("R99")
def test_wie_gebeld_moet_worden_en_niet_op_de_kaart_past_wordt_geteld(regio, client):
    vermenigvuldig(bouw.melding(NU, gemeenten=("deventer",)), 8)
    client.force_login(regio.gebruikers["regiomanager"])
    antwoord = client.get(reverse("dashboard"))
    assert (len(antwoord.context["dashboard"].bellen), antwoord.context["dashboard"].bellen_over) == (6, 3)
    assert "Nog 3 van deze berichten staan niet op deze pagina" in antwoord.content.decode()
    alles = client.get(reverse("dashboard") + "?alles=ja").content.decode()
    assert "niet op deze pagina" not in alles
    assert f'hx-get="{reverse("dashboard")}?alles=ja"' in alles


@pytest.mark.parametrize("aantal", [49, 999])
def test_het_aantal_vragen_aan_de_database_groeit_niet(regio, client, django_assert_num_queries, aantal):
    vermenigvuldig(bouw.in_fase_1(NU - timedelta(hours=40)), aantal)
    client.force_login(regio.gebruikers["regiomanager"])
    vergeet()
    client.get(reverse("dashboard"))
    with django_assert_num_queries(10):
        client.get(reverse("dashboard"))
