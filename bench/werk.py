"""What the workers do, beside the same in bare hands: ringing alarms, sending mail, auditing, drawing a PDF."""

import json
import os
import smtplib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests.diensten import vrije_poort
from tests.storing.processen import Kind, wacht_tot

MAILS, WEKKERS, RONDES = 200, 100, 3


def duur(doe: Callable[[], Any]) -> float:
    """Seconds by the clock."""
    begin = time.perf_counter()
    doe()
    return time.perf_counter() - begin


# Mail -----------------------------------------------------------------------------------------------------------------


@contextmanager
def postkantoor(werkmap: Path, traag: float = 0.0) -> Iterator[int]:
    """A mail server in a process of its own that takes everything, each after `traag` seconds; gives its port."""
    poort, map_ = vrije_poort(), werkmap / f"post-{traag}"
    map_.mkdir(exist_ok=True)
    (map_ / "stand.json").write_text(json.dumps({"traag": traag}), encoding="utf-8")
    opdracht = [sys.executable, "-m", "tests.storing.postkantoor", str(poort), str(map_)]
    kind = Kind("post", opdracht, dict(os.environ), werkmap / "post.log", Path(__file__).parents[1]).start()
    try:
        wacht_tot(lambda: _luistert(poort), 20, "de mailserver luistert")
        yield poort
    finally:
        kind.dood()


def _luistert(poort: int) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", poort, timeout=2).close()
    except OSError:
        return False
    return True


def mail(werkmap: Path, nu: datetime) -> dict[str, float]:
    """Mails per second of the outbox and of one bare connection that is kept, by turns; `nu` (aware) is now."""
    from communicatie.post import berichten
    from tests.storing.daden import berichten_erbij

    kaal = onze = 0.0
    with postkantoor(werkmap) as poort:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.VERZAMEL_BOVEN = "127.0.0.1", poort, 1_000_000
        settings.EMAIL_BACKEND = settings.EMAIL_BACKEND.replace("locmem", "smtp")
        for _ in range(RONDES):
            _weg_met_de_proef()
            berichten_erbij(str(MAILS))
            straks = nu + timedelta(minutes=1)
            onze += duur(partial(_stuur_alles, berichten, straks))
            kaal += duur(partial(_kaal, poort))
    totaal = RONDES * MAILS
    return {"mails_per_s": totaal / onze, "kaal_per_s": totaal / kaal, "deel_van_kaal": kaal / onze}


def _weg_met_de_proef() -> None:
    from communicatie.models import Bericht

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"DELETE FROM {Bericht._meta.db_table} WHERE regel = 'storing'")
        cursor.execute("SET session_replication_role = origin")


def _stuur_alles(berichten: Any, nu: datetime) -> None:
    from communicatie.models import Bericht

    while Bericht.objects.filter(regel="storing", status="gepland").exists():
        berichten.verzend(nu)


def _kaal(poort: int) -> None:
    with smtplib.SMTP("127.0.0.1", poort) as lijn:
        for nummer in range(MAILS):
            mail_ = EmailMessage()
            mail_["From"], mail_["To"] = "regio@rsj.example", f"iemand{nummer}@gemeente.example"
            mail_["Subject"] = "CAL-2026-0001: beoordeel de nieuwe melding"
            mail_.set_content("Er is een nieuwe melding.\n" * 20)
            mail_.add_alternative("<p>Er is een nieuwe melding.</p>\n" * 40, subtype="html")
            lijn.send_message(mail_)


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


# Auditor --------------------------------------------------------------------------------------------------------------


def controle(nu: datetime) -> dict[str, float]:
    """Seconds of one round of the auditor that has nothing new to read, and its three slowest questions."""
    from escalatie.bewaking import controle as auditor

    duren = {nummer: duur(partial(auditor.vraag, nummer, nu)) for nummer in auditor.nummers()}
    traagste = sorted(duren.items(), key=lambda paar: -paar[1])[:3]
    return {"ronde_s": sum(duren.values())} | {f"regel_{nummer}_s": seconden for nummer, seconden in traagste}


# Paper ----------------------------------------------------------------------------------------------------------------


def papier(nu: datetime) -> dict[str, float]:
    """Seconds for a dossier of many pages, and of bare WeasyPrint with the same HTML, by turns."""
    import resource

    from weasyprint import HTML

    from basis.pdf import maak_pdf

    alinea = "<h2>Verloop</h2><p>" + "Wat er gebeurde en wat er toen is gedaan. " * 40 + "</p>"
    html = f'<!doctype html><html lang="nl"><head><title>Proef</title></head><body>{alinea * 200}</body></html>'
    onze = kaal = 0.0
    for _ in range(RONDES):
        kaal += duur(lambda: HTML(string=html).write_pdf())
        onze += duur(lambda: maak_pdf(html, "Proef", op=nu, door="Kim", keer=20))
    return {
        "onze_s": onze / RONDES,
        "kaal_s": kaal / RONDES,
        "x_kaal": onze / kaal,
        "geheugen_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }
