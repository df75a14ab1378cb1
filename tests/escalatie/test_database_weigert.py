"""The database is the last line: every constraint and every trigger, tried with plain SQL past all our code (R10)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import count, permutations
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import Error, IntegrityError, connection, models, transaction
from django_fsm import FSMField

from calamiteiten.models import Melding, Paraatheid
from communicatie.models import Persvraag
from tests.statussen import ParaatStatus, PersStatus, Status

from .slechte_rijen import ALLEEN_ERBIJ, ANDERS, DUBBEL, GEWOON, LAAT, OOK_ANDERS, SLECHT

APPS = ("contacten", "calamiteiten", "communicatie", "escalatie")
MODELLEN = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
TABEL_VAN = {regel.name: model._meta.db_table for model in MODELLEN for regel in model._meta.constraints}
TABELLEN = sorted({model._meta.db_table for model in MODELLEN})
SOORTEN = {"melding": Melding, "persvraag": Persvraag, "paraatheid": Paraatheid}
STATUSSEN: dict[str, list[str]] = {"melding": [*Status], "persvraag": [*PersStatus], "paraatheid": [*ParaatStatus]}
BEGIN = {soort: statussen[0] for soort, statussen in STATUSSEN.items()}
# The number of pairs that at least some arrow leads along.
MINSTENS = {"melding": 10, "persvraag": 10, "paraatheid": 5}
_nummer = count(20_000)


@pytest.fixture(autouse=True)
def geen_sporen(db: None) -> Iterator[None]:
    """Take back what a test wrote before anybody asks whether its rows point somewhere."""
    punt = transaction.savepoint()
    yield
    transaction.savepoint_rollback(punt)


def sql(opdracht: str, *waarden: Any) -> list[Any]:
    """Run one statement; what it refuses leaves the transaction usable."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(opdracht, waarden)
        return cursor.fetchall() if cursor.description else []


@cache
def kolommen(tabel: str) -> list[tuple[str, str, bool]]:
    """Name, type, and must it have a value, of the columns that we fill."""
    return sql(
        "SELECT column_name, data_type, is_nullable = 'NO' FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'NO' ORDER BY ordinal_position",
        tabel,
    )


@cache
def alleen_uniek(tabel: str) -> set[str]:
    """Columns that are unique by themselves."""
    return {
        rij[0]
        for rij in sql(
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
            " WHERE i.indrelid = %s::regclass AND i.indisunique AND i.indnatts = 1 AND i.indpred IS NULL",
            tabel,
        )
    }


def _waarde(tabel: str, kolom: str, soort: str) -> Any:
    nummer = next(_nummer) if kolom in alleen_uniek(tabel) else 0
    if soort == "uuid":
        return str(uuid4())
    if soort in {"jsonb", "boolean", "interval"}:
        return {"jsonb": "{}", "boolean": False, "interval": "1 s"}[soort]
    if "time" in soort or soort == "date":
        return LAAT[:10] if soort == "date" else LAAT
    if soort in {"bigint", "integer", "smallint"}:
        return nummer or int(kolom.endswith("_id"))
    return f"x{nummer}" if nummer else ""


def voeg_toe(tabel: str, **eigen: Any) -> dict[str, Any]:
    """Insert a plain row with these values of its own; returns what was filled in."""
    waarden = {kolom: _waarde(tabel, kolom, soort) for kolom, soort, moet in kolommen(tabel) if moet}
    waarden |= GEWOON.get(tabel, {}) | eigen
    namen = ", ".join(f'"{kolom}"' for kolom in waarden)
    sql(f"INSERT INTO {tabel} ({namen}) VALUES ({', '.join(['%s'] * len(waarden))})", *waarden.values())  # noqa: S608
    return waarden


def test_iedere_regel_van_de_modellen_heeft_een_slechte_rij() -> None:
    assert set(SLECHT) | set(DUBBEL) == set(TABEL_VAN)


@pytest.mark.parametrize("regel", sorted(SLECHT))
def test_een_rij_die_niet_mag_komt_er_niet_in(regel: str) -> None:
    if regel in OOK_ANDERS:
        sql(f"ALTER TABLE {TABEL_VAN[regel]} DROP CONSTRAINT {OOK_ANDERS[regel]}")
    with pytest.raises(IntegrityError, match=f'"{regel}"'):
        voeg_toe(TABEL_VAN[regel], **SLECHT[regel])


