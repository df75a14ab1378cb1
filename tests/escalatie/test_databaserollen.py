"""The role of the application does all the work of the product, and cannot touch what stays as it is (PostgreSQL)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg2.errorcodes
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from basis.regio import BEWAREN
from calamiteiten import databaserollen as rollen
from calamiteiten.bestanden import opslag
from calamiteiten.config import start
from calamiteiten.models import Bestand, Melding, Oefening, Signaal
from calamiteiten.statussen import MELDING
from calamiteiten.toegang import geef_toegang, keten
from communicatie.models import Actielink, Bericht, Persvraag
from communicatie.post.berichten import verzend
from contacten.models import Contactpersoon, Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.bewaking.ronde import bewaak, keur_bestanden
from escalatie.bewaren import verzoeken, wandeling
from escalatie.models import Bewaarverzoek
from tests import afdruk, bestandsbouw, bouw
from tests.clamdienst import clamd
from tests.communicatie import persbouw
from tests.conftest import Mailserver
from tests.statussen import Status

from .slechte_rijen import ALLEEN_ERBIJ
from .test_database_weigert import voeg_toe

pytestmark = pytest.mark.django_db


@contextmanager
def als(rol: str) -> Iterator[None]:
    """All that follows runs with the rights of this role; back to the owner afterwards."""
    with connection.cursor() as cursor:
        # As if it signed in: what it may become is asked of who signed in.
        cursor.execute(f"SET LOCAL SESSION AUTHORIZATION {rol}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET SESSION AUTHORIZATION")


def probeer(opdracht: str) -> str:
    """The error class of PostgreSQL with which a statement was refused; empty when it was not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(opdracht)
    except DatabaseError as fout:
        return str(getattr(fout.__cause__, "pgcode", "?"))
    return ""


def blijft_bij_een_zaak() -> set[str]:
    """The tables that hang on a zaak and that daily work takes nothing away from; a drill and a signal go alike."""
    modellen: list[type[Model]] = [*wandeling.modellen(), Oefening, Signaal]
    return {model._meta.db_table for model in modellen} - rollen.DAGELIJKS


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
    monkeypatch.setattr(afdruk, "_afdrukken", [])
    monkeypatch.setattr(afdruk, "_gangen", type(afdruk._gangen)())
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
        *(f"DROP TRIGGER {t.partition('_')[2]}_alleen_erbij ON {t}" for t in ALLEEN_ERBIJ if t.startswith("comm")),
        *(f"DELETE FROM {t}" for t in blijft_bij_een_zaak()),
        "UPDATE calamiteiten_bestand SET sha256 = sha256",
        "UPDATE calamiteiten_inzage SET wat = wat",
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
    tabellen = {tabel.naam: tabel for tabel in rollen.tabellen(connection)}
    assert {tabel for tabel, wat in tabellen.items() if wat.groeit} >= set(ALLEEN_ERBIJ)
    genoemd = {*rollen.LIGT_VAST, *rollen.KOMT_LATER, *rollen.KNIPT_OOK, rollen.HARTSLAG, rollen.AKTE}
    assert set(tabellen) >= genoemd | rollen.DAGELIJKS | rollen.VAN_DE_EIGENAAR
    niet_heel = {*rollen.LIGT_VAST, *rollen.VAN_DE_EIGENAAR}
    with connection.cursor() as cursor:
        for tabel, wat in tabellen.items():
            cursor.execute("SELECT has_table_privilege(%s, %s, 'UPDATE, DELETE, TRUNCATE')", [rollen.APP, tabel])
            assert cursor.fetchone()[0] is (not wat.groeit and tabel not in niet_heel)


VERBEN = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
# Each table, role and verb: on the table, or on any column of it.
_WANDELING = """
    SELECT r.rolname, v.verb, array_agg(c.relname::text ORDER BY c.relname)
    FROM pg_class c CROSS JOIN pg_roles r CROSS JOIN unnest(%s) AS v(verb)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND r.rolname = ANY(%s)
        AND (has_table_privilege(r.oid, c.oid, v.verb) OR (v.verb IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
            AND has_any_column_privilege(r.oid, c.oid, v.verb)))
    GROUP BY 1, 2
"""


