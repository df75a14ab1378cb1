"""The dashboard of the region: what is counted, in which order, for whom, and how many questions it asks."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from calamiteiten.toegang import zichtbaar_voor
from communicatie.models import Bericht
from escalatie.werk.context import vergeet
from escalatie.werk.dashboard import MEESTE_RIJEN, maak_dashboard
from escalatie.werk.kaart import teken
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
        "Te laat": (10, "1 termijn en 9 taken"),
        "Termijn verloopt binnen 12 uur": (1, "waarvan 1 in scenario d"),
        "In Fase 1 (48 uur)": (2, "waarvan 1 te laat"),
        "In Fase 2 (2 maanden)": (1, "1 wacht op een IGJ-rapport"),
    }


def rijen_van(client, adres):
    """How many lines the list at this address has, over all its pages."""
    pagina = client.get(adres).context
    if "blad" not in pagina:
        return len(laatregels(client, adres))
    blad, lengte = pagina["blad"], len(pagina["blad"].rijen)
    while blad.volgende:
        blad = client.get(adres, {**dict(parse_qsl(urlsplit(adres).query)), "na": blad.volgende}).context["blad"]
        lengte += len(blad.rijen)
    return lengte


def laatregels(client, adres):
    """Every line of the list of what is late, over all its pages."""
    regels, vanaf = [], 0
    while vanaf is not None:
        greep = client.get(adres, {"deel": "lijst", "vanaf": vanaf}).context["greep"]
        regels += greep.rijen
        vanaf = greep.volgende
    assert len(regels) == greep.aantal
    return regels


@pytest.mark.parametrize("naam", ["regiomanager", "contractmanager"])
def test_elke_tegel_leidt_naar_precies_zoveel_regels_als_zij_telt(regio, client, naam):
    """Whoever has a dashboard, every figure on it: more than one page of them, phone calls and tasks that are late."""
    bouw.in_fase_2(NU - timedelta(days=10))
    vermenigvuldig(bouw.in_fase_1(NU - timedelta(hours=40)), 30)
    bouw.in_fase_1(NU - timedelta(hours=50))
    bouw.melding(NU - timedelta(hours=9), gemeenten=("deventer",))
    client.force_login(regio.gebruikers[naam])
    dashboard = client.get(reverse("dashboard")).context["dashboard"]
    for tegel in dashboard.kaarten:
        assert rijen_van(client, tegel.url) == tegel.aantal > 0, tegel.naam
    for rij in dashboard.gemeenten:
        assert rijen_van(client, rij.url) == rij.open > 0, rij.naam
    soorten = {rij.soort for rij in laatregels(client, dashboard.kaarten[0].url)}
    assert soorten == {"termijn", "bellen", "taak"}
    assert re.fullmatch(r"\d+ termijn(en)?, \d+ telefoontjes? en \d+ (taak|taken)", dashboard.kaarten[0].sub)


@pytest.mark.sqlite
def test_op_het_moment_zelf_is_een_termijn_nog_op_tijd(regio):
    bouw.in_fase_1(NU - timedelta(hours=48))
    assert kaarten(toon(regio))["Te laat"].aantal == 0
    assert kaarten(toon(regio, nu=NU + timedelta(seconds=1)))["Te laat"].sub.startswith("1 termijn")


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
def test_de_kaart_heeft_elke_gemeente_en_zegt_wat_de_tabel_zegt(regio, client, settings):
    bouw.in_fase_1(NU - timedelta(hours=50), gemeenten=("zwolle", "raalte"))
    bouw.melding(NU, gemeenten=("zwolle",))
    dashboard = toon(regio)
    tegels = {"".join(tegel.regels): tegel for tegel in dashboard.kaart.tegels}
    assert len(tegels) == len(settings.REGIO.gemeenten)
    assert len({(tegel.x, tegel.y) for tegel in dashboard.kaart.tegels}) == len(tegels)
    tabel = {rij.naam: (rij.open, rij.te_laat) for rij in dashboard.gemeenten}
    assert tabel == {naam: (t.open, t.te_laat) for naam, t in tegels.items() if t.open}
    assert (tegels["Zwolle"].stand, tegels["Dalfsen"].stand) == ("laat", "rust")
    assert dashboard.kaart.beschrijving.startswith("Raalte: 1 open, 1 te laat; Zwolle: 2 open, 1 te laat; 9 gemeenten")
    zonder = teken([replace(gemeente, kaart=None) for gemeente in settings.REGIO.gemeenten], {})
    assert len({(tegel.x, tegel.y) for tegel in zonder.tegels}) == len(tegels)
    client.force_login(regio.gebruikers["regiomanager"])
    pagina = client.get(reverse("dashboard")).content.decode()
    assert "style=" not in pagina.partition('class="cal-kaart"')[2].partition("</svg>")[0]


@pytest.mark.sqlite
def test_per_maand_staat_hoeveel_er_kwam_en_hoe_lang_het_duurde(regio):
    bouw.melding(NU)
    bouw.melding(datetime(2026, 10, 31, 23, 30, tzinfo=UTC))  # in Amsterdam it is November
    bouw.melding(datetime(2025, 11, 30, 12, 0, tzinfo=UTC))  # a year ago, too long
    melding = bouw.tot("afgerond", NU - timedelta(days=3))
    rijen = toon(regio).maanden.rijen
    assert [rij.kort for rij in rijen] == [
        "dec",
        "jan",
        "feb",
        "mrt",
        "apr",
        "mei",
        "jun",
        "jul",
        "aug",
        "sep",
        "okt",
        "nov",
    ]
    assert (rijen[-1].binnen, rijen[-1].gesloten) == (3, 1)
    assert melding.afgerond_op
    assert rijen[-1].dagen == (melding.afgerond_op - melding.ontvangen_op).days
    assert not any(rij.binnen or rij.gesloten for rij in rijen[:-1])


def test_zonder_meldingen_zegt_de_pagina_wat_er_komt(regio, client):
    client.force_login(regio.gebruikers["regiomanager"])
    antwoord = client.get(reverse("dashboard")).content.decode()
    assert "Er zijn geen open meldingen." in antwoord
    assert "0 open meldingen in 0 gemeenten" in antwoord


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
    assert f'data-hx-get="{reverse("dashboard")}?alles=ja"' in alles
    assert 'data-hx-trigger="every 30s"' in alles


@pytest.mark.parametrize("aantal", [49, 199])
def test_het_aantal_vragen_aan_de_database_groeit_niet(regio, client, django_assert_num_queries, aantal):
    vermenigvuldig(bouw.in_fase_1(NU - timedelta(hours=40)), aantal)
    client.force_login(regio.gebruikers["regiomanager"])
    vergeet()
    client.get(reverse("dashboard"))
    with django_assert_num_queries(10):
        client.get(reverse("dashboard"))
