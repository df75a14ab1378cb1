"""The list: search and filters; only what a user may see."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from openpyxl import load_workbook

from calamiteiten.models import Inzage, Melding
from tests import bouw, klok
from tests.inbraak import inbraak

NU = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.klok(NU)]
LIJST = "/meldingen/"


@pytest.fixture(scope="module")
def situatie(django_db_setup, django_db_blocker):
    """The region and four meldingen, by a short name, the newest last; made once for all tests here, then rolled back.

    Every test still has a transaction of its own on top of it, so none sees what another did.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with klok.vast(NU):
            regio = bouw.regio(NU)
            vier = {
                "fase_1": bouw.in_fase_1(NU - timedelta(hours=50), gemeenten=("zwolle", "raalte")),
                "afgerond": bouw.tot("afgerond", NU - timedelta(hours=30), gemeenten=("kampen",), aanbieder="bries"),
                "deventer": bouw.in_scenario("b", NU - timedelta(hours=3), gemeenten=("deventer",), aanbieder="brug"),
                "nieuw": bouw.melding(NU - timedelta(hours=1), gemeenten=("zwolle",)),
            }
        yield regio, vier
        transaction.set_rollback(True)


@pytest.fixture
def zaken(situatie, db):
    """The situation, for one test to do with as it likes."""
    return deepcopy(situatie)


@pytest.fixture
def regio(zaken):
    return zaken[0]


@pytest.fixture
def vier(zaken):
    return zaken[1]


def gevonden(client, vier, **vraag):
    """The short names of the meldingen that a request shows, in order."""
    namen = {melding.kenmerk: naam for naam, melding in vier.items()}
    antwoord = client.get(LIJST, vraag)
    assert antwoord.status_code == 200
    return [namen[rij.kenmerk] for rij in antwoord.context["blad"].rijen]


@pytest.mark.sqlite
def test_de_lijst_opent_op_wat_open_is_het_dringendst_eerst(client, regio, vier):
    client.force_login(regio.gebruikers["contractmanager"])
    # A term that passed, one that runs, and what has none.
    assert gevonden(client, vier) == ["fase_1", "nieuw", "deventer"]
    assert gevonden(client, vier, stand="alle") == ["nieuw", "deventer", "afgerond", "fase_1"]
    tekst = client.get(LIJST, {"gemeente": "zwolle", "stand": "open"}).content.decode()
    assert "2 meldingen, dringendst eerst" in tekst
    assert '<a class="cal-chip" href="?gemeente=zwolle&amp;stand=alle">Stand: Open' in tekst
    assert '<a class="cal-chip" href="?stand=open">Gemeente: Zwolle' in tekst


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("vraag", "namen"),
    [
        ({"stand": "open"}, ["fase_1", "nieuw", "deventer"]),
        ({"stand": "gesloten"}, ["afgerond"]),
        ({"status": "fase_1"}, ["fase_1"]),
        ({"scenario": "b"}, ["deventer"]),
        ({"gemeente": "raalte"}, ["fase_1"]),
        ({"gemeente": "zwolle", "stand": "open"}, ["fase_1", "nieuw"]),
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
    assert "Geen melding gevonden" in antwoord.content.decode()


def test_een_onmogelijke_keuze_wordt_gezegd_en_telt_niet_mee(client, regio, vier):
    client.force_login(regio.gebruikers["regiomanager"])
    antwoord = client.get(LIJST, {"status": "weg", "scenario": "b"})
    assert [rij.kenmerk for rij in antwoord.context["blad"].rijen] == [vier["deventer"].kenmerk]
    assert "Dat deel telt niet mee" in antwoord.content.decode()


@pytest.mark.sqlite
def test_de_lijst_gaat_mee_als_bestand_zonder_formule_en_dat_wordt_vastgelegd(client, regio, vier):
    with inbraak():
        # With a vertical tab, as a paste from a word processor brings it, which no workbook can hold.
        Melding.objects.filter(pk=vier["deventer"].pk).update(onderwerp="=SOM(A1)\x0b")
    client.force_login(regio.gebruikers["contractmanager"])
    tekst = client.get(f"{LIJST}uitvoer/", {"scenario": "b"}).content.decode("utf-8-sig")
    kop, regel = tekst.splitlines()
    assert kop.startswith("Kenmerk;Onderwerp;Ontvangen")
    assert regel.startswith(f"{vier['deventer'].kenmerk};'=SOM(A1);2026-11-22 11:05;")
    los = vier["deventer"].kenmerk.lower().replace("-", "")
    assert len(client.get(f"{LIJST}uitvoer/", {"q": los}).content.decode("utf-8-sig").splitlines()) == 2
    antwoord = client.get(f"{LIJST}uitvoer/", {"stand": "open", "vorm": "xlsx"})
    cellen = load_workbook(BytesIO(antwoord.content)).active
    assert [rij[0].value for rij in cellen.iter_rows(min_row=2)] == [
        vier[n].kenmerk for n in ("nieuw", "deventer", "fase_1")
    ]
    assert {cel.data_type for rij in cellen.iter_rows() for cel in rij if cel.value} == {"s"}
    laatste = Inzage.objects.filter(soort="uitvoer").latest("pk")
    assert (laatste.aantal, laatste.filter, laatste.adres) == (3, "stand=open&vorm=xlsx", "meldingen_uitvoer")
