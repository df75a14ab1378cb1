"""Forgetting who a contact was, when its term is over: the row stays, for what was done and sent under it; the person
goes, with his seats and what was asked of him."""

from collections.abc import Iterable
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from contacten.models import (
    Bevestigingsverzoek,
    Bezetting,
    Contactpersoon,
    OefenAntwoord,
    Piket,
    Wijzigingsvoorstel,
)

from .geschiedenis import noemt

# What is of this person alone, and names nobody else.
VAN_EEN_CONTACT: tuple[type[Model], ...] = (Bezetting, Piket, Bevestigingsverzoek, Wijzigingsvoorstel, OefenAntwoord)
LEEG = ("organisatie", "aanhef", "functie", "telefoon", "mobiel", "email", "onbereikbaar_adres", "onbereikbaar_reden")


def vertrokken() -> QuerySet[Contactpersoon]:
    """Who left the list, is remembered, and does not sign in any more."""
    vergeten_ = Q(telefoon="", mobiel="", email="")
    return (
        Contactpersoon.objects.filter(vervallen_op__isnull=False).exclude(vergeten_).exclude(gebruiker__is_active=True)
    )


def rijen_van(pk: int) -> dict[type[Model], list[Any]]:
    """The rows about this contact that go: its seats and turns, what was asked of it, and the history of all
    that."""
    eigen = {m: [*m._default_manager.filter(contactpersoon=pk).values_list("pk", flat=True)] for m in VAN_EEN_CONTACT}
    hoort = _geschiedenis({**eigen, Contactpersoon: [pk]}) | _van_wat_weg_is(pk)
    return {**eigen, LogEntry: [*LogEntry.objects.filter(hoort).values_list("pk", flat=True)]}


def vergeet(pk: int) -> int:
    """Make this contact nobody's; how many (1, or 0 when it is in the list or not there). No history is kept of it:
    that would hold what is forgotten."""
    leeg = dict.fromkeys(LEEG, "")
    return vertrokken().filter(pk=pk).update(naam=f"vertrokken-{pk}", **leeg)


def _geschiedenis(rijen: dict[type[Model], Iterable[Any]]) -> Q:
    hoort = Q(pk__in=[])
    for model, sleutels in rijen.items():
        soort = ContentType.objects.get_for_model(model)
        hoort |= Q(content_type=soort, object_pk__in=[str(sleutel) for sleutel in sleutels])
    return hoort


def _van_wat_weg_is(pk: int) -> Q:
    """The history of the seats and turns of this contact that were taken away before: only what changed names him."""
    soorten = ContentType.objects.get_for_models(Bezetting, Piket).values()
    return noemt(pk) & Q(content_type__in=[soort.pk for soort in soorten])
