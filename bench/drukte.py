"""Two hundred people who keep a screen open: each asks every fifteen seconds whether there is news."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from threading import Lock

from .server import Server, erbij, lezer

MENSEN, ELKE, WIE = 200, 15.0, "regiomanager"


def drukte(server: Server, seconden: float) -> dict[str, float]:
    """p99 in ms and the part of one core that it takes, over `seconden`; and what was not answered."""
    lezers = [lezer(WIE, server.poort) for _ in range(8)]
    vrij, slot, duren, fout = list(lezers), Lock(), list[float](), 0
    for een in lezers:
        een.haal("/dashboard/")
    begin_cpu, begin = server.cpu(), time.perf_counter()
    vragen = int(MENSEN / ELKE * seconden)

    def vraag(nummer: int) -> int:
        wacht = begin + nummer * ELKE / MENSEN - time.perf_counter()
        if wacht > 0:
            time.sleep(wacht)
        with slot:
            een = vrij.pop()
        try:
            koppen = {"If-None-Match": een.etags["/dashboard/"]} if "/dashboard/" in een.etags else {}
            status, _, duur = een.haal("/dashboard/", **koppen)
            duren.append(duur)
            return status
        finally:
            with slot:
                vrij.append(een)

    with ThreadPoolExecutor(len(lezers)) as pool:
        fout = sum(status not in {200, 304} for status in pool.map(vraag, range(vragen)))
    duurde = time.perf_counter() - begin
    web, sql = erbij(begin_cpu, server.cpu())
    return {
        "p99_ms": 1000 * quantiles(duren, n=100, method="inclusive")[98],
        "kern_web": web / duurde,
        "kern_database": sql / duurde,
        "per_s": vragen / duurde,
        "fout": fout,
        "geheugen_MB": server.geheugen(),
        "verbindingen": server.verbindingen(),
    }
