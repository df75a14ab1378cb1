"""SQLite refuses too that who looked, or the print of what was recorded, is changed or removed. The triggers of
PostgreSQL are in the migrations; Django rebuilds a table of SQLite with a later change and would lose them there, so
here they are made after every migrate.
"""

from typing import Any

from django.db import connections

from calamiteiten.models import Inzage
from contacten.models import Zegelregel

TABEL = Inzage._meta.db_table
_VAST = [veld.column for veld in Inzage._meta.concrete_fields if veld.name not in {"volgnummer", "zegel"}]
_ANDERS = " OR ".join(f"NEW.{kolom} IS NOT OLD.{kolom}" for kolom in _VAST)
_ZIN = f"RAISE(ABORT, 'Wat in {TABEL} staat, blijft staan.')"
TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS inzage_blijft BEFORE UPDATE ON {TABEL} "
    f"WHEN OLD.volgnummer IS NOT NULL OR NEW.volgnummer IS NULL OR {_ANDERS} BEGIN SELECT {_ZIN}; END",
    f"CREATE TRIGGER IF NOT EXISTS inzage_verdwijnt_niet BEFORE DELETE ON {TABEL} BEGIN SELECT {_ZIN}; END",
)

ZEGELTABEL = Zegelregel._meta.db_table
_GEWIST = "NEW.zout = '' AND NEW.volgnummer IS OLD.volgnummer AND NEW.zegel = OLD.zegel"
_VERZEGELD = "OLD.volgnummer IS NULL AND NEW.volgnummer IS NOT NULL AND NEW.zout = OLD.zout"
_ZELFDE = " AND ".join(f"NEW.{kolom} IS OLD.{kolom}" for kolom in ("id", "soort", "rij", "afdruk"))
_ZEGELZIN = f"RAISE(ABORT, 'Wat in {ZEGELTABEL} staat, blijft staan.')"
ZEGELTRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS zegelregel_blijft BEFORE UPDATE ON {ZEGELTABEL} "
    f"WHEN NOT ({_ZELFDE} AND (({_GEWIST}) OR ({_VERZEGELD}))) BEGIN SELECT {_ZEGELZIN}; END",
    f"CREATE TRIGGER IF NOT EXISTS zegelregel_verdwijnt_niet BEFORE DELETE ON {ZEGELTABEL} "
    f"BEGIN SELECT {_ZEGELZIN}; END",
)


def leg_na_migreren(sender: object, using: str, **_: Any) -> None:
    """What Django calls after `migrate`."""
    verbinding = connections[using]
    if verbinding.vendor != "sqlite":
        return
    er_is = verbinding.introspection.table_names()
    with verbinding.cursor() as cursor:
        for tabel, triggers in ((TABEL, TRIGGERS), (ZEGELTABEL, ZEGELTRIGGERS)):
            for trigger in triggers if tabel in er_is else ():
                cursor.execute(trigger)
