"""The list: search, filters, paging; only what a user may see; no input is an error."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from escalatie.context import vergeet
from escalatie.lijst import HOOGSTE_TELLING, RIJEN
from tests import bouw
from tests.escalatie.rijen import vermenigvuldig

pytestmark = pytest.mark.django_db
NU = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
LIJST = "/meldingen/"


@pytest.fixture(autouse=True)
def vast(time_machine):
    time_machine.move_to(NU, tick=False)


@pytest.fixture
def regio():
    return bouw.regio(NU)


@pytest.fixture
def vier(regio):
    """Four meldingen, by a short name, the newest last."""
    return {
        "fase_1": bouw.in_fase_1(NU - timedelta(hours=50), gemeenten=("zwolle", "raalte")),
        "afgerond": bouw.tot("afgerond", NU - timedelta(hours=30), gemeenten=("kampen",), aanbieder="bries"),
        "deventer": bouw.in_scenario("b", NU - timedelta(hours=3), gemeenten=("deventer",), aanbieder="brug"),
        "nieuw": bouw.melding(NU - timedelta(hours=1), gemeenten=("zwolle",)),
    }


def gevonden(client, vier, **vraag):
    """The short names of the meldingen that a request shows, in order."""
    namen = {melding.kenmerk: naam for naam, melding in vier.items()}
    antwoord = client.get(LIJST, vraag)
    assert antwoord.status_code == 200
    return [namen[rij.kenmerk] for rij in antwoord.context["blad"].rijen]


@pytest.mark.sqlite
def test_de_nieuwste_staat_bovenaan(client, regio, vier):
    client.force_login(regio.gebruikers["contractmanager"])
    assert gevonden(client, vier) == ["nieuw", "deventer", "afgerond", "fase_1"]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("vraag", "namen"),
    [
        ({"stand": "open"}, ["nieuw", "deventer", "fase_1"]),
        ({"stand": "gesloten"}, ["afgerond"]),
        ({"status": "fase_1"}, ["fase_1"]),
        ({"scenario": "b"}, ["deventer"]),
        ({"gemeente": "raalte"}, ["fase_1"]),
        ({"gemeente": "zwolle", "stand": "open"}, ["nieuw", "fase_1"]),
        ({"termijn": "verstreken"}, ["fase_1"]),
        ({"termijn": "binnen_12_uur"}, []),
        ({"scenario": "b", "status": "fase_1"}, []),
        ({"q": "wissel"}, ["nieuw", "fase_1"]),
        ({"q": "BRUG"}, ["deventer"]),
        ({"q": "zwolle wissel"}, ["nieuw", "fase_1"]),
        ({"q": "raalte wissel"}, ["fase_1"]),
        ({"q": "zwolle brug"}, []),
        ({"q": "bestaatniet"}, []),
        ({"q": "cal-2026"}, ["nieuw", "deventer", "afgerond", "fase_1"]),
        ({"q": "2025"}, []),
    ],
)
def test_zoeken_en_filteren(client, regio, vier, vraag, namen):
    client.force_login(regio.gebruikers["regiomanager"])
    assert gevonden(client, vier, **vraag) == namen


@pytest.mark.sqlite
@pytest.mark.parametrize("vorm", ["{kenmerk}", "{laag}", "{jaar}-{nummer}", "{nummer}", " {kort} "])
def test_een_kenmerk_mag_korter_worden_getypt(client, regio, vier, vorm):
    client.force_login(regio.gebruikers["regiomanager"])
    kenmerk = vier["deventer"].kenmerk
    _, jaar, nummer = kenmerk.split("-")
    q = vorm.format(kenmerk=kenmerk, laag=kenmerk.lower(), jaar=jaar, nummer=nummer, kort=int(nummer))
    assert gevonden(client, vier, q=q) == ["deventer"]


@pytest.mark.sqlite
def test_filter_op_aanbieder_en_terug_in_het_formulier(client, regio, vier):
    client.force_login(regio.gebruikers["regiomanager"])
    brug = regio.aanbieders["brug"]
    assert gevonden(client, vier, aanbieder=brug.pk) == ["deventer"]
    assert f'<option value="{brug.pk}" selected>' in client.get(LIJST, {"aanbieder": brug.pk}).content.decode()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "vraag",
    [{}, {"gemeente": "deventer"}, {"q": "deventer"}, {"q": "brug"}, {"status": "scenario_b"}, {"na": "9" * 17 + "-1"}],
)
def test_de_toegang_ziet_langs_geen_filter_een_andere_gemeente(client, regio, vier, vraag):
    client.force_login(regio.gebruikers["toegang_zwolle"])
    assert "deventer" not in gevonden(client, vier, **vraag)
    assert vier["deventer"].kenmerk not in client.get(LIJST, vraag).content.decode()


@pytest.mark.sqlite
def test_wie_op_een_kenmerk_van_een_ander_zoekt_vindt_niets(client, regio, vier):
    client.force_login(regio.gebruikers["toegang_zwolle"])
    antwoord = client.get(LIJST, {"q": vier["deventer"].kenmerk})
    assert antwoord.context["blad"].rijen == []
    assert "0 meldingen" in antwoord.content.decode()


def test_bladeren_toont_elke_melding_een_keer(client, regio):
    eerste = bouw.melding(NU)
    alle = {eerste.kenmerk, *(melding.kenmerk for melding in vermenigvuldig(eerste, 2 * RIJEN + 3))}
    client.force_login(regio.gebruikers["contractmanager"])
    gezien, na = [], ""
    for _ in range(3):
        blad = client.get(LIJST, {"na": na}).context["blad"]
        gezien += [rij.kenmerk for rij in blad.rijen]
        na = blad.volgende
    assert na == ""
    assert len(gezien) == len(set(gezien))
    assert set(gezien) == alle


def test_bladeren_verliest_niets_bij_gelijke_momenten(client, regio):
    eerste = bouw.melding(NU)
    nieuw = vermenigvuldig(eerste, RIJEN + 5)
    type(eerste).objects.filter(pk__in=[m.pk for m in nieuw]).update(ontvangen_op=eerste.ontvangen_op)
    client.force_login(regio.gebruikers["contractmanager"])
    bladen = [client.get(LIJST).context["blad"]]
    bladen.append(client.get(LIJST, {"na": bladen[0].volgende}).context["blad"])
    assert len({rij.kenmerk for blad in bladen for rij in blad.rijen}) == RIJEN + 6


def test_de_knop_volgende_houdt_de_filters_vast(client, regio):
    vermenigvuldig(bouw.melding(NU), RIJEN + 1)
    client.force_login(regio.gebruikers["contractmanager"])
    antwoord = client.get(LIJST, {"gemeente": "zwolle", "q": "de wissel"})
    assert f"?q=de+wissel&amp;gemeente=zwolle&amp;na={antwoord.context['blad'].volgende}" in antwoord.content.decode()


def test_boven_de_duizend_wordt_niet_geteld(client, regio):
    vermenigvuldig(bouw.melding(NU), HOOGSTE_TELLING)
    client.force_login(regio.gebruikers["contractmanager"])
    assert "1.000+ meldingen" in client.get(LIJST).content.decode()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "waarde",
    ["-1", "\x00", "x" * 10_000, "' OR 1=1 --", "99999999999999999-999999999999999999", "٣-٤", "{{7*7}}", "%", "0-0"],
    ids=range(9),
)
def test_onzin_in_het_adres_geeft_een_gewone_pagina(client, regio, waarde):
    client.force_login(regio.gebruikers["regiomanager"])
    for naam in ("na", "page", "q", "status", "scenario", "gemeente", "aanbieder", "stand", "termijn"):
        assert client.get(LIJST, {naam: waarde}).status_code == 200, naam


def test_een_onmogelijke_keuze_wordt_gezegd_en_telt_niet_mee(client, regio, vier):
    client.force_login(regio.gebruikers["regiomanager"])
    antwoord = client.get(LIJST, {"status": "weg", "scenario": "b"})
    assert [rij.kenmerk for rij in antwoord.context["blad"].rijen] == [vier["deventer"].kenmerk]
    assert "Dat deel telt niet mee" in antwoord.content.decode()


@pytest.mark.parametrize("aantal", [49, 999])
@pytest.mark.parametrize(("naam", "vragen"), [("regiomanager", 7), ("toegang_zwolle", 9)])
def test_het_aantal_vragen_aan_de_database_groeit_niet(client, regio, django_assert_num_queries, aantal, naam, vragen):
    vermenigvuldig(bouw.in_fase_1(NU - timedelta(hours=40)), aantal)
    client.force_login(regio.gebruikers[naam])
    vergeet()
    client.get(LIJST)
    with django_assert_num_queries(vragen):
        client.get(reverse("meldingen"), {"q": "wissel", "stand": "open"})
