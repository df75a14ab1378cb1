"""The history of one contact or one account in plain words: who changed what, when, from what to what (R102)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, Model, Q
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import localtime

from basis.taal import met_hoofdletter
from contacten.models import Aanbieder, Bezetting, Contactpersoon, Gebruiker, Gemeente, Piket
from contacten.rolnamen import rolnaam

from .wederhelft import BESLUIT

HANDELINGEN = {
    LogEntry.Action.CREATE: "toegevoegd",
    LogEntry.Action.UPDATE: "gewijzigd",
    LogEntry.Action.DELETE: "verwijderd",
    LogEntry.Action.ACCESS: "bekeken",
}
LEEG = "leeg"
NIET_TONEN = frozenset({"id", "contactpersoon", "date_joined", "is_staff", "is_superuser"})
HOOGSTENS = 100
Namen = Mapping[type[Model], Mapping[str, str]]


@dataclass(frozen=True)
class Verschil:
    """One field of one change."""

    veld: str
    oud: str
    nieuw: str


@dataclass(frozen=True)
class Wijziging:
    """One change: the moment, who did it, to what, and each field from old to new. `ouder`: of the last that is shown,
    how many came before it."""

    op: datetime
    wie: str
    wat: str
    verschillen: tuple[Verschil, ...]
    ouder: int = 0


def geschiedenis_van_contact(contact: Contactpersoon) -> list[Wijziging]:
    """Return the last 100 changes of a contact, its seats and its turns on call, those that are gone included; newest
    first."""
    van_contact = Q(content_type=_soort(Contactpersoon), object_pk=str(contact.pk))
    zetels = noemt(contact.pk)
    bezettingen = [str(rij.pk) for rij in contact.bezettingen.all()]
    van_zetels = Q(content_type=_soort(Bezetting)) & (zetels | Q(object_pk__in=bezettingen))
    beurten = [str(rij.pk) for rij in contact.piketten.all()]
    van_beurten = Q(content_type=_soort(Piket)) & (zetels | Q(object_pk__in=beurten))
    return _wijzigingen(van_contact, van_zetels, van_beurten)


def noemt(pk: int) -> Q:
    """What the history of a seat or a turn says of this contact, also when that seat or turn is gone."""
    return Q(changes__contactpersoon__0=str(pk)) | Q(changes__contactpersoon__1=str(pk))


def geschiedenis_van_gebruiker(gebruiker: Gebruiker) -> list[Wijziging]:
    """Return the last 100 changes of an account, newest first; a password or a sign-in is not among them."""
    return _wijzigingen(Q(content_type=_soort(Gebruiker), object_pk=str(gebruiker.pk)))


def _soort(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _wijzigingen(*keuzes: Q) -> list[Wijziging]:
    rijen = LogEntry.objects.filter(reduce(or_, keuzes)).select_related("actor").order_by("-timestamp", "-pk")
    gevonden = list(rijen[: HOOGSTENS + 1])
    ouder = rijen.count() - HOOGSTENS if len(gevonden) > HOOGSTENS else 0
    namen: Namen = {
        Gemeente: {str(pk): naam for pk, naam in Gemeente.objects.values_list("pk", "naam")},
        Aanbieder: {str(pk): naam for pk, naam in Aanbieder.objects.values_list("pk", "naam")},
    }
    alle = (_wijziging(rij, namen) for rij in gevonden[:HOOGSTENS])
    getoond = [wijziging for wijziging in alle if wijziging.verschillen or not wijziging.wat.endswith("gewijzigd")]
    return [*getoond[:-1], replace(getoond[-1], ouder=ouder)] if getoond else []


def _wijziging(rij: LogEntry, namen: Namen) -> Wijziging:
    model = Bezetting if rij.content_type_id == _soort(Bezetting).pk else rij.content_type.model_class()
    wat = HANDELINGEN.get(rij.action, "gewijzigd")
    return Wijziging(
        op=rij.timestamp,
        wie=rij.actor.naam if rij.actor else "het systeem",
        wat=f"Plek {wat}" if model is Bezetting else f"{met_hoofdletter(str(model._meta.verbose_name))} {wat}",
        verschillen=tuple(_verschillen(model, rij.changes_dict or {}, namen)),
    )


def _verschillen(model: type[Model], wijzigingen: Mapping[str, Any], namen: Namen) -> Iterable[Verschil]:
    velden = {veld.name: veld for veld in model._meta.concrete_fields}
    if BESLUIT in wijzigingen:
        yield Verschil(BESLUIT, LEEG, str(wijzigingen[BESLUIT][-1]))
    for naam, waarden in wijzigingen.items():
        if naam in NIET_TONEN or naam not in velden or not isinstance(waarden, list):
            continue
        oud, nieuw = (_in_woorden(velden[naam], waarde, namen) for waarde in waarden)
        if oud != nieuw:
            yield Verschil(str(velden[naam].verbose_name), oud, nieuw)


def _in_woorden(veld: "Field[Any, Any]", waarde: Any, namen: Namen) -> str:
    """A stored value as people read it; the log keeps every value as text."""
    tekst = "" if waarde is None else str(waarde)
    if tekst in {"", "None"}:
        return LEEG
    if veld.related_model in namen:
        return namen[veld.related_model].get(tekst, "een verwijderde keuze")  # type: ignore[index]
    if veld.get_internal_type() == "BooleanField":
        return "ja" if tekst == "True" else "nee"
    if veld.name == "rol":
        return rolnaam(tekst)
    return str(dict(veld.flatchoices).get(tekst, "")) or _dag_of_moment(veld, tekst)


def _dag_of_moment(veld: "Field[Any, Any]", tekst: str) -> str:
    soort = veld.get_internal_type()
    if soort == "DateTimeField" and (moment := parse_datetime(tekst)):
        return f"{localtime(moment) if moment.tzinfo else moment:%d-%m-%Y %H:%M}"
    if soort == "DateField" and (dag := parse_date(tekst)):
        return f"{dag:%d-%m-%Y}"
    return tekst
