"""A database that has grown: closed zaken by the ten thousands beside the open ones, copied within PostgreSQL.

Of one closed melding and one closed press question each row is copied by one statement, with keys of its own, so a
hundred thousand take seconds. Past the triggers: nothing here is a record.
"""

# ruff: noqa: S608 - our own tables and numbers

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Model

from calamiteiten.models import Betrokkenheid, Melding, Zaak
from communicatie.models import Bericht, Persvraag, Persvrager
from escalatie.models import Gebeurtenis, Stap, Taak, Termijn, Zoekrij
from tests.inbraak import inbraak

# What hangs on a zaak: its key to the zaak, and how many rows of it go along. Steps first: others point to them.
HANGT = (
    (Stap, "zaak_id", 2),
    (Termijn, "zaak_id", 2),
    (Taak, "zaak_id", 4),
    (Bericht, "zaak_id", 4),
    (Gebeurtenis, "zaak_id", 1),
    (Zoekrij, "zaak_id", 3),
    (Betrokkenheid, "melding_id", 2),
    (Persvrager, "persvraag_id", 1),
)
# Each table has room for so many copies.
PLAATS = 10_000_000
GETELD = (Zaak, Melding, Persvraag, *(model for model, _, _ in HANGT))


def groei(melding: Melding, persvraag: Persvraag, van: int, tot: int) -> None:
    """Add the copies with the numbers `van` up to `tot` of these two, an hour apart, each in a gemeente in turn: nine
    meldingen and then a question."""
    with inbraak():
        for zaak, soort, deel in ((melding, Melding, "n % 10 <> 0"), (persvraag, Persvraag, "n % 10 = 0")):
            for opdracht in _opdrachten(zaak, soort, f"generate_series({van}, {tot}) n WHERE {deel}"):
                with connection.cursor() as cursor:
                    cursor.execute(opdracht)
    tel()


def tel() -> None:
    """Let PostgreSQL know how much there is, as it does by itself in a database that grew."""
    with connection.cursor() as cursor:
        for model in GETELD:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _opdrachten(zaak: Any, soort: type[Model], reeks: str) -> Iterator[str]:
    begin = "CAL" if soort is Melding else "PV"
    nieuw = {
        "id": f"{PLAATS} + n",
        "kenmerk": f"'{begin}-1' || lpad(n::text, 8, '0')",
        "sleutel": "md5(n::text)::uuid",
        "ontvangen_op": "t.ontvangen_op - n * interval '1 hour'",
    }
    yield _kopie(Zaak, zaak.pk, nieuw, reeks)
    yield _kopie(soort, zaak.pk, {"zaak_ptr_id": f"{PLAATS} + n", "vervolg_op_id": "NULL"}, reeks)
    for model, naam, hoeveel in HANGT:
        rijen = list(
            model._base_manager.filter(**{naam: zaak.pk}).order_by("pk").values_list("pk", flat=True)[:hoeveel]
        )
        for nummer, pk in enumerate(rijen, start=1):
            yield _kopie(model, pk, _anders(model, naam, nummer), reeks)


def _anders(model: type[Model], naam: str, nummer: int) -> dict[str, str]:
    """What of a copy is its own: its key, its zaak, and what must be unique."""
    gemeente = "(SELECT array_agg(id ORDER BY id) FROM contacten_gemeente)"
    kies = f"({gemeente})[1 + (n + {nummer}) % (SELECT count(*) FROM contacten_gemeente)]"
    anders = {"id": f"{PLAATS} * {nummer} + n", naam: f"{PLAATS} + n", "stap_id": f"{PLAATS} + n", "na_id": "NULL"}
    if model is Betrokkenheid:
        anders |= {"gemeente_id": kies, "ontvangen_op": "t.ontvangen_op - n * interval '1 hour'"}
    if model is Zoekrij:
        anders |= {
            "ontvangen_op": "t.ontvangen_op - n * interval '1 hour'",
            "sleutels": f"' *|feiten g' || {kies} || '|feiten *|pers '",
            "woorden": "t.woorden || CASE WHEN n % 5000 = 7 THEN 'zeldzaam ' ELSE '' END",
        }
    if model is Bericht:
        # What is closed was sent long ago.
        anders |= {"status": "'verzonden'", "verzonden_op": "t.gepland_op", "lease_tot": "NULL"}
        anders |= {"aanleiding": "'groei:' || n", "message_id": "md5(t.id || ':' || n)", "gemeente_id": kies}
    if model is Gebeurtenis:
        anders |= {"sleutel": "t.sleutel || n"}
    if model is Taak:
        anders |= {"termijn_id": "NULL", "gemeente_id": kies}
    return anders


def _kopie(model: type[Model], pk: int, nieuw: dict[str, str], reeks: str) -> str:
    kolommen = [veld.column for veld in model._meta.local_concrete_fields]
    waarden = [nieuw.get(str(kolom), f't."{kolom}"') for kolom in kolommen]
    sleutel, tabel = model._meta.pk.column, model._meta.db_table
    namen = ", ".join(f'"{kolom}"' for kolom in kolommen)
    from_, _, waar = reeks.partition(" WHERE ")
    return (
        f"INSERT INTO {tabel} ({namen}) SELECT {', '.join(waarden)} "
        f"FROM {tabel} t, {from_} WHERE t.{sleutel} = {pk} AND {waar}"
    )
