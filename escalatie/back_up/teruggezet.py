"""A database that PostgreSQL itself put back from its archive of every change (docs/besluiten/0050): what is ours to do
after that, and the trial of it beside the present database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Max

from basis.geweigerd import Geweigerd
from communicatie.post import quarantaine
from escalatie.bewaking import hartslagen
from escalatie.bewaren import naspelen
from escalatie.models import Hartslag

from .herstel import Stand, maak_gereed

# What a trial may have lost: a minute of archive, a minute between two heartbeats, and the time of the trial itself.
HOOGSTENS_VERLIES = timedelta(minutes=15)
# Only for this line, and for everybody.
_ZELF, _OPEN = "SET default_transaction_read_only = off", "ALTER SYSTEM RESET default_transaction_read_only"
_IS_GESLOTEN = "SELECT reset_val = 'on' FROM pg_settings WHERE name = 'default_transaction_read_only'"
_MAG_OPENEN = """SELECT has_parameter_privilege('default_transaction_read_only', 'ALTER SYSTEM')
    AND has_function_privilege('pg_reload_conf()', 'EXECUTE')"""
NIET_OPEN = (
    "De eigenaar van de database mag haar niet weer openzetten. Geef dat recht eerst, als postgres: zie "
    "docs/beheer/back-up.md."
)


def laatste_teken() -> datetime:
    """The last moment of which this database knows: a part beat then. Raises Geweigerd when none ever did."""
    op: datetime | None = Hartslag.objects.aggregate(op=Max("op"))["op"]
    if op is None:
        raise Geweigerd("In deze database staat geen enkele hartslag. Geef met --van het moment waarvan zij is.")
    return op


def maak_in_orde(van: datetime | None, klok: Callable[[], datetime]) -> Stand:
    """Hold the mail of the restored database in use, destroy again what was destroyed, ring, and audit; then let it be
    written to (bin/herstel-tot keeps it read-only until here, so that nothing is mailed before).

    `van`: of when it is; None: its last heartbeat. Raises Geweigerd when the mail stands still already, or when who
    does this could not open the database in the end; then nothing was changed.
    """
    gesloten = _is(_IS_GESLOTEN)
    if gesloten and not _is(_MAG_OPENEN):
        raise Geweigerd(NIET_OPEN)
    with connection.cursor() as cursor:
        cursor.execute(_ZELF)
    if quarantaine.lopend():
        raise Geweigerd("De post staat al stil na een herstel. Een beheerder geeft haar vrij op de pagina Bewaking.")
    weg = naspelen.bekende_akten([Path(settings.BACKUP_MAP)], lambda: True)
    stand = maak_gereed(van or laatste_teken(), klok, weg)
    with connection.cursor() as cursor:
        # Who was signed in then, may have been signed out since.
        cursor.execute("DELETE FROM django_session")
        # And an agenda that was ended since would open again.
        cursor.execute("DELETE FROM contacten_agendalink")
        if gesloten:
            cursor.execute(_OPEN)
            cursor.execute("SELECT pg_reload_conf()")
    return stand


def _is(vraag: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(vraag)
        return bool(cursor.fetchone()[0])


def probeer(klok: Callable[[], datetime]) -> tuple[Stand, timedelta]:
    """The same in a copy beside the present database, that is thrown away after it: how it stands, and how much of the
    last time is missing. Nothing is destroyed: files are those of the present installation.

    Raises Geweigerd when more is missing than may be.
    """
    verlies = klok() - laatste_teken()
    if verlies > HOOGSTENS_VERLIES:
        raise Geweigerd(f"In het archief ontbreken de laatste {verlies.total_seconds() / 60:.0f} minuten.")
    return maak_gereed(laatste_teken(), klok, []), verlies


def meld_proef(bijzonderheid: str, nu: datetime) -> None:
    """Say in the present database that a trial succeeded at `nu` (aware)."""
    hartslagen.klop(hartslagen.ARCHIEFPROEF, nu, bijzonderheid)


def meld_mislukt(bijzonderheid: str, nu: datetime) -> None:
    """Say in the present database that a trial failed at `nu` (aware): an alarm until one succeeds."""
    hartslagen.klop(hartslagen.ARCHIEFPROEF_MISLUKT, nu, bijzonderheid)
