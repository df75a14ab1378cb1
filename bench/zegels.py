"""How long `controleer` takes over a million sealed rows, and how much of a page Inzage is.

    python -m tests.diensten python -m bench.zegels [--rijen 1000000]

Makes a database of its own on the throw-away PostgreSQL, fills it with COPY, seals it, asks both questions of the seal
over all of it, and prints the times. Writes `bench/zegels.json`.
"""

import argparse
import io
import json
import os
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

UITSLAG = Path(__file__).with_name("zegels.json")
LADING = 50_000
# Above what the walk made.
EERSTE = 1_000
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Prepare, measure, say."""
    opties = argparse.ArgumentParser(description=__doc__)
    opties.add_argument("--rijen", type=int, default=1_000_000)
    opties.add_argument("--rondes", type=int, default=20)
    keuze = opties.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    loper: Any = get_runner(settings)(verbosity=0, interactive=False)
    oud = loper.setup_databases()
    try:
        uitslag = {"rijen": keuze.rijen, **_inzage(keuze.rondes), **_zegels(keuze.rijen)}
    finally:
        loper.teardown_databases(oud)
    UITSLAG.write_text(json.dumps(uitslag, indent=1) + "\n", encoding="utf-8")
    for naam, waarde in uitslag.items():
        print(f"{naam:<44} {waarde}")


def _zegels(rijen: int) -> dict[str, Any]:
    from contacten import zegels
    from escalatie.bewaking.controle import controleer

    _vul(rijen)
    gevonden: list[str] = []
    uitslag = _duur("controle van het zegel, alles", lambda: gevonden.extend(zegels.breuken()))
    assert gevonden == [], gevonden[:5]
    nu = BEGIN + timedelta(days=200)
    uitslag |= _duur("controleer, alle regels", lambda: controleer(nu, volledig=True))
    # The first rounds catch up, so many rows at a time; then only a minute's part is left.
    rondes = [_duur("inhalen", lambda: list(zegels.gebroken(nu)))]
    while _loopt_achter():
        rondes.append(_duur("inhalen", lambda: list(zegels.gebroken(nu))))
    uitslag["inhalen, aantal ronden"] = len(rondes)
    uitslag["inhalen, langste ronde (s)"] = max(ronde["inhalen (s)"] for ronde in rondes)
    uitslag |= _duur("een ronde daarna", lambda: list(zegels.gebroken(nu)))
    return uitslag


def _loopt_achter() -> bool:
    from contacten import zegels
    from contacten.models import Zegelstand

    return any(
        Zegelstand.objects.get(naam=naam).tot < tot
        for naam, tot in ((zegels.REGEL, zegels.KETEN.kop()[0]), ("communicatie.bericht", _hoogste()))
    )


def _hoogste() -> int:
    from communicatie.models import Bericht

    return int(Bericht.objects.order_by("-pk").values_list("pk", flat=True)[0])


def _duur(naam: str, doe: Callable[[], object]) -> dict[str, float]:
    """How long this takes by the clock, and in CPU of this process and its connection: other work on the machine
    lengthens only the first."""
    begin, cpu = time.perf_counter(), _cpu()
    doe()
    return {f"{naam} (s)": round(time.perf_counter() - begin, 2), f"{naam} (s CPU)": round(_cpu() - cpu, 2)}


def _cpu() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        nummer = cursor.fetchone()[0]
    velden = Path(f"/proc/{nummer}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(velden[11]) + int(velden[12])) / os.sysconf("SC_CLK_TCK")


def _vul(rijen: int) -> None:
    """Messages, the widest row of which there are most; each with the line that the product would have laid down, in
    the chain after what the walk made."""
    from django.db import connection

    from basis import keten
    from communicatie.models import Bericht
    from contacten import zegels
    from contacten.models import Zegelregel
    from contacten.models.zegels import alle, bereken, kolommen

    zegels.verzegel()
    nummer, vorige = zegels.KETEN.kop()
    soort = Bericht._meta.label_lower
    # What the database fills in by itself is left to it: COPY would write an empty value over it.
    velden = Bericht._meta.local_concrete_fields
    gegeven = _bericht(EERSTE)
    namen = tuple(str(veld.column) for veld in velden if veld.column in gegeven or not veld.has_db_default())
    regelnamen = ("id", "soort", "rij", "zout", "afdruk", "volgnummer", "zegel")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for van in range(EERSTE, EERSTE + rijen, LADING):
            tot = min(van + LADING, EERSTE + rijen)
            _copy(cursor, Bericht._meta.db_table, namen, (_rij(_bericht(n), namen) for n in range(van, tot)))
            regels = []
            gelezen = alle(Bericht).filter(pk__gte=van, pk__lt=tot).order_by("pk").values_list(*kolommen(Bericht))
            for waarden in gelezen.iterator(5000):
                zout, nummer, sleutel = secrets.token_urlsafe(16), nummer + 1, EERSTE + waarden[0]
                afdruk = bereken(Bericht, waarden, zout)
                vorige = keten.bereken([sleutel, soort, waarden[0], afdruk], nummer, vorige)
                regels.append((sleutel, soort, waarden[0], zout, afdruk, nummer, vorige))
            _copy(cursor, Zegelregel._meta.db_table, regelnamen, regels)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")
    zegels.neem_op()


def _bericht(nummer: int) -> dict[str, Any]:
    op = (BEGIN + timedelta(seconds=nummer)).isoformat()
    gegevens = {"kenmerk": f"CAL-2026-{nummer % 10000:04d}", "termijn": "1 december, 17.00 uur", "pad": f"/m/{nummer}/"}
    return {
        "id": nummer,
        "aanleiding": f"stap:{nummer}",
        "regel": "fase_1_managers",
        "ontvanger": f"contact:{nummer % 97}",
        "rol": "",
        "sjabloon": "fase_1",
        "gegevens": json.dumps(gegevens),
        "status": "verzonden",
        "reden": "",
        "intrekken_om": "",
        "gepland_op": op,
        "verzonden_op": op,
        "pogingen": 1,
        "fouten": 0,
        "met_toegang": "t",
        "is_dringend": "f",
        "aan": f"manager{nummer % 97}@gemeente.example",
        "message_id": f"<{uuid4()}@rsj.example>",
        "mogelijk_dubbel": "f",
    }


def _rij(waarden: dict[str, Any], namen: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(waarden.get(naam) for naam in namen)


def _copy(cursor: Any, tabel: str, namen: tuple[str, ...], rijen: Any) -> None:
    blad = io.StringIO()
    for rij in rijen:
        blad.write("\t".join("\\N" if w is None else str(w).replace("\\", "\\\\") for w in rij) + "\n")
    blad.seek(0)
    cursor.copy_expert(f"COPY {tabel} ({', '.join(namen)}) FROM STDIN", blad)


# Inzage as a part of a page -------------------------------------------------------------------------------------------


def _inzage(rondes: int) -> dict[str, Any]:
    """The same pages with and without the row of who looked, by turns in one process; CPU of this process and time."""
    from django.conf import settings
    from django.test import Client

    from basis import klok
    from contacten.models import Gebruiker
    from tests import bouw

    settings.ALLOWED_HOSTS = ["*"]
    bouw.regio()
    nu = klok.nu()
    melding = bouw.in_fase_1(nu - timedelta(hours=1))
    client = Client()
    client.force_login(Gebruiker.objects.get(username="regiomanager"))
    uitslag: dict[str, Any] = {}
    for naam, pad in (("dossier", melding.get_absolute_url()), ("lijst", "/meldingen/"), ("werkvoorraad", "/")):
        met, zonder = _beurtelings(client, pad, rondes)
        uitslag[f"pagina {naam} (ms CPU)"] = round(met * 1000, 2)
        uitslag[f"pagina {naam}, deel van Inzage (%)"] = round(100 * (1 - zonder / met), 1)
    return uitslag


def _beurtelings(client: Any, pad: str, rondes: int) -> tuple[float, float]:
    """The CPU of one such page, of this process and its connection, with and without: by turns, ten at a time, the sum
    of all (the clock of a connection ticks in hundredths)."""
    from unittest.mock import patch

    from calamiteiten.toegang.middleware import Inzagespoor

    def haal(keer: int) -> float:
        begin = _cpu()
        for _ in range(keer):
            assert client.get(pad).status_code == 200
        return _cpu() - begin

    haal(10)
    met = zonder = 0.0
    for _ in range(rondes):
        met += haal(10)
        with patch.object(Inzagespoor, "__call__", lambda zelf, request: zelf.get_response(request)):
            zonder += haal(10)
    return met / rondes / 10, zonder / rondes / 10


if __name__ == "__main__":
    main()