def test_elke_tabel_elke_rol_elk_werkwoord(verdeeld: None) -> None:
    """Said here anew: what nobody may anywhere, and who may what nowhere but there."""
    alle = {tabel.naam: tabel for tabel in rollen.tabellen(connection)}
    with connection.cursor() as cursor:
        cursor.execute(_WANDELING, [[*VERBEN], [*rollen.ROLLEN]])
        mag = {(rol, verb): set(tabellen) for rol, verb, tabellen in cursor.fetchall()}
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND EXISTS ("
            "SELECT 1 FROM aclexplode(relacl) WHERE grantee = 0)"
        )
        voor_ieder = cursor.fetchall()
        # A function that runs with the rights of its owner would be a way round all of this.
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef")
        als_eigenaar = cursor.fetchall()
        cursor.execute(
            "SELECT r.rolname, c.relname FROM pg_class c CROSS JOIN pg_roles r WHERE c.relkind = 'S' "
            "AND r.rolname = ANY(%s) AND has_sequence_privilege(r.oid, c.oid, 'UPDATE')",
            [[*rollen.ROLLEN]],
        )
        telt_terug = cursor.fetchall()
    assert (voor_ieder, als_eigenaar, telt_terug) == ([], [], [])
    verwacht: dict[tuple[str, str], set[str]] = {
        (rollen.LEZER, "SELECT"): set(alle) - rollen.GEHEIM,
        (rollen.BACKUP, "SELECT"): set(alle),
        (rollen.BACKUP, "INSERT"): {rollen.HARTSLAG},
        (rollen.BACKUP, "UPDATE"): {rollen.HARTSLAG},
        (rollen.APP, "SELECT"): set(alle),
        (rollen.APP, "INSERT"): set(alle) - rollen.VAN_DE_EIGENAAR,
        (rollen.APP, "UPDATE"): {n for n, t in alle.items() if not t.groeit or n in rollen.KOMT_LATER}
        - rollen.VAN_DE_EIGENAAR,
    }
    weg = {naam for naam, tabel in alle.items() if tabel.gaat}
    verwacht[(rollen.APP, "DELETE")] = {
        n for n, t in alle.items() if not t.groeit and (n not in weg or n in rollen.DAGELIJKS)
    } - rollen.VAN_DE_EIGENAAR
    verwacht |= {(rollen.VERNIETIGER, "SELECT"): weg | {rollen.AKTE}, (rollen.VERNIETIGER, "DELETE"): weg}
    # Which columns: the test of that role.
    assert mag.pop((rollen.VERNIETIGER, "UPDATE")) <= weg
    assert {paar: tabellen ^ verwacht.get(paar, set()) for paar, tabellen in mag.items()} == {
        paar: set() for paar in verwacht
    }


def test_wie_leest_ziet_geen_link_die_nog_op_weg_is(verdeeld: None, nu: datetime) -> None:
    bouw.in_fase_1(nu)
    with als(rollen.LEZER):
        assert probeer("SELECT id, status, aan FROM communicatie_bericht") == ""
        for vraag in (
            "SELECT gegevens FROM communicatie_bericht",
            "SELECT * FROM communicatie_bericht",
            "SELECT secret FROM socialaccount_socialapp",
            "COPY communicatie_bericht TO STDOUT",
            "SELECT to_jsonb(b) FROM communicatie_bericht b",
        ):
            assert probeer(vraag) == GEWEIGERD, vraag


