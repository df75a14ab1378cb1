"""The database refuses what the code should never ask: a status that no arrow leads to, and a change of the record.

Second belt, on PostgreSQL only: Django rebuilds a table of SQLite with every later change, and would lose a trigger
there without a word.

`escalatie.protocol.slot` fills two functions per kind of zaak after every migrate, `<kind>_pijlen` and
`<kind>_statussen`, with what the protocol files say; until then a zaak of any kind is refused. They are functions and
not rows, because only the owner of the database can replace a function.

The row of a kind stays with its zaak, which is of that kind: a zaak without that row, or with the row of another kind,
would have a status that nobody can open.

Of a file only what the scanner says and that it was taken back may be written later.

Rows of a table that only grows cannot be changed, deleted or emptied by any role that uses the product, but by the one
verb that destroys a zaak and in that very transaction leaves a certificate of it (docs/besluiten/0040). TRUNCATE is
open on a database whose owner said so (`ALTER DATABASE … SET calamiteiten.mag_legen = 'aan'`): the throw-away database
of the tests, which is emptied after each story. A setting of the session does not open it.

What hangs on a zaak and may change is let go of in the same way only. Which tables that are, is said in migration 0002
of each app; a law asks for each (tests/wetten/test_bewaren.py). The rights of the roles follow from these triggers
(calamiteiten/databaserollen.py).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SOORTEN = ("melding", "persvraag", "paraatheid")
FUNCTIES = """
CREATE FUNCTION {soort}_pijlen() RETURNS TABLE (van text, naar text) LANGUAGE sql IMMUTABLE AS $$
    SELECT NULL, NULL WHERE FALSE
$$;
CREATE FUNCTION {soort}_statussen() RETURNS TABLE (code text, eind boolean) LANGUAGE sql IMMUTABLE AS $$
    SELECT NULL, NULL::boolean WHERE FALSE
$$;
"""
SLOT = """
CREATE FUNCTION zaak_volgt_een_pijl() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mag boolean;
BEGIN
    IF NEW.zaaksoort IS DISTINCT FROM OLD.zaaksoort OR NEW.id IS DISTINCT FROM OLD.id THEN
        RAISE EXCEPTION 'Een zaak blijft van haar soort (%).', TG_TABLE_NAME
            USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
    END IF;
    IF NEW.status IS NOT DISTINCT FROM OLD.status THEN
        RETURN NEW;
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM %I.%I() WHERE van = $1 AND naar = $2)',
        TG_TABLE_SCHEMA, OLD.zaaksoort || '_pijlen'
    ) INTO mag USING OLD.status, NEW.status;
    IF NOT mag THEN
        RAISE EXCEPTION 'Van % naar % leidt geen pijl (%).', OLD.status, NEW.status, OLD.zaaksoort
            USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END;
$$;

CREATE FUNCTION status_is_van_een_protocol() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_eind boolean;
BEGIN
    -- What a CHECK or NOT NULL refuses is for them to name: a BEFORE trigger would speak first.
    IF NEW.status IS NULL OR NEW.zaaksoort IS NULL OR to_regproc(NEW.zaaksoort || '_statussen') IS NULL THEN
        RETURN NEW;
    END IF;
    EXECUTE format('SELECT eind FROM %I.%I() WHERE code = $1', TG_TABLE_SCHEMA, NEW.zaaksoort || '_statussen')
        INTO is_eind USING NEW.status;
    IF is_eind IS NULL THEN
        RAISE EXCEPTION 'De status % staat in geen enkel protocol (%).', NEW.status, NEW.zaaksoort
            USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
    END IF;
    IF is_eind <> (NEW.afgerond_op IS NOT NULL) THEN
        RAISE EXCEPTION 'Bij de status % past dit moment van afronden niet (%).', NEW.status, NEW.zaaksoort
            USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END;
$$;

