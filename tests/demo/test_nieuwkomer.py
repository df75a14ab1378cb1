"""bin/demo as a newcomer starts it: the two of docs/nieuwe-regio.md beside each other, the first once more, and with a
clock that leaps two days ahead and comes back. How long each took is printed."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.diensten import vrije_poort
from tests.klok import bibliotheek
from tests.storing.processen import Kind, wacht_tot
from tests.uitrol.blokken import alle
from tests.wetten.bron import WORTEL

from .omgevingen import kant_en_klaar

pytestmark = [pytest.mark.echte_klok, pytest.mark.alleen_alles]
TOKEN = "van-de-proef-" + "7" * 32


def haal(adres: str) -> str:
    """The page, also one that says 503; empty when nobody answers."""
    try:
        vraag = urllib.request.Request(adres, headers={"Authorization": f"Bearer {TOKEN}"})  # noqa: S310  our own
        with urllib.request.urlopen(vraag) as uit:  # noqa: S310
            return str(uit.read().decode())
    except HTTPError as fout:
        return fout.read().decode()
    except OSError:
        return ""


class Demo:
    """One demo: the command as it stands on the page, with a port and a folder of its own."""

    def __init__(self, regel: str, map_: Path, **omgeving: str) -> None:
        self.poort = vrije_poort()
        regel = re.sub(r"POORT=\d+", f"POORT={self.poort}", regel)
        regel = re.sub(r"CALAMITEITEN_DATA=(\S+)", lambda m: f"CALAMITEITEN_DATA={map_}/{Path(m[1]).name}", regel)
        schoon = {naam: os.environ[naam] for naam in ("PATH", "HOME", "LANG") if naam in os.environ}
        eigen = schoon | {"MONITOR_TOKEN": TOKEN} | omgeving
        self.kind = Kind("demo", ["bash", "-c", f"exec env {regel}"], eigen, map_ / f"demo-{self.poort}.log", WORTEL)
        self.adres = f"http://127.0.0.1:{self.poort}"

    def start(self, zin: str) -> float:
        """Until the first page stands there with this sentence; returns the seconds."""
        begin = time.monotonic()
        self.kind.start()
        self.wacht(lambda: zin in haal(f"{self.adres}/inloggen/"), 240, f"de eerste bladzijde zegt {zin!r}", 0.05)
        return time.monotonic() - begin

    def wacht(self, voorwaarde: Callable[[], Any], seconden: float, wat: str, tussen: float = 0.5) -> None:
        """Wait for it as long as the demo lives."""

        def ja() -> bool:
            assert self.kind.leeft, self.kind.woorden()
            return bool(voorwaarde())

        wacht_tot(ja, seconden, wat, tussen)

    def gezond(self) -> dict[str, Any]:
        """What the monitor hears."""
        antwoord: dict[str, Any] = json.loads(haal(f"{self.adres}/gezond") or "{}")
        return antwoord

    def stop(self) -> None:
        """Ctrl-C: it ends by itself and leaves nothing behind."""
        assert self.kind.stop(signal.SIGINT) == 0, self.kind.woorden()


def test_de_demo_start_en_start_nog_eens(tmp_path: Path) -> None:
    """The commands of README.md and nieuwe-regio.md."""
    (hier,) = (blok for blok in alle(WORTEL / "docs" / "nieuwe-regio.md") if "bin/demo" in blok.tekst)
    venv = kant_en_klaar(tmp_path)
    eerste, andere = (Demo(regel, tmp_path, **venv) for regel in hier.tekst.splitlines())
    try:
        duur = [eerste.start("IJsselland"), andere.start("Zuid-Holland Zuid")]
        assert eerste.adres in eerste.kind.woorden(), "het adres wordt gezegd"
        andere.stop()
        eerste.stop()
        voor = resource.getrusage(resource.RUSAGE_CHILDREN)
        duur.append(eerste.start("IJsselland"))
        eerste.wacht(lambda: eerste.gezond().get("status") == "goed", 60, "alles leeft")
        eerste.stop()
        na = resource.getrusage(resource.RUSAGE_CHILDREN)
        kernen = na.ru_utime + na.ru_stime - voor.ru_utime - voor.ru_stime
        tijden = ", ".join(f"{seconden:.1f} s" for seconden in duur)
        sys.stdout.write(f"\neerste start, tweede regio, nog eens: {tijden} ({kernen:.0f} CPU-seconden)\n")
    finally:
        for demo in (eerste, andere):
            demo.kind.dood()


@pytest.mark.eis("R79")
def test_een_klok_die_vooruitspringt_en_terugkomt_laat_de_demo_niet_zwijgen(tmp_path: Path) -> None:
    """Two days ahead for half a minute, in every process: while it lasts the watch works on; afterwards it says that
    the clock was wrong, its rounds go on at once, and the complaint goes away by itself."""
    klok = tmp_path / "klok"
    klok.write_text("+0\n")
    nep = {"LD_PRELOAD": str(bibliotheek()), "FAKETIME_TIMESTAMP_FILE": str(klok), "FAKETIME_NO_CACHE": "1"}
    venv = kant_en_klaar(tmp_path) | {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "PYTHONPYCACHEPREFIX": str(tmp_path / "pyc")}
    demo = Demo("POORT=1 CALAMITEITEN_DATA=/demo bin/demo", tmp_path, **venv, **nep)
    try:
        demo.start("IJsselland")
        demo.wacht(lambda: demo.gezond().get("status") == "goed", 120, "alles leeft")
        klok.write_text("+2d\n")
        demo.wacht(lambda: _jong(demo, "bewaking", "beat", "verzending"), 90, "de wacht werkt door na de sprong")
        klok.write_text("+0\n")
        redenen: set[str] = set()

        def is_weer_goed() -> bool:
            redenen.update(demo.gezond().get("redenen", []))
            return demo.gezond().get("status") == "goed" and _jong(demo, "bewaking", "beat", "verzending", "controle")

        demo.wacht(is_weer_goed, 240, "de wacht leeft weer")
        sys.stdout.write(f"\nna de sprong terug: {sorted(redenen)}\n")
        assert demo.kind.leeft
        demo.stop()
    finally:
        demo.kind.dood()


def _jong(demo: Demo, *namen: str) -> bool:
    """Whether these parts beat a minute ago or less, and not in the future."""
    leeftijden = demo.gezond().get("onderdelen", {})
    return all(leeftijden.get(naam) is not None and 0 <= leeftijden[naam] <= 60 for naam in namen)
