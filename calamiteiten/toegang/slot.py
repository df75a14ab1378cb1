"""SQLite refuses too that who looked is changed or removed. The triggers of PostgreSQL are in the migrations; Django
rebuilds a table of SQLite with a later change and would lose them there, so here they are made after every migrate.
"""

from typing import Any

from django.db import connections

from calamiteiten.models import Inzage

TABEL = Inzage._meta.db_table
_VAST = [veld.column for veld in Inzage._meta.concrete_fields if veld.name not in {"volgnummer", "zegel"}]
_ANDERS = " OR ".join(f"NEW.{kolom} IS NOT OLD.{kolom}" for kolom in _VAST)
_ZIN = f"RAISE(ABORT, 'Wat in {TABEL} staat, blijft staan.')"
TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS inzage_blijft BEFORE UPDATE ON {TABEL} "
    f"WHEN OLD.volgnummer IS NOT NULL OR NEW.volgnummer IS NULL OR {_ANDERS} BEGIN SELECT {_ZIN}; END",
    f"CREATE TRIGGER IF NOT EXISTS inzage_verdwijnt_niet BEFORE DELETE ON {TABEL} BEGIN SELECT {_ZIN}; END",
)


def leg_na_migreren(sender: object, using: str, **_: Any) -> None:
    """What Django calls after `migrate`."""
    verbinding = connections[using]
    if verbinding.vendor == "sqlite" and TABEL in verbinding.introspection.table_names():
        with verbinding.cursor() as cursor:
            for trigger in TRIGGERS:
                cursor.execute(trigger)
