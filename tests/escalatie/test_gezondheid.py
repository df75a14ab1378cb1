"""`/livez`, `/readyz` and `/gezond`: what a machine reads, without a fact of a case."""

from datetime import UTC, datetime, timedelta

import psycopg2.errors
import pytest
from django.db import InternalError, OperationalError, connection
from django.test import Client

from basis.onthouden import vergeet_alles
from communicatie.models import Bericht
from communicatie.post import quarantaine
from escalatie.bewaking import gezondheid
from escalatie.bewaking.gezondheid import klachten, meet
from escalatie.bewaking.hartslagen import ONDERDELEN, klop
from escalatie.models import Bevinding, Wekker
from tests import bouw

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TOKEN = "token-van-de-monitor"


@pytest.fixture
def monitor(settings):
    """Asks as the monitor does, with its token, and never gets an answer of a moment ago."""
    settings.MONITOR_TOKEN = TOKEN

    def vraag(pad="/gezond"):
        vergeet_alles()
        return Client(headers={"Authorization": f"Bearer {TOKEN}"}).get(pad)

    return vraag


def test_livez_vraagt_niets_aan_de_database(client):
    antwoord = client.get("/livez")
    assert (antwoord.status_code, antwoord.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.sqlite
def test_gezond_is_goed_als_de_bewaking_loopt(monitor):
    klop("bewaking", NU - timedelta(seconds=90))
    antwoord = monitor()
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
        "is_afzender_geweigerd": False,
        "is_proef_mislukt": False,
        "is_basis_mislukt": False,
        "is_archiefproef_mislukt": False,
        "is_archief_stil": False,
        "niet_nagegaan": [],
        "vreemde_tijden": [],
        "onderdelen": dict.fromkeys([o.naam for o in ONDERDELEN]) | {"bewaking": 90},
        "redenen": [],
    }


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize("laatste", [None, timedelta(seconds=121)])
def test_gezond_meldt_een_stille_bewaking(monitor, laatste):
    if laatste:
        klop("bewaking", NU - laatste)
    antwoord = monitor()
    assert antwoord.status_code == 503
    assert antwoord.json()["redenen"] == ["bewaking_staat_stil"]


@pytest.mark.django_db
@pytest.mark.sqlite
def test_elk_onderdeel_dat_zwijgt_wordt_bij_naam_genoemd(monitor, settings):
    settings.BEWAAKTE_ONDERDELEN = [onderdeel.naam for onderdeel in ONDERDELEN]
    for onderdeel in ONDERDELEN:
        klop(onderdeel.naam, NU - onderdeel.stil_na)
    assert monitor().status_code == 200

    for onderdeel in ONDERDELEN:
        klop(onderdeel.naam, NU - onderdeel.stil_na - timedelta(seconds=1))
        antwoord = monitor()
        assert (antwoord.status_code, antwoord.json()["redenen"]) == (503, [f"{onderdeel.naam}_staat_stil"])
        assert klachten(NU) == [onderdeel.klacht]
        klop(onderdeel.naam, NU)


@pytest.mark.django_db
@pytest.mark.sqlite
def test_gezond_meldt_wat_vastzit_wat_de_controle_vindt_en_een_quarantaine(monitor):
    klop("bewaking", NU)
    melding = bouw.in_fase_1(NU)
    Wekker.objects.filter(pk=Wekker.objects.filter(vervallen_op=None)[0].pk).update(pogingen=5)
    Bericht.objects.filter(zaak=melding, status="gepland").update(
        gepland_op=NU - timedelta(hours=1), volgende_poging_op=NU - timedelta(hours=1)
    )
    Bevinding.objects.create(nummer=6, zin="Het zegel klopt niet (1)", gevonden_op=NU, laatst_op=NU)
    assert monitor().json()["redenen"] == ["berichten_wachten", "vastgelopen", "bevindingen"]

    quarantaine.begin(NU - timedelta(hours=8), NU)
    assert monitor().json()["redenen"] == ["vastgelopen", "quarantaine", "bevindingen"]


