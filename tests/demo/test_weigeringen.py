"""Every refusal of bin/demo is a sentence that says what to do; a start with nothing changed does no work twice."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import calamiteiten.demo.__main__ as begin
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


def test_een_map_van_een_andere_gebruiker(tmp_path: Path) -> None:
    """Root becomes somebody else for it, once the code is read; to anybody else the map is closed."""
    dicht = tmp_path / "dicht"
    dicht.mkdir(mode=0o700 if os.geteuid() == 0 else 0o000)
    code = (
        "import os; from pathlib import Path; from calamiteiten.demo.datamap import Datamap, DemoStartNiet\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        f"try: Datamap(Path({str(dicht / 'x')!r})).open(opnieuw=False)\n"
        "except DemoStartNiet as fout: print(fout)"
    )
    schoon = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    gezegd = subprocess.run(
        [sys.executable, "-c", code], cwd=WORTEL, env=schoon, capture_output=True, text=True, check=False
    )
    assert "is niet te gebruiken (Permission denied)" in gezegd.stdout, gezegd.stderr


def test_een_schijf_die_vol_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is laid down, and when it fills up meanwhile."""
    data = Datamap(tmp_path / "demo")
    with pytest.raises(DemoStartNiet, match="No space left on device"), data.bruikbaar():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=7_000_000))
    with pytest.raises(DemoStartNiet, match="te weinig ruimte: 7 MB, en de demo vraagt 100 MB"):
        data.open(opnieuw=False)
    data.sluit()


# A Python of which one thing is not as it should be (FOUT), and which does nothing else.
PYTHON = """#!/usr/bin/env bash
[ -z "${GEROEPEN:-}" ] || echo "$*" >>"$GEROEPEN"
case "$*" in
  *platform*) echo "Hier is Python $FOUT." ;;
  *sys.exit*) [[ $FOUT != 3.* ]] ;;
  *ensurepip*) [ "$FOUT" != venv ] ;;
  *"-m venv"*) mkdir -p "${@: -1}/bin" && cp "$0" "${@: -1}/bin/python" ;;
  *"-m pip"*) [ "$FOUT" != netwerk ] ;;
  *"import pip"*) [ -e "${0%/*}/../lib" ] ;;
  *hashlib*) echo "(3, 11) som" ;;
  -) [ "$FOUT" != bibliotheek ] || echo libpango-1.0-0 ;;
  *) echo "$*" >&2; exit 99 ;;
esac
"""
GEREEDSCHAP = ("bash", "env", "dirname", "cat", "uname", "mkdir", "mktemp", "chmod", "rm", "cp")


def op_een_machine(map_: Path, opdracht: str, fout: str, **anders: str) -> subprocess.CompletedProcess[str]:
    """A command of bin/ on a machine with this one Python, for a user who may install nothing."""
    if not (map_ / "bin").exists():
        (map_ / "bin").mkdir()
        for naam in GEREEDSCHAP:
            (map_ / "bin" / naam).symlink_to(shutil.which(naam) or "")
    namen = {"python3": PYTHON, "id": "#!/bin/sh\necho 1000\n", "chromium": "#!/bin/sh\n", "systemd-analyze": ""}
    for naam, tekst in namen.items():
        if naam != fout:
            (map_ / "bin" / naam).write_text(tekst)
            (map_ / "bin" / naam).chmod(0o755)
    omgeving = {"PATH": str(map_ / "bin"), "CALAMITEITEN_VENV": str(map_ / "venv"), "HOME": str(map_), "FOUT": fout}
    bin_ = WORTEL / "bin" / opdracht
    return subprocess.run([bin_], env=omgeving | anders, capture_output=True, text=True, check=False)


