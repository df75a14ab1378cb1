"""What was said or recorded stays as it is, an advice that was laid down too, and a press question stays with its zaak
(PostgreSQL only). The rest that hangs on a zaak goes with it only. And what is planned to be sent is said aloud at the
commit, for whoever rings the senders (docs/besluiten/0067): once in a transaction, however many rows.

The functions that refuse this are those of calamiteiten 0002, which explains them.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABELLEN = ("persantwoord", "adviestekst", "informeermoment", "uitzondering", "slachtofferhulp", "uiting", "regie", "herroeping")
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
GAAT_MET_EEN_AKTE = (
    *("bericht", "sms", "stuiter", "meldlink", "communicatieadvies", "adviesgemeente", "persvrager"),
    *("persantwoord_vragers", "informering", "vrijgave", "onderzoek", "mediavolger", "mediasignaal"),
)
AKTE = """
CREATE TRIGGER {naam}_gaat_met_een_akte BEFORE DELETE ON communicatie_{naam}
    FOR EACH ROW EXECUTE FUNCTION gaat_met_een_akte();
"""
AKTE_WEG = "DROP TRIGGER IF EXISTS {naam}_gaat_met_een_akte ON communicatie_{naam};"
ADVIES = """
CREATE FUNCTION communicatieadvies_ligt_vast() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    nummer bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF wordt_vernietigd(to_jsonb(OLD), NULL, TG_TABLE_SCHEMA) THEN RETURN OLD; END IF;
    END IF;
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
ADVIES_OPEN = """
DROP TRIGGER IF EXISTS taakverdeling_ligt_vast ON communicatie_adviesgemeente;
DROP TRIGGER IF EXISTS communicatieadvies_ligt_vast ON communicatie_communicatieadvies;
DROP FUNCTION IF EXISTS communicatieadvies_ligt_vast();
"""
PERSVRAAG = """
CREATE TRIGGER persvraag_is_van_haar_soort
    BEFORE INSERT OR DELETE OR UPDATE OF zaak_ptr_id ON communicatie_persvraag
    FOR EACH ROW EXECUTE FUNCTION rij_is_van_haar_soort('persvraag');
"""
PERSVRAAG_OPEN = "DROP TRIGGER IF EXISTS persvraag_is_van_haar_soort ON communicatie_persvraag;"
ROEP = """
CREATE FUNCTION post_gepland() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('post_gepland', '');
    RETURN NULL;
END;
$$;
CREATE TRIGGER bericht_roept AFTER INSERT ON communicatie_bericht
    FOR EACH ROW WHEN (NEW.status = 'gepland') EXECUTE FUNCTION post_gepland();
CREATE TRIGGER bericht_roept_weer AFTER UPDATE OF status ON communicatie_bericht
    FOR EACH ROW WHEN (NEW.status = 'gepland' AND OLD.status NOT IN ('gepland', 'bezig'))
    EXECUTE FUNCTION post_gepland();
"""
STIL = """
DROP TRIGGER IF EXISTS bericht_roept_weer ON communicatie_bericht;
DROP TRIGGER IF EXISTS bericht_roept ON communicatie_bericht;
DROP FUNCTION IF EXISTS post_gepland();
"""
SLOT = PERSVRAAG + ADVIES + "".join(ERBIJ.format(naam=naam) for naam in TABELLEN)
SLOT += "".join(AKTE.format(naam=naam) for naam in GAAT_MET_EEN_AKTE) + ROEP
OPEN = STIL + "".join(AKTE_WEG.format(naam=naam) for naam in GAAT_MET_EEN_AKTE)
OPEN += "".join(WEG.format(naam=naam) for naam in TABELLEN) + ADVIES_OPEN + PERSVRAAG_OPEN


def _op_postgresql(sql: str):
    def voer_uit(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return voer_uit


class Migration(migrations.Migration):
    dependencies = [("calamiteiten", "0002_database_weigert"), ("communicatie", "0001_initial")]

    operations = [migrations.RunPython(_op_postgresql(SLOT), _op_postgresql(OPEN))]
