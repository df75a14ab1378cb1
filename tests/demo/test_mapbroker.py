"""The broker in a folder of the embedded default: a worker never meets half a message."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

import calamiteiten.config.celery  # noqa: F401 - it names the broker "map"

AANTAL = 600


@pytest.fixture
def verbinding(tmp_path: Path):
    opties = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("map://", transport_options=opties) as open_:
        yield open_


def test_de_lezer_vindt_alleen_hele_berichten_en_elk_een_keer(verbinding):
    """The reader turns over the folder as fast as it can while the writer fills it."""
    schrijver, lezer = verbinding.channel(), verbinding.channel()
    gelezen: list[int] = []

    def lees() -> None:
        while len(gelezen) < AANTAL:
            try:
                gelezen.append(lezer._get("celery")["nummer"])
            except Empty:
                continue

    with ThreadPoolExecutor(2) as samen:
        werk = samen.submit(lees)
        for nummer in range(AANTAL):
            schrijver._put("celery", {"nummer": nummer, "vulling": "x" * 5000})
        werk.result(timeout=60)
    assert sorted(gelezen) == list(range(AANTAL))


class Kijker:
    """A part of a message that looks into the folder while it is being written."""

    def __init__(self, map_: Path) -> None:
        self.map = map_
        self.gezien: list[str] = []

    def __json__(self) -> str:
        self.gezien = [pad.name for pad in self.map.glob("*.celery.msg")]
        return "gekeken"


def test_een_bericht_staat_er_pas_als_het_af_is(verbinding, tmp_path: Path):
    kijker = Kijker(tmp_path)
    verbinding.channel()._put("celery", {"deel": kijker})
    assert kijker.gezien == []
    assert verbinding.channel()._get("celery") == {"deel": "gekeken"}


def test_een_half_geschreven_bericht_telt_niet(verbinding, tmp_path: Path):
    (tmp_path / "1_x.celery.msg.half").write_text("")
    with pytest.raises(Empty):
        verbinding.channel()._get("celery")