def test_de_vernietiger_neemt_weg_en_knipt_en_kan_verder_niets(verdeeld: None) -> None:
    """It has what the walk over the models needs, to the last column, and nothing beside it."""
    weg = blijft_bij_een_zaak() | rollen.DAGELIJKS | {"auditlog_logentry"}
    velden: list[Any] = [
        model._meta.get_field(naam)
        for model in wandeling.modellen()
        for naam in {*wandeling.te_knippen(model), *wandeling._deels(model)}
        if wandeling.mag_leeg(model, naam)
    ]
    velden += [
        apps.get_model(label)._meta.get_field(kolom)
        for (label, _), wordt in wandeling.KNIPPEN.items()
        for kolom in wordt
    ]
    knipt = {(veld.model._meta.db_table, veld.column) for veld in velden}
    rechten: dict[str, set[Any]] = {"SELECT": set(), "INSERT": set(), "UPDATE": set(), "DELETE": set()}
    with connection.cursor() as cursor:
        for tabel in rollen.tabellen(connection):
            for recht in ("SELECT", "INSERT", "DELETE"):
                cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [rollen.VERNIETIGER, tabel.naam, recht])
                rechten[recht] |= {tabel.naam} if cursor.fetchone()[0] else set()
            for kolom in tabel.kolommen:
                vraag = "SELECT has_column_privilege(%s, %s, %s, 'UPDATE')"
                cursor.execute(vraag, [rollen.VERNIETIGER, tabel.naam, kolom])
                rechten["UPDATE"] |= {(tabel.naam, kolom)} if cursor.fetchone()[0] else set()
        cursor.execute("SELECT rolcanlogin OR rolinherit FROM pg_roles WHERE rolname = %s", [rollen.VERNIETIGER])
        assert cursor.fetchone() == (False,)
    assert rechten["DELETE"] == weg
    assert rechten["SELECT"] == weg | {rollen.AKTE}
    assert rechten["INSERT"] == set()
    assert rechten["UPDATE"] >= knipt
    # A key beside those is one that may be empty, to another row that goes: its trigger or its owner keeps it.
    assert {tabel for tabel, _ in rechten["UPDATE"]} <= weg


def test_zonder_akte_gaat_er_ook_als_vernietiger_niets_weg(verdeeld: None) -> None:
    """By hand, as the role that takes away: of every table that hangs on a zaak the trigger refuses the row itself."""
    tabellen = sorted(blijft_bij_een_zaak() | {"auditlog_logentry"})
    punt = transaction.savepoint()
    for tabel in tabellen:
        voeg_toe(tabel)
    with als(rollen.APP):
        assert {probeer(f"DELETE FROM {tabel}") for tabel in tabellen} == {GEWEIGERD}
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {rollen.VERNIETIGER}")
        uitslagen = {tabel: probeer(f"DELETE FROM {tabel}") for tabel in tabellen}
        assert probeer(f"DELETE FROM {rollen.AKTE}") == GEWEIGERD
        assert probeer("UPDATE escalatie_stap SET motivering = 'x'") == GEWEIGERD
        assert probeer("INSERT INTO escalatie_hartslag (component, op) VALUES ('x', now())") == GEWEIGERD
    transaction.savepoint_rollback(punt)
    # 23000: what stays, stays; 23514: the row of a kind stays with its zaak.
    kind = {"calamiteiten_melding", "calamiteiten_paraatheid", "communicatie_persvraag"}
    assert uitslagen == {tabel: "23514" if tabel in kind else "23000" for tabel in tabellen}


# Some of the tables of which rows must have gone.
GEGAAN = {
    "calamiteiten_bestand",
    "communicatie_bericht",
    "escalatie_taak",
    "escalatie_stap",
    "escalatie_termijn",
    "communicatie_actielink",
    "calamiteiten_meldinggroupobjectpermission",
}


