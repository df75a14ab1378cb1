"""The numbers for Prometheus: who gets them, what they say, what they never say, and what asking costs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from basis.onthouden import vergeet_alles
from communicatie.models import Bericht
from escalatie.bewaking import gezondheid, hartslagen, metrieken, ronde
from tests import bouw
from tests.bouw import Regio

pytestmark = pytest.mark.django_db
TOKEN = "een-token-van-minstens-32-willekeurige-tekens"
MET = {"headers": {"Authorization": f"Bearer {TOKEN}"}}


@pytest.fixture(autouse=True)
def _token(settings: Any) -> Iterator[None]:
    settings.MONITOR_TOKEN = TOKEN
    vergeet_alles()
    yield
    vergeet_alles()


def _getallen(client: Client) -> dict[tuple[str, tuple[str, ...]], float]:
    antwoord = client.get("/metrics", **MET)  # type: ignore[arg-type]
    assert antwoord.status_code == 200
    reeksen = text_string_to_metric_families(antwoord.content.decode())
    return {(s.name, tuple(s.labels.values())): s.value for reeks in reeksen for s in reeks.samples}


def test_alleen_met_het_token_van_de_monitor_is_er_een_bladzijde(client: Client, settings: Any, regio: Regio) -> None:
    fout = {"headers": {"Authorization": "Bearer verzonnen"}}
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", **fout).status_code == 404  # type: ignore[arg-type]
    assert client.post("/metrics", **MET).status_code == 405  # type: ignore[arg-type]
    client.force_login(regio.gebruikers["regiomanager"])
    assert client.get("/metrics").status_code == 404, "ook wie de redenen van /gezond leest"
    settings.MONITOR_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_de_getallen_zijn_die_van_de_rijen_en_noemen_geen_zaak(client: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu - timedelta(hours=50))
    ronde.bewaak(nu)
    hartslagen.klop("back_up", nu - timedelta(hours=3))
    Bericht.objects.filter(status="gepland").update(gepland_op=nu - timedelta(minutes=20))
    wacht = Bericht.objects.filter(status="gepland").count()

    getal = _getallen(client)

    assert getal["calamiteiten_gezond", ()] == 0
    assert getal["calamiteiten_storing", ("berichten_wachten",)] == 1
    assert getal["calamiteiten_storing", ("database_antwoordt_niet",)] == 0
    assert getal["calamiteiten_berichten", ("gepland",)] == wacht > 0
    assert getal["calamiteiten_berichten", ("vastgelopen",)] == 0
    assert getal["calamiteiten_oudste_onverzonden_seconden", ()] >= 1200
    assert getal["calamiteiten_termijnen_verstreken", ()] >= 1
    assert getal["calamiteiten_termijnen", ("verstreken",)] >= 1
    assert getal["calamiteiten_hartslag_seconden", ("back_up",)] >= 3 * 3600
    assert getal["calamiteiten_ronde_seconden", ("bewaking",)] >= 0
    blad = client.get("/metrics", **MET).content.decode()  # type: ignore[arg-type]
    for woord in (melding.kenmerk, "CAL-", "zwolle", "Zwolle", "@", melding.aanbieder.naam):
        assert woord not in blad, woord


def test_een_vloed_van_vragen_kost_de_database_er_een(client: Client, regio: Regio, nu: datetime) -> None:
    bouw.melding(nu)
    with CaptureQueriesContext(connection) as eerst:
        client.get("/metrics", **MET)  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as daarna:
        for _ in range(20):
            client.get("/metrics", **MET)  # type: ignore[arg-type]
            client.get("/metrics")
    # With the savepoint around each of some, which there is in a test alone.
    assert len(eerst) <= 43
    assert len(daarna) == 0


def test_zonder_database_zegt_de_bladzijde_dat(nu: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def weg(op: datetime) -> None:
        raise OperationalError("weg")

    monkeypatch.setattr(gezondheid, "meet", weg)
    assert b"calamiteiten_gezond 0.0" in metrieken.blad(lambda: nu)


def test_de_tijd_van_een_verzoek_telt_per_soort_en_een_verzonnen_methode_maakt_geen_reeks(client: Client) -> None:
    sleutel, vreemd = ("calamiteiten_verzoek_seconden_count", ("GET", "2xx")), "BREEKIJZER"
    voor = _getallen(client).get(sleutel, 0.0)
    client.get("/inloggen/")
    client.generic(vreemd, "/inloggen/")
    getal = _getallen(client)
    assert getal[sleutel] == voor + 1, "en wat een machine vraagt telt niet mee"
    assert getal["calamiteiten_verzoek_seconden_count", ("anders", "4xx")] >= 1
    assert not any(vreemd in labels for _, labels in getal)


TEL = """
import os, sys
from basis.metrieken import tel_verzoek, verzoeken
for _ in range(int(sys.argv[1])):
    tel_verzoek("GET", 200, 0.02)
print(verzoeken().decode())
"""


def test_de_processen_van_een_website_tellen_samen(tmp_path: Path) -> None:
    for keer, samen in ((2, 2.0), (3, 5.0)):
        omgeving = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PATH": "", "PYTHONPATH": "."}
        opdracht = [sys.executable, "-c", TEL, str(keer)]
        gedaan = subprocess.run(opdracht, env=omgeving, capture_output=True, text=True, check=True)
        assert f'calamiteiten_verzoek_seconden_count{{methode="GET",status="2xx"}} {samen}' in gedaan.stdout


RUIMTE = """
import os, resource, sys
from calamiteiten.config import metriekmap
if len(sys.argv) > 1:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
map_ = metriekmap.maak()
if map_ is None:
    sys.exit("alleen")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(map_)
from basis.metrieken import tel_verzoek, verzoeken
for methode in ("GET", "HEAD", "POST", "PUT"):
    for status in range(100, 600, 100):
        tel_verzoek(methode, status, 0.02)
(bestand,) = map_.iterdir()
stand = bestand.stat()
print(stand.st_blocks * 512 >= stand.st_size == 1 << 18)
bestand.unlink()
map_.rmdir()
print(b"calamiteiten_verzoek_seconden_count" in verzoeken())
"""


def test_een_volle_schijf_kost_het_tellen_en_niet_het_webproces(tmp_path: Path) -> None:
    """Writing by address in a hole of a file on a full disk ends the process: so there are no holes."""

    def draai(*meer: str) -> "subprocess.CompletedProcess[str]":
        opdracht = [sys.executable, "-c", RUIMTE, *meer]
        omgeving = {**os.environ, "TMPDIR": str(tmp_path)}
        return subprocess.run(opdracht, env=omgeving, capture_output=True, text=True, check=False)

    assert draai().stdout.split() == ["True", "True"], "room for all of it, and no page that breaks without its folder"
    vol = draai("1000")
    assert (vol.returncode, vol.stderr.strip()) == (1, "alleen")
    assert not [pad for pad in tmp_path.rglob("*") if pad.is_file()]
