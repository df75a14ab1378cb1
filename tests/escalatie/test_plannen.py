"""What a page asks of the database does not grow with what is closed: no table of cases is read whole, and as many
blocks are touched among a hundred thousand zaken as among ten thousand (meten)."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacten import zegels
from escalatie.werk.context import vergeet
from escalatie.werk.zoeken import index
from tests import bouw, klok
from tests.communicatie import persbouw
from tests.escalatie.lijstgroei import GETELD, groei

NU = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.klok(NU)]
TABELLEN = {model._meta.db_table for model in GETELD}
OPEN = 12
GROEI = (10_000, 100_000)
# A tree that is one level higher costs a block per look.
SPELING = 60
BLADEN = {
    "/meldingen/": ("regiomanager", "toegang_zwolle", "adviseur"),
    "/meldingen/?stand=alle": ("regiomanager", "toegang_zwolle"),
    "/meldingen/?status=twijfel&stand=alle": ("regiomanager", "toegang_zwolle"),
    "/meldingen/?gemeente=zwolle&stand=alle": ("regiomanager",),
    "/meldingen/?q=zeldzaam&stand=alle": ("regiomanager", "toegang_zwolle"),
    "/zoeken/?q=zeldzaam": ("regiomanager", "toegang_zwolle", "adviseur"),
    "/zoeken/?q=nergens": ("regiomanager", "toegang_zwolle", "adviseur"),
    "/zoeken/?q=jeugdige": ("regiomanager", "toegang_zwolle"),
    "/": ("regiomanager", "contractmanager", "toegang_zwolle", "adviseur"),
    "/communicatie/": ("adviseur",),
    "/persvragen/": ("adviseur", "manager_zwolle"),
}


def _bouw() -> tuple[Any, Any]:
    """Open meldingen and questions, and a closed one of each to copy."""
    bouw.regio(NU)
    dicht = bouw.tot("afgerond", NU - timedelta(days=40), gemeenten=("zwolle", "raalte"))
    for uur in range(OPEN):
        bouw.in_fase_1(NU - timedelta(hours=uur + 1), gemeenten=("zwolle" if uur % 3 else "deventer",))
    vraag = persbouw.persvraag(NU - timedelta(days=40))
    persbouw.persvraag(NU - timedelta(hours=3))
    persbouw.loop(vraag, persbouw.WEG[-1][0], NU - timedelta(days=39))
    assert vraag.__class__.objects.get(pk=vraag.pk).afgerond_op
    zegels.verzegel()
    index.volg()
    return dicht, vraag


@pytest.fixture(scope="module")
def gegroeid(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Any, Any]]:
    """Made once for all tests here, then rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with klok.vast(NU):
            zaken = _bouw()
        yield zaken
        transaction.set_rollback(True)


def gevraagd(pad: str, naam: str) -> list[str]:
    """What the page at this path asks of the database, for this person; the second time, when all is known."""
    client = Client()
    client.force_login(bouw.regio(NU).gebruikers[naam])
    for _ in range(2):
        vergeet()
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(pad).status_code == 200
    return [
        vraag["sql"] for vraag in vragen.captured_queries if vraag["sql"].lstrip("( ").startswith(("SELECT", "WITH"))
    ]


def plan(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql.replace('%', '%%')}", [])
        gevonden = cursor.fetchone()[0]
    return (json.loads(gevonden) if isinstance(gevonden, str) else gevonden)[0]["Plan"]


def plan_zonder_uitvoeren(sql: str) -> dict[str, Any]:
    """What PostgreSQL would do."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}", [])
        gevonden = cursor.fetchone()[0]
    return (json.loads(gevonden) if isinstance(gevonden, str) else gevonden)[0]["Plan"]


def knopen(deel: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield deel
    for onder in deel.get("Plans", ()):
        yield from knopen(onder)


def geheel_gelezen(sql: str) -> set[str]:
    """The tables of cases that this plan reads from end to end."""
    heel = {k["Relation Name"] for k in knopen(plan(sql)) if k["Node Type"] == "Seq Scan" and k["Actual Loops"]}
    return heel & TABELLEN


def blokken(sql: str) -> int:
    boven = plan(sql)
    return int(boven["Shared Hit Blocks"]) + int(boven["Shared Read Blocks"])


def kort(sql: str) -> str:
    return re.sub(r'"\w+"\."(\w+)"', r"\1", sql)[:1500]


def test_van_elke_lijst_leidt_een_index_naar_elke_zaak(gegroeid: Any) -> None:
    """Among few rows PostgreSQL reads a table rather than an index; told not to, it shows whether it could."""
    melding, vraag = gegroeid
    groei(melding, vraag, 1, 2000)
    fout: list[Any] = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for pad, namen in BLADEN.items():
        for naam in namen:
            fout += [(pad, naam, heel, kort(sql)) for sql in gevraagd(pad, naam) if (heel := geheel_gelezen(sql))]
    assert fout == []


@pytest.mark.alleen_alles
def test_tienmaal_zoveel_zaken_kosten_geen_blok_meer(gegroeid: Any) -> None:
    """Blocks and not time: what a page touches is the same on every machine."""
    klein, groot = GROEI
    alle = [(pad, naam) for pad, namen in BLADEN.items() for naam in namen]
    melding, vraag = gegroeid
    groei(melding, vraag, 1, klein)
    eerst = {een: sum(blokken(sql) for sql in gevraagd(*een)) for een in alle}
    groei(melding, vraag, klein + 1, groot)
    fout: list[Any] = []
    for een in alle:
        vragen = gevraagd(*een)
        fout += [(*een, heel, kort(sql)) for sql in vragen if (heel := geheel_gelezen(sql))]
        later = sorted(((blokken(sql), kort(sql)) for sql in vragen), reverse=True)
        if (nu := sum(hoeveel for hoeveel, _ in later)) > 1.2 * eerst[een] + SPELING:
            fout.append((*een, eerst[een], nu, later[0]))
    assert fout == []