-- The zaak of a row: the row of a kind itself, else whatever names its zaak, else that of what it hangs on (which goes
-- after it, so it is there yet). Nothing for a row that is of no zaak.
CREATE FUNCTION zaak_van(rij jsonb, schema_van text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    eigen jsonb := coalesce(
        nullif(rij -> 'zaak_ptr_id', 'null'), nullif(rij -> 'zaak_id', 'null'), nullif(rij -> 'melding_id', 'null'),
        nullif(rij -> 'persvraag_id', 'null'), nullif(rij -> 'paraatheid_id', 'null')
    );
    sleutel text;
    tabel text;
    boven jsonb;
BEGIN
    IF eigen IS NOT NULL THEN
        RETURN eigen;
    END IF;
    FOR sleutel, tabel IN VALUES
        ('taak_id', 'escalatie_taak'), ('overleg_id', 'escalatie_overleg'), ('genodigde_id', 'escalatie_genodigde'),
        ('bericht_id', 'communicatie_bericht'), ('advies_id', 'communicatie_communicatieadvies'),
        ('informering_id', 'communicatie_informering'), ('informeermoment_id', 'communicatie_informeermoment'),
        ('uitzondering_id', 'communicatie_uitzondering'), ('slachtofferhulp_id', 'communicatie_slachtofferhulp'),
        ('uiting_id', 'communicatie_uiting'), ('regie_id', 'communicatie_regie'),
        ('onderzoek_id', 'communicatie_onderzoek'), ('persantwoord_id', 'communicatie_persantwoord')
    LOOP
        CONTINUE WHEN nullif(rij -> sleutel, 'null') IS NULL;
        EXECUTE format('SELECT to_jsonb(r) FROM %I.%I r WHERE r.id = $1', schema_van, tabel)
            INTO boven USING (rij ->> sleutel)::bigint;
        RETURN zaak_van(boven, schema_van);
    END LOOP;
    RETURN NULL;
END;
$$;

-- Whether the one verb that destroys (escalatie/bewaren/vernietigen.py) may take this row away, or (with `nieuw`) cut
-- its link to what goes: in this very transaction it laid down a certificate, and the row is of a zaak that stands in it.
-- The certificate stays for ever: a setting of the session would leave no trace, and anybody can give it.
CREATE FUNCTION wordt_vernietigd(oud jsonb, nieuw jsonb, schema_van text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    weg jsonb;
    eigen jsonb;
BEGIN
    EXECUTE format(
        'SELECT zaken FROM %I.escalatie_vernietigingsakte WHERE transactie = txid_current()'
        ' ORDER BY volgnummer DESC LIMIT 1', schema_van
    ) INTO weg;
    IF weg IS NULL THEN
        RETURN FALSE;
    END IF;
    IF nieuw IS NULL THEN
        eigen := zaak_van(oud, schema_van);
        RETURN eigen IS NULL OR weg @> eigen;
    END IF;
    RETURN NOT EXISTS (
        SELECT 1 FROM jsonb_each(oud) v
        WHERE v.value IS DISTINCT FROM nieuw -> v.key AND NOT (v.key ~ '_id$' AND weg @> v.value)
    );
END;
$$;

CREATE FUNCTION alleen_erbij() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND EXISTS (
        SELECT 1 FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
        WHERE d.datname = pg_catalog.current_database() AND s.setrole = 0
            AND 'calamiteiten.mag_legen=aan' = ANY (s.setconfig)
    ) THEN
        RETURN NULL;
    END IF;
    -- A certificate itself is never taken away or changed.
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME <> 'escalatie_vernietigingsakte' THEN
        IF wordt_vernietigd(to_jsonb(OLD), NULL, TG_TABLE_SCHEMA) THEN RETURN OLD; END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME <> 'escalatie_vernietigingsakte' THEN
        IF OLD IS DISTINCT FROM NEW AND wordt_vernietigd(to_jsonb(OLD), to_jsonb(NEW), TG_TABLE_SCHEMA) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Wat in % staat, blijft staan: % is geweigerd.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = '23000', CONSTRAINT = TG_NAME;
END;
$$;

-- A row that may change, and goes with its zaak only.
CREATE FUNCTION gaat_met_een_akte() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rij jsonb := to_jsonb(OLD);
BEGIN
    IF TG_TABLE_NAME = 'calamiteiten_zaak' THEN
        rij := jsonb_build_object('zaak_id', rij -> 'id');
    END IF;
    IF wordt_vernietigd(rij, NULL, TG_TABLE_SCHEMA) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Wat in % staat, blijft staan: % is geweigerd.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = '23000', CONSTRAINT = TG_NAME;
END;
$$;

-- Who looked (toegang/keten.py): a row gets its place in the chain once, and changes in nothing else.
CREATE FUNCTION alleen_verzegelen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.volgnummer IS NULL AND NEW.volgnummer IS NOT NULL
            AND to_jsonb(NEW) - 'volgnummer' - 'zegel' = to_jsonb(OLD) - 'volgnummer' - 'zegel' THEN
            RETURN NEW;
        END IF;
        -- From where somebody looked goes when its term is over, and never sooner than the shortest that a region may
        -- choose (basis/regio.py), whoever asks it.
        IF OLD.volgnummer IS NOT NULL AND OLD.op < now() - interval '30 days'
            AND NEW.herkomst = '' AND NEW.herkomst_zout = ''
            AND to_jsonb(NEW) - 'herkomst' - 'herkomst_zout' = to_jsonb(OLD) - 'herkomst' - 'herkomst_zout' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Wat in % staat, blijft staan: % is geweigerd.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = '23000', CONSTRAINT = TG_NAME;
END;
$$;

-- A line about what was recorded (contacten/models/zegels.py): it gets its place in the chain once. What was destroyed
-- loses its salt, in the transaction that laid down the certificate; so does a line that a later one took the place of.
CREATE FUNCTION zegelregel_blijft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mag_zonder_zout boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.volgnummer IS NULL AND NEW.volgnummer IS NOT NULL
            AND to_jsonb(NEW) - 'volgnummer' - 'zegel' = to_jsonb(OLD) - 'volgnummer' - 'zegel' THEN
            RETURN NEW;
        END IF;
        EXECUTE format(
            'SELECT EXISTS (SELECT 1 FROM %1$I.escalatie_vernietigingsakte WHERE transactie = txid_current())'
            ' OR EXISTS (SELECT 1 FROM %1$I.contacten_zegelregel WHERE soort = $1 AND rij = $2 AND id > $3)',
            TG_TABLE_SCHEMA
        ) INTO mag_zonder_zout USING OLD.soort, OLD.rij, OLD.id;
        IF mag_zonder_zout AND NEW.zout = '' AND to_jsonb(NEW) - 'zout' = to_jsonb(OLD) - 'zout' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Wat in % staat, blijft staan: % is geweigerd.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = '23000', CONSTRAINT = TG_NAME;
END;
$$;

CREATE FUNCTION rij_is_van_haar_soort() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_van_soort boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF wordt_vernietigd(to_jsonb(OLD), NULL, TG_TABLE_SCHEMA) THEN RETURN OLD; END IF;
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NEW.zaak_ptr_id IS DISTINCT FROM OLD.zaak_ptr_id) THEN
        RAISE EXCEPTION 'De rij van een zaak blijft bij haar zaak (%).', TG_TABLE_NAME
            USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
    END IF;
    -- A zaak that is not there is for the foreign key to name.
    EXECUTE format('SELECT zaaksoort = $2 FROM %I.calamiteiten_zaak WHERE id = $1', TG_TABLE_SCHEMA)
        INTO is_van_soort USING NEW.zaak_ptr_id, TG_ARGV[0];
    IF NOT is_van_soort THEN
        RAISE EXCEPTION 'De zaak van deze rij is geen % (%).', TG_ARGV[0], TG_TABLE_NAME
            USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER melding_is_van_haar_soort
    BEFORE INSERT OR DELETE OR UPDATE OF zaak_ptr_id ON calamiteiten_melding
    FOR EACH ROW EXECUTE FUNCTION rij_is_van_haar_soort('melding');
CREATE TRIGGER paraatheid_is_van_haar_soort
    BEFORE INSERT OR DELETE OR UPDATE OF zaak_ptr_id ON calamiteiten_paraatheid
    FOR EACH ROW EXECUTE FUNCTION rij_is_van_haar_soort('paraatheid');
CREATE TRIGGER bestand_blijft BEFORE DELETE OR UPDATE OF
    id, zaak_id, soort, sleutel, naam, vorm, omvang, sha256, sha256_ontvangen, omschrijving, vervangt_id,
    vastgelegd_op, vastgelegd_door_id, vastgelegd_door_contact_id ON calamiteiten_bestand
    FOR EACH ROW EXECUTE FUNCTION alleen_erbij();
CREATE TRIGGER bestand_wordt_niet_geleegd BEFORE TRUNCATE ON calamiteiten_bestand
    FOR EACH STATEMENT EXECUTE FUNCTION alleen_erbij();
CREATE TRIGGER calamiteiten_inzage_alleen_erbij BEFORE UPDATE OR DELETE ON calamiteiten_inzage
    FOR EACH ROW EXECUTE FUNCTION alleen_verzegelen();
CREATE TRIGGER calamiteiten_inzage_wordt_niet_geleegd BEFORE TRUNCATE ON calamiteiten_inzage
    FOR EACH STATEMENT EXECUTE FUNCTION alleen_erbij();
CREATE TRIGGER contacten_zegelregel_alleen_erbij BEFORE UPDATE OR DELETE ON contacten_zegelregel
    FOR EACH ROW EXECUTE FUNCTION zegelregel_blijft();
CREATE TRIGGER contacten_zegelregel_wordt_niet_geleegd BEFORE TRUNCATE ON contacten_zegelregel
    FOR EACH STATEMENT EXECUTE FUNCTION alleen_erbij();
CREATE TRIGGER zaak_volgt_een_pijl BEFORE UPDATE ON calamiteiten_zaak
    FOR EACH ROW EXECUTE FUNCTION zaak_volgt_een_pijl();
CREATE TRIGGER zaak_status_is_van_een_protocol
    BEFORE INSERT OR UPDATE OF status, afgerond_op ON calamiteiten_zaak
    FOR EACH ROW EXECUTE FUNCTION status_is_van_een_protocol();
"""
OPEN = """
DROP TRIGGER IF EXISTS zaak_status_is_van_een_protocol ON calamiteiten_zaak;
DROP TRIGGER IF EXISTS zaak_volgt_een_pijl ON calamiteiten_zaak;
DROP TRIGGER IF EXISTS bestand_wordt_niet_geleegd ON calamiteiten_bestand;
DROP TRIGGER IF EXISTS bestand_blijft ON calamiteiten_bestand;
DROP TRIGGER IF EXISTS melding_is_van_haar_soort ON calamiteiten_melding;
DROP TRIGGER IF EXISTS paraatheid_is_van_haar_soort ON calamiteiten_paraatheid;
DROP TRIGGER IF EXISTS calamiteiten_inzage_wordt_niet_geleegd ON calamiteiten_inzage;
DROP TRIGGER IF EXISTS calamiteiten_inzage_alleen_erbij ON calamiteiten_inzage;
DROP TRIGGER IF EXISTS contacten_zegelregel_wordt_niet_geleegd ON contacten_zegelregel;
DROP TRIGGER IF EXISTS contacten_zegelregel_alleen_erbij ON contacten_zegelregel;
DROP FUNCTION IF EXISTS zegelregel_blijft();
DROP FUNCTION IF EXISTS alleen_verzegelen();
DROP FUNCTION IF EXISTS gaat_met_een_akte();
DROP FUNCTION IF EXISTS rij_is_van_haar_soort();
DROP FUNCTION IF EXISTS alleen_erbij();
DROP FUNCTION IF EXISTS wordt_vernietigd(jsonb, jsonb, text);
DROP FUNCTION IF EXISTS zaak_van(jsonb, text);
DROP FUNCTION IF EXISTS status_is_van_een_protocol();
DROP FUNCTION IF EXISTS zaak_volgt_een_pijl();
"""
WEG = "DROP FUNCTION IF EXISTS {soort}_pijlen(); DROP FUNCTION IF EXISTS {soort}_statussen();"
# What hangs on a zaak (or is a drill or a signal) and nobody takes away in daily work; the rows of the kinds above have
# their own trigger.
GAAT_MET_EEN_AKTE = (
    *("zaak", "oefening", "deelname", "samenhang", "impactanalyse", "persoonsgegevens", "inspectiefeit"),
    *("oefenuitnodiging", "paraatheidsfeit", "signaal"),
)
AKTE = """
CREATE TRIGGER {naam}_gaat_met_een_akte BEFORE DELETE ON calamiteiten_{naam}
    FOR EACH ROW EXECUTE FUNCTION gaat_met_een_akte();
"""
AKTE_WEG = "DROP TRIGGER IF EXISTS {naam}_gaat_met_een_akte ON calamiteiten_{naam};"


def _op_postgresql(sql: str):
    def voer_uit(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return voer_uit


class Migration(migrations.Migration):
    dependencies = [("calamiteiten", "0001_initial")]

    operations = [
        migrations.RunPython(
            _op_postgresql(
                "".join(FUNCTIES.format(soort=soort) for soort in SOORTEN)
                + SLOT
                + "".join(AKTE.format(naam=naam) for naam in GAAT_MET_EEN_AKTE)
            ),
            _op_postgresql(
                "".join(AKTE_WEG.format(naam=naam) for naam in GAAT_MET_EEN_AKTE)
                + OPEN
                + "".join(WEG.format(soort=soort) for soort in SOORTEN)
            ),
        )
    ]
