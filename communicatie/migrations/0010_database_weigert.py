"""The stages of a press question follow their arrows, and what was said or recorded stays (PostgreSQL only).

The functions are those of calamiteiten 0003, which explains them; the arrows are those of persslot.py on this day.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABELLEN = ("persstap", "persantwoord", "informeermoment", "slachtofferhulp", "uiting", "regie")
PIJLEN = """
CREATE FUNCTION persvraag_pijlen() RETURNS TABLE (van text, naar text) LANGUAGE sql IMMUTABLE AS $$
    VALUES
        ('vraagstelling', 'informatie_verzamelen'),
        ('vraagstelling', 'afstemming'),
        ('informatie_verzamelen', 'afstemming'),
        ('afstemming', 'communicatie'),
        ('communicatie', 'evaluatie'),
        ('evaluatie', 'afgerond'),
        ('informatie_verzamelen', 'vraagstelling'),
        ('afstemming', 'vraagstelling'),
        ('communicatie', 'vraagstelling'),
        ('evaluatie', 'vraagstelling')
$$;
CREATE TRIGGER persvraag_status_volgt_een_pijl BEFORE UPDATE ON communicatie_persvraag
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION status_volgt_een_pijl('persvraag_pijlen');
"""
ERBIJ = """
CREATE TRIGGER {naam}_alleen_erbij BEFORE UPDATE OR DELETE ON communicatie_{naam}
    FOR EACH ROW EXECUTE FUNCTION alleen_erbij();
CREATE TRIGGER {naam}_wordt_niet_geleegd BEFORE TRUNCATE ON communicatie_{naam}
    FOR EACH STATEMENT EXECUTE FUNCTION alleen_erbij();
"""
WEG = """
DROP TRIGGER IF EXISTS {naam}_alleen_erbij ON communicatie_{naam};
DROP TRIGGER IF EXISTS {naam}_wordt_niet_geleegd ON communicatie_{naam};
"""
SLOT = PIJLEN + "".join(ERBIJ.format(naam=naam) for naam in TABELLEN)
OPEN = "".join(WEG.format(naam=naam) for naam in TABELLEN) + """
DROP TRIGGER IF EXISTS persvraag_status_volgt_een_pijl ON communicatie_persvraag;
DROP FUNCTION IF EXISTS persvraag_pijlen();
"""


def _op_postgresql(sql: str):
    def voer_uit(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return voer_uit


class Migration(migrations.Migration):
    dependencies = [
        ("calamiteiten", "0003_database_weigert"),
        ("communicatie", "0009_outbox_en_quarantaine"),
    ]

    operations = [migrations.RunPython(_op_postgresql(SLOT), _op_postgresql(OPEN))]
