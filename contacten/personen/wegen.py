"""Which changes of the contact list gave somebody a way to facts of a dossier without a second person (besluit 0041).

Who fills a seat and has no account gets a link of his own. So another address of who fills a seat, and somebody new in
one or on call, are told to others than who did it. Read from the history, which every road to the list writes: a page,
a proposal, an imported file.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from contacten.models import Bezetting, Contactpersoon, Piket

from .wederhelft import plekken_van

# How far back is looked: as long as the post may stand still without anything being missed.
TERUG = timedelta(days=7)
# Of a seat and of a turn on call: what makes it that of somebody else.
WIE_EN_WAAR = ("contactpersoon", "rol", "gemeente", "aanbieder")


@dataclass(frozen=True)
class Weg:
    """One change: its number in the history, whose contact it is, who did it, and the address that was left, if any."""

    nummer: int
    contact: int
    door: int
    oud_adres: str = ""


def nieuwe(nu: datetime, gezegd: Collection[int] = ()) -> list[Weg]:
    """Those of the last days before `nu` (aware) that somebody made, the oldest first, without the numbers in `gezegd`.
    What is done by no account is the work of who has the server, and not told."""
    soorten = {soort.pk: model for model, soort in _soorten().items()}
    adres = Q(content_type=_soorten()[Contactpersoon], action=LogEntry.Action.UPDATE, changes__has_key="email")
    plek = Q(content_type__in=[_soorten()[Bezetting], _soorten()[Piket]], changes__has_any_keys=WIE_EN_WAAR)
    rijen = LogEntry.objects.filter(adres | plek, timestamp__gt=nu - TERUG, actor__isnull=False)
    rijen = rijen.exclude(action=LogEntry.Action.DELETE).exclude(pk__in=gezegd).order_by("pk")
    return [weg for rij in rijen for weg in _wegen(rij, soorten[rij.content_type_id], nu)]


def _wegen(rij: LogEntry, model: type[Any], nu: datetime) -> Iterator[Weg]:
    """None when who it is fills no seat (any more): no link goes there. On call one needs no seat of one's own."""
    van = {"pk": rij.object_id} if model is Contactpersoon else {"pk__in": _van_wie(rij, model)}
    wie = Contactpersoon.objects.filter(**van, vervallen_op__isnull=True).first()
    if wie is not None and (model is Piket or plekken_van(wie, nu)):
        oud = str(rij.changes_dict["email"][0] or "") if model is Contactpersoon else ""
        yield Weg(rij.pk, wie.pk, rij.actor_id, "" if oud == "None" else oud)


def _van_wie(rij: LogEntry, model: type[Any]) -> Any:
    return model.objects.filter(pk=rij.object_id).values("contactpersoon")


def _soorten() -> dict[type[Any], ContentType]:
    return ContentType.objects.get_for_models(Contactpersoon, Bezetting, Piket)