@pytest.mark.parametrize("regel", sorted(DUBBEL))
def test_wat_eenmaal_mag_komt_er_eenmaal_in(regel: str) -> None:
    voeg_toe(TABEL_VAN[regel], **DUBBEL[regel])

    with pytest.raises(IntegrityError, match=f'"{regel}"'):
        voeg_toe(TABEL_VAN[regel], **{**DUBBEL[regel], **ANDERS.get(regel, {})})


@pytest.mark.parametrize("tabel", TABELLEN)
def test_wat_ingevuld_moet_zijn_kan_niet_leeg(tabel: str) -> None:
    voeg_toe(tabel)
    for kolom, _, moet in kolommen(tabel):
        if moet:
            with pytest.raises(IntegrityError, match=f'null value in column "{kolom}"'):
                voeg_toe(tabel, **{kolom: None})


@pytest.mark.parametrize("model", MODELLEN, ids=lambda model: model._meta.db_table)
def test_een_verwijzing_wijst_naar_iets(model: type[models.Model]) -> None:
    tabel = model._meta.db_table
    velden = [veld for veld in model._meta.local_concrete_fields if isinstance(veld, models.ForeignKey)]
    bewaakt = sql(
        "SELECT a.attname FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE c.conrelid = %s::regclass AND c.contype = 'f' AND c.convalidated AND c.confdeltype = 'a'",
        tabel,
    )
    assert {kolom for (kolom,) in bewaakt} == {veld.column for veld in velden}
    if {veld.column for veld in velden} & set(voeg_toe(tabel)):
        with pytest.raises(IntegrityError, match="foreign key"):
            sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_een_aantal_is_nooit_negatief() -> None:
    for model in MODELLEN:
        for veld in model._meta.concrete_fields:
            if isinstance(veld, models.PositiveIntegerField | models.PositiveSmallIntegerField):
                with pytest.raises(IntegrityError, match="check constraint"):
                    voeg_toe(model._meta.db_table, **{str(veld.column): -1})


# Triggers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("soort", SOORTEN)
def test_de_database_kent_de_pijlen_van_het_slot(soort: str) -> None:
    model: type[models.Model] = SOORTEN[soort]
    veld = model._meta.get_field("status")
    assert isinstance(veld, FSMField)
    slot = {(str(pijl.source), str(pijl.target)) for pijl in veld.get_all_transitions(model)}

    assert len(slot) >= MINSTENS[soort]
    assert set(sql(f"SELECT van, naar FROM {soort}_pijlen()")) == slot  # noqa: S608


@pytest.mark.parametrize(("soort", "statussen"), STATUSSEN.items())
def test_een_status_verandert_alleen_langs_een_pijl(soort: str, statussen: list[str]) -> None:
    pijlen = set(sql(f"SELECT van, naar FROM {soort}_pijlen()"))  # noqa: S608
    zet = "UPDATE calamiteiten_zaak SET status = %s, afgerond_op = %s WHERE id = %s"
    for van, naar in permutations(statussen, 2):
        voeg_toe("calamiteiten_zaak", zaaksoort=soort, status=van, afgerond_op=_afgerond(van))
        (rij,) = sql("SELECT max(id) FROM calamiteiten_zaak")
        if (van, naar) in pijlen:
            sql(zet, naar, _afgerond(naar), rij[0])
        else:
            with pytest.raises(IntegrityError, match="leidt geen pijl"):
                sql(zet, naar, _afgerond(naar), rij[0])


@pytest.mark.parametrize("soort", SOORTEN)
def test_een_status_is_van_een_protocol_en_een_einde_heeft_een_moment(soort: str) -> None:
    begin, eind = BEGIN[soort], next(status for status in STATUSSEN[soort] if _afgerond(status))
    eigen = {"zaaksoort": soort}
    with pytest.raises(IntegrityError, match="De status gesloten staat in geen enkel protocol"):
        voeg_toe("calamiteiten_zaak", **eigen, status="gesloten")
    with pytest.raises(IntegrityError, match="past dit moment van afronden niet"):
        voeg_toe("calamiteiten_zaak", **eigen, status=eind, afgerond_op=None)
    with pytest.raises(IntegrityError, match="past dit moment van afronden niet"):
        voeg_toe("calamiteiten_zaak", **eigen, status=begin, afgerond_op=LAAT)


