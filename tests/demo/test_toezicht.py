"""All parts of the demo run: one that stops is started again, and when that does not help none runs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from calamiteiten.demo.toezicht import Onderdeel, Toezicht

SLAAP = "import time; print('klaar', flush=True); time.sleep(60)"
DOOF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLAAP
MET_KIND = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLAAP!r}]); {SLAAP}"


def wacht_tot(voorwaarde: Callable[[], bool]) -> bool:
    einde = time.monotonic() + 20
    while not voorwaarde() and time.monotonic() < einde:
        time.sleep(0.02)
    return voorwaarde()


def regels(onderdeel: Onderdeel) -> int:
    return onderdeel.verslag.read_text().count("klaar") if onderdeel.verslag.exists() else 0


@pytest.fixture
def maak(tmp_path: Path) -> Iterator[Callable[..., Toezicht]]:
    gemaakt: list[Toezicht] = []

    def _maak(**programmas: str) -> Toezicht:
        delen = [
            Onderdeel(naam, [sys.executable, "-c", bron], tmp_path / f"{naam}.log") for naam, bron in programmas.items()
        ]
        gemaakt.append(Toezicht(delen))
        gemaakt[-1].start()
        return gemaakt[-1]

    yield _maak
    for toezicht in gemaakt:
        toezicht.stop()


def test_niemand_is_gestorven_zolang_alles_draait(maak: Callable[..., Toezicht]) -> None:
    toezicht = maak(een=SLAAP, twee=SLAAP)

    assert wacht_tot(lambda: all(regels(deel) == 1 for deel in toezicht.onderdelen))
    assert toezicht.gestorven() is None


def test_een_onderdeel_dat_stopt_wordt_genoemd_met_zijn_laatste_woorden(maak: Callable[..., Toezicht]) -> None:
    toezicht = maak(een=SLAAP, twee="raise SystemExit('de schijf is vol')")

    assert wacht_tot(lambda: toezicht.gestorven() is not None)
    dood = toezicht.gestorven()
    assert dood is not None
    assert dood.naam == "twee"
    assert "de schijf is vol" in dood.laatste_regels()


def test_een_onderdeel_dat_stopt_begint_opnieuw(maak: Callable[..., Toezicht], monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed twice it lives on, and the other never noticed."""
    monkeypatch.setattr("calamiteiten.demo.toezicht.WACHTEN", 0.01)
    toezicht = maak(een=SLAAP, twee=SLAAP)
    een, twee = toezicht.onderdelen
    for keer in (1, 2):
        assert wacht_tot(lambda keer=keer: regels(een) == keer)  # type: ignore[misc]
        een.proces.kill()
        een.proces.wait()
        assert toezicht.houd_overeind() is None
    assert wacht_tot(lambda: regels(een) == 3)
    assert (regels(twee), twee.herstarts) == (1, [])


def test_wat_steeds_stopt_wordt_opgegeven(maak: Callable[..., Toezicht], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calamiteiten.demo.toezicht.WACHTEN", 0.01)
    toezicht = maak(een=SLAAP, twee="raise SystemExit('de schijf is vol')")

    assert wacht_tot(lambda: toezicht.houd_overeind() is not None)

    dood = toezicht.houd_overeind()
    assert dood is not None
    assert (dood.naam, len(dood.herstarts)) == ("twee", 3)
    assert dood.laatste_regels().count("de schijf is vol") == 4


def test_stoppen_stopt_alles_ook_wie_niet_luistert(
    maak: Callable[..., Toezicht], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calamiteiten.demo.toezicht.GEDULD", 0.5)
    toezicht = maak(een=SLAAP, doof=DOOF)
    assert wacht_tot(lambda: all(regels(deel) == 1 for deel in toezicht.onderdelen))

    toezicht.stop()

    assert not any(deel.leeft() for deel in toezicht.onderdelen)


def test_een_kind_overleeft_zijn_gestorven_ouder_niet(maak: Callable[..., Toezicht]) -> None:
    toezicht = maak(een=MET_KIND)
    (onderdeel,) = toezicht.onderdelen
    assert wacht_tot(lambda: regels(onderdeel) == 2)
    onderdeel.proces.kill()
    onderdeel.proces.wait()

    toezicht.stop()

    assert wacht_tot(lambda: not groep_bestaat(onderdeel.proces.pid))


def groep_bestaat(groep: int) -> bool:
    """Whether a process of this group still does something; the dead who wait for their parent do not count."""
    for map_ in Path("/proc").iterdir():
        if map_.name.isdecimal():
            try:
                staat, _, pgid = (map_ / "stat").read_text().rpartition(")")[2].split()[:3]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(pgid) == groep and staat != "Z" and int(map_.name) != os.getpid():
                return True
    return False
