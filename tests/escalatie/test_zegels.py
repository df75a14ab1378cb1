"""Seals: the chain of steps of a melding shows every change made past the door (hazard M14)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from escalatie.bewaking import controle
from escalatie.draaiboek import zegels
from escalatie.models import Stap
from tests import bouw

pytestmark = pytest.mark.django_db
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)


def langs_de_deur(vraag, *waarden):
    """Change the table as who owns the server can: past our code, and past the triggers of PostgreSQL."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(vraag, waarden)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def plekken():
    return [(breuk.kenmerk, breuk.volgnummer) for breuk in zegels.breuken()]


@pytest.fixture
def meldingen(regio, nu):
    return [bouw.in_fase_1(nu), bouw.in_scenario("a", nu)]


@pytest.mark.sqlite
def test_elke_stap_door_de_deur_is_verzegeld(meldingen):
    zegelrij = list(Stap.objects.values_list("zegel", flat=True))
    assert len(zegelrij) > 8
    assert {len(zegel) for zegel in zegelrij} == {64}
    assert len(set(zegelrij)) == len(zegelrij)
    for melding in meldingen:
        nummers = [*Stap.objects.filter(zaak=melding).order_by("volgnummer").values_list("volgnummer", flat=True)]
        assert nummers == [*range(1, len(nummers) + 1)]
    assert plekken() == []


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("veld", "waarde"),
    [("motivering", "Anders."), ("door_id", None), ("op", None), ("naar", "afgerond"), ("gegevens", '{"x": 1}')],
)
def test_een_vervalste_stap_wordt_gevonden_en_alleen_die(meldingen, contactmanager_van, veld, waarde):
    stap = Stap.objects.get(zaak=meldingen[0], volgnummer=2)
    waarde = {"door_id": contactmanager_van.pk, "op": stap.op - timedelta(minutes=1)}.get(veld, waarde)

    vraag = "UPDATE escalatie_stap SET veld = %s WHERE id = %s".replace("veld", veld)
    langs_de_deur(vraag, waarde, stap.pk)

    assert plekken() == [(meldingen[0].kenmerk, 2)]


@pytest.fixture
def contactmanager_van(regio):
    """Somebody who took none of the steps."""
    return regio.gebruikers["beheerder"]


def test_wie_ook_het_zegel_vervalst_breekt_de_stap_erna(meldingen, nu):
    stap = Stap.objects.get(zaak=meldingen[0], volgnummer=2)
    vorige = Stap.objects.get(zaak=meldingen[0], volgnummer=1)
    stap.motivering = "Vervalst."
    nieuw = zegels.bereken({naam: getattr(stap, naam) for naam in zegels.VELDEN}, vorige.zegel)

    langs_de_deur("UPDATE escalatie_stap SET motivering = 'Vervalst.', zegel = %s WHERE id = %s", nieuw, stap.pk)

    assert plekken() == [(meldingen[0].kenmerk, 3)]
    gevonden = {schending.nummer: schending.kenmerken for schending in controle.controleer(nu)}
    assert gevonden == {6: (meldingen[0].kenmerk,), controle.ZEGELS: (f"stap {stap.pk}",)}


def test_een_verplaatste_stap_wordt_gevonden_waar_hij_stond_en_waar_hij_staat(meldingen):
    stap = Stap.objects.get(zaak=meldingen[0], volgnummer=2)

    langs_de_deur("UPDATE escalatie_stap SET volgnummer = 99 WHERE id = %s", stap.pk)

    assert plekken() == [(meldingen[0].kenmerk, 3), (meldingen[0].kenmerk, 99)]


@pytest.mark.sqlite
def test_wie_de_hele_keten_herschrijft_verandert_het_zegel_van_de_dag(meldingen, nu):
    gisteren = (nu + timedelta(hours=1)).date()
    eerst = zegels.dagzegel(gisteren)
    vorige = ""
    for stap in Stap.objects.filter(zaak=meldingen[0]).order_by("volgnummer"):
        stap.motivering = "Herschreven."
        vorige = zegels.bereken({naam: getattr(stap, naam) for naam in zegels.VELDEN}, vorige)
        langs_de_deur(
            "UPDATE escalatie_stap SET motivering = 'Herschreven.', zegel = %s WHERE id = %s", vorige, stap.pk
        )

    assert plekken() == []
    assert zegels.dagzegel(gisteren) != eerst
    assert zegels.dagzegel(date(2026, 1, 1)) == zegels.dagzegel(date(2025, 1, 1)), "toen was er niets"


@given(HEX)
def test_een_leesbaar_zegel_heeft_geen_cijfers(zegel):
    assert not any(teken.isdigit() for teken in zegels.leesbaar(zegel))
    assert [len(groep) for groep in zegels.leesbaar(zegel).split(" ")] == [4] * 8


def test_een_leesbaar_zegel_is_de_eerste_helft_in_letters() -> None:
    zegel = "0123456789abcdef" * 2 + "f" * 32

    assert zegels.leesbaar(zegel) == "bcdf ghjk lmnp qrst bcdf ghjk lmnp qrst"
