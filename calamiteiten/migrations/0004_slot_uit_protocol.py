"""The lock comes from the protocol files: no list of statuses in a model, and functions that `migrate` writes again.

`escalatie.protocol.slot` fills the two functions after every migrate. Until then they hold what 0003 knew: the statuses
of the version that every melding so far was handled under. The trigger also keeps a moment of closing with an end.
"""

import django_fsm
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SLOT = """
CREATE FUNCTION calamiteiten_statussen() RETURNS TABLE (code text, eind boolean) LANGUAGE sql IMMUTABLE AS $$
    SELECT van, van IN ('afgerond', 'niet_meldingswaardig') FROM calamiteiten_pijlen()
    UNION
    SELECT naar, naar IN ('afgerond', 'niet_meldingswaardig') FROM calamiteiten_pijlen()
$$;

CREATE FUNCTION status_is_van_een_protocol() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_eind boolean;
BEGIN
    IF NEW.status IS NULL THEN
        RETURN NEW;
    END IF;
    EXECUTE format('SELECT eind FROM %I.%I() WHERE code = $1', TG_TABLE_SCHEMA, TG_ARGV[0]) INTO is_eind USING NEW.status;
    IF is_eind IS NULL THEN
        RAISE EXCEPTION 'De status % staat in geen enkel protocol (%).', NEW.status, TG_TABLE_NAME
            USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
    END IF;
    IF is_eind <> (NEW.afgerond_op IS NOT NULL) THEN
        RAISE EXCEPTION 'Bij de status % past dit moment van afronden niet (%).', NEW.status, TG_TABLE_NAME
            USING ERRCODE = '23514', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER melding_status_is_van_een_protocol BEFORE INSERT OR UPDATE OF status, afgerond_op ON calamiteiten_melding
    FOR EACH ROW EXECUTE FUNCTION status_is_van_een_protocol('calamiteiten_statussen');
"""
OPEN = """
DROP TRIGGER IF EXISTS melding_status_is_van_een_protocol ON calamiteiten_melding;
DROP FUNCTION IF EXISTS status_is_van_een_protocol();
DROP FUNCTION IF EXISTS calamiteiten_statussen();
"""


def _op_postgresql(sql: str):
    def voer_uit(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return voer_uit


class Migration(migrations.Migration):
    dependencies = [("calamiteiten", "0003_database_weigert")]

    operations = [
        migrations.RemoveConstraint("melding", "melding_status_bestaat"),
        migrations.RemoveConstraint("melding", "melding_scenario_bestaat"),
        migrations.RemoveConstraint("melding", "melding_afgerond_is_gesloten"),
        migrations.RemoveConstraint("impactanalyse", "analyse_gemeente_bij_toegang"),
        migrations.AlterField("melding", "status", django_fsm.FSMField(max_length=24, protected=True)),
        migrations.AlterField("melding", "scenario", models.CharField(blank=True, max_length=10)),
        migrations.AlterField("betrokkenheid", "bevestigd_scenario", models.CharField(blank=True, max_length=10)),
        migrations.AlterField("impactanalyse", "soort", models.CharField(max_length=30)),
        migrations.AddField(
            "melding", "protocol_digest", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.RunPython(_op_postgresql(SLOT), _op_postgresql(OPEN)),
    ]
