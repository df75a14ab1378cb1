"""One clock in one test: what the fixture holds, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.template import engines
from django.test import Client
from django.urls import reverse

from basis.klok import nu as lees_de_klok
from tests import bouw, klok
from tests.dagen import lastige_dagen

HELD = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ZEG = "import datetime; print(datetime.datetime.now(datetime.UTC).isoformat())"


def in_een_thread(vraag: Callable[[], datetime]) -> datetime:
    gehoord: list[datetime] = []
    thread = Thread(target=lambda: gehoord.append(vraag()))
    thread.start()
    thread.join()
    return gehoord[0]


def van_een_programma(omgeving: dict[str, str] | None = None) -> datetime:
    klaar = subprocess.run([sys.executable, "-c", ZEG], check=True, capture_output=True, text=True, env=omgeving)
    return datetime.fromisoformat(klaar.stdout.strip())


def van_de_database() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), now(), current_timestamp")
        (een, *rest) = cursor.fetchone()
    assert rest == [een, een]
    return een.astimezone(UTC)


def uit_een_sjabloon() -> datetime:
    return datetime.fromisoformat(engines["django"].from_string("{% now 'c' %}").render())


WIE = {
    "proces": lambda: datetime.now(UTC),
    "product": lees_de_klok,
    "thread": lambda: in_een_thread(lees_de_klok),
    "programma": van_een_programma,
    "programma met eigen omgeving": lambda: van_een_programma({"PATH": "/usr/bin:/bin"}),
    "database": van_de_database,
    "sjabloon": uit_een_sjabloon,
}


@pytest.mark.django_db
@pytest.mark.parametrize("wie", WIE)
def test_wie_de_klok_leest_ziet_die_van_de_test(wie: str) -> None:
    lees = WIE[wie]
    assert lees() == HELD

    klok.verder(timedelta(days=40, minutes=3))
    assert lees() == HELD + timedelta(days=40, minutes=3)
    with klok.op(datetime(2031, 2, 28, 23, 59, tzinfo=UTC)):
        assert lees() == datetime(2031, 2, 28, 23, 59, tzinfo=UTC)
    assert lees() == HELD + timedelta(days=40, minutes=3)


@pytest.mark.klok(datetime(2028, 2, 29, 12, 0, tzinfo=UTC))
def test_een_merk_kiest_een_ander_begin() -> None:
    assert lees_de_klok() == datetime(2028, 2, 29, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_een_sessie_eindigt_naar_de_klok_van_de_test(client: Client, nu: datetime, settings: Any) -> None:
    settings.SESSIE_STIL_MINUTEN = 30
    client.force_login(bouw.regio(nu).gebruikers["regiomanager"])
    assert client.get("/").status_code == 200

    klok.verder(timedelta(minutes=30, seconds=1))
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))


@pytest.fixture(scope="module")
def te_vroeg() -> str:
    """What a page says that is asked by a wider fixture, where no clock holds yet."""
    with pytest.raises(klok.BuitenDeKlok) as fout:
        Client().get("/livez")
    return str(fout.value)


def test_een_pagina_buiten_de_klok_faalt_met_een_zin_die_zegt_wat_te_doen(te_vroeg: str) -> None:
    assert "buiten de klok van de test" in te_vroeg
    assert "klok.vast(moment)" in te_vroeg


def test_een_test_heeft_een_klok_en_geen_tweede() -> None:
    with pytest.raises(klok.BuitenDeKlok, match="heeft al een klok"), klok.vast(HELD):
        pass


@pytest.mark.echte_klok
def test_met_de_echte_klok_is_er_niets_te_verzetten() -> None:
    assert Client().get("/livez").status_code == 200
    for verzet in (lambda: klok.zet(HELD), lambda: klok.verder(timedelta(hours=1))):
        with pytest.raises(klok.BuitenDeKlok, match="echte_klok"):
            verzet()
    with pytest.raises(klok.BuitenDeKlok), klok.vast(HELD):
        pass


@pytest.mark.parametrize("jaar", range(2026, 2040))
def test_de_lastige_dagen_liggen_voor_ons_en_kort_voor_de_wissel(jaar: int) -> None:
    for begin in (datetime(jaar, 1, 1, 0, 30, tzinfo=UTC), datetime(jaar, 12, 31, 22, 58, tzinfo=UTC)):
        dagen = lastige_dagen(begin)
        assert begin < min(dagen.values()) or (begin.month, begin.day) == (12, 31)
        for naam in ("klokwissel", "andere-klokwissel"):
            voor = dagen[naam]
            na = (voor.astimezone(UTC) + timedelta(minutes=10)).astimezone(voor.tzinfo)
            assert voor.utcoffset() != na.utcoffset()
        assert dagen["klokwissel"].utcoffset() != dagen["andere-klokwissel"].utcoffset()
        assert (dagen["schrikkeldag"].month, dagen["schrikkeldag"].day) == (2, 29)
        assert dagen["zaterdagnacht"].weekday() == 5
