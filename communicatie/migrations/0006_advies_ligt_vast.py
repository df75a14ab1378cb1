"""In whose name an advice was written; and a version that was laid down stays as it is (second belt, PostgreSQL only).

SQLite gets no trigger: Django rebuilds a table there with every later change, and would lose it without a word.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SLOT = """
CREATE FUNCTION communicatieadvies_ligt_vast() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    nummer bigint;
BEGIN
    IF TG_TABLE_NAME = 'communicatie_adviesgemeente' THEN
        IF TG_OP = 'INSERT' THEN nummer := NEW.advies_id; ELSE nummer := OLD.advies_id; END IF;
    ELSE
        nummer := OLD.id;
    END IF;
    IF EXISTS (SELECT 1 FROM communicatie_communicatieadvies WHERE id = nummer AND vastgesteld_op IS NOT NULL) THEN
        RAISE EXCEPTION 'Een vastgesteld communicatieadvies verandert niet meer.' USING ERRCODE = '23000';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER communicatieadvies_ligt_vast BEFORE UPDATE OR DELETE ON communicatie_communicatieadvies
    FOR EACH ROW EXECUTE FUNCTION communicatieadvies_ligt_vast();
CREATE TRIGGER taakverdeling_ligt_vast BEFORE INSERT OR UPDATE OR DELETE ON communicatie_adviesgemeente
    FOR EACH ROW EXECUTE FUNCTION communicatieadvies_ligt_vast();
"""
OPEN = """
DROP TRIGGER IF EXISTS taakverdeling_ligt_vast ON communicatie_adviesgemeente;
DROP TRIGGER IF EXISTS communicatieadvies_ligt_vast ON communicatie_communicatieadvies;
DROP FUNCTION IF EXISTS communicatieadvies_ligt_vast();
"""


def _op_postgresql(sql: str):
    def voer_uit(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return voer_uit


class Migration(migrations.Migration):
    dependencies = [
        ("calamiteiten", "0002_analyse_namens"),
        ("communicatie", "0005_bevestiging_vervalt"),
    ]

    operations = [
        migrations.AddField(
            model_name="communicatieadvies",
            name="namens",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name="communicatieadvies",
            name="bereik",
            field=models.CharField(
                blank=True,
                choices=[
                    ("lokaal", "lokaal: de gemeente voert het woord"),
                    ("regionaal", "regionaal: de regio stemt het woord af"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="communicatieadvies",
            name="houding",
            field=models.CharField(
                blank=True,
                choices=[("passief", "passief: alleen antwoord op vragen"), ("actief", "actief: zelf naar buiten")],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="communicatieadvies",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("vastgesteld_op__isnull", True),
                    models.Q(models.Q(("houding", ""), _negated=True), models.Q(("bereik", ""), _negated=True)),
                    _connector="OR",
                ),
                name="advies_vastgesteld_heeft_lijn",
            ),
        ),
        migrations.RunPython(_op_postgresql(SLOT), _op_postgresql(OPEN)),
    ]
