"""Who changed what in the contact list and the accounts, when, from what to what (R102)."""

from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from auditlog.signals import post_log
from django.db.models import Model

from . import zegels
from .models import Aanbieder, Bezetting, Contactpersoon, Gebruiker, Gemeente, Piket, Werkgebied

NIET_IN_HISTORIE = ["password", "last_login", "voorkeuren"]


def registreer_historie() -> None:
    """Register the models of this app for change history. A password or a sign-in is never part of it."""
    for model in (Gemeente, Aanbieder, Werkgebied, Contactpersoon, Bezetting, Piket):
        auditlog.register(model)
    auditlog.register(Gebruiker, exclude_fields=list(NIET_IN_HISTORIE))
    # The event of the library itself, after each row that it writes.
    post_log.connect(_verzegel, dispatch_uid="zegels")


def schrijf(rij: Model, wijziging: dict[str, list[str]]) -> None:
    """Add a row to the history of this record that says so: field -> what it was and what it is."""
    regel = LogEntry.objects.log_create(rij, force_log=True, action=LogEntry.Action.UPDATE, changes=wijziging)
    _verzegel(None, log_entry=regel)


def _verzegel(sender: object, log_entry: LogEntry | None = None, **_: Any) -> None:
    """What happened in the history is sealed like the record itself."""
    if log_entry is not None:
        zegels.opnieuw({LogEntry: [log_entry.pk]})
