"""How fast mail goes: beside one bare connection to the same server, to one that takes its time, and how long after its
commit a message is accepted."""

import json
import os
import smtplib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any

from django.conf import settings
from django.db import connection

from basis import klok
from tests.diensten import vrije_poort
from tests.storing.processen import Kind, wacht_tot

from .werk import duur

MAILS, RONDES = 200, 3
# A server elsewhere: it takes so long for each mail; so many go to it from so many senders: as many as the queue of the
# mail has processes in production.
TRAAG, MAILS_TRAAG, VERZENDERS = 0.02, 400, 4
BEZORGD = 30
WORTEL = Path(__file__).parents[1]


@contextmanager
def postkantoor(werkmap: Path, traag: float = 0.0) -> Iterator[int]:
    """A mail server in a process of its own that takes everything, each after `traag` seconds; gives its port. What it
    took stands in `werkmap/post-<traag>/post.jsonl`."""
    poort, map_ = vrije_poort(), _map(werkmap, traag)
    (map_ / "stand.json").write_text(json.dumps({"traag": traag}), encoding="utf-8")
    opdracht = [sys.executable, "-m", "tests.storing.postkantoor", str(poort), str(map_)]
    kind = Kind("post", opdracht, dict(os.environ), werkmap / "post.log", WORTEL).start()
    try:
        wacht_tot(lambda: _luistert(poort), 20, "de mailserver luistert")
        yield poort
    finally:
        kind.dood()


def _map(werkmap: Path, traag: float = 0.0) -> Path:
    map_ = werkmap / f"post-{traag}"
    map_.mkdir(exist_ok=True)
    return map_


def _luistert(poort: int) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", poort, timeout=2).close()
    except OSError:
        return False
    return True


def mail(werkmap: Path) -> dict[str, float]:
    """Mails per second of the outbox and of one bare connection that is kept, by turns."""
    from communicatie.post import berichten
    from tests.storing.daden import berichten_erbij

    kaal = onze = 0.0
    with postkantoor(werkmap) as poort:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.VERZAMEL_BOVEN = "127.0.0.1", poort, 1_000_000
        settings.EMAIL_BACKEND = settings.EMAIL_BACKEND.replace("locmem", "smtp")
        for _ in range(RONDES):
            _weg_met_de_proef()
            berichten_erbij(str(MAILS))
            onze += duur(partial(_stuur_alles, berichten, klok.nu() + timedelta(minutes=1)))
            kaal += duur(partial(_kaal, poort, MAILS))
    totaal = RONDES * MAILS
    return {"mails_per_s": totaal / onze, "kaal_per_s": totaal / kaal, "deel_van_kaal": kaal / onze}


def traag(werkmap: Path) -> dict[str, float]:
    """The same to a server that waits 20 ms before each answer: our senders beside one bare connection."""
    from tests.storing.daden import berichten_erbij

    _weg_met_de_proef()
    berichten_erbij(str(MAILS_TRAAG))
    with postkantoor(werkmap, TRAAG) as poort:
        kaal = duur(partial(_kaal, poort, MAILS_TRAAG // 2)) * 2
        opdracht = [sys.executable, "-m", "tests.storing.daden", "verzend_rondes"]
        verslag = [werkmap / f"verzender-{nummer}.log" for nummer in range(VERZENDERS)]
        kinderen = [Kind("verzender", opdracht, _omgeving(poort), waar, WORTEL) for waar in verslag]
        # Not what it takes to start them: that is no sending.
        eerste = _verzonden()
        for kind in kinderen:
            kind.start()
        try:
            wacht_tot(lambda: _verzonden() > eerste, 60, "de verzenders beginnen", 0.01)
            van, begin = _verzonden(), time.perf_counter()
            wacht_tot(lambda: _verzonden() >= MAILS_TRAAG, 120, "alle mail is weg", 0.01)
            onze = (time.perf_counter() - begin) / max(MAILS_TRAAG - van, 1) * MAILS_TRAAG
        finally:
            for kind in kinderen:
                kind.stop()
    return {"mails_per_s": MAILS_TRAAG / onze, "kaal_per_s": MAILS_TRAAG / kaal, "x_kaal": kaal / onze}


def bezorgtijd(werkmap: Path) -> dict[str, float]:
    """Milliseconds between the commit that planned a message and the answer of the mail server that it has it, with
    beat and one worker as they are by default. One message at a time, at any moment of a round."""
    from communicatie.models import Bericht
    from tests.storing.daden import berichten_erbij

    _weg_met_de_proef()
    post = _map(werkmap) / "post.jsonl"
    app = ("-m", "celery", "-A", "calamiteiten.config.celery:app")
    duren: list[float] = []
    with postkantoor(werkmap) as poort:
        delen = {
            "worker": (*app, "worker", "-Q", "post", "-c", "2", "--without-gossip", "--without-mingle"),
            "beat": (*app, "beat", "-s", str(werkmap / "schema")),
        }
        kinderen = [
            Kind(naam, [sys.executable, *deel], _omgeving(poort), werkmap / f"{naam}.log", WORTEL).start()
            for naam, deel in delen.items()
        ]
        try:
            for nummer in range(BEZORGD + 1):
                berichten_erbij("1")
                begin, id_ = time.perf_counter(), Bericht.objects.filter(regel="storing").latest("pk").message_id
                wacht_tot(partial(_heeft, post, id_), 60, "de mail komt aan", 0.005)
                # The first waits until both are there.
                duren += [time.perf_counter() - begin] if nummer else []
                _weg_met_de_proef()
                time.sleep(0.05 * (nummer % 9))
        finally:
            for kind in kinderen:
                kind.stop()
    delen_ = quantiles(duren, n=100, method="inclusive")
    return {"p50_ms": 1000 * delen_[49], "p99_ms": 1000 * delen_[98]}


def _heeft(post: Path, message_id: str) -> bool:
    return post.is_file() and message_id in post.read_text(encoding="utf-8")[-20_000:]


def _omgeving(poort: int) -> dict[str, str]:
    adres = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    eigen = {"DATABASE_URL": adres, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(poort), "VERZAMEL_BOVEN": "1000000"}
    return {**os.environ, **eigen, "PYTHONPATH": str(WORTEL), "PYTHONWARNINGS": "ignore"}


def _verzonden() -> int:
    from communicatie.models import Bericht

    return Bericht.objects.filter(regel="storing", status="verzonden").count()


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


def _kaal(poort: int, aantal: int) -> None:
    with smtplib.SMTP("127.0.0.1", poort) as lijn:
        for nummer in range(aantal):
            mail_ = EmailMessage()
            mail_["From"], mail_["To"] = "regio@rsj.example", f"iemand{nummer}@gemeente.example"
            mail_["Subject"] = "CAL-2026-0001: beoordeel de nieuwe melding"
            mail_.set_content("Er is een nieuwe melding.\n" * 20)
            mail_.add_alternative("<p>Er is een nieuwe melding.</p>\n" * 40, subtype="html")
            lijn.send_message(mail_)
