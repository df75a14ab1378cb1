"""No address of the app asks the database anything for which a table of cases is read from end to end: every page of
the permission table, of who gets it (meten)."""

import os
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from basis import pdf
from contacten import zegels
from escalatie.werk.context import vergeet
from escalatie.werk.zoeken import index
from tests import bouw
from tests.communicatie import persbouw
from tests.escalatie.lijstgroei import groei
from tests.escalatie.test_plannen import TABELLEN, knopen, kort, plan_zonder_uitvoeren
from tests.toegang.tabel import RSJ, TABEL
from tests.toegang.test_tabel import NU, adres, zaak  # noqa: F401  a fixture by its name

pytestmark = [pytest.mark.django_db, pytest.mark.klok(NU)]
ALLES = os.environ.get("STORING") == "alles"
# What counts what there is in a period, or takes all of it along as a file, may read all of it where that is shorter:
# that is what was asked. That an index leads to it, holds for these too.
TELT_ALLES = {"rapportages", "rapportage_lijst", "jaarrapport", "meldingen_uitvoer", "leerverslag", "jaaroverzichten"}
# Of these a question still reads a table whole at full size (docs/snelheid.md). Whoever mends one takes it out.
NOG_GEHEEL = {
    *("aanbieder", "aanbieders", "bewijs", "dashboard", "gemeente_samenvoegen", "persvraag", "terugkoppelingen"),
    "werkbank",
}
# Values that differ from one question to the next, and change no plan.
_WAARDE = re.compile(r"'(?:[^']|'')*'|\b\d+\b")


def _wie(naam: str, plek: int) -> list[str]:
    """Of who gets this page: one who sees the region or one who does not, in turn; at full size both."""
    krijgt = sorted(TABEL[naam].get.get(200, ()))
    beiden = [*[wie for wie in krijgt if wie in RSJ][:1], *[wie for wie in krijgt if wie not in RSJ][:1]]
    return beiden if ALLES else beiden[plek % len(beiden) :][:1] if beiden else []


@pytest.mark.alleen_alles
def test_van_elk_adres_leidt_een_index_naar_elke_zaak(zaak: Any, monkeypatch: Any) -> None:  # noqa: F811
    """Told to read no table from end to end, PostgreSQL shows whether it could do without; at full size it is left
    free, among a hundred thousand zaken."""
    # What is asked for a paper is asked before it is drawn.
    monkeypatch.setattr(pdf, "_draai", lambda vraag, *_: vraag)
    # Named while there is one of each.
    paden = {naam: adres(naam, zaak["eigen"]) for naam in TABEL}
    dicht = bouw.tot("afgerond", NU - timedelta(days=40), gemeenten=("zwolle", "raalte"))
    vraag = persbouw.persvraag(NU - timedelta(days=40))
    persbouw.loop(vraag, persbouw.WEG[-1][0], NU - timedelta(days=39))
    zegels.verzegel()
    index.volg()
    groei(dicht, vraag, 1, 100_000 if ALLES else 2_000)
    gezien, fout = set[tuple[bool, str]](), list[Any]()
    for plek, (naam, pad) in enumerate(paden.items()):
        for wie in _wie(naam, plek):
            fout += _geheel_gelezen(naam, _gevraagd(pad, zaak["spelers"][wie]), gezien)
    assert {naam for naam, *_ in fout} == (NOG_GEHEEL if ALLES else set()), "\n".join(map(str, fout))
    assert len(gezien) > 200


def _geheel_gelezen(naam: str, vragen: list[str], gezien: set[tuple[bool, str]]) -> list[Any]:
    """Which tables of cases are read whole for these, each kind of question looked at once."""
    fout, is_vrij = [], ALLES and naam not in TELT_ALLES
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_seqscan = {'on' if is_vrij else 'off'}")
    for sql in vragen:
        if (vorm := (is_vrij, _WAARDE.sub("?", sql))) not in gezien:
            gezien.add(vorm)
            heel = {k["Relation Name"] for k in knopen(plan_zonder_uitvoeren(sql)) if k["Node Type"] == "Seq Scan"}
            fout += [(naam, heel & TABELLEN, kort(sql))] if heel & TABELLEN else []
    return fout


def _gevraagd(pad: str, wie: Any) -> list[str]:
    client = Client()
    client.force_login(wie)
    vergeet()
    with CaptureQueriesContext(connection) as vragen:
        antwoord = client.get(pad)
    assert antwoord.status_code == 200, pad
    alle = [vraag["sql"] for vraag in vragen.captured_queries]
    return [sql for sql in alle if sql.lstrip("( ").startswith(("SELECT", "WITH"))]
