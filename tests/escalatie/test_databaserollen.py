"""The role of the application does all the work of the product, and cannot touch what stays as it is (PostgreSQL)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO

import psycopg2.errorcodes
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from calamiteiten import databaserollen as rollen
from calamiteiten.config import start
from calamiteiten.statussen import MELDING
from communicatie.models import Bericht
from communicatie.post.berichten import verzend
from contacten.models import Gebruiker
from escalatie.bewaking.ronde import bewaak
from tests import bouw
from tests.conftest import Mailserver
from tests.statussen import Status

from .slechte_rijen import ALLEEN_ERBIJ

pytestmark = pytest.mark.django_db


@contextmanager
def als(rol: str) -> Iterator[None]:
    """All that follows runs with the rights of this role; back to the owner afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {rol}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def probeer(opdracht: str) -> str:
    """The error class of PostgreSQL with which a statement was refused; empty when it was not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(opdracht)
    except DatabaseError as fout:
        return str(getattr(fout.__cause__, "pgcode", "?"))
    return ""


@pytest.fixture
def verdeeld(db: None) -> None:
    """The roles, made and shared out by the owner, twice: the second time changes nothing."""
    call_command("databaserollen", stdout=StringIO())
    call_command("databaserollen", stdout=StringIO())


GEWEIGERD = psycopg2.errorcodes.INSUFFICIENT_PRIVILEGE


def test_de_app_doet_al_het_werk_van_een_melding(
    verdeeld: None, nu: datetime, mailserver: Mailserver, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the melding to Fase 2, with mails, terms and pages. Nothing is laid from a print: every step is taken."""
    with als(rollen.APP):
        gebeurd = bouw.in_fase_2(nu, gemeenten=("zwolle", "deventer"))
        verzend(nu)
        bewaak(nu + timedelta(days=70))
        client.force_login(Gebruiker.objects.get(username="regiomanager"))
        pagina = client.get(reverse("melding", args=[gebeurd.kenmerk]))

    gebeurd.refresh_from_db()
    assert gebeurd.status == Status.FASE_2
    assert pagina.status_code == 200
    assert mailserver.ontvangen


def test_de_app_verandert_niets_wat_blijft_staan(verdeeld: None, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)
    bericht = Bericht.objects.filter(zaak=melding).order_by("pk")[0]
    opdrachten = [
        *(f"UPDATE {t} SET id = id" for t in ALLEEN_ERBIJ),
        *(f"DELETE FROM {t}" for t in ALLEEN_ERBIJ),
        *(f"TRUNCATE {t} CASCADE" for t in ALLEEN_ERBIJ),
        *(f"ALTER TABLE {t} DISABLE TRIGGER ALL" for t in ALLEEN_ERBIJ),
        *(f"DROP TRIGGER {t.partition('_')[2]}_alleen_erbij ON {t}" for t in ALLEEN_ERBIJ[3:]),
        *(f"DELETE FROM {t}" for t in rollen.BLIJFT),
        *(f"UPDATE communicatie_bericht SET {k} = {k}" for k in rollen.LIGT_VAST["communicatie_bericht"]),
        f"CREATE OR REPLACE FUNCTION {MELDING}_pijlen() RETURNS TABLE (van text, naar text) LANGUAGE sql AS 'SELECT 1'",
        "DROP FUNCTION alleen_erbij() CASCADE",
        "CREATE TABLE public.nieuw (id int)",
        "CREATE TRIGGER x BEFORE INSERT ON calamiteiten_zaak FOR EACH ROW EXECUTE FUNCTION alleen_erbij()",
        "SET session_replication_role = replica",
        f"ALTER DATABASE \"{connection.settings_dict['NAME']}\" SET calamiteiten.mag_legen = 'aan'",
        "UPDATE django_migrations SET name = name",
        "CREATE ROLE nog_een SUPERUSER",
    ]
    with als(rollen.APP):
        uitslagen = {opdracht: probeer(opdracht) for opdracht in opdrachten}
        gewoon = probeer(f"UPDATE communicatie_bericht SET reden = 'x' WHERE id = {bericht.pk}")

    # 42501: not allowed; a trigger or function of somebody else cannot be found by who may not drop it either.
    assert {o: u for o, u in uitslagen.items() if u != GEWEIGERD} == {}
    assert gewoon == ""


