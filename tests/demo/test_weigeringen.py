"""Every refusal of bin/demo is a sentence that says what to do; a start with nothing changed does no work twice."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from calamiteiten.demo.__main__ import WORTEL
from calamiteiten.demo.datamap import Datamap, DemoStartNiet
from calamiteiten.demo.stand import stand

# A program of another user cannot share the held clock of this one.
pytestmark = pytest.mark.echte_klok


def demo(**omgeving: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "calamiteiten.demo"],
        cwd=WORTEL,
        env=os.environ | {"PYTHONPATH": str(WORTEL), "POORT": "0"} | omgeving,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("poort", ["0", "acht", "70000"])
def test_een_poort_die_geen_poort_is(poort: str) -> None:
    gestart = demo(POORT=poort)
    assert gestart.returncode == 1
    assert gestart.stderr.startswith(f"De demo start niet. POORT={poort} is geen poortnummer.")
    assert "Traceback" not in gestart.stderr


def test_een_poort_die_bezet_is(tmp_path: Path) -> None:
    with socket.socket() as bezet:
        bezet.bind(("127.0.0.1", 0))
        bezet.listen()
        poort = bezet.getsockname()[1]
        gestart = demo(POORT=str(poort), CALAMITEITEN_DATA=str(tmp_path / "demo"))
    assert gestart.returncode == 1
    assert f"Poort {poort} is al in gebruik." in gestart.stderr
    assert not (tmp_path / "demo").exists()


def test_een_map_waar_niemand_mag_schrijven(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()
    for pad in (Path("/proc/demo"), tmp_path / "bestand", tmp_path / "bestand" / "demo"):
        with pytest.raises(DemoStartNiet, match="is niet te gebruiken"):
            Datamap(pad).open(opnieuw=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="alleen root kan een ander worden")
def test_een_map_van_een_andere_gebruiker(tmp_path: Path) -> None:
    dicht = tmp_path / "dicht"
    dicht.mkdir(mode=0o700)
    code = (
        "from pathlib import Path; from calamiteiten.demo.datamap import Datamap, DemoStartNiet\n"
        f"try: Datamap(Path({str(dicht / 'x')!r})).open(opnieuw=False)\n"
        "except DemoStartNiet as fout: print(fout)"
    )
    als = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", sys.executable, "-c", code]
    schoon = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    gezegd = subprocess.run(als, cwd=WORTEL, env=schoon, capture_output=True, text=True, check=False)
    if "No module named" in gezegd.stderr:
        pytest.skip("een ander mag hier de code niet lezen")
    assert "is niet te gebruiken (Permission denied)" in gezegd.stdout, gezegd.stderr


def bin_demo(map_: Path, versie: str) -> subprocess.CompletedProcess[str]:
    """bin/demo on a machine with this one Python, which says its version and can do nothing else."""
    (map_ / "bin").mkdir()
    for naam in ("bash", "env", "dirname", "cat", "id", "uname"):
        (map_ / "bin" / naam).symlink_to(shutil.which(naam) or "")
    python = map_ / "bin" / "python3"
    python.write_text(
        f'#!/usr/bin/env bash\ncase "$2" in *platform*) echo "Hier is Python {versie}." ;; *) exit 1 ;; esac\n'
    )
    python.chmod(0o755)
    omgeving = {"PATH": str(map_ / "bin"), "CALAMITEITEN_VENV": str(map_ / "venv"), "HOME": str(map_)}
    return subprocess.run([WORTEL / "bin" / "demo"], env=omgeving, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("versie", ["3.10.12", "3.14.0"])
def test_een_python_die_te_oud_of_te_nieuw_is(tmp_path: Path, versie: str) -> None:
    gestart = bin_demo(tmp_path, versie)
    assert gestart.returncode == 1
    zinnen = gestart.stderr.strip()
    assert zinnen.startswith("Python 3.11, 3.12 of 3.13 is nodig en is hier niet gevonden.")
    assert f"Hier is Python {versie}." in zinnen
    assert not (tmp_path / "venv").exists()


@pytest.mark.alleen_alles
def test_zonder_netwerk(tmp_path: Path) -> None:
    nergens = {"PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_EXTRA_INDEX_URL": "", "PIP_CONFIG_FILE": os.devnull}
    omgeving = os.environ | nergens | {"CALAMITEITEN_VENV": str(tmp_path / "venv"), "PIP_NO_CACHE_DIR": "1"}
    gestart = subprocess.run([WORTEL / "bin" / "demo"], env=omgeving, capture_output=True, text=True, check=False)
    assert gestart.returncode == 1
    assert gestart.stderr.rstrip().endswith("Controleer de netwerkverbinding en start opnieuw.")


# A second start ------------------------------------------------------------------------------------------------------


def test_wat_niet_veranderde_wordt_niet_nog_eens_klaargezet(tmp_path: Path) -> None:
    data = Datamap(tmp_path / "demo")
    data.open(opnieuw=False)
    assert not data.is_gereed("a"), "nog nooit"
    data.onthoud_gereed("a")
    assert not data.is_gereed("a"), "zonder vaste bestanden"
    data.statisch.mkdir()
    assert data.is_gereed("a")
    assert not data.is_gereed("b")
    data.sluit()


def test_de_stand_verandert_met_elk_bestand_en_elke_regio(tmp_path: Path) -> None:
    for pad in ("escalatie/protocol/x.toml", "contacten/migrations/0001.py", "static/css/a.css"):
        (tmp_path / pad).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / pad).write_text("een")
    eigen = tmp_path / "eigen"
    eigen.mkdir()
    omgeving = {"REGIO": "ijsselland", "PROTOCOL_MAPPEN": str(eigen)}
    standen = [stand(tmp_path, omgeving)]
    assert stand(tmp_path, omgeving) == standen[0]

    (tmp_path / "basis").mkdir()
    (tmp_path / "basis" / "uitleg.md").write_text("telt niet")
    assert stand(tmp_path, omgeving) == standen[0]
    for pad in ("escalatie/protocol/x.toml", "static/css/a.css", "basis/nieuw.py", "eigen/regio.toml"):
        (tmp_path / pad).write_text("anders dan eerst")
        standen.append(stand(tmp_path, omgeving))
    standen.append(stand(tmp_path, omgeving | {"REGIO": "zhz"}))
    assert len(set(standen)) == len(standen)
