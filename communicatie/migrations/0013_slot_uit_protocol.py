"""The lock of a press question comes from the protocol files; the functions are those of calamiteiten 0004."""

import django_fsm
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SLOT = """
CREATE FUNCTION persvraag_statussen() RETURNS TABLE (code text, eind boolean) LANGUAGE sql IMMUTABLE AS $$
    SELECT van, van = 'afgerond' FROM persvraag_pijlen() UNION SELECT naar, naar = 'afgerond' FROM persvraag_pijlen()
$$;
CREATE TRIGGER persvraag_status_is_van_een_protocol
    BEFORE INSERT OR UPDATE OF status, afgerond_op ON communicatie_persvraag
    FOR EACH ROW EXECUTE FUNCTION status_is_van_een_protocol('persvraag_statussen');
"""
OPEN = """
DROP TRIGGER IF EXISTS persvraag_status_is_van_een_protocol ON communicatie_persvraag;
DROP FUNCTION IF EXISTS persvraag_statussen();
"""


def _op_postgresql(sql: str):
    def voer_uit(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return voer_uit


class Migration(migrations.Migration):
    dependencies = [
        ("calamiteiten", "0004_slot_uit_protocol"),
        ("communicatie", "0012_rollen_zonder_keuzes"),
    ]

    operations = [
        migrations.RemoveConstraint("persvraag", "persvraag_status_bestaat"),
        migrations.RemoveConstraint("persvraag", "persvraag_afgerond_heeft_moment"),
        migrations.AlterField("persvraag", "status", django_fsm.FSMField(max_length=24, protected=True)),
        migrations.AlterField("persstap", "van", models.CharField(blank=True, max_length=24)),
        migrations.AlterField("persstap", "naar", models.CharField(max_length=24)),
        migrations.AddField(
            "persvraag", "protocol_digest", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.RunPython(_op_postgresql(SLOT), _op_postgresql(OPEN)),
    ]
