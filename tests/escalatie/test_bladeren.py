"""The list: paging and counting; no input is an error, and a grown database is not asked more."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calamiteiten.models import Melding
from contacten import zegels
from escalatie.models import Termijn
from escalatie.werk.context import vergeet
from escalatie.werk.lijst import HOOGSTE_TELLING, RIJEN
from escalatie.werk.zoeken import index
from tests import bouw
from tests.escalatie.rijen import vermenigvuldig

NU = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.klok(NU)]
LIJST = "/meldingen/"


@pytest.fixture
def regio():
    return bouw.regio(NU)


def test_bladeren_toont_elke_melding_een_keer(client, regio):
    eerste = bouw.in_fase_1(NU - timedelta(hours=40))
    alle = {eerste.kenmerk, *(melding.kenmerk for melding in vermenigvuldig(eerste, 2 * RIJEN + 3))}
    client.force_login(regio.gebruikers["contractmanager"])
    # By term, those without one behind them; and by date.
    helft = Melding.objects.order_by("pk")[: RIJEN + 2].values("pk")
    Termijn.objects.filter(zaak__in=helft).update(status="gestopt", geeindigd_op=NU)
    for stand in ("open", "alle"):
        gezien, na = [], ""
        for _ in range(3):
            blad = client.get(LIJST, {"na": na, "stand": stand}).context["blad"]
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
    for stand in ("open", "alle"):
        bladen = [client.get(LIJST, {"stand": stand}).context["blad"]]
        bladen.append(client.get(LIJST, {"stand": stand, "na": bladen[0].volgende}).context["blad"])
        assert len({rij.kenmerk for blad in bladen for rij in blad.rijen}) == RIJEN + 6


def test_de_knop_volgende_houdt_de_filters_vast(client, regio):
    vermenigvuldig(bouw.melding(NU), RIJEN + 1)
    client.force_login(regio.gebruikers["contractmanager"])
    antwoord = client.get(LIJST, {"gemeente": "zwolle", "q": "de wissel"})
    assert (
        f"?q=de+wissel&amp;stand=alle&amp;gemeente=zwolle&amp;na={antwoord.context['blad'].volgende}"
        in antwoord.content.decode()
    )


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


@pytest.mark.parametrize("aantal", [49, 199])
@pytest.mark.parametrize(
    ("naam", "vragen"),
    [
        ("regiomanager", {"": 11, "?stand=alle": 10, "?q=wissel": 12}),
        ("toegang_zwolle", {"": 12, "?stand=alle": 12, "?q=wissel": 15}),
    ],
)
def test_het_aantal_vragen_aan_de_database_groeit_niet(client, regio, aantal, naam, vragen):
    vermenigvuldig(bouw.in_fase_1(NU - timedelta(hours=40)), aantal)
    client.force_login(regio.gebruikers[naam])
    zegels.verzegel()
    index.volg()
    gesteld = {}
    for vraag in vragen:
        vergeet()
        client.get(LIJST + vraag)
        with CaptureQueriesContext(connection) as gevangen:
            client.get(LIJST + vraag)
        gesteld[vraag] = len(gevangen)
    assert gesteld == vragen