def test_een_tabel_die_alleen_groeit_is_er_zo_een_in_de_database(verdeeld: None) -> None:
    """The rights come from the triggers, so a table that gets one tomorrow is never forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(rollen._TABELLEN, [rollen.ALLEEN_ERBIJ])
        tabellen = {tabel: groeit for tabel, groeit, _ in cursor.fetchall()}
        assert {tabel for tabel, groeit in tabellen.items() if groeit} >= set(ALLEEN_ERBIJ)
        assert set(tabellen) >= rollen.BLIJFT | rollen.VAN_DE_EIGENAAR | {*rollen.LIGT_VAST, rollen.HARTSLAG}
        for tabel, groeit in tabellen.items():
            cursor.execute("SELECT has_table_privilege(%s, %s, 'UPDATE, DELETE, TRUNCATE')", [rollen.APP, tabel])
            assert cursor.fetchone()[0] is (not groeit and tabel not in {*rollen.LIGT_VAST, *rollen.VAN_DE_EIGENAAR})


def test_de_lezer_leest_en_ziet_geen_geheim(verdeeld: None, nu: datetime) -> None:
    with als(rollen.LEZER):
        assert probeer("SELECT count(*) FROM calamiteiten_melding") == ""
        assert probeer("SELECT username FROM contacten_gebruiker") == ""
        assert probeer("UPDATE calamiteiten_zaak SET status = status") == GEWEIGERD
        assert {probeer(f"SELECT * FROM {tabel}") for tabel in ("contacten_gebruiker", "mfa_authenticator")} == {
            GEWEIGERD
        }


def test_de_back_up_leest_alles_en_zegt_dat_hij_er_is(verdeeld: None) -> None:
    with als(rollen.BACKUP):
        with connection.cursor() as cursor:
            tabellen = connection.introspection.table_names(cursor)
        assert {probeer(f"SELECT 1 FROM {tabel} LIMIT 1") for tabel in tabellen} == {""}
        assert probeer("UPDATE escalatie_hartslag SET op = op WHERE FALSE") != GEWEIGERD
        assert probeer("DELETE FROM calamiteiten_zaak") == GEWEIGERD


def test_wie_te_veel_mag_hoort_dat(verdeeld: None) -> None:
    with als(rollen.APP):
        assert rollen.te_veel(connection) == []
        call_command("databaserollen", "--controleer")

    zinnen = rollen.te_veel(connection)
    assert any("superuser" in zin for zin in zinnen)
    assert any("eigenaar" in zin for zin in zinnen)
    with pytest.raises(CommandError, match="superuser"):
        call_command("databaserollen", "--controleer")


def test_een_proces_in_productie_zegt_het_in_zijn_logboek(
    verdeeld: None, monkeypatch: pytest.MonkeyPatch, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)  # the transaction of this test is on it
    start.meld_te_veel_rechten()
    assert caplog.text == ""

    settings.PRODUCTIE = True  # type: ignore[attr-defined]
    start.meld_te_veel_rechten()
    assert "eigenaar van de tabellen" in caplog.text
    uit = StringIO()
    with pytest.raises(SystemExit):
        call_command("controleer", stdout=uit)
    assert "superuser" in uit.getvalue()


def test_na_migrate_heeft_een_nieuwe_tabel_haar_rechten(verdeeld: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE nieuw_groeit (id int); CREATE TABLE nieuw_anders (id int)")
        cursor.execute(
            "CREATE TRIGGER x BEFORE UPDATE OR DELETE ON nieuw_groeit FOR EACH ROW EXECUTE FUNCTION alleen_erbij()"
        )
    call_command("migrate", verbosity=0)

    with als(rollen.APP):
        assert probeer("INSERT INTO nieuw_groeit VALUES (1); INSERT INTO nieuw_anders VALUES (1)") == ""
        assert probeer("UPDATE nieuw_groeit SET id = 2") == GEWEIGERD
        assert probeer("UPDATE nieuw_anders SET id = 2") == ""
