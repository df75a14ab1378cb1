"""Beat rings by a clock that only goes forward, keeps no plan, and heaps up nothing (gevallen 5.10)."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from celery import shared_task
from celery.signals import heartbeat_sent
from django.conf import settings

from calamiteiten.config import slag
from calamiteiten.config.bel import Bel
from calamiteiten.config.celery import app
from calamiteiten.config.ritme import RONDEN, ritme
from calamiteiten.config.slag import GENOEG, Slag
from calamiteiten.demo.__main__ import SOORTEN_RONDEN
from tests import klok


@pytest.fixture
def beat(monkeypatch: pytest.MonkeyPatch) -> tuple[Slag, list[str], dict[str, float]]:
    """A beat, what it rang, and the monotonic clock that it sees."""
    geluid: list[str] = []
    tijd = {"nu": 1000.0}
    monkeypatch.setattr(slag, "monotonic", lambda: tijd["nu"])
    monkeypatch.setattr(Slag, "_klop", lambda _: None)
    monkeypatch.setattr(Slag, "producer", None)
    monkeypatch.setattr(Slag, "apply_entry", lambda _, ronde, producer=None: geluid.append(ronde.name))
    monkeypatch.setattr(Slag, "_ligt_klaar", lambda _, ronde: 0)
    monkeypatch.setattr(Bel, "hoort", lambda _, seconden: False)
    return Slag(app, lazy=False), geluid, tijd


def test_elke_ronde_gaat_meteen_en_dan_op_haar_ritme(beat: tuple[Slag, list[str], dict[str, float]]) -> None:
    zelf, geluid, tijd = beat
    zelf.tick()
    assert sorted(geluid) == sorted(naam for naam, *_ in RONDEN)
    geluid.clear()
    wacht = zelf.tick()
    assert geluid == []
    assert 0 < wacht <= 5
    tijd["nu"] += 5
    zelf.tick()
    assert sorted(geluid) == ["maak-papier", "verzend-berichten"]


def test_wie_leeft_raakt_zijn_bestand_aan(
    beat: tuple[Slag, list[str], dict[str, float]], settings: Any, tmp_path: Path
) -> None:
    """What the health check of docker-compose.yml looks at: of beat each half minute, of a worker by its own loop."""
    zelf, _, tijd = beat
    settings.LEEFT_BESTAND = str(tmp_path / "leeft")
    zelf.tick()
    oud = (tmp_path / "leeft").stat().st_mtime_ns
    tijd["nu"] += 31
    zelf.tick()
    assert (tmp_path / "leeft").stat().st_mtime_ns > oud
    (tmp_path / "leeft").unlink()
    heartbeat_sent.send(sender=None)
    assert (tmp_path / "leeft").exists()
    # A disk that takes nothing stops nobody; outside a container there is no file.
    for nergens in (str(tmp_path / "weg" / "leeft"), ""):
        settings.LEEFT_BESTAND = nergens
        heartbeat_sent.send(sender=None)


def test_een_klok_die_twee_dagen_springt_en_terugkomt_verandert_niets(
    beat: tuple[Slag, list[str], dict[str, float]], nu: datetime
) -> None:
    zelf, geluid, tijd = beat
    zelf.tick()
    klok.zet(nu + timedelta(days=2))
    tijd["nu"] += 61
    zelf.tick()
    klok.zet(nu)
    geluid.clear()
    tijd["nu"] += 61
    zelf.tick()

    assert {"bewaak-termijnen", "verzend-berichten", "controleer", "hartslag"} <= set(geluid)


def test_wat_al_klaarligt_wordt_niet_opgestapeld(
    beat: tuple[Slag, list[str], dict[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    zelf, geluid, _ = beat
    monkeypatch.setattr(Slag, "_ligt_klaar", lambda _, ronde: GENOEG if "verzend" in ronde.task else GENOEG - 1)
    zelf.tick()
    assert geluid
    assert not [naam for naam in geluid if naam.startswith("verzend")]


def test_een_volle_rij_slaat_een_ronde_van_eens_per_uur_niet_over(
    beat: tuple[Slag, list[str], dict[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    zelf, geluid, tijd = beat
    klaar = {"aantal": GENOEG}
    monkeypatch.setattr(Slag, "_ligt_klaar", lambda _, ronde: klaar["aantal"])
    assert zelf.tick() > 1, "and it does not look all the time"
    klaar["aantal"] = 0
    tijd["nu"] += 30
    zelf.tick()

    assert "houd-contacten-bij" in geluid


def test_geplande_post_laat_de_verzenders_meteen_komen_en_niet_vaker_dan_nodig(
    beat: tuple[Slag, list[str], dict[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    zelf, geluid, tijd = beat
    zelf.tick()
    geluid.clear()
    monkeypatch.setattr(Bel, "hoort", lambda _, seconden: True)

    for _ in range(20):
        assert zelf.tick() < 0.1
        tijd["nu"] += 0.04

    assert geluid == ["verzend-berichten"] * 3, "twenty words in 0.8 s"


def test_geen_ronde_verloopt_op_de_klok_van_een_ander() -> None:
    assert not [rij for rij in ritme().values() if {"expires", "eta", "countdown"} & set(rij.get("options", {}))]


def test_elke_soort_ronde_heeft_haar_eigen_rij() -> None:
    rij = {taak.rpartition(".")[2]: rij for _, taak, _, rij in RONDEN}
    assert len({rij["bewaak_termijnen"], rij["verzend"], rij["controleer"], rij["lees_feeds"]}) == 4
    assert {rij.name for rij in settings.CELERY_TASK_QUEUES} == set(rij.values())
    for _, taak, _, naam in RONDEN:
        assert app.amqp.router.route({}, taak)["queue"].name == naam


def test_de_demo_heeft_een_draad_voor_elke_soort_ronde() -> None:
    assert len(RONDEN) == SOORTEN_RONDEN


def test_een_ronde_die_bezig_is_begint_geen_tweede_keer_en_houdt_geen_andere_op() -> None:
    los, binnen, gedaan = Event(), Event(), []

    @shared_task(name="tests.traag")
    def traag() -> None:
        binnen.set()
        los.wait(10)
        gedaan.append("traag")

    @shared_task(name="tests.snel")
    def snel() -> None:
        gedaan.append("snel")

    taak, ander = app.tasks["tests.traag"], app.tasks["tests.snel"]
    draad = Thread(target=taak)
    draad.start()
    assert binnen.wait(10)
    taak()
    ander()
    assert gedaan == ["snel"]
    los.set()
    draad.join()
    taak()
    assert gedaan == ["snel", "traag", "traag"]


def test_beat_bewaart_geen_plan(tmp_path: Path) -> None:
    zelf = Slag(app, lazy=True, schedule_filename=str(tmp_path / "schema"))
    zelf.sync()
    zelf.close()
    assert list(tmp_path.iterdir()) == []
