"""The steps of a zaak, the answers to an invitation, the certificates and the audit log only grow, and the rest that hangs on a zaak goes with it only (PostgreSQL only); the functions are those of calamiteiten 0002."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABELLEN = ("escalatie_stap", "escalatie_overlegantwoord", "escalatie_vernietigingsakte", "auditlog_logentry")
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
GAAT_MET_EEN_AKTE = (
    "termijn", "taak", "taak_berichten", "verbeterpunt", "genodigde", "gebeurtenis", "inspel", "bewaarplicht", "papier"
)
MET_AKTE = """
CREATE TRIGGER {naam}_gaat_met_een_akte BEFORE DELETE ON escalatie_{naam}
    FOR EACH ROW EXECUTE FUNCTION gaat_met_een_akte();
"""
MET_AKTE_WEG = "DROP TRIGGER IF EXISTS {naam}_gaat_met_een_akte ON escalatie_{naam};"
# In which transaction a certificate of destruction was laid down, is for the database to say and for nobody else.
AKTE = """
CREATE FUNCTION akte_kent_haar_transactie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transactie := txid_current();
    RETURN NEW;
END;
$$;
CREATE TRIGGER akte_kent_haar_transactie BEFORE INSERT ON escalatie_vernietigingsakte
    FOR EACH ROW EXECUTE FUNCTION akte_kent_haar_transactie();
"""
AKTE_WEG = """
DROP TRIGGER IF EXISTS akte_kent_haar_transactie ON escalatie_vernietigingsakte;
DROP FUNCTION IF EXISTS akte_kent_haar_transactie();
"""
# What is searched: the words by their Dutch stem, and who may read them, in one index, so that a word costs nothing more
# when it stands in what somebody may not read. Generated, so that they are never behind; read and never written.
ZOEKEN = """
ALTER TABLE escalatie_zoekrij
    ADD COLUMN zoek tsvector GENERATED ALWAYS AS (to_tsvector('dutch'::regconfig, woorden)) STORED,
    ADD COLUMN sleutelrij text[] GENERATED ALWAYS AS (string_to_array(btrim(sleutels), ' ')) STORED;
CREATE INDEX zoekrij_woorden ON escalatie_zoekrij USING gin (sleutelrij, zoek);
"""
ZOEKEN_WEG = """
ALTER TABLE escalatie_zoekrij DROP COLUMN zoek, DROP COLUMN sleutelrij;
"""
SLOT = ZOEKEN + AKTE + "".join(ERBIJ.format(naam=naam) for naam in TABELLEN)
SLOT += "".join(MET_AKTE.format(naam=naam) for naam in GAAT_MET_EEN_AKTE)
OPEN = "".join(MET_AKTE_WEG.format(naam=naam) for naam in GAAT_MET_EEN_AKTE) + "".join(WEG.format(naam=naam) for naam in TABELLEN) + AKTE_WEG + ZOEKEN_WEG


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