WEIGERINGEN: list[tuple[str, dict[str, str], str]] = [
    *(
        (versie, {}, f"Python 3.11, 3.12 of 3.13 is nodig en is hier niet gevonden. Hier is Python {versie}.")
        for versie in ("3.10.12", "3.14.0")
    ),
    ("python3", {}, "Python 3.11, 3.12 of 3.13 is nodig en is hier niet gevonden."),
    ("venv", {}, "Deze systeempakketten ontbreken: python3-venv"),
    ("bibliotheek", {}, "Deze systeempakketten ontbreken: libpango-1.0-0"),
    ("map", {"CALAMITEITEN_VENV": "/proc/venv"}, "De virtuele omgeving kon niet worden gemaakt in /proc/venv."),
    ("netwerk", {}, "Controleer de netwerkverbinding en start opnieuw."),
]
VAN_DE_TOETS: list[tuple[str, dict[str, str], str]] = [
    ("chromium", {}, "Deze systeempakketten ontbreken: chromium"),
    ("systemd-analyze", {}, "Deze systeempakketten ontbreken: systemd"),
    ("tmp", {"TMPDIR": "/proc"}, "In /proc kan niets tijdelijks worden neergezet."),
]


@pytest.mark.parametrize("opdracht", ["demo", "test"])
def test_elke_weigering_is_een_zin_die_zegt_wat_er_moet(tmp_path: Path, opdracht: str) -> None:
    """Of bin/demo and bin/test alike: no Python that fits, packages that only an administrator installs, a folder where
    nothing may be written, no network."""
    for nummer, (fout, anders, zin) in enumerate([*WEIGERINGEN, *(VAN_DE_TOETS if opdracht == "test" else [])]):
        (map_ := tmp_path / str(nummer)).mkdir()
        gestart = op_een_machine(map_, opdracht, fout, **anders)
        gezegd = gestart.stderr.strip()
        assert (gestart.returncode, zin in gezegd) == (1, True), (fout, gestart)
        assert "Traceback" not in gezegd
        if "systeempakketten" in zin:
            assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends" in gezegd


@pytest.mark.alleen_alles
def test_zonder_netwerk(tmp_path: Path) -> None:
    nergens = {"PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_EXTRA_INDEX_URL": "", "PIP_CONFIG_FILE": os.devnull}
    omgeving = os.environ | nergens | {"CALAMITEITEN_VENV": str(tmp_path / "venv"), "PIP_NO_CACHE_DIR": "1"}
    gestart = subprocess.run([WORTEL / "bin" / "demo"], env=omgeving, capture_output=True, text=True, check=False)
    assert gestart.returncode == 1
    assert gestart.stderr.rstrip().endswith("Controleer de netwerkverbinding en start opnieuw.")


# A second start ------------------------------------------------------------------------------------------------------


def test_een_tweede_start_zoekt_en_installeert_niets(tmp_path: Path) -> None:
    """bin/demo once more: no package, no environment, nothing of the system; only whether all is there still."""
    geroepen = []
    for keer in ("eerst", "nog eens"):
        verslag = tmp_path / keer
        gestart = op_een_machine(tmp_path, "demo", "niets", GEROEPEN=str(verslag))
        assert gestart.stderr.strip() == "-m calamiteiten.demo", gestart
        geroepen.append([regel for regel in verslag.read_text().splitlines() if regel.startswith("-m")])
    assert [regel.split()[1] for regel in geroepen[0]] == ["venv", "pip", "calamiteiten.demo"]
    assert geroepen[1] == ["-m calamiteiten.demo"]


def test_een_tweede_start_migreert_zaait_en_verzamelt_niet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it start a process that would look whether it must: that alone takes longer than the page. When the
    program changed, it makes all ready again, and keeps what is in it."""
    data, gedaan, standen = Datamap(tmp_path / "demo"), list[list[str]](), ["a", "a", "b"]
    data.open(opnieuw=False)

    def draai(opdracht: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        gedaan.append(opdracht[2:])
        data.statisch.mkdir(exist_ok=True)
        with sqlite3.connect(data.database) as verbinding:
            verbinding.execute("CREATE TABLE IF NOT EXISTS contacten_gemeente AS SELECT 'Dalfsen' AS naam")
        return subprocess.CompletedProcess(opdracht, 0)

    monkeypatch.setattr(subprocess, "run", draai)
    monkeypatch.setattr(begin, "stand", lambda _: standen.pop(0))
    alles = ["calamiteiten.demo.gereed"]
    for verwacht in ([[*alles, "zaai"]], [[*alles, "zaai"]], [[*alles, "zaai"], alles]):
        begin.maak_gereed(data)
        assert gedaan == verwacht
    data.sluit()


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
