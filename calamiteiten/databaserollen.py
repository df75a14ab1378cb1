"""The roles in PostgreSQL: who uses the product is not who owns it (docs/beheer/database.md).

* The owner migrates, and restores. Nothing else runs as the owner.
* `calamiteiten_app`: web, workers, beat, watchdog. It reads and writes rows. It makes and changes no table, function or
  trigger; a table that only grows it can only add to; of a message it changes what becomes of it, and not what it was;
  a zaak and what hangs on it, it does not delete.
* `calamiteiten_lezer`: reads, for reports; no password, session or second step.
* `calamiteiten_backup`: reads everything, and says that it did.

What each may is taken from the database as it is: a table only grows when it has the trigger that says so. So this is
asked again after every `migrate`, and a new table is never forgotten. On SQLite there are no roles.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2 import sql

APP, LEZER, BACKUP = "calamiteiten_app", "calamiteiten_lezer", "calamiteiten_backup"
ROLLEN = (APP, LEZER, BACKUP)
# The function of migration 0002 behind every table that only grows.
ALLEEN_ERBIJ = "alleen_erbij"
# What hangs on a zaak is withdrawn, never deleted.
BLIJFT = frozenset(
    {
        *("calamiteiten_zaak", "calamiteiten_melding", "calamiteiten_paraatheid", "communicatie_persvraag"),
        *("communicatie_bericht", "escalatie_taak", "escalatie_termijn"),
    }
)
# Written by `migrate` alone.
VAN_DE_EIGENAAR = frozenset({"django_migrations", "django_content_type", "auth_permission"})
# What was sent, about what, to whom: the row of a message changes in what becomes of it only.
LIGT_VAST = {
    "communicatie_bericht": frozenset({"id", "zaak_id", "aanleiding", "regel", "ontvanger", "sjabloon", "message_id"}),
}
# With these somebody could sign in as somebody else.
GEHEIM = frozenset(
    {"django_session", "mfa_authenticator", "usersessions_usersession", "contacten_inlogpoging", "cache"}
)
GEHEIME_KOLOM = {"contacten_gebruiker": frozenset({"password"})}
# A back-up says that it was made.
HARTSLAG = "escalatie_hartslag"

_TABELLEN = """
    SELECT c.relname, EXISTS (
        SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid AND p.proname = %s
    ), (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
_TE_VEEL = """
    SELECT current_user, r.rolsuper, r.rolcreaterole OR r.rolcreatedb,
        EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
            AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE')),
        EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = %s
            AND has_table_privilege(t.tgrelid, 'UPDATE, DELETE, TRUNCATE'))
    FROM pg_roles r WHERE r.rolname = current_user
"""


def zijn_er(verbinding: BaseDatabaseWrapper) -> bool:
    """Whether the roles were made on this server."""
    if verbinding.vendor != "postgresql":
        return False
    with verbinding.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLLEN)])
        return bool(cursor.fetchone()[0] == len(ROLLEN))


def maak(verbinding: BaseDatabaseWrapper, wachtwoorden: Mapping[str, str]) -> None:
    """Make the roles that are not there yet. With a password in `wachtwoorden` (by role) one can sign in; without one
    it keeps what it had."""
    with verbinding.cursor() as cursor:
        for rol in ROLLEN:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [rol])
            if cursor.fetchone() is None:
                _doe(cursor, "CREATE ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOLOGIN", rol)
            if wachtwoord := wachtwoorden.get(rol):
                opdracht = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
                _voer_uit(cursor, opdracht.format(sql.Identifier(rol), sql.Literal(wachtwoord)))


def verdeel(verbinding: BaseDatabaseWrapper) -> None:
    """Give each role what it may in this database, and take all else away; the same whoever asks it how often."""
    with verbinding.cursor() as cursor:
        naam = str(verbinding.settings_dict["NAME"])
        _doe(cursor, "REVOKE ALL ON DATABASE {} FROM PUBLIC", naam)
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cursor.execute(_TABELLEN, [ALLEEN_ERBIJ])
        tabellen = cursor.fetchall()
        for rol in ROLLEN:
            _begin(cursor, naam, rol)
        for tabel, groeit, kolommen in tabellen:
            for rol, recht, welke in _rechten(tabel, kolommen, groeit=groeit):
                _geef(cursor, rol, recht, tabel, welke)
        _doe(cursor, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", APP)
        for rol in (LEZER, BACKUP):
            _doe(cursor, "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", rol)


def te_veel(verbinding: BaseDatabaseWrapper) -> list[str]:
    """What the role of this connection may that the product never needs, as Dutch sentences."""
    if verbinding.vendor != "postgresql":
        return []
    with verbinding.cursor() as cursor:
        cursor.execute(_TE_VEEL, [ALLEEN_ERBIJ])
        naam, superuser, maakt, eigenaar, verandert = cursor.fetchone()
    bezwaren = {
        f"De applicatie werkt als {naam}, en dat is een superuser.": superuser,
        f"De applicatie werkt als {naam}, en die mag databases of rollen maken.": maakt,
        f"De applicatie werkt als {naam}, en die is eigenaar van de tabellen.": eigenaar,
        f"De applicatie werkt als {naam}, en die mag veranderen wat blijft staan.": verandert,
    }
    return [zin for zin, geldt in bezwaren.items() if geldt]


def _begin(cursor: Any, naam: str, rol: str) -> None:
    """Nothing, and then the door."""
    for soort in ("TABLES", "SEQUENCES"):
        _doe(cursor, f"REVOKE ALL ON ALL {soort} IN SCHEMA public FROM {{}}", rol)
    _doe(cursor, "GRANT CONNECT ON DATABASE {} TO {}", naam, rol)
    _doe(cursor, "GRANT USAGE ON SCHEMA public TO {}", rol)


def _rechten(tabel: str, kolommen: list[str], *, groeit: bool) -> Iterator[tuple[str, str, list[str]]]:
    """(role, right, columns or none for all) in this table."""
    yield BACKUP, "SELECT", []
    if tabel == HARTSLAG:
        yield BACKUP, "INSERT", []
        yield BACKUP, "UPDATE", []
    if tabel not in GEHEIM:
        yield LEZER, "SELECT", _zonder(kolommen, GEHEIME_KOLOM.get(tabel))
    yield APP, "SELECT", []
    if tabel in VAN_DE_EIGENAAR:
        return
    yield APP, "INSERT", []
    if not groeit:
        yield APP, "UPDATE", _zonder(kolommen, LIGT_VAST.get(tabel))
    if not groeit and tabel not in BLIJFT:
        yield APP, "DELETE", []


def _zonder(kolommen: list[str], weg: frozenset[str] | None) -> list[str]:
    return [kolom for kolom in kolommen if kolom not in weg] if weg else []


def _geef(cursor: Any, rol: str, recht: str, tabel: str, kolommen: list[str]) -> None:
    welke = sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, kolommen))) if kolommen else sql.SQL("")
    opdracht = sql.SQL("GRANT {}{} ON {} TO {}")
    _voer_uit(cursor, opdracht.format(sql.SQL(recht), welke, sql.Identifier(tabel), sql.Identifier(rol)))


def _doe(cursor: Any, opdracht: str, *namen: str) -> None:
    _voer_uit(cursor, sql.SQL(opdracht).format(*map(sql.Identifier, namen)))


def _voer_uit(cursor: Any, opdracht: sql.Composable) -> None:
    cursor.execute(opdracht.as_string(cursor.cursor))
