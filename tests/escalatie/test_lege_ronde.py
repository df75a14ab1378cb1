"""A round in which nothing happened reads as much among many closed meldingen as among few, counted by the database and
not by a clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from calamiteiten.models import Zaak
from escalatie.bewaking import beurten, controle, controle_toegang, gezondheid, ronde, rondgang
from tests import bouw
from tests.bouw import Regio

from .groei import geteld, vermenigvuldig

pytestmark = pytest.mark.django_db
MINUUT = timedelta(minutes=1)
# The chains read what is new and a 1440th part of the rest (bench/zegels.py); the copies have no lines there.
NUMMERS = sorted({*controle.nummers()} - {controle.KETEN, controle.ZEGELS})


def _delen(op: datetime) -> dict[str, Callable[[], object]]:
    """What a round is made of: the sweep, the senders, the question whether all is well, and each invariant."""
    delen: dict[str, Callable[[], object]] = {
        "bewaken": lambda: ronde.bewaak(op),
        "versturen": lambda: ronde.verzend(lambda: op),
        "sms": lambda: ronde.verzend_sms(lambda: op),
        "gezond": lambda: gezondheid.meet(op),
    }
    return delen | {f"regel {nummer}": partial(controle.vraag, nummer, op) for nummer in NUMMERS}


def _ronde(nu: datetime) -> dict[str, int]:
    """How many rows each part of an idle round reads. The round before it saw what came since."""
    for keer in range(2):
        ronde.bewaak(nu + keer * MINUUT)
        gevonden = [schending for nummer in NUMMERS if (schending := controle.vraag(nummer, nu + keer * MINUUT))]
        assert gevonden == []
        beurten.onthoud(dict.fromkeys(NUMMERS, timedelta()), nu + keer * MINUUT)
    rijen = {}
    for naam, doe in _delen(nu + 2 * MINUUT).items():
        with geteld() as gelezen:
            doe()
        rijen[naam] = gelezen.rijen
    return rijen


def _weinig_en_veel(nu: datetime, weinig: int, veel: int) -> tuple[dict[str, int], dict[str, int]]:
    melding = bouw._afgewezen(nu - timedelta(days=400)).melding
    ronde.volledig(nu - timedelta(days=399))
    assert not Zaak.objects.get(pk=melding.pk).is_open()
    vermenigvuldig(melding, 1, weinig)
    eerst = _ronde(nu)
    vermenigvuldig(melding, weinig + 1, veel)
    return eerst, _ronde(nu + 10 * MINUUT)


def test_een_ronde_waarin_niets_gebeurt_leest_van_vier_keer_zoveel_evenveel(
    regio: Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rondgang, "PER_RONDE", 60)
    monkeypatch.setattr(rondgang, "RONDEN_PER_DAG", 10**9)
    # Among so few the database would rather read a table or an index whole: it takes the road of the many here.
    with connection.cursor() as cursor:
        for manier in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{manier} = off")
    weinig, veel = _weinig_en_veel(nu, 500, 2_000)
    # Of these two it reads an index whole all the same; with a hundred thousand (below) it does not.
    klein = {"regel 1", f"regel {controle_toegang.NUMMER}"}
    gegroeid = {
        naam: (weinig[naam], aantal)
        for naam, aantal in veel.items()
        if naam not in klein and aantal > weinig[naam] * 1.3 + 60
    }
    assert gegroeid == {}


@pytest.mark.alleen_alles
def test_een_ronde_waarin_niets_gebeurt_leest_van_tien_keer_zoveel_evenveel(regio: Regio, nu: datetime) -> None:
    weinig, veel = _weinig_en_veel(nu, 10_000, 100_000)
    gegroeid = {naam: (weinig[naam], aantal) for naam, aantal in veel.items() if aantal > weinig[naam] * 1.3 + 800}
    assert gegroeid == {}
    assert sum(veel.values()) <= sum(weinig.values()) * 1.2, (weinig, veel)
