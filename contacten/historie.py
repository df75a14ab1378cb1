"""Who changed what in the contact list and the accounts, when, from what to what (R102)."""

from collections.abc import Sequence
from typing import Any, TypeVar

from auditlog.diff import model_instance_diff
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from auditlog.signals import post_log
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from . import zegels
from .models import Aanbieder, Bezetting, Contactpersoon, Gebruiker, Gemeente, Piket, Werkgebied

M = TypeVar("M", bound=Model)
LADING = 1000
# What a line of the history says of who did it, and from where.
VAN_WIE = ("actor_id", "actor_email", "remote_addr", "remote_port", "cid")
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


def maak(rijen: Sequence[M]) -> list[M]:
    """Write these new rows, of one model, each with its line in the history, in a few statements: for a list of
    thousands, of which the ordinary road takes eight statements per row."""
    if not rijen:
        return []
    model = type(rijen[0])
    nieuw: list[M] = model._default_manager.bulk_create(rijen, LADING)
    soort = ContentType.objects.get_for_model(model)
    for rij in nieuw:
        for wijzer in model._meta.related_objects:
            if wijzer.one_to_one:  # nothing points to what is new; the library would look for each
                wijzer.set_cached_value(rij, None)
    # The first is written along the ordinary road, where the library fills in who did it; the others are as it.
    eerste = LogEntry.objects.log_create(
        nieuw[0], force_log=True, action=LogEntry.Action.CREATE, changes=model_instance_diff(None, nieuw[0])
    )
    zelfde = {veld: getattr(eerste, veld) for veld in VAN_WIE}
    regels = [
        LogEntry(
            action=LogEntry.Action.CREATE,
            content_type=soort,
            object_pk=str(rij.pk),
            object_id=rij.pk,
            object_repr=str(rij),
            changes=model_instance_diff(None, rij),
            **zelfde,
        )
        for rij in nieuw[1:]
    ]
    regels = [eerste, *LogEntry.objects.bulk_create(regels, LADING)]
    zegels.opnieuw({LogEntry: [regel.pk for regel in regels]})
    return nieuw


def _verzegel(sender: object, log_entry: LogEntry | None = None, **_: Any) -> None:
    """What happened in the history is sealed like the record itself."""
    if log_entry is not None:
        zegels.opnieuw({LogEntry: [log_entry.pk]})
