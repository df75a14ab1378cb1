"""The roles in PostgreSQL: who uses the product is not who owns it (docs/beheer/database.md).

* The owner migrates, and restores. Nothing else runs as the owner.
* `calamiteiten_web`: the website. It may what the app may, over no more connections than WEB_VERBINDINGEN: a flood of
  visitors leaves those of the watch, the workers and the administrator alone (docs/besluiten/0059).
* `calamiteiten_app`: workers, beat, watchdog. It reads and writes rows. It makes and changes no table, function or
  trigger; a table that only grows it can only add to; of a message it changes what becomes of it, and not what it was;
  a zaak and what hangs on it, it does not delete.
* `calamiteiten_vernietiger`: nobody signs in as it, and it can do one thing: take away a zaak with what hangs on it.
  The app becomes it for the length of that verb (`als_vernietiger`), and even then the triggers ask for the certificate
  (docs/besluiten/0040).
* `calamiteiten_lezer`: reads, for reports; no password, session or second step.
* `calamiteiten_backup`: reads everything, and says that it did. It may make a database: the copy beside this one in
  which it tries each month whether its back-up can be put back (docs/besluiten/0063).

What each may is taken from the database as it is: a table only grows, or lets a row go with a certificate only, when
it has the trigger that says so. So this is asked again after every `migrate`, and a new table is never forgotten. On
SQLite there are no roles.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2 import sql

APP, LEZER, BACKUP = "calamiteiten_app", "calamiteiten_lezer", "calamiteiten_backup"
VERNIETIGER = "calamiteiten_vernietiger"
# Has nothing of its own: it is a member of the app.
WEB = "calamiteiten_web"
ROLLEN = (APP, LEZER, BACKUP, VERNIETIGER)
# The function of migration 0002 behind every table that only grows.
ALLEEN_ERBIJ = "alleen_erbij"
# Those that let a row go with a certificate only: what hangs on a zaak is withdrawn in daily work, never deleted.
MET_EEN_AKTE = (ALLEEN_ERBIJ, "gaat_met_een_akte", "rij_is_van_haar_soort")
# The certificates themselves, which nothing takes away.
AKTE = "escalatie_vernietigingsakte"
# What hangs on a zaak and daily work takes away too: involvement and access that end, a link or an alarm that is made
# anew, a record that stands in a sealed step and counts no more, whom a press question is about, a copy that is
# searched. And what an account or a contact loses. Of these the app may take rows away, so no certificate is asked.
DAGELIJKS = frozenset(
    {
        *("calamiteiten_betrokkenheid", "calamiteiten_inspectierapport", "calamiteiten_evaluatie"),
        *("calamiteiten_meldinguserobjectpermission", "calamiteiten_meldinggroupobjectpermission"),
        *("communicatie_actielink", "communicatie_persvraag_gemeenten", "escalatie_wekker", "escalatie_overleg"),
        "escalatie_zoekrij",
        *("contacten_accountverzoek", "contacten_accountnieuws", "contacten_uitnodiging"),
        "contacten_agendalink",
        *("contacten_bezetting", "contacten_piket", "contacten_oefenantwoord"),
        *("contacten_bevestigingsverzoek", "contacten_wijzigingsvoorstel"),
        *("mfa_authenticator", "account_emailaddress", "usersessions_usersession", "socialaccount_socialaccount"),
    }
)
# What cutting a link of a zaak that stays changes beside a key that may be empty (wandeling.KNIPPEN).
KNIPT_OOK = {
    "communicatie_persvraag": frozenset({"gekoppeld_op"}),
    "communicatie_adviestekst": frozenset({"bij_id"}),
}
# What comes later in a row that only grows: the verdict of the scanner and that it was taken back, its place in the
# chain, that where somebody was is erased. Their triggers refuse every other change.
KOMT_LATER = {
    "calamiteiten_bestand": frozenset({"stand", "gekeurd_op", "bevinding", "ingetrokken_op"}),
    "calamiteiten_inzage": frozenset({"volgnummer", "zegel", "herkomst", "herkomst_zout"}),
    "contacten_zegelregel": frozenset({"volgnummer", "zegel", "zout"}),
}
# Written by `migrate` alone.
VAN_DE_EIGENAAR = frozenset({"django_migrations", "django_content_type", "auth_permission"})
# What was sent, about what, to whom: the row of a message changes in what becomes of it only.
LIGT_VAST = {
    "communicatie_bericht": frozenset({"id", "zaak_id", "aanleiding", "regel", "ontvanger", "sjabloon", "message_id"}),
}
# With these somebody could sign in as somebody else.
GEHEIM = frozenset(
    {
        *("django_session", "mfa_authenticator", "usersessions_usersession", "contacten_inlogpoging", "cache"),
        *("socialaccount_socialapp", "socialaccount_socialtoken"),
    }
)
# A message that waits holds the link that it brings, signed: who reads it could use it before its receiver.
GEHEIME_KOLOM = {"contacten_gebruiker": frozenset({"password"}), "communicatie_bericht": frozenset({"gegevens"})}
# A back-up says that it was made.
HARTSLAG = "escalatie_hartslag"

# Of each table: its name, whether it only grows, whether rows of it go with a zaak (by its trigger on DELETE, tgtype 8,
# or by DAGELIJKS), its columns, and those that are a key that may be empty to a table of which rows go.
_TABELLEN = """
    WITH gaat AS (
        SELECT c.oid, c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> %(akte)s
            AND (c.relname = ANY(%(dagelijks)s) OR EXISTS (
                SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                WHERE t.tgrelid = c.oid AND t.tgtype & 8 <> 0 AND p.proname = ANY(%(met_akte)s)
            ))
    )
    SELECT c.relname,
        EXISTS (
            SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgrelid = c.oid AND p.proname = %(alleen_erbij)s
        ),
        EXISTS (SELECT 1 FROM gaat WHERE gaat.oid = c.oid),
        ARRAY(
            SELECT a.attname::text FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        ),
        ARRAY(
            SELECT a.attname::text FROM pg_constraint f
            JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
            WHERE f.contype = 'f' AND f.conrelid = c.oid AND NOT a.attnotnull AND f.confrelid IN (SELECT oid FROM gaat)
            ORDER BY a.attnum
        )
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
_GRENS = """
    SELECT current_user, rolconnlimit, current_setting('max_connections')::int, (
        SELECT count(DISTINCT client_addr) FROM pg_stat_activity
        WHERE usename = current_user AND client_addr IS DISTINCT FROM inet_client_addr()
    )
    FROM pg_roles WHERE rolname = current_user
"""
_TE_VEEL = """
    SELECT current_user, r.rolsuper, r.rolcreaterole OR r.rolcreatedb,
        EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
            AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE')),
        EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE
            (p.proname = %s AND has_table_privilege(t.tgrelid, 'UPDATE, DELETE, TRUNCATE')) OR
            (p.proname = ANY(%s) AND t.tgtype & 8 <> 0 AND has_table_privilege(t.tgrelid, 'DELETE, TRUNCATE')))
    FROM pg_roles r WHERE r.rolname = current_user
"""
# Empty for who may take a zaak away himself: the owner, where there are no roles; who restores.
_WORDT_EEN_ANDER = """
    SELECT current_setting('role') FROM pg_roles r
    WHERE r.rolname = %s AND pg_has_role(r.oid, 'MEMBER') AND NOT has_table_privilege('calamiteiten_zaak', 'DELETE')
"""


