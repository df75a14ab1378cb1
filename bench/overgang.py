"""What a step through the protocol costs: the POST of its form to the web server, beside the same rows in bare SQL."""

import json
import time
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from psycopg2.extras import execute_values

from tests.escalatie.invullen import van_tekst

from .server import Server, _cpu, erbij, lezer

CODE, VAN, WIE = "start_fase_1", "scenario_d", "regiomanager"
KEREN, KAAL = 40, 120
# What of a copy may not be as it was: the database keeps one of each.
LOS = {"aanleiding", "zaak_id", "stap_id", "termijn_id"}


@dataclass
class Rijen:
    """The rows that one step wrote: per model as they are in its table."""

    model: type[models.Model]
    rijen: list[dict[str, Any]]


def overgang(server: Server, me_ms: float) -> dict[str, float]:
    """Milliseconds of CPU of web and database per step, of its rows in bare SQL, and both beside `me_ms`."""
    from calamiteiten.models import Melding

    wie = lezer(WIE, server.poort)
    zaken = list(Melding.objects.filter(status=VAN, afgerond_op__isnull=True).order_by("pk")[: KEREN + 3])
    web = sql = 0.0
    for nummer, zaak in enumerate(zaken):
        pad = f"{zaak.get_absolute_url()}stap/{CODE}/"
        # What is left open on the page gets a reason.
        velden = {naam: waarde or "Er is onrust in de wijk." for naam, waarde in van_tekst(wie.lees(pad)).items()}
        begin = server.cpu()
        status, naar = wie.stuur(pad, velden)
        assert status == 302, (pad, status, naar)
        if nummer >= 3:  # the first ones read what a process keeps
            bij_web, bij_sql = erbij(begin, server.cpu())
            web, sql = web + bij_web, sql + bij_sql
    keren = len(zaken) - 3
    schreef = _geschreven(zaken[-1].pk)
    kaal_ms = _kaal(schreef, [zaak.pk for zaak in zaken])
    onze_ms = 1000 * (web + sql) / keren
    per_model = {soort.model._meta.model_name: len(soort.rijen) for soort in schreef}
    return {
        "web_ms": 1000 * web / keren,
        "sql_ms": 1000 * sql / keren,
        "kaal_ms": kaal_ms,
        "mag_ms": 5 * me_ms + 3 * kaal_ms,
        "van_wat_mag": onze_ms / (5 * me_ms + 3 * kaal_ms),
        "x_me": onze_ms / me_ms,
        **{f"rijen_{naam}": aantal for naam, aantal in per_model.items()},
    }


def _geschreven(zaak: int) -> list[Rijen]:
    """What the last step of this zaak wrote, the step itself first."""
    from communicatie.models import Bericht
    from contacten.models import Zegelregel
    from escalatie.models import Stap, Taak, Termijn, Wekker

    stap = Stap.objects.filter(zaak=zaak).latest("pk")
    termijnen = Termijn.objects.filter(stap=stap)
    gevonden: list[Rijen] = []
    for rijen in (
        Stap.objects.filter(pk=stap.pk),
        termijnen,
        Wekker.objects.filter(termijn__in=termijnen),
        Taak.objects.filter(zaak=zaak, gemaakt_op=stap.op),
        Bericht.objects.filter(zaak=zaak, gepland_op=stap.op),
    ):
        soort = rijen.model
        kolommen = [veld for veld in soort._meta.local_concrete_fields if not veld.primary_key]
        waarden = [
            {str(veld.column): veld.get_db_prep_save(getattr(rij, veld.attname), connection) for veld in kolommen}
            for rij in rijen
        ]
        gevonden.append(Rijen(soort, waarden))
    # Each of these has its print.
    aantal = sum(len(soort.rijen) for soort in gevonden if soort.model is not Wekker)
    regels = Zegelregel.objects.order_by("-pk")[:aantal].values("soort", "rij", "zout", "afdruk", "zegel")
    return [*gevonden, Rijen(Zegelregel, [{**regel} for regel in regels])]


def _kaal(schreef: list[Rijen], zaken: list[int]) -> float:
    """Milliseconds of CPU, here and in the database, to lock a zaak, move it, and write these rows: one statement per
    table and one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        # The triggers belong to the promise and not to the floor.
        cursor.execute("SET session_replication_role = replica")
    begin, eigen = _cpu(pid), time.process_time()
    for keer in range(KAAL):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT status FROM calamiteiten_zaak WHERE id = %s FOR UPDATE", [zaken[keer % len(zaken)]])
            cursor.execute("UPDATE calamiteiten_zaak SET status = status WHERE id = %s", [zaken[keer % len(zaken)]])
            for soort in schreef:
                _zet(cursor, soort, keer)
            transaction.set_rollback(True)
    duurde = _cpu(pid) - begin + time.process_time() - eigen
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
    return 1000 * duurde / KAAL


def _zet(cursor: Any, soort: Rijen, keer: int) -> None:
    if not soort.rijen:
        return
    uniek = {veld.column for veld in soort.model._meta.local_concrete_fields if veld.unique} | LOS
    namen = list(soort.rijen[0])
    waarden = [
        tuple(_anders(rij[naam], keer, plek) if naam in uniek else _plat(rij[naam]) for naam in namen)
        for plek, rij in enumerate(soort.rijen)
    ]
    kolommen = ", ".join(f'"{naam}"' for naam in namen)
    execute_values(cursor.cursor, f'INSERT INTO "{soort.model._meta.db_table}" ({kolommen}) VALUES %s', waarden)


def _anders(waarde: Any, keer: int, plek: int) -> Any:
    if isinstance(waarde, int):
        return waarde + (keer + 1) * 10**10
    return f"{str(waarde)[:60]}-{keer}-{plek}" if waarde else waarde


def _plat(waarde: Any) -> Any:
    return json.dumps(waarde) if isinstance(waarde, dict | list) else waarde
