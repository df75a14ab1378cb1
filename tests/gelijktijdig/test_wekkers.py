"""Two sweeps, two senders: each alarm rings once, each mail leaves once, and never too early (hazards F5, R2)."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post import berichten
from escalatie.draaiboek import opvolging, termijnen
from escalatie.models import Termijn, Wekker
from tests import bouw
from tests.conftest import Mailserver

from .parallel import na_het_wachten, tegelijk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.eis("R79")]
AANTAL = 6


@pytest.fixture
def termijnen_op_afloop(nu: datetime) -> datetime:
    """Six meldingen whose triage is due; returns the moment at which each rings one alarm."""
    for _ in range(AANTAL):
        bouw.melding(nu)
    (einde,) = set(Termijn.objects.values_list("vervalt_op", flat=True))
    termijnen.bewaak(einde - timedelta(seconds=1))
    return einde


def test_twee_rondes_tegelijk_laten_elke_wekker_eenmaal_gaan(termijnen_op_afloop: datetime) -> None:
    einde = termijnen_op_afloop

    gevuurd = tegelijk(*[lambda: termijnen.bewaak(einde)] * 4)

    assert sum(gevuurd) + termijnen.bewaak(einde) == AANTAL
    assert Wekker.objects.filter(soort="op", gevuurd_op=einde).count() == AANTAL
    per_wekker = Counter(
        Bericht.objects.filter(aanleiding__startswith="wekker:").values_list("aanleiding", "ontvanger")
    )
    assert set(per_wekker.values()) == {1}
    assert Bericht.objects.filter(regel="regioafspraak_bereikt").count() == 2 * AANTAL


def test_een_wekker_gaat_nooit_te_vroeg(nu: datetime) -> None:
    bouw.in_fase_1(nu)
    (termijn,) = Termijn.objects.filter(code="fase_1")

    assert termijnen.bewaak(nu + timedelta(hours=24) - timedelta(microseconds=1)) == 0
    assert termijnen.bewaak(nu + timedelta(hours=24)) == 1
    assert termijn.wekkers.filter(gevuurd_op__isnull=False).count() == 1


def test_na_stilstand_gaat_alleen_de_nieuwste_waarschuwing(nu: datetime) -> None:
    """A sweep that comes a week late says that the term passed, not three times that it will."""
    zaak = bouw.in_fase_1(nu)

    termijnen.bewaak(nu + timedelta(days=7))

    soorten = Wekker.objects.filter(termijn__zaak=zaak, termijn__code="fase_1", gevuurd_op__isnull=False)
    assert sorted(soorten.values_list("soort", flat=True)) == ["na", "op"]
    assert not Wekker.objects.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True, gaat_op__lte=nu).exists()


def test_twee_verzenders_tegelijk_sturen_elke_mail_eenmaal(mailserver: Mailserver, nu: datetime) -> None:
    for _ in range(4):
        bouw.melding(nu, ("staphorst", "olst-wijhe"), "weerribben")
    aantal = Bericht.objects.filter(status="gepland").count()

    tellingen = tegelijk(*[lambda: berichten.verzend(nu, limiet=200)] * 3)

    rest = berichten.verzend(nu, limiet=200)
    assert sum(telling.verzonden for telling in tellingen) + rest.verzonden == aantal
    assert max(Counter(str(mail["Message-ID"]) for mail in mailserver.ontvangen).values()) == 1
    assert len(mailserver.ontvangen) == aantal
    assert not Bericht.objects.filter(mogelijk_dubbel=True).exists()


def test_twee_verzenders_tegelijk_maken_van_veel_berichten_een_mail(
    mailserver: Mailserver, settings: Any, nu: datetime
) -> None:
    """Each message in one mail, each mail once, whoever made it (F29)."""
    settings.VERZAMEL_BOVEN = 3
    for _ in range(8):
        bouw.melding(nu)

    tegelijk(*[lambda: berichten.verzend(nu, duur=timedelta(minutes=1))] * 3)
    berichten.verzend(nu, duur=timedelta(minutes=1))

    nummers = Counter(str(mail["Message-ID"]) for mail in mailserver.ontvangen)
    assert set(nummers.values()) == {1}
    weg = Bericht.objects.exclude(sjabloon="verzamelbericht")
    assert {rij.is_aangenomen for rij in weg} == {True}
    assert len(nummers) < weg.count()


def test_wie_een_zaak_vasthoudt_laat_de_opvolging_niet_wachten(nu: datetime, mailserver: Mailserver) -> None:
    """A step withdraws what the follow-up would hold: were that to wait here, each would wait for the other."""
    melding = bouw.in_fase_1(nu)
    berichten.verzend(nu, limiet=500)
    straks = nu + timedelta(hours=4)

    with transaction.atomic():
        vergrendeld(Melding.objects.all()).get(pk=melding.pk)
        assert tegelijk(lambda: opvolging.bewaak(straks)) == [0]
    assert opvolging.bewaak(straks) > 0


def test_bevestigen_wacht_op_een_stap_en_houdt_dan_nog_niets_vast(nu: datetime, mailserver: Mailserver) -> None:
    melding = bouw.in_fase_1(nu)
    berichten.verzend(nu, limiet=500)
    manager = bouw.regio().gebruikers["manager_zwolle"]

    def stap() -> None:
        vergrendeld(Melding.objects.all()).get(pk=melding.pk)

    aantal = na_het_wachten(stap, lambda: opvolging.bevestig(melding, manager, nu))

    assert aantal == Bericht.objects.filter(zaak=melding, bevestigd_door=manager).count() > 0