@dataclass(frozen=True)
class Tabel:
    """A table as it is in the database. `groeit`: rows are only added; `gaat`: rows go with their zaak (or account)
    only, or in daily work; `knipt`: the keys that become empty when what they point to goes."""

    naam: str
    groeit: bool
    gaat: bool
    kolommen: list[str]
    knipt: list[str]


def tabellen(verbinding: BaseDatabaseWrapper) -> list[Tabel]:
    """Every table of this database, as its triggers and keys say."""
    waarden: dict[str, Any] = {
        "akte": AKTE,
        "alleen_erbij": ALLEEN_ERBIJ,
        "met_akte": [*MET_EEN_AKTE],
        "dagelijks": [*DAGELIJKS],
    }
    with verbinding.cursor() as cursor:
        cursor.execute(_TABELLEN, waarden)
        return [Tabel(*rij) for rij in cursor.fetchall()]


def zijn_er(verbinding: BaseDatabaseWrapper) -> bool:
    """Whether the roles were made on this server, and this connection is none of them: the role of the back-up owns
    the copy of its trial, and would take its own rights away."""
    if verbinding.vendor != "postgresql":
        return False
    with verbinding.cursor() as cursor:
        vraag = "SELECT count(*) FILTER (WHERE rolname <> current_user) FROM pg_roles WHERE rolname = ANY(%s)"
        cursor.execute(vraag, [list(ROLLEN)])
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
        # Only who may make databases can give that right; without it the trial fails, and says so. What is of the owner
        # of a database (the schema in which it restores) reaches before PostgreSQL 16 only who inherits; it is a member
        # of nothing else.
        cursor.execute("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            _doe(cursor, "ALTER ROLE {} INHERIT CREATEDB", BACKUP)
        _maak_lid(verbinding, cursor)


@contextmanager
def als_vernietiger(verbinding: BaseDatabaseWrapper) -> Iterator[None]:
    """What follows may take a zaak away with all that hangs on it; afterwards the connection is who it was, also when
    it fails. Whoever may that himself stays who he is: the owner, and on SQLite everybody."""
    with transaction.atomic(using=verbinding.alias), verbinding.cursor() as cursor:
        vorige = _wordt_een_ander(verbinding, cursor)
        if vorige:
            cursor.execute("SELECT set_config('role', %s, true)", [VERNIETIGER])
        yield
        # When it fails, the rollback of this savepoint gives the role back.
        if vorige:
            cursor.execute("SELECT set_config('role', %s, true)", [vorige])


def verdeel(verbinding: BaseDatabaseWrapper) -> None:
    """Give each role what it may in this database, and take all else away; the same whoever asks it how often."""
    with verbinding.cursor() as cursor:
        naam = str(verbinding.settings_dict["NAME"])
        _doe(cursor, "REVOKE ALL ON DATABASE {} FROM PUBLIC", naam)
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        for rol in ROLLEN:
            _begin(cursor, naam, rol)
        for tabel in tabellen(verbinding):
            for rol, recht, welke in (*_rechten(tabel), *_rechten_app(tabel), *_rechten_vernietiger(tabel)):
                _geef(cursor, rol, recht, tabel.naam, welke)
        _doe(cursor, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", APP)
        for rol in (LEZER, BACKUP):
            _doe(cursor, "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", rol)


def begrens_web(verbinding: BaseDatabaseWrapper, wachtwoord: str, verbindingen: int) -> bool:
    """Make the role of the website, a member of the app, with the password of the app (none: it keeps what it had) and
    no more than so many connections. Twice is once. Returns whether it can sign in."""
    is_nieuw = getattr(verbinding, "pg_version", 0) >= 160000
    with verbinding.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB])
        if cursor.fetchone() is None:
            _doe(cursor, "CREATE ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT NOLOGIN", WEB)
        _doe(cursor, "GRANT {} TO {}" + (" WITH INHERIT TRUE, SET TRUE" if is_nieuw else ""), APP, WEB)
        opdracht = sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}")
        _voer_uit(cursor, opdracht.format(sql.Identifier(WEB), sql.Literal(verbindingen)))
        if wachtwoord:
            opdracht = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
            _voer_uit(cursor, opdracht.format(sql.Identifier(WEB), sql.Literal(wachtwoord)))
        cursor.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [WEB])
        return bool(cursor.fetchone()[0])