@pytest.mark.django_db
def test_gezond_vraagt_weinig(monitor, django_assert_max_num_queries):
    klop("bewaking", NU)
    with django_assert_max_num_queries(9 + 16):  # and the savepoints, which a request outside a test does not have
        monitor()


@pytest.mark.django_db
def test_een_archief_dat_niets_aanneemt_is_een_storing(monitor, monkeypatch):
    """PostgreSQL counts it itself; here it says what it would, of failures before and after the last success."""
    klop("bewaking", NU)
    wanneer = "(SELECT now() - interval '{}' AS last_failed_time, now() - interval '{}' AS last_archived_time, "
    wanneer += "now() AS stats_reset) AS a"
    vraag = gezondheid._ARCHIEF
    for mislukt, gelukt, redenen in (
        ("1 minute", "6 minutes", ["archief_staat_stil"]),
        ("1 minute", "3 minutes", []),
        ("8 minutes", "6 minutes", []),
    ):
        monkeypatch.setattr(gezondheid, "_ARCHIEF", vraag.replace("pg_stat_archiver", wanneer.format(mislukt, gelukt)))
        assert meet(NU).redenen == redenen
    # One that hangs fails never: it must give its changes away each minute, and does not.
    hangt = "(SELECT NULL::timestamptz AS last_failed_time, now() - interval '{}' AS last_archived_time, "
    hangt += "'-infinity'::timestamptz AS stats_reset) AS a"
    aan = vraag.replace("aan.setting", "'on'").replace("tempo.setting", "'60'")
    aan = aan.replace("pg_postmaster_start_time()", "'-infinity'::timestamptz")
    for gelukt, redenen in (("9 minutes", ["archief_staat_stil"]), ("7 minutes", [])):
        monkeypatch.setattr(gezondheid, "_ARCHIEF", aan.replace("pg_stat_archiver", hangt.format(gelukt)))
        assert meet(NU).redenen == redenen


@pytest.mark.django_db
def test_een_archief_waar_geen_back_up_in_komt_is_een_storing(monitor, monkeypatch):
    """Where the database gives its changes to pgBackRest, and nowhere else: one that failed at once, one that did not
    come after two days. The settings need not name it."""
    klop("bewaking", NU)
    vraag = gezondheid._ARCHIEF.replace("aan.setting", "'on'")
    sinds = "(SELECT NULL::timestamptz AS last_failed_time, now() AS last_archived_time, "
    sinds += f"'{NU - timedelta(hours=51)}'::timestamptz AS stats_reset) AS a"
    assert meet(NU).redenen == []
    for opdracht, redenen in (("cp %p /archief/%f", []), ("pgbackrest archive-push %p", ["archiefbasis_staat_stil"])):
        met = vraag.replace("pg_stat_archiver", sinds).replace("opdracht.setting", f"'{opdracht}'")
        monkeypatch.setattr(gezondheid, "_ARCHIEF", met)
        assert meet(NU).redenen == redenen
    klop("archiefbasis", NU - timedelta(hours=49))
    assert meet(NU).redenen == []
    for naam in ("archiefbasis", "archiefproef"):
        klop(f"{naam}_mislukt", NU - timedelta(hours=1))
        assert meet(NU).redenen == [f"{naam}_mislukt"]
        klop(naam, NU)
        assert meet(NU).redenen == []
    klop("archiefproef", NU - timedelta(days=36))
    assert "archiefproef_staat_stil" in monitor().json()["redenen"]


@pytest.mark.django_db
@pytest.mark.sqlite
def test_gezond_telt_verlopen_wekkers_en_wachtende_berichten(monitor):
    klop("bewaking", NU)
    melding = bouw.in_fase_1(NU - timedelta(hours=30))
    gegevens = monitor().json()
    assert gegevens["redenen"] == ["wekkers_verlopen", "berichten_wachten"]
    assert gegevens["verlopen_wekkers"] == Wekker.objects.filter(gaat_op__lt=NU, vervallen_op__isnull=True).count()
    assert gegevens["wachtende_berichten"] == Bericht.objects.filter(zaak=melding, status="gepland").count()


