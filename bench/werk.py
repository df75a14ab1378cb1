"""What the workers do, beside the same in bare hands: ringing alarms, auditing, a round in which nothing happens,
drawing a PDF."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from django.db import connection

from .zaad import stuur_alles_weg

WEKKERS, RONDES = 100, 3


def duur(doe: Callable[[], Any]) -> float:
    """Seconds by the clock."""
    begin = time.perf_counter()
    doe()
    return time.perf_counter() - begin


# Alarms ---------------------------------------------------------------------------------------------------------------


def wekkers(nu: datetime) -> dict[str, float]:
    """Alarms per second of the sweep and of the same rows in raw SQL, and how long a round takes that finds nothing."""
    from escalatie.draaiboek import termijnen
    from escalatie.models import Wekker

    onze = kaal = 0.0
    gerinkeld = 0
    leeg = duur(lambda: termijnen.bewaak(nu - timedelta(days=3650)))
    for ronde in range(RONDES):
        straks = nu + timedelta(days=400 + ronde)
        begin = Wekker.objects.filter(gevuurd_op__isnull=False).count()
        onze += duur(partial(termijnen.bewaak, straks, WEKKERS))
        gerinkeld += Wekker.objects.filter(gevuurd_op__isnull=False).count() - begin
        kaal += duur(lambda: _kale_wekkers(nu))
    per_s, kaal_per_s = gerinkeld / onze, RONDES * WEKKERS / kaal
    return {
        "wekkers_per_s": per_s,
        "kaal_per_s": kaal_per_s,
        "deel_van_kaal": per_s / kaal_per_s,
        "lege_ronde_ms": 1000 * leeg,
    }


def _kale_wekkers(nu: datetime) -> None:
    """Lock, mark, mark the term, and three messages each: one statement per row, one transaction per alarm."""
    from escalatie.models import Wekker

    nummers = list(
        Wekker.objects.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True).values_list("pk")[:WEKKERS]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS kaal (id bigserial PRIMARY KEY, wekker bigint, wie text, op timestamptz)"
        )
        for (nummer,) in nummers:
            cursor.execute("BEGIN")
            cursor.execute("SELECT termijn_id FROM escalatie_wekker WHERE id = %s FOR UPDATE", [nummer])
            (termijn,) = cursor.fetchone()
            cursor.execute("UPDATE escalatie_wekker SET fout = fout WHERE id = %s", [nummer])
            cursor.execute("UPDATE escalatie_termijn SET code = code WHERE id = %s", [termijn])
            cursor.execute(
                "INSERT INTO kaal (wekker, wie, op) SELECT %s, 'ontvanger ' || n, %s FROM generate_series(1, 3) AS n",
                [nummer, nu],
            )
            cursor.execute("COMMIT")


# A round in which nothing happens -------------------------------------------------------------------------------------


def ronde(nu: datetime) -> dict[str, float]:
    """Milliseconds of a whole sweep and of a whole round of the senders, when there is nothing to do at `nu`."""
    from escalatie.bewaking import ronde as onze

    _alles_is_gerinkeld(nu)
    for _ in range(3):  # what follows from that, and the prints and texts of what was copied
        onze.bewaak(nu)
        onze.verzend(lambda: nu)
    stuur_alles_weg()
    leeg = [duur(lambda: onze.bewaak(nu)) for _ in range(7)]
    verzend = [duur(lambda: onze.verzend(lambda: nu)) for _ in range(7)]
    return {"leeg_ms": 1000 * median(leeg), "verzend_ms": 1000 * median(verzend)}


def _alles_is_gerinkeld(nu: datetime) -> None:
    """What is due rang at its time and was mailed: of two thousand open zaken that takes longer than the rest of a run,
    and `wekkers` measures it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for tabel, veld, moment, daarbij in (
            ("escalatie_wekker", "gevuurd_op", "gaat_op", "vervallen_op IS NULL"),
            ("escalatie_termijn", "verstreken_op", "vervalt_op", "geeindigd_op IS NULL"),
        ):
            stand = ", status = 'verstreken'" if tabel == "escalatie_termijn" else ""
            cursor.execute(
                f"UPDATE {tabel} SET {veld} = {moment}{stand} WHERE {veld} IS NULL AND {moment} <= %s AND {daarbij}",
                [nu],
            )
        cursor.execute(
            "UPDATE communicatie_bericht SET opgevolgd_op = coalesce(bevestigen_voor_op, gepland_op)"
            " WHERE opgevolgd_op IS NULL AND (bevestigen_voor_op IS NULL OR bevestigen_voor_op <= %s)",
            [nu],
        )
        cursor.execute("SET session_replication_role = origin")
    stuur_alles_weg()


# Auditor --------------------------------------------------------------------------------------------------------------


def controle(nu: datetime) -> dict[str, float]:
    """Seconds of one round of the auditor that has nothing new to read, and its three slowest questions."""
    from escalatie.bewaking import controle as auditor

    duren = {nummer: duur(partial(auditor.vraag, nummer, nu)) for nummer in auditor.nummers()}
    traagste = sorted(duren.items(), key=lambda paar: -paar[1])[:3]
    return {"ronde_s": sum(duren.values())} | {f"regel_{nummer}_s": seconden for nummer, seconden in traagste}


# Paper ----------------------------------------------------------------------------------------------------------------


def papier(nu: datetime, rondes: int) -> dict[str, float]:
    """Seconds for a dossier of many pages, and of bare WeasyPrint with the same HTML, by turns; and how much memory a
    process takes that draws it."""
    from weasyprint import HTML

    from basis.pdf import maak_pdf

    html, bladen = lang_papier(), 0
    onze = kaal = 0.0
    for _ in range(rondes):
        kaal += duur(lambda: HTML(string=html).write_pdf())
        onze += duur(lambda: maak_pdf(html, "Proef", op=nu, door="Kim", keer=20))
    eigen = subprocess.run(
        [sys.executable, "-m", "bench.papier"], env=dict(os.environ), check=True, capture_output=True, text=True
    )
    bladen, geheugen = map(int, eigen.stdout.split())
    return {
        "onze_s": onze / rondes,
        "kaal_s": kaal / rondes,
        "x_kaal": onze / kaal,
        "bladen": bladen,
        "geheugen_MB": geheugen,
    }


def lang_papier() -> str:
    """The HTML of about a hundred pages."""
    alinea = "<h2>Verloop</h2><p>" + "Wat er gebeurde en wat er toen is gedaan. " * 40 + "</p>"
    return f'<!doctype html><html lang="nl"><head><title>Proef</title></head><body>{alinea * 250}</body></html>'
