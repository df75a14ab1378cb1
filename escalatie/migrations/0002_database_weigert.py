"""The steps of a zaak, the answers to an invitation and the audit log only grow (PostgreSQL only); the function is that of calamiteiten 0002."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABELLEN = ("escalatie_stap", "escalatie_overlegantwoord", "auditlog_logentry")
ERBIJ = """
CREATE TRIGGER {naam}_alleen_erbij BEFORE UPDATE OR DELETE ON {naam}
    FOR EACH ROW EXECUTE FUNCTION alleen_erbij();
CREATE TRIGGER {naam}_wordt_niet_geleegd BEFORE TRUNCATE ON {naam}
    FOR EACH STATEMENT EXECUTE FUNCTION alleen_erbij();
"""
WEG = """
DROP TRIGGER IF EXISTS {naam}_alleen_erbij ON {naam};
DROP TRIGGER IF EXISTS {naam}_wordt_niet_geleegd ON {naam};
"""
SLOT = "".join(ERBIJ.format(naam=naam) for naam in TABELLEN)
OPEN = "".join(WEG.format(naam=naam) for naam in TABELLEN)


def _op_postgresql(sql: str):
    def voer_uit(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return voer_uit


class Migration(migrations.Migration):
    dependencies = [
        ("auditlog", "0017_add_actor_email"),
        ("calamiteiten", "0002_database_weigert"),
        ("escalatie", "0001_initial"),
    ]

    operations = [migrations.RunPython(_op_postgresql(SLOT), _op_postgresql(OPEN))]
