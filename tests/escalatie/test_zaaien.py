"""The demo data: the region as Bijlage 1 has it, meldingen in every status, mails of the past not sent again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from calamiteiten.demo.accounts import ACCOUNTS, WACHTWOORD
from calamiteiten.demo.zaaien.regie import Gezaaid, zaai
from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus, Persvraag
from contacten.bezetting import zetels
from contacten.models import Aanbieder, Contactpersoon, Gebruiker, Gemeente
from contacten.organisaties import werkgebied
from contacten.rollen import PER_GEMEENTE, Rol
from escalatie.draaiboek import correcties
from escalatie.models import Stap, Termijn, Wekker
from escalatie.persvragen.antwoordtermijn import antwoordtermijn
from tests import klok
from tests.statussen import Status

pytestmark = pytest.mark.django_db
NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def gezaaid(django_db_setup: None, django_db_blocker: Any) -> Iterator[Gezaaid]:
    """The demo as it stands at `nu`, made once for all tests here and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with klok.vast(NU):
            gemaakt = zaai(NU, 24)
        yield gemaakt
        transaction.set_rollback(True)


def test_meer_verhalen_dan_er_zijn_herhalen_zich(gezaaid: Gezaaid, nu: datetime) -> None:
    assert gezaaid == Gezaaid(24)
    assert Melding.objects.count() == 24
    assert not Melding.objects.filter(laatste_stap_op__gt=nu).exists()


@pytest.mark.eis("R98")
@pytest.mark.eis("R99")
@pytest.mark.eis("R100")
@pytest.mark.eis("R26")
def test_de_lijst_heeft_de_vorm_van_bijlage_1(gezaaid: None, nu: datetime) -> None:
    per_gemeente = {
        str(zetel.gemeente): [(c.soort, bool(c.functie), bool(c.telefoon), bool(c.mobiel)) for c in zetel.bezetters]
        for zetel in zetels(Rol.TOEGANG, nu, gemeenten=Gemeente.objects.all())
    }

    assert len(per_gemeente) == 11
    assert per_gemeente["Deventer"] == []
    assert per_gemeente["Staphorst"] == [("persoon", True, True, True)] * 2
    assert per_gemeente["Olst-Wijhe"] == [("persoon", True, True, True), ("postbus", False, False, False)]
    assert per_gemeente["Ommen"] == [("persoon", False, False, True)]
    assert per_gemeente["Dalfsen"] == [("persoon", True, True, False)]
    assert sum(len(rijen) for rijen in per_gemeente.values()) == 12


@pytest.mark.eis("R101")
def test_alleen_de_toegang_van_deventer_is_leeg(gezaaid: None, nu: datetime) -> None:
    gemeenten = list(Gemeente.objects.all())
    lokaal = [zetel for rol in PER_GEMEENTE for zetel in zetels(rol, nu, gemeenten=gemeenten)]

    assert [zetel.naam for zetel in lokaal if zetel.is_leeg] == ["gemeentelijke toegang Deventer"]


def test_elke_status_komt_voor_en_elke_melding_ging_door_de_deur(gezaaid: None, nu: datetime) -> None:
    assert Melding.objects.count() == 24
    assert set(Melding.objects.values_list("status", flat=True)) == set(Status)
    for melding in Melding.objects.all():
        stappen = Stap.objects.filter(zaak=melding).exclude(code__in=correcties.NAMEN)
        laatste = stappen.order_by("-volgnummer").first()
        assert laatste is not None
        assert (laatste.naar, laatste.op) == (melding.status, melding.laatste_stap_op)
        assert melding.ontvangen_op <= laatste.op <= nu


@pytest.mark.eis("R79")
@pytest.mark.eis("R86")
def test_er_is_een_fase_1_met_uren_over_een_te_laat_en_een_fase_2_met_weken(gezaaid: None, nu: datetime) -> None:
    rest = {
        code: sorted(t.vervalt_op - nu for t in Termijn.objects.filter(code=code, geeindigd_op__isnull=True))
        for code in ("fase_1", "fase_2")
    }

    te_laat, nog_even = rest["fase_1"]
    assert te_laat < timedelta(0) < nog_even < timedelta(hours=12)
    assert rest["fase_2"][-1] > timedelta(weeks=3)
    assert Termijn.objects.get(code="fase_1", vervalt_op__lt=nu, geeindigd_op__isnull=True).status == "verstreken"


def test_geen_wekker_ging_te_vroeg_en_geen_staat_nog_stil(gezaaid: None, nu: datetime) -> None:
    assert not Wekker.objects.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True, gaat_op__lte=nu).exists()
    assert all(wekker.gevuurd_op == wekker.gaat_op for wekker in Wekker.objects.filter(gevuurd_op__isnull=False))
    assert not Wekker.objects.exclude(fout="").exists()


def test_oude_berichten_zijn_toen_verstuurd_en_gaan_niet_nog_eens_weg(gezaaid: None, nu: datetime) -> None:
    oud = Bericht.objects.filter(gepland_op__lt=nu - timedelta(hours=1))
    assert set(oud.values_list("status", flat=True)) == {BerichtStatus.VERZONDEN, BerichtStatus.GEEN_ONTVANGER}
    assert all(rij.verzonden_op == rij.gepland_op for rij in oud.filter(status=BerichtStatus.VERZONDEN))
    wachtend = Bericht.objects.filter(status=BerichtStatus.GEPLAND)
    assert 0 < wachtend.count() < 10


@pytest.mark.eis("R21")
def test_er_zijn_persvragen_in_elk_stadium_van_nieuw_tot_geevalueerd(gezaaid: None, nu: datetime) -> None:
    vragen = {vraag.onderwerp: vraag for vraag in Persvraag.objects.all()}

    assert {vraag.status for vraag in vragen.values()} == {
        "afgerond",
        "communicatie",
        "informatie_verzamelen",
        "vraagstelling",
    }
    assert [vraag.kenmerk for vraag in vragen.values() if antwoordtermijn(vraag).verstreken_op and vraag.is_open()]
    assert vragen["Incident op een woongroep"].melding is not None
    assert vragen["Nieuwe plek na sluiting van de woongroep"].vervolg_op is not None
    assert not Wekker.objects.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True, gaat_op__lte=nu).exists()


@pytest.mark.eis("R51")
@pytest.mark.eis("R52")
@pytest.mark.eis("R29")
def test_aanbieders_signalen_en_een_gemeente_buiten_de_regio(gezaaid: None, nu: datetime) -> None:
    regionaal = [len(werkgebied(aanbieder, nu.date())) > 1 for aanbieder in Aanbieder.objects.all()]

    assert (len(regionaal), regionaal.count(False)) == (8, 3)
    assert max(Melding.objects.filter(aanbieder=a).count() for a in Aanbieder.objects.all()) >= 4
    assert Melding.objects.exclude(gemeente_woonplaats_buiten="").count() == 1


def test_met_elk_account_kan_men_inloggen(gezaaid: None) -> None:
    assert {account.gebruikersnaam for account in ACCOUNTS} == set(Gebruiker.objects.values_list("username", flat=True))
    for account in ACCOUNTS:
        assert Client().login(username=account.gebruikersnaam, password=WACHTWOORD)
    assert Gebruiker.objects.get(username="toegang-deventer").contactpersoon is None
    kampen = Gebruiker.objects.get(username="toegang-kampen")
    assert kampen.contactpersoon == Contactpersoon.objects.get(email="c.voorbeeld@cjgkampen.example")