@pytest.mark.django_db
@pytest.mark.sqlite
def test_gezond_noemt_geen_enkel_feit_van_een_zaak(monitor):
    melding = bouw.in_fase_1(NU - timedelta(hours=30))
    tekst = monitor().content.decode()
    for feit in (melding.kenmerk, melding.onderwerp, melding.aanbieder.naam, "Zwolle"):
        assert feit not in tekst


@pytest.mark.django_db
@pytest.mark.sqlite
def test_gezond_zegt_dat_de_database_niet_antwoordt(monitor):
    def weiger(execute, sql, params, many, context):
        raise OperationalError("weg")

    with connection.execute_wrapper(weiger):
        antwoord = monitor()
    assert antwoord.status_code == 503
    assert antwoord.json()["redenen"] == ["database_antwoordt_niet"]


@pytest.mark.django_db
@pytest.mark.sqlite
def test_alleen_wie_de_machine_draaiend_houdt_hoort_wat_er_is(client, settings, regio):
    """Anonymous, or with another token: good or not, and no more."""
    settings.MONITOR_TOKEN = TOKEN
    for koppen in ({}, {"Authorization": "Bearer anders"}, {"Authorization": f"Basic {TOKEN}"}):
        antwoord = client.get("/gezond", headers=koppen)
        assert (antwoord.status_code, antwoord.json()) == (503, {"status": "storing"})
    for naam, mag in (("beheerder", True), ("regiomanager", True), ("toegang_zwolle", False)):
        client.force_login(regio.gebruikers[naam])
        assert ("redenen" in client.get("/gezond").json()) is mag, naam
    settings.MONITOR_TOKEN = ""
    client.logout()
    assert client.get("/gezond", headers={"Authorization": "Bearer "}).json() == {"status": "storing"}


@pytest.mark.django_db
@pytest.mark.sqlite
def test_een_oude_back_up_neemt_de_website_niet_weg(client, monitor, settings):
    """Gevallen 5.8: serving and healthy are two questions."""
    settings.BEWAAKTE_ONDERDELEN = ["back_up"]
    klop("back_up", NU - timedelta(days=3))

    assert monitor().json()["redenen"] == ["back_up_staat_stil"]
    assert monitor().status_code == 503
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fout",
    [
        InternalError(psycopg2.errors.ReadOnlySqlTransaction("cannot execute UPDATE in a read-only transaction")),
        OperationalError(psycopg2.errors.DiskFull("could not extend file")),
        OperationalError("attempt to write a readonly database"),
    ],
    ids=["alleen lezen", "schijf vol", "sqlite alleen lezen"],
)
def test_readyz_probeert_te_schrijven(monitor, fout):
    """Gevallen 5.14: reading works, saving does not."""

    def weiger(execute, sql, params, many, context):
        if sql.lstrip().startswith(("UPDATE", "INSERT")):
            raise fout
        return execute(sql, params, many, context)

    assert monitor("/readyz").json() == {"status": "goed"}
    with connection.execute_wrapper(weiger):
        assert (monitor("/readyz").status_code, monitor("/readyz").json()) == (503, {"status": "storing"})


@pytest.mark.django_db
def test_een_vloed_van_vragen_kost_de_database_er_een(client, django_assert_num_queries):
    assert {client.get(pad).status_code for pad in ("/readyz", "/gezond")} == {200, 503}
    with django_assert_num_queries(0):
        for _ in range(50):
            client.get("/readyz")
            client.get("/gezond")


@pytest.mark.parametrize("pad", ["/livez", "/readyz", "/gezond"])
def test_alleen_lezen(client, pad):
    assert client.post(pad).status_code == 405