def test_de_app_vernietigt_een_melding_met_alles_wat_eraan_hangt(
    verdeeld: None,
    nu: datetime,
    mailserver: Mailserver,
    settings: Any,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """To its end, and then it goes, by two persons, all as the app. The press question about it is cut loose."""
    settings.DATA = settings.BACKUP_MAP = tmp_path
    settings.REGIO = replace(settings.REGIO, bewaren=dict.fromkeys(BEWAREN, 12))
    melding, vraag = bouw.tot(Status.AFGEROND, nu, gemeenten=("zwolle",)), persbouw.persvraag(nu)
    with als(rollen.APP):
        verzend(nu)
        cm, rm, bh = (Gebruiker.objects.get(username=wie) for wie in ("contractmanager", "regiomanager", "beheerder"))
        client = Client()
        client.force_login(cm)
        pdf = bestandsbouw.als_upload("a.pdf", bestandsbouw.pdf())
        velden = {"soort": "rapport", "omschrijving": "Eindrapport", "bestand": pdf}
        assert client.post(f"{melding.get_absolute_url()}bestanden/", velden).status_code == 302
        bestand = Bestand.objects.get()
        assert client.get(f"{melding.get_absolute_url()}bestanden/{bestand.pk}/").status_code == 200
        # What the round does to rows that only grow: the verdict of the scanner, the seal of who looked.
        with clamd() as (settings.CLAMAV_ADRES, _):
            assert keur_bestanden(nu) == 1
        assert keten.verzegel() > 0
        geef_toegang(melding, "communicatieadviseur")
        Actielink.objects.create(
            bericht=Bericht.objects.filter(zaak=melding).earliest("pk"), contactpersoon=Contactpersoon.objects.all()[0],
            gemaakt_op=nu, verloopt_op=nu + timedelta(days=1),
        )  # fmt: skip
        Persvraag.objects.filter(pk=vraag.pk).update(melding=melding, gekoppeld_op=nu)

        later = nu + timedelta(days=800)
        verzoeken.stel_voor(later)
        verzoek = Bewaarverzoek.objects.get(soort="zaak", nummer=melding.pk)
        verzoeken.vraag(verzoek.pk, "Voorbij.", bh, later)
        with django_capture_on_commit_callbacks(execute=True):
            akte = verzoeken.keur_goed(verzoek.pk, rm, later)
        # It is the app again, and nothing more.
        assert probeer("DELETE FROM escalatie_stap") == GEWEIGERD
        assert rollen.te_veel(connection) == []

    mailserver.ontvangen.clear()  # their rows are gone
    assert akte is not None
    assert set(akte.tellingen) >= GEGAAN
    assert not Melding.objects.filter(pk=melding.pk).exists()
    assert Persvraag.objects.get(pk=vraag.pk).melding_id is None
    assert opslag.lees(bestand.sleutel) is None
    assert [s for s in controleer(later) if s.nummer in {6, 20, 21, 22}] == []


def test_wat_een_vernietiging_laat_mislukken_laat_de_app_de_app(verdeeld: None) -> None:
    def wie() -> tuple[str, ...]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            return tuple(cursor.fetchone())

    def mislukt() -> None:
        with rollen.als_vernietiger(connection), connection.cursor() as cursor:
            assert wie() == (rollen.VERNIETIGER, rollen.APP)
            cursor.execute("DELETE FROM escalatie_hartslag")

    with als(rollen.APP):
        with pytest.raises(DatabaseError, match="permission denied"):
            mislukt()
        assert wie() == (rollen.APP, rollen.APP)
    # The owner, and whoever restores, needs no other role.
    eigenaar = wie()
    with rollen.als_vernietiger(connection):
        assert wie() == eigenaar


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

    # A role that inherits may take away without saying so.
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE erft INHERIT IN ROLE {rollen.VERNIETIGER}")
    with als("erft"):
        (zin,) = rollen.te_veel(connection)
    assert "veranderen wat blijft staan" in zin

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


def test_de_website_heeft_de_rechten_van_de_app_over_hoogstens_zoveel_verbindingen(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("DATABASE_APP_WACHTWOORD", "vijf-emmers")
    settings.WEB_VERBINDINGEN = 7
    for _ in range(2):
        call_command("databaserollen", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolconnlimit, rolcanlogin, rolsuper FROM pg_roles WHERE rolname = %s", [rollen.WEB])
        assert cursor.fetchone() == (7, True, False)
    with als(rollen.WEB):
        assert rollen.te_veel(connection) == []
        assert Melding.objects.count() == 0
        assert probeer("CREATE TABLE x (y int)") == psycopg2.errorcodes.INSUFFICIENT_PRIVILEGE
        assert probeer("DELETE FROM calamiteiten_zaak") == psycopg2.errorcodes.INSUFFICIENT_PRIVILEGE
        with rollen.als_vernietiger(connection):
            assert probeer("DELETE FROM calamiteiten_zaak") == ""
        # Processes times threads, beside what the role may have and what others need.
        assert rollen.te_weinig(connection, 7, 20) == []
        (zin,) = rollen.te_weinig(connection, 8, 20)
        assert zin == "De website kan 8 verbindingen vragen (processen maal draden) en calamiteiten_web mag er 7."
        (zin,) = rollen.te_weinig(connection, 7, 10**6)
        assert "te weinig over voor de wacht" in zin
    with als(rollen.APP):
        (zin,) = rollen.te_weinig(connection, 1, 1)
        assert "heeft geen grens" in zin


@pytest.mark.parametrize(
    ("andere", "zinnen"),
    [(0, []), (1, []), (2, ["Er zijn 3 websites; samen kunnen zij 48 verbindingen vragen en web mag er 40."])],
)
def test_met_meer_websites_telt_hun_som(andere: int, zinnen: list[str]) -> None:
    assert rollen.Grens("web", 40, 100, andere).bezwaren(16, 20) == zinnen


def test_een_website_zonder_wachtwoord_hoort_wat_er_moet_gebeuren(
    monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """At the sharing out and at its own start: else all it says is that PostgreSQL refuses."""
    monkeypatch.delenv("DATABASE_APP_WACHTWOORD", raising=False)
    gezegd = StringIO()
    call_command("databaserollen", stdout=StringIO(), stderr=gezegd)
    assert "De website kan niet inloggen: calamiteiten_web heeft geen wachtwoord." in gezegd.getvalue()
    assert "Zet DATABASE_APP_WACHTWOORD en draai databaserollen nog eens" in gezegd.getvalue()
    settings.PRODUCTIE = True
    monkeypatch.setattr(connection, "close", lambda: None)
    adres = {naam.lower(): connection.settings_dict[naam] for naam in ("HOST", "PORT")}

    def weiger(*_: Any) -> list[str]:
        with connection.wrap_database_errors:
            psycopg2.connect(**adres, dbname="postgres", user="nog_niet_verdeeld")
        return []

    monkeypatch.setattr(start, "te_weinig", weiger)
    start.meld_te_weinig_verbindingen()
    assert "kan niet inloggen bij de database. Draai databaserollen als eigenaar" in caplog.text


@pytest.mark.parametrize(
    ("woorden", "aantal"),
    [
        (["granian", "--workers", "4", "--blocking-threads", "4", "x:y"], 16),
        (["granian", "--workers=3", "--blocking-threads=5"], 15),
        (["granian", "--workers"], 1),
        (["pytest"], 1),
    ],
)
def test_hoeveel_er_tegelijk_worden_geholpen_staat_op_de_opdrachtregel(woorden: list[str], aantal: int) -> None:
    assert start.tegelijk(woorden) == aantal


def test_een_website_die_te_veel_kan_vragen_zegt_dat_bij_het_starten_en_start(
    monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PRODUCTIE, settings.WEB_VERBINDINGEN = True, 7
    monkeypatch.setattr(connection, "close", lambda: None)
    call_command("databaserollen", stdout=StringIO())
    monkeypatch.setattr("sys.argv", ["granian", "--workers", "2", "--blocking-threads", "4"])
    with als(rollen.WEB):
        start.meld_te_weinig_verbindingen()
    assert "De website kan 8 verbindingen vragen" in caplog.text
    assert "docs/beheer/opschalen.md" in caplog.text