def te_weinig(verbinding: BaseDatabaseWrapper, nodig: int, voor_anderen: int) -> list[str]:
    """What does not fit of a website that may want `nodig` connections at once, as Dutch sentences: more than its role
    may have, alone or with the others that are there, or a role that leaves fewer than `voor_anderen` to the rest."""
    if verbinding.vendor != "postgresql":
        return []
    with verbinding.cursor() as cursor:
        cursor.execute(_GRENS)
        grens = Grens(*cursor.fetchone())
    return grens.bezwaren(nodig, voor_anderen)


@dataclass(frozen=True)
class Grens:
    """What the role of a website may have. `andere`: how many other machines are signed in as it: a container each."""

    rol: str
    hoogstens: int
    alle: int
    andere: int

    def bezwaren(self, nodig: int, voor_anderen: int) -> list[str]:
        """What does not fit of websites that may want `nodig` connections each."""
        if self.hoogstens < 0:
            wie = f"De website werkt als {self.rol}, en die heeft geen grens"
            return [f"{wie}: zij kan alle {self.alle} verbindingen nemen."]
        websites, mag = self.andere + 1, f"{self.rol} mag er {self.hoogstens}."
        bezwaren = {
            f"De website kan {nodig} verbindingen vragen (processen maal draden) en {mag}": nodig > self.hoogstens,
            f"Er zijn {websites} websites; samen kunnen zij {websites * nodig} verbindingen vragen en {mag}": nodig
            <= self.hoogstens
            < websites * nodig,
            f"{self.rol} mag {self.hoogstens} van de {self.alle} verbindingen: er blijven er te weinig over voor de "
            "wacht en de workers.": self.alle - self.hoogstens < voor_anderen,
        }
        return [zin for zin, geldt in bezwaren.items() if geldt]


