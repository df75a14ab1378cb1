"""The demo is made and starts on any day: when the clock changes, on New Year's Eve, on a leap day, years from now."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calamiteiten.demo.accounts import ACCOUNTS
from calamiteiten.demo.zaaien.regie import Gezaaid, zaai
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from escalatie.bewaking import controle, ronde
from tests import klok
from tests.dagen import lastige_dagen
from tests.diensten import vrije_poort

WORTEL = Path(__file__).resolve().parents[2]
DAGEN = lastige_dagen(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
VERHALEN = 8
STARTTIJD = 180.0


def _dagen() -> list[Any]:
    """The day on which the clock changes; at full size every hard day."""
    return [dag if dag == "klokwissel" else pytest.param(dag, marks=pytest.mark.alleen_alles) for dag in DAGEN]


@pytest.mark.django_db
@pytest.mark.parametrize("dag", _dagen())
def test_de_voorbeeldgegevens_kloppen_op(dag: str) -> None:
    nu = DAGEN[dag]
    klok.zet(nu)

    assert zaai(nu, VERHALEN) == Gezaaid(VERHALEN)

    ronde.bewaak(nu)
    assert controle.controleer(nu) == []
    assert Melding.objects.filter(afgerond_op=None).exists()
    assert not Melding.objects.filter(ontvangen_op__gt=nu).exists()
    assert Gebruiker.objects.filter(is_active=True).count() == len(ACCOUNTS)


@pytest.mark.alleen_alles
@pytest.mark.echte_klok
@pytest.mark.parametrize("dag", lastige_dagen(datetime.now(UTC)))
def test_de_demo_start_op(dag: str, tmp_path: Path) -> None:
    moment = lastige_dagen(datetime.now(UTC))[dag]
    poort = vrije_poort()
    schoon = {naam: os.environ[naam] for naam in ("PATH", "HOME", "LANG") if naam in os.environ}
    omgeving = {
        **schoon,
        **klok.verschoven(moment - datetime.now(UTC)),
        "POORT": str(poort),
        "CALAMITEITEN_DATA": str(tmp_path / "demo"),
        "PYTHONPYCACHEPREFIX": str(tmp_path / "pyc"),
    }
    with (tmp_path / "demo.log").open("wb") as verslag:
        demo = subprocess.Popen(
            [sys.executable, "-m", "calamiteiten.demo"], cwd=WORTEL, env=omgeving, stdout=verslag, stderr=verslag
        )
        try:
            _wacht_tot_hij_draait(demo, tmp_path / "demo.log")
            pagina = urllib.request.urlopen(f"http://127.0.0.1:{poort}/inloggen/", timeout=20)
            assert pagina.status == 200
            gezegd = re.search(r"\d{4}", pagina.headers["Date"])
            assert gezegd is not None
            assert gezegd[0] == str(moment.astimezone(UTC).year)
            _wacht_op_goed(poort)
        finally:
            demo.terminate()
            assert demo.wait(30) == 0


def _wacht_tot_hij_draait(demo: subprocess.Popen[bytes], verslag: Path) -> None:
    einde = time.monotonic() + STARTTIJD
    while "De demo draait" not in verslag.read_text(encoding="utf-8"):
        assert demo.poll() is None, verslag.read_text(encoding="utf-8")[-2000:]
        assert time.monotonic() < einde, "De demo draait niet op tijd"
        time.sleep(0.2)


def _wacht_op_goed(poort: int) -> None:
    """The watch of that day says that all is well, a round or two after the start."""
    einde, antwoord = time.monotonic() + 90, ""
    while time.monotonic() < einde:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{poort}/gezond", timeout=20) as gekregen:
                antwoord = str(gekregen.read())
                return
        except urllib.error.HTTPError as fout:
            antwoord = str(fout.read())
        time.sleep(1)
    raise AssertionError(antwoord)
