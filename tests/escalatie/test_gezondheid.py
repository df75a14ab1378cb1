"""`/livez` and `/readyz`: what a machine reads, without a fact of a case."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from communicatie.models import Bericht
from communicatie.post import quarantaine
from escalatie.bewaking.gezondheid import klachten
from escalatie.bewaking.hartslagen import ONDERDELEN, klop
from escalatie.models import Bevinding, Wekker
from tests import bouw

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_livez_vraagt_niets_aan_de_database(client):
    antwoord = client.get("/livez")
    assert (antwoord.status_code, antwoord.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.sqlite
def test_readyz_is_goed_als_de_bewaking_loopt(client):
    klop("bewaking", NU - timedelta(seconds=90))
    antwoord = client.get("/readyz")
    assert antwoord.status_code == 200
    assert antwoord.json() == {
        "status": "goed",
        "database": True,
        "bewaking_seconden": 90,
        "verlopen_wekkers": 0,
        "wachtende_berichten": 0,
        "vastgelopen": 0,
        "bevindingen": 0,
        "is_in_quarantaine": False,
        "onderdelen": dict.fromkeys([o.naam for o in ONDERDELEN]) | {"bewaking": 90},
        "redenen": [],
    }


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize("laatste", [None, timedelta(seconds=121)])
def test_readyz_meldt_een_stille_bewaking(client, laatste):
    if laatste:
        klop("bewaking", NU - laatste)
    antwoord = client.get("/readyz")
    assert antwoord.status_code == 503
    assert antwoord.json()["redenen"] == ["bewaking_staat_stil"]


@pytest.mark.django_db
@pytest.mark.sqlite
def test_elk_onderdeel_dat_zwijgt_wordt_bij_naam_genoemd(client, settings):
    settings.BEWAAKTE_ONDERDELEN = [onderdeel.naam for onderdeel in ONDERDELEN]
    for onderdeel in ONDERDELEN:
        klop(onderdeel.naam, NU - onderdeel.stil_na)
    assert client.get("/readyz").status_code == 200

    for onderdeel in ONDERDELEN:
        klop(onderdeel.naam, NU - onderdeel.stil_na - timedelta(seconds=1))
        antwoord = client.get("/readyz")
        assert (antwoord.status_code, antwoord.json()["redenen"]) == (503, [f"{onderdeel.naam}_staat_stil"])
        assert klachten(NU) == [onderdeel.klacht]
        klop(onderdeel.naam, NU)


@pytest.mark.django_db
@pytest.mark.sqlite
def test_readyz_meldt_wat_vastzit_wat_de_controle_vindt_en_een_quarantaine(client):
    klop("bewaking", NU)
    melding = bouw.in_fase_1(NU)
    Wekker.objects.filter(pk=Wekker.objects.filter(vervallen_op=None)[0].pk).update(pogingen=5)
    Bericht.objects.filter(zaak=melding, status="gepland").update(gepland_op=NU - timedelta(hours=1))
    Bevinding.objects.create(nummer=6, zin="Het zegel klopt niet (1)", gevonden_op=NU, laatst_op=NU)
    assert client.get("/readyz").json()["redenen"] == ["berichten_wachten", "vastgelopen", "bevindingen"]

    quarantaine.begin(NU - timedelta(hours=8), NU)
    assert client.get("/readyz").json()["redenen"] == ["vastgelopen", "quarantaine", "bevindingen"]


@pytest.mark.django_db
def test_readyz_vraagt_weinig(client, django_assert_max_num_queries):
    klop("bewaking", NU)
    with django_assert_max_num_queries(7 + 12):  # and the savepoints, which a request outside a test does not have
        client.get("/readyz")


@pytest.mark.django_db
@pytest.mark.sqlite
def test_readyz_telt_verlopen_wekkers_en_wachtende_berichten(client):
    klop("bewaking", NU)
    melding = bouw.in_fase_1(NU - timedelta(hours=30))
    gegevens = client.get("/readyz").json()
    assert gegevens["redenen"] == ["wekkers_verlopen", "berichten_wachten"]
    assert gegevens["verlopen_wekkers"] == Wekker.objects.filter(gaat_op__lt=NU, vervallen_op__isnull=True).count()
    assert gegevens["wachtende_berichten"] == Bericht.objects.filter(zaak=melding, status="gepland").count()


@pytest.mark.django_db
@pytest.mark.sqlite
def test_readyz_noemt_geen_enkel_feit_van_een_zaak(client):
    melding = bouw.in_fase_1(NU - timedelta(hours=30))
    tekst = client.get("/readyz").content.decode()
    for feit in (melding.kenmerk, melding.onderwerp, melding.aanbieder.naam, "Zwolle"):
        assert feit not in tekst


@pytest.mark.django_db
@pytest.mark.sqlite
def test_readyz_zegt_dat_de_database_niet_antwoordt(client):
    def weiger(execute, sql, params, many, context):
        raise OperationalError("weg")

    with connection.execute_wrapper(weiger):
        antwoord = client.get("/readyz")
    assert antwoord.status_code == 503
    assert antwoord.json()["redenen"] == ["database_antwoordt_niet"]


@pytest.mark.parametrize("pad", ["/livez", "/readyz"])
def test_alleen_lezen(client, pad):
    assert client.post(pad).status_code == 405
