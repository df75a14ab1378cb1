"""The broker in a folder of the embedded default: a worker never meets half a message."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue

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
            schrijver._put("celery", {"properties": {}, "body": "", "nummer": nummer, "vulling": "x" * 5000})
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
    verbinding.channel()._put("celery", {"properties": {}, "body": "", "deel": kijker})
    assert kijker.gezien == []
    assert verbinding.channel()._get("celery") == {"properties": {}, "body": "", "deel": "gekeken"}


def test_een_half_geschreven_bericht_telt_niet(verbinding, tmp_path: Path):
    (tmp_path / "1_x.celery.msg.half").write_text("")
    with pytest.raises(Empty):
        verbinding.channel()._get("celery")


@pytest.mark.parametrize(
    "rommel", [b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"{}", b'{"properties": 1, "body": ""}', b"[" * 100_000]
)
def test_rommel_wordt_terzijde_gelegd_en_het_bericht_erna_komt_aan(verbinding, tmp_path: Path, rommel: bytes):
    """Gevallen 5.15: an empty file ended the worker, and with it the demo, at each start again."""
    (tmp_path / "0_rommel.celery.msg").write_bytes(rommel)
    (tmp_path / "0_map.celery.msg").mkdir()
    goed = {"properties": {}, "body": "", "nummer": 1}
    verbinding.channel()._put("celery", goed)

    assert verbinding.channel()._get("celery") == goed
    with pytest.raises(Empty):
        verbinding.channel()._get("celery")
    assert (tmp_path / "terzijde" / "0_rommel.celery.msg.gelezen").read_bytes() == rommel


@pytest.mark.parametrize("rommel", [b"", b"{", b"null", b'[["te", "kort"]]'])
def test_een_kapotte_lijst_van_rijen_houdt_niemand_tegen(verbinding, rommel: bytes, tmp_path: Path):
    """The other file that every reader and writer opens: which queue an exchange leads to."""
    rij = Queue("post", Exchange("post"), "post", channel=verbinding.channel())
    rij.declare()
    lijst = tmp_path / "control" / "post.exchange"
    lijst.parent.mkdir(exist_ok=True)
    for zeg in ("een", "twee"):
        lijst.write_bytes(rommel)
        verbinding.Producer().publish({"zeg": zeg}, exchange="post", routing_key="post")
        gekregen = rij.get()
        assert gekregen is not None
        assert gekregen.payload == {"zeg": zeg}
    lijst.write_bytes(rommel)
    rij.declare()
    assert rij.get() is None


def test_waar_niemand_naar_luistert_hoopt_niets_op(verbinding, tmp_path: Path):
    """The worker tells of itself every other second, to nobody."""
    verbinding.Producer().publish({"ik": "leef"}, exchange="celeryev", routing_key="worker.heartbeat")
    assert list(tmp_path.glob("*.msg")) == []
