"""How long the demo takes to its first page, with seeding and again, and what all of it weighs."""

import os
import signal
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.diensten import vrije_poort
from tests.storing.processen import Kind, wacht_tot

from .server import _cpu, _paginas

WORTEL = Path(__file__).parents[1]
# Read after so long: by then each part has read what it keeps.
RUST = 8.0
DEEL_VAN = {"web": "granian", "worker": "celery"}


def demo(werkmap: Path) -> dict[str, float]:
    """Seconds by the clock and of CPU to the first page: of a first start, with seeding, and of the second; and the MB
    of web and worker."""
    eerste, tweede = _start(werkmap), _start(werkmap)
    return {
        "eerste_s": eerste["s"],
        "eerste_cpu_s": eerste["cpu_s"],
        "tweede_s": tweede["s"],
        "tweede_cpu_s": tweede["cpu_s"],
        "web_MB": tweede["web"],
        "worker_MB": tweede["worker"],
        "web_en_worker_MB": tweede["web"] + tweede["worker"],
    }


def _start(werkmap: Path) -> dict[str, float]:
    poort, data = vrije_poort(), werkmap / "demo"
    weg = {"CALAMITEITEN_MODUS", "DATABASE_URL", "REDIS_URL"}
    omgeving = {naam: waarde for naam, waarde in os.environ.items() if naam not in weg}
    omgeving |= {"CALAMITEITEN_DATA": str(data), "POORT": str(poort), "PYTHONPATH": str(WORTEL)}
    begin = time.perf_counter()
    kind = Kind(
        "demo", [sys.executable, "-m", "calamiteiten.demo"], omgeving, werkmap / f"demo-{poort}.log", WORTEL
    ).start()
    assert kind.proces
    pid, eigen = kind.proces.pid, dict[int, float]()
    try:
        wacht_tot(lambda: _bladzijde(poort, pid, eigen), 300, "de demo toont een pagina")
        uitslag: dict[str, Any] = {"s": time.perf_counter() - begin, "cpu_s": sum(eigen.values())}
        time.sleep(RUST)
        pids = _nazaten(pid)
        for naam, woord in DEEL_VAN.items():
            uitslag[naam] = sum(_paginas(p) for p in pids if woord in _opdracht(p)) * os.sysconf("SC_PAGE_SIZE") / 1e6
        return uitslag
    finally:
        kind.stop(signal.SIGINT)


def _bladzijde(poort: int, pid: int, eigen: dict[int, float]) -> bool:
    # What ended meanwhile (the seeding) is in what its parent waited for; read while it is there.
    for een in _nazaten(pid):
        eigen[een] = max(eigen.get(een, 0.0), _cpu(een))
    lijn = HTTPConnection("127.0.0.1", poort, timeout=5)
    with suppress(OSError):
        lijn.request("GET", "/inloggen/")
        return lijn.getresponse().status == 200
    return False


def _nazaten(pid: int) -> set[int]:
    """This process and all that came from it."""
    ouder: dict[int, int] = {}
    for map_ in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            ouder[int(map_.name)] = int((map_ / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])
    alle = {pid}
    while erbij := {kind for kind, van in ouder.items() if van in alle} - alle:
        alle |= erbij
    return alle


def _opdracht(pid: int) -> str:
    with suppress(OSError):
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
