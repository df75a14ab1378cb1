"""The database refuses what the code should never ask: a status that no arrow leads to, and a change of the record.

Second belt, on PostgreSQL only: Django rebuilds a table of SQLite with every later change, and would lose a trigger
there without a word. The arrows are written out as they stand in slot.py on this day; tests/escalatie holds the two
together, so that a new arrow brings a new migration along.

Rows of a table that only grows cannot be changed, deleted or emptied by any role that uses the product. TRUNCATE is
open on a database whose owner said so (`ALTER DATABASE … SET calamiteiten.mag_legen = 'aan'`): the throw-away database
of the tests, which is emptied after each story. A setting of the session does not open it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SLOT = """
CREATE FUNCTION calamiteiten_pijlen() RETURNS TABLE (van text, naar text) LANGUAGE sql IMMUTABLE AS $$
    VALUES
        ('ontvangen', 'niet_meldingswaardig'),
        ('niet_meldingswaardig', 'ontvangen'),
        ('ontvangen', 'impactanalyse'),
        ('impactanalyse', 'beoordeling'),
        ('beoordeling', 'twijfel'),
        ('twijfel', 'beoordeling'),
        ('beoordeling', 'scenario_a'),
        ('beoordeling', 'scenario_b'),
        ('beoordeling', 'scenario_c'),
        ('beoordeling', 'scenario_d'),
        ('scenario_a', 'monitoring'),
        ('scenario_b', 'monitoring'),
        ('scenario_c', 'monitoring'),
        ('scenario_d', 'monitoring'),
        ('scenario_d', 'fase_1'),
        ('fase_1', 'fase_2'),
        ('monitoring', 'afgerond'),
        ('fase_2', 'afgerond'),
        ('scenario_a', 'beoordeling'),
        ('scenario_b', 'beoordeling'),
        ('scenario_c', 'beoordeling'),
        ('scenario_d', 'beoordeling'),
        ('monitoring', 'beoordeling'),
        ('fase_1', 'beoordeling'),
        ('fase_2', 'beoordeling'),
        ('afgerond', 'beoordeling')
$$;

CREATE FUNCTION status_volgt_een_pijl() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mag boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I() WHERE van = $1 AND naar = $2)', TG_TABLE_SCHEMA, TG_ARGV[0])
        INTO mag USING OLD.status, NEW.status;
    IF NOT mag THEN
        RAISE EXCEPTION 'Van % naar % leidt geen pijl (%).', OLD.status, NEW.status, TG_TABLE_NAME
            USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
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
    RAISE EXCEPTION 'Wat in % staat, blijft staan: % is geweigerd.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = '23000', CONSTRAINT = TG_NAME;
END;
$$;

CREATE TRIGGER melding_status_volgt_een_pijl BEFORE UPDATE ON calamiteiten_melding
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION status_volgt_een_pijl('calamiteiten_pijlen');
"""
OPEN = """
DROP TRIGGER IF EXISTS melding_status_volgt_een_pijl ON calamiteiten_melding;
DROP FUNCTION IF EXISTS alleen_erbij();
DROP FUNCTION IF EXISTS status_volgt_een_pijl();
DROP FUNCTION IF EXISTS calamiteiten_pijlen();
"""


def _op_postgresql(sql: str):
    def voer_uit(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return voer_uit


class Migration(migrations.Migration):
    dependencies = [("calamiteiten", "0002_analyse_namens")]

    operations = [migrations.RunPython(_op_postgresql(SLOT), _op_postgresql(OPEN))]
