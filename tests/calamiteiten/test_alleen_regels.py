"""Every line of a part of production is JSON, whoever wrote it, and quotes nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest

from tests.wetten.bron import WORTEL

GEHEIM = "Jip viel uit het raam van de groep"
BEGIN = f"""
import logging, sys
from django.core.exceptions import ImproperlyConfigured
from basis import alleen_regels
def breek(): raise ValueError({GEHEIM!r})
alleen_regels.begin()
"""
# All that can be said, each in a way of its own: also what Python itself writes.
ALLES = f"""
import json, threading, warnings
from granian.log import LogLevels, configure_logging
class Kapot:
    def __del__(self): breek()
def laat_vallen(): Kapot()
configure_logging(LogLevels.info, json.load(open("calamiteiten/config/granian.json")))
logging.getLogger("_granian").info("Started worker-1")
print("een\\ntwee", "drie")
print("half ", end="", flush=True); print("heel")
print("een fout", file=sys.stderr)
warnings.warn("oud")
logging.getLogger("bibliotheek").info("een %d", {GEHEIM!r})
draad = threading.Thread(target=breek); draad.start(); draad.join()
laat_vallen()
alleen_regels.zeg_meteen("worker: Warm shutdown\\n(MainProcess)", sys.__stdout__)
sys.stdout.write("zonder einde")
"""


def gezegd(woorden: str) -> list[dict[str, Any]]:
    """What a process says that runs this and ends with a fault; each line has to be JSON."""
    opdracht = [sys.executable, "-c", BEGIN + woorden]
    gedaan = subprocess.run(opdracht, cwd=WORTEL, capture_output=True, text=True, check=False)
    assert (gedaan.returncode, gedaan.stderr) == (1, ""), gedaan.stdout
    assert "raam" not in gedaan.stdout
    return [json.loads(regel) for regel in gedaan.stdout.splitlines()]


def test_elke_regel_is_json_wie_hem_ook_schrijft() -> None:
    *regels, einde = gezegd(f"{ALLES}\nraise ImproperlyConfigured('AFZENDER ontbreekt')")

    zinnen = [(regel["logger"], regel["level"], regel["event"]) for regel in regels]
    assert [zin for zin in zinnen if zin[0] in {"stdout", "stderr", "_granian"}] == [
        ("_granian", "info", "Started worker-1"),
        ("stdout", "info", "een"),
        ("stdout", "info", "twee drie"),
        ("stdout", "info", "half heel"),
        ("stderr", "warning", "een fout"),
    ]
    rest = [regel for regel in regels if regel["logger"] not in {"stdout", "stderr", "_granian"}]
    waarschuwing, mislukt, draad, vallen, sein, weigering = rest
    assert (waarschuwing["logger"], "UserWarning: oud" in waarschuwing["event"]) == ("py.warnings", True)
    assert re.fullmatch(r"a line of bibliotheek \(<string>:\d+\) could not be written", mislukt["event"])
    for fout in (draad, vallen):
        assert fout["event"] == "nobody caught ValueError"
        assert fout["fouten"][0]["soort"] == "ValueError"
    assert sein["event"] == "worker: Warm shutdown\n(MainProcess)"
    assert (weigering["level"], weigering["event"]) == ("critical", "AFZENDER ontbreekt")
    # The half line comes last: it is written when the process ends.
    assert einde["event"] == "zonder einde"


@pytest.mark.parametrize(
    ("slot", "zin"),
    [
        ("raise ImproperlyConfigured('AFZENDER ontbreekt')", "AFZENDER ontbreekt"),
        ("with alleen_regels.of_het_stopt(): breek()", "nobody caught ValueError"),
        ("breek()", "nobody caught ValueError"),
        ("sys.exit('De applicatie start niet.')", "De applicatie start niet."),
    ],
)
def test_hoe_een_proces_ook_eindigt(slot: str, zin: str) -> None:
    assert [regel["event"] for regel in gezegd(slot)] == [zin]