def te_veel(verbinding: BaseDatabaseWrapper) -> list[str]:
    """What the role of this connection may that the product never needs, as Dutch sentences."""
    if verbinding.vendor != "postgresql":
        return []
    with verbinding.cursor() as cursor:
        cursor.execute(_TE_VEEL, [ALLEEN_ERBIJ, [*MET_EEN_AKTE]])
        naam, superuser, maakt, eigenaar, verandert = cursor.fetchone()
    bezwaren = {
        f"De applicatie werkt als {naam}, en dat is een superuser.": superuser,
        f"De applicatie werkt als {naam}, en die mag databases of rollen maken.": maakt,
        f"De applicatie werkt als {naam}, en die is eigenaar van de tabellen.": eigenaar,
        f"De applicatie werkt als {naam}, en die mag veranderen wat blijft staan.": verandert,
    }
    return [zin for zin, geldt in bezwaren.items() if geldt]


def _maak_lid(verbinding: BaseDatabaseWrapper, cursor: Any) -> None:
    """The app can become the role that takes away, and has nothing of it until it does. As of PostgreSQL 16 that is
    said of the membership, before it of the member."""
    vraag = "SELECT rolinherit, pg_has_role(oid, %s, 'MEMBER') FROM pg_roles WHERE rolname = %s"
    cursor.execute(vraag, [VERNIETIGER, APP])
    erft, is_lid = cursor.fetchone()
    is_nieuw = getattr(verbinding, "pg_version", 0) >= 160000
    if erft and not is_nieuw:
        _doe(cursor, "ALTER ROLE {} NOINHERIT", APP)
    if not is_lid:
        _doe(cursor, "GRANT {} TO {}" + (" WITH INHERIT FALSE, SET TRUE" if is_nieuw else ""), VERNIETIGER, APP)


def _begin(cursor: Any, naam: str, rol: str) -> None:
    """Nothing, and then the door."""
    for soort in ("TABLES", "SEQUENCES"):
        _doe(cursor, f"REVOKE ALL ON ALL {soort} IN SCHEMA public FROM {{}}", rol)
    _doe(cursor, "GRANT CONNECT ON DATABASE {} TO {}", naam, rol)
    _doe(cursor, "GRANT USAGE ON SCHEMA public TO {}", rol)


def _rechten(tabel: Tabel) -> Iterator[tuple[str, str, list[str]]]:
    """(role, right, columns or none for all) in this table, of who only reads."""
    yield BACKUP, "SELECT", []
    if tabel.naam == HARTSLAG:
        yield BACKUP, "INSERT", []
        yield BACKUP, "UPDATE", []
    if tabel.naam not in GEHEIM:
        yield LEZER, "SELECT", _zonder(tabel.kolommen, GEHEIME_KOLOM.get(tabel.naam))


def _rechten_app(tabel: Tabel) -> Iterator[tuple[str, str, list[str]]]:
    yield APP, "SELECT", []
    if tabel.naam in VAN_DE_EIGENAAR:
        return
    yield APP, "INSERT", []
    if not tabel.groeit:
        yield APP, "UPDATE", _zonder(tabel.kolommen, LIGT_VAST.get(tabel.naam))
    elif tabel.naam in KOMT_LATER:
        yield APP, "UPDATE", sorted(KOMT_LATER[tabel.naam])
    if not tabel.groeit and (not tabel.gaat or tabel.naam in DAGELIJKS):
        yield APP, "DELETE", []


def _rechten_vernietiger(tabel: Tabel) -> Iterator[tuple[str, str, list[str]]]:
    """To take away, and to cut; what else there is in these tables it cannot change."""
    if tabel.gaat or tabel.naam == AKTE:  # the triggers read the certificate
        yield VERNIETIGER, "SELECT", []
    if not tabel.gaat:
        return
    yield VERNIETIGER, "DELETE", []
    if knipt := sorted({*tabel.knipt, *KNIPT_OOK.get(tabel.naam, ())}):
        yield VERNIETIGER, "UPDATE", knipt


def _wordt_een_ander(verbinding: BaseDatabaseWrapper, cursor: Any) -> str:
    """Who the connection was (a role, or "none"), when it must become the role that takes away; "" when not."""
    if verbinding.vendor != "postgresql":
        return ""
    cursor.execute(_WORDT_EEN_ANDER, [VERNIETIGER])
    rij = cursor.fetchone()
    return str(rij[0]) if rij else ""


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
