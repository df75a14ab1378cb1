"""``bin/bench --duurloop [MINUTEN]``: two websites, two workers and a beat on one database, with people who keep asking
and mail that keeps coming. Memory and connections may not grow."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection

from tests.storing.processen import Kind

from .mail import WORTEL, _omgeving, postkantoor
from .server import Lezer, Server, _paginas, _van_sessie, lezer, server

# Who asks for what, by turns, at both websites.
WEGEN = (
    ("regiomanager", "/dashboard/"),
    ("regiomanager", "/meldingen/"),
    ("toegang_zwolle", "/"),
    ("toegang_zwolle", "/meldingen/?stand=alle"),
    ("regiomanager", "/zoeken/?q=gewond"),
    ("contractmanager", "/"),
    ("adviseur", "/communicatie/"),
    ("beheerder", "/contacten/"),
)
PER_SECONDE, MAIL_ELKE, KIJK_ELKE = 6.0, 5.0, 10.0
# Its first part is not judged: a process that starts reads what it keeps. What is judged may grow so much.
INLOOP, SPELING_MB, SPELING = 0.3, 8.0, 1.05


@dataclass
class Kijk:
    """One look: megabytes per part, connections in all."""

    op: float
    megabytes: dict[str, float]
    verbindingen: int


def duurloop(werkmap: Path, minuten: float, dossier: str) -> dict[str, Any]:
    """What every part takes in the first and in the last quarter after the run-in, and whether anything grew."""
    with (
        postkantoor(werkmap) as poort,
        server(werkmap, 4) as een,
        server(werkmap, 4) as twee,
        _workers(werkmap, poort) as kinderen,
    ):
        delen = {"web 1": een.kind, "web 2": twee.kind, **kinderen}
        kijken, antwoorden = _loop([een, twee], delen, minuten * 60, dossier)
    return {
        "minuten": minuten,
        "antwoorden": antwoorden[0],
        "fouten": antwoorden[1],
        "mails": _mails(werkmap),
    } | oordeel(kijken)


def oordeel(kijken: list[Kijk]) -> dict[str, Any]:
    """Megabytes per part and connections in the first and in the last quarter after the run-in, and what of it grew."""
    begin = kijken[0].op + INLOOP * (kijken[-1].op - kijken[0].op)
    telt = [kijk for kijk in kijken if kijk.op >= begin]
    kwart = max(len(telt) // 4, 1)
    eerst, laatst = telt[:kwart], telt[-kwart:]
    megabytes = {
        naam: (median(k.megabytes[naam] for k in eerst), median(k.megabytes[naam] for k in laatst))
        for naam in telt[0].megabytes
    }
    verbindingen = max(k.verbindingen for k in eerst), max(k.verbindingen for k in laatst)
    gegroeid = [naam for naam, (van, tot) in megabytes.items() if tot > SPELING * van + SPELING_MB]
    gegroeid += ["verbindingen"] if verbindingen[1] > verbindingen[0] else []
    return {"megabytes": megabytes, "verbindingen": verbindingen, "gegroeid": gegroeid}


@contextmanager
def _workers(werkmap: Path, poort: int) -> Iterator[dict[str, Kind]]:
    app = ("-m", "celery", "-A", "calamiteiten.config.celery:app")
    rustig = ("--without-gossip", "--without-mingle")
    opdrachten = {
        "worker 1": (*app, "worker", "-c", "2", "-n", "een@%h", *rustig),
        "worker 2": (*app, "worker", "-c", "2", "-n", "twee@%h", *rustig),
        "beat": (*app, "beat", "-s", str(werkmap / "schema-duurloop")),
    }
    kinderen = {
        naam: Kind(naam, [sys.executable, *deel], _omgeving(poort), werkmap / f"{naam}.log", WORTEL).start()
        for naam, deel in opdrachten.items()
    }
    try:
        yield kinderen
    finally:
        for kind in kinderen.values():
            kind.stop()


def _loop(
    websites: list[Server], delen: dict[str, Kind], seconden: float, dossier: str
) -> tuple[list[Kijk], tuple[int, int]]:
    wegen = [*WEGEN, ("regiomanager", dossier), ("toegang_zwolle", dossier)]
    lezers = {(wie, web.poort): lezer(wie, web.poort) for web in websites for wie, _ in wegen}
    kijken: list[Kijk] = []
    begin = time.monotonic()
    aantal = fout = mails = 0
    while (nu := time.monotonic() - begin) < seconden:
        if nu >= len(kijken) * KIJK_ELKE:
            kijken.append(_kijk(nu, websites, delen))
        if nu >= mails * MAIL_ELKE:
            mails += 1
            _plan(10)
        wie, pad = wegen[aantal % len(wegen)]
        een: Lezer = lezers[wie, websites[aantal // len(wegen) % len(websites)].poort]
        fout += een.haal(pad)[0] != 200
        aantal += 1
        time.sleep(max(aantal / PER_SECONDE - (time.monotonic() - begin), 0))
    return kijken, (aantal, fout)


def _kijk(op: float, websites: list[Server], delen: dict[str, Kind]) -> Kijk:
    blad = os.sysconf("SC_PAGE_SIZE") / 1e6
    megabytes = {
        naam: sum(map(_paginas, _van_sessie(kind.proces.pid if kind.proces else -1))) * blad
        for naam, kind in delen.items()
    }
    return Kijk(op, megabytes, websites[0].verbindingen())


def _plan(aantal: int) -> None:
    from communicatie.models import Bericht
    from tests.storing.daden import berichten_erbij

    # What was sent of it before makes room: each recipient gets one of a kind.
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"DELETE FROM {Bericht._meta.db_table} WHERE regel = 'storing' AND status = 'verzonden'")
        cursor.execute("SET session_replication_role = origin")
    if not Bericht.objects.filter(regel="storing").exists():
        berichten_erbij(str(aantal))


def _mails(werkmap: Path) -> int:
    post = werkmap / "post-0.0" / "post.jsonl"
    return len(post.read_text(encoding="utf-8").splitlines()) if post.is_file() else 0
