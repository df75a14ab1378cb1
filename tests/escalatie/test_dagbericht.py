"""The daily mail to the regiomanager: once a day from half past seven, with counts and the seal of yesterday."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from communicatie.models import Bericht
from communicatie.post.berichten import verzend
from contacten.models import Gebruiker
from escalatie.bewaking import dagbericht
from escalatie.draaiboek import zegels
from tests import bouw

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# 06:30 UTC is 07:30 in Amsterdam in winter, 05:30 UTC in summer.
WINTER = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
ADRES = "regiomanager@rsj.example"


@pytest.fixture
def manager(regio):
    Gebruiker.objects.filter(username="regiomanager").update(email=ADRES)


@pytest.mark.parametrize("moment", [WINTER, datetime(2026, 7, 1, 5, 30, tzinfo=UTC)])
def test_om_half_acht_en_niet_eerder_en_eenmaal_per_dag(manager, moment):
    assert dagbericht.plan(moment - timedelta(seconds=1)) == 0
    assert dagbericht.plan(moment) == 1
    assert dagbericht.plan(moment) == 0
    assert dagbericht.plan(moment + timedelta(hours=12)) == 0
    assert dagbericht.plan(moment + timedelta(days=1)) == 1
    assert set(Bericht.objects.filter(sjabloon="dagbericht").values_list("aan", flat=True)) == {ADRES}


def test_ook_op_zondag_en_na_een_storing_alsnog(manager):
    zondag = datetime(2026, 11, 29, 13, 0, tzinfo=UTC)
    assert dagbericht.plan(zondag) == 1


def test_de_mail_telt_en_verzegelt_en_noemt_geen_zaak(manager, mailserver):
    melding = bouw.in_fase_1(WINTER - timedelta(days=1))
    Bericht.objects.all().update(status="ingetrokken", volgende_poging_op=None)
    dagbericht.plan(WINTER)
    verzend(WINTER)

    (mail,) = mailserver.ontvangen
    tekst = mail.get_body(("plain",)).get_content()
    assert "Open meldingen: 1" in tekst
    assert zegels.leesbaar(zegels.dagzegel(date(2026, 11, 23))) in tekst
    assert melding.kenmerk not in mail.as_string()
    assert mail["To"] == ADRES


def test_het_zegel_is_later_na_te_rekenen(manager, capsys):
    bouw.in_fase_1(WINTER - timedelta(days=1))
    (zegel,) = [waarde for naam, waarde in dagbericht.cijfers(WINTER).items() if naam.startswith("Zegel")]
    bouw.in_fase_1(WINTER)
    call_command("controleer", "--dagzegel", "2026-11-23")
    assert capsys.readouterr().out.strip() == zegel


def test_wie_geen_regiomanager_meer_is_krijgt_niets(manager, beheerder):
    Gebruiker.objects.filter(username="regiomanager").update(is_active=False)
    dagbericht.plan(WINTER)
    assert ADRES not in Bericht.objects.filter(sjabloon="dagbericht").values_list("aan", flat=True)


def test_de_cijfers_kloppen_met_wat_er_staat(manager):
    bouw.in_fase_1(WINTER - timedelta(days=4))
    cijfers = dagbericht.cijfers(WINTER)
    assert cijfers["Open meldingen"] == "1"
    assert int(cijfers["Termijnen die zijn verstreken"]) >= 1
    assert cijfers["Bevindingen van de controle"] == "0"


@pytest.mark.parametrize("dagen", [1, 2, 40])
def test_een_klok_die_vooruit_sprong_en_terugkwam_slikt_geen_dagbericht_in(manager, dagen):
    """The mail of a day that had not come says nothing when that day comes; and today's is not made twice."""
    assert dagbericht.plan(WINTER) == 1
    assert dagbericht.plan(WINTER + timedelta(days=dagen, hours=1)) == 1, "zo lang de klok voorloopt"
    for keer in range(3):
        assert dagbericht.plan(WINTER + timedelta(hours=1, minutes=keer)) == 0
    for dag in range(1, dagen + 2):
        assert [dagbericht.plan(WINTER + timedelta(days=dag, minutes=keer)) for keer in range(3)] == [1, 0, 0], dag


def test_een_sprong_in_de_nacht_houdt_het_dagbericht_van_die_morgen_niet_tegen(manager):
    assert dagbericht.plan(WINTER + timedelta(days=2)) == 1
    assert dagbericht.plan(WINTER - timedelta(hours=3)) == 0
    assert [dagbericht.plan(WINTER + timedelta(minutes=keer)) for keer in range(3)] == [1, 0, 0]
