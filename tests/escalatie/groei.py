"""Many closed meldingen, quickly: one that was walked is copied in the database with all that hangs on it; and what a
question reads there, counted by the database itself."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models

from calamiteiten.models import Melding, Zaak
from calamiteiten.werelden import _paden
from communicatie.models import Bericht
from escalatie.draaiboek import zegels
from escalatie.models import Stap, Taak

# Above every key that a walk gave. The sequences of a database go on from test to test, and a worker that ran the whole
# suite has given tens of thousands.
EERSTE = 1_000_000_000
# Text that names a row of another table by its key.
_VERWIJST = {"aanleiding", "sleutel"}


def vermenigvuldig(melding: Melding, van: int, tot: int) -> None:
    """Copies of this closed melding, from this number up to that: each as it would be had it been walked, with keys of
    its own and seals that fit."""
    rijen = _mal(melding)
    plek = {
        (model._meta.concrete_model, rij.pk): (EERSTE, len(eigen), i)
        for model, eigen in rijen.items()
        for i, rij in enumerate(eigen)
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model, eigen in rijen.items():
            for rij in eigen:
                _kopieer(cursor, model, rij, plek, (van, tot))
        _koppel(cursor, rijen.get(Taak, []), plek, (van, tot))
        _verzegel(cursor, EERSTE + van * len(rijen[Stap]))
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")


def _mal(melding: Melding) -> dict[Any, list[Any]]:
    """The rows of this melding, per table."""
    rijen: dict[Any, list[Any]] = {Zaak: list(Zaak.objects.filter(pk=melding.pk)), Melding: [melding]}
    for naam, paden in _paden.items():
        model: Any = next(m for m in _modellen() if m._meta.label == naam)
        if paden and model._meta.managed:
            eigen = list(model._base_manager.filter(**{paden[0]: melding.pk}).order_by("pk"))
            rijen |= {model: eigen} if eigen else {}
    return rijen


def _modellen() -> list[type[models.Model]]:
    return list(apps.get_models())


def _nieuw(plek: tuple[int, int, int]) -> str:
    begin, per_keer, i = plek
    return f"{begin} + n * {per_keer} + {i}"


def _kopieer(cursor: Any, model: Any, rij: Any, plek: dict[Any, tuple[int, int, int]], welke: tuple[int, int]) -> None:
    kolommen, delen, waarden = [], [], []
    for veld in model._meta.local_concrete_fields:
        kolommen.append(f'"{veld.column}"')
        deel, waarde = _waarde(model, rij, veld, plek)
        delen.append(deel)
        waarden += waarde
    cursor.execute(
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(kolommen)}) '  # noqa: S608 - our own names
        f"SELECT {', '.join(delen)} FROM generate_series(%s, %s) n",
        [*waarden, *welke],
    )


def _waarde(model: Any, rij: Any, veld: Any, plek: Any) -> tuple[str, list[Any]]:
    waarde = getattr(rij, veld.attname)
    doel = veld.related_model._meta.concrete_model if veld.related_model else model
    doel = Zaak if doel is Melding else doel
    if (veld.primary_key or veld.related_model) and (doel, waarde) in plek:
        return _nieuw(plek[doel, waarde]), []
    if veld.name == "kenmerk":
        return "'GROEI-' || n", []
    if isinstance(veld, models.UUIDField):
        return "gen_random_uuid()", []
    if veld.name == "message_id":
        return "'<' || n || '-' || %s", [waarde]
    if veld.name in _VERWIJST and str(waarde).partition(":")[0] == "stap":
        _, nummer, rest = (*str(waarde).split(":", 2), "")[:3]
        if (Stap, int(nummer)) in plek:
            return f"'stap:' || ({_nieuw(plek[Stap, int(nummer)])}) || %s", [f":{rest}" if rest else ""]
    return "%s", [veld.get_db_prep_save(waarde, connection)]


def _koppel(cursor: Any, taken: list[Any], plek: Any, welke: tuple[int, int]) -> None:
    for taak in taken:
        for bericht in taak.berichten.all():
            cursor.execute(
                f'INSERT INTO "{Taak.berichten.through._meta.db_table}" (taak_id, bericht_id) '  # noqa: S608
                f"SELECT {_nieuw(plek[Taak, taak.pk])}, {_nieuw(plek[Bericht, bericht.pk])} "
                "FROM generate_series(%s, %s) n",
                welke,
            )


def _verzegel(cursor: Any, vanaf: int) -> None:
    zaak, vorige, zegel = 0, "", {}
    for rij in Stap.objects.filter(pk__gte=vanaf).order_by("zaak_id", "volgnummer").values("pk", *zegels.VELDEN):
        vorige = zegels.bereken(rij, vorige if rij["zaak_id"] == zaak else "")
        zaak, zegel[rij["pk"]] = rij["zaak_id"], vorige
    paren = list(zegel.items())
    for i in range(0, len(paren), 5000):
        deel = paren[i : i + 5000]
        cursor.execute(
            f'UPDATE "{Stap._meta.db_table}" s SET zegel = v.column2 '  # noqa: S608 - our own names
            f"FROM (VALUES {', '.join(['(%s, %s)'] * len(deel))}) v WHERE s.id = v.column1",
            [waarde for paar in deel for waarde in paar],
        )


@dataclass
class Gelezen:
    """What some questions read: rows and pages, and which tables from the first row to the last."""

    rijen: int = 0
    paginas: int = 0
    vragen: int = 0
    heel: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@contextmanager
def geteld() -> Iterator[Gelezen]:
    """Count what every question in this block reads: each is asked twice, once with EXPLAIN."""
    gelezen = Gelezen()

    def tel(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "(SELECT")) and "EXPLAIN" not in sql and "FOR UPDATE" not in sql:
            with connection.cursor() as cursor:
                # Past this wrapper.
                cursor.cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
                plan = cursor.cursor.fetchone()[0]
            boom = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
            gelezen.vragen += 1
            gelezen.paginas += boom["Shared Hit Blocks"] + boom["Shared Read Blocks"]
            _loop(boom, gelezen)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(tel):
        yield gelezen


def _loop(knoop: dict[str, Any], gelezen: Gelezen) -> None:
    if "Relation Name" in knoop:
        weg = knoop.get("Rows Removed by Filter", 0) + knoop.get("Rows Removed by Index Recheck", 0)
        aantal = (knoop["Actual Rows"] + weg) * knoop["Actual Loops"]
        gelezen.rijen += int(aantal)
        if knoop["Node Type"] == "Seq Scan":
            gelezen.heel[knoop["Relation Name"]] = max(gelezen.heel[knoop["Relation Name"]], int(aantal))
    for kind in knoop.get("Plans", []):
        _loop(kind, gelezen)
