"""SQLite refuses too that who looked, or the print of what was recorded, is changed or removed. The triggers of
PostgreSQL are in the migrations; Django rebuilds a table of SQLite with a later change and would lose them there, so
here they are made after every migrate.
"""

from typing import Any

from django.db import connections

from basis.regio import KORTSTE_HERKOMST
from calamiteiten.models import Inzage
from contacten.models import Zegelregel

TABEL = Inzage._meta.db_table


def _blijft(*behalve: str) -> str:
    """That all columns but these are as they were."""
    kolommen = (veld.column for veld in Inzage._meta.concrete_fields if veld.name not in behalve)
    return " AND ".join(f"NEW.{kolom} IS OLD.{kolom}" for kolom in kolommen)


_VERZEGELT = f"OLD.volgnummer IS NULL AND NEW.volgnummer IS NOT NULL AND {_blijft('volgnummer', 'zegel')}"
# From where somebody looked, never sooner than the shortest term that a region may choose.
_WIST = (
    f"OLD.volgnummer IS NOT NULL AND OLD.op < datetime('now', '-{KORTSTE_HERKOMST} days') "
    f"AND NEW.herkomst = '' AND NEW.herkomst_zout = '' AND {_blijft('herkomst', 'herkomst_zout')}"
)
_ZIN = f"RAISE(ABORT, 'Wat in {TABEL} staat, blijft staan.')"
TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS inzage_blijft BEFORE UPDATE ON {TABEL} "
    f"WHEN NOT (({_VERZEGELT}) OR ({_WIST})) BEGIN SELECT {_ZIN}; END",
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