def test_een_status_van_de_ene_soort_is_er_geen_van_de_andere() -> None:
    with pytest.raises(IntegrityError, match="staat in geen enkel protocol"):
        voeg_toe("calamiteiten_zaak", zaaksoort="melding", status="vraagstelling")


def test_een_zaak_blijft_van_haar_soort() -> None:
    voeg_toe("calamiteiten_zaak")
    with pytest.raises(IntegrityError, match="blijft van haar soort"):
        sql("UPDATE calamiteiten_zaak SET zaaksoort = 'persvraag'")


@pytest.mark.parametrize(("soort", "ander"), list(permutations(SOORTEN, 2)))
def test_de_rij_van_een_soort_blijft_bij_een_zaak_van_die_soort(soort: str, ander: str) -> None:
    tabel = SOORTEN[soort]._meta.db_table
    for eigen in (ander, soort, soort):
        voeg_toe("calamiteiten_zaak", zaaksoort=eigen, status=BEGIN[eigen])
    vreemd, zaak, tweede = sorted(rij[0] for rij in sql("SELECT id FROM calamiteiten_zaak ORDER BY id DESC LIMIT 3"))

    with pytest.raises(IntegrityError, match=f"is geen {soort}"):
        voeg_toe(tabel, zaak_ptr_id=vreemd)
    voeg_toe(tabel, zaak_ptr_id=zaak)
    with pytest.raises(IntegrityError, match="blijft bij haar zaak"):
        sql(f"UPDATE {tabel} SET zaak_ptr_id = %s WHERE zaak_ptr_id = %s", tweede, zaak)  # noqa: S608
    with pytest.raises(IntegrityError, match="blijft bij haar zaak"):
        sql(f"DELETE FROM {tabel} WHERE zaak_ptr_id = %s", zaak)  # noqa: S608


def _afgerond(status: str) -> str | None:
    eind = {"afgerond", "niet_meldingswaardig", "ingetrokken", "dubbel", "samengevoegd", "niet_meer_nodig"}
    return LAAT if status in eind else None


@pytest.mark.parametrize("tabel", ALLEEN_ERBIJ)
def test_wat_vastligt_blijft_staan(tabel: str) -> None:
    voeg_toe(tabel)

    for opdracht in (f"UPDATE {tabel} SET id = id", f"DELETE FROM {tabel}"):  # noqa: S608
        with pytest.raises(IntegrityError, match=f"Wat in {tabel} staat"):
            sql(opdracht)


@pytest.mark.parametrize("tabel", [*ALLEEN_ERBIJ, "calamiteiten_zaak"])
def test_leegmaken_kan_alleen_waar_de_eigenaar_dat_zegt(tabel: str) -> None:
    """The database of this test says so; without that, a setting of the session does not help."""
    databank = connection.ops.quote_name(connection.settings_dict["NAME"])
    sql(f"ALTER DATABASE {databank} RESET calamiteiten.mag_legen")
    sql("SET LOCAL calamiteiten.mag_legen = 'aan'")

    with pytest.raises(IntegrityError, match="TRUNCATE is geweigerd"):
        sql(f"TRUNCATE {tabel} CASCADE")


@pytest.mark.parametrize(
    "opdracht",
    [
        "SET session_replication_role = replica",
        "ALTER TABLE escalatie_stap DISABLE TRIGGER USER",
        "DROP TRIGGER escalatie_stap_alleen_erbij ON escalatie_stap",
        "CREATE OR REPLACE FUNCTION alleen_erbij() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    ],
)
def test_een_rol_die_geen_eigenaar_is_zet_de_bewaking_niet_uit(opdracht: str) -> None:
    rol = f"app_{os.getpid()}"
    sql(f"CREATE ROLE {rol}")
    sql(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {rol}")
    sql(f"SET LOCAL ROLE {rol}")

    with pytest.raises(Error, match=r"permission denied|must be owner"):
        sql(opdracht)
