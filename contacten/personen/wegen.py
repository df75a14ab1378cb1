"""Which changes of the contact list gave somebody a way to facts of a dossier without a second person (besluit 0041).

Who fills a seat and has no account gets a link of his own, by mail and by text. So another address or number of who
fills one, somebody new in one or on call, and one who stays longer, are told to others than who did it. Read from the
history, which every road to the list writes: a page, a proposal, an imported file, a gemeente that goes up in another.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from contacten.bezetting import lokale_dag
from contacten.models import Bezetting, Contactpersoon, Gebruiker, Piket

# How far back is looked: as long as the post may stand still without anything being missed.
TERUG = timedelta(days=7)
# Of a seat and of a turn on call: what makes it that of somebody else, and what makes it last longer, with whether it
# does so by beginning sooner.
WIE_EN_WAAR = ("contactpersoon", "rol", "gemeente", "aanbieder")
DUUR = {"van_datum": True, "van_op": True, "tot_datum": False, "tot_op": False}
WEG = "vervallen_op"
# Of a contact: what a link goes to.
ADRES, NUMMER = "email", "mobiel"
# What it is called, on the page.
NAMEN: dict[type[Any], str] = {Bezetting: "Plek in de contactlijst", Piket: "Beurt als piket"}
VELDNAMEN = {ADRES: "Ander e-mailadres", NUMMER: "Ander mobiel nummer", WEG: "Weer in de lijst"}


@dataclass(frozen=True)
class Weg:
    """One change: its number in the history, whose contact it is, who did it, what it was and when, and the address
    that was left, if any."""

    nummer: int
    contact: int
    door: int
    wat: str
    op: datetime
    oud_adres: str = ""


@dataclass(frozen=True)
class Wegregel:
    """One change as people read it: what, of whom, by whom, when."""

    wat: str
    contact: Contactpersoon
    door: str
    op: datetime


def nieuwe(nu: datetime, gezegd: Collection[int] = ()) -> list[Weg]:
    """Those of the last days before `nu` (aware) that somebody made, the oldest first, without the numbers in `gezegd`;
    six queries, however many they are. What is done by no account is the work of who has the server, and not told."""
    soorten = {soort.pk: model for model, soort in _soorten().items()}
    contact = Q(content_type=_soorten()[Contactpersoon], action=LogEntry.Action.UPDATE)
    contact &= Q(changes__has_any_keys=(ADRES, NUMMER, WEG))
    plek = Q(content_type__in=[_soorten()[Bezetting], _soorten()[Piket]])
    plek &= Q(changes__has_any_keys=(*WIE_EN_WAAR, *DUUR, WEG))
    rijen = LogEntry.objects.filter(contact | plek, timestamp__gt=nu - TERUG, actor__isnull=False)
    rijen = rijen.exclude(action=LogEntry.Action.DELETE).exclude(pk__in=gezegd).order_by("pk")
    paren = [(rij, soorten[rij.content_type_id], wat) for rij in rijen if (wat := _wat(rij, soorten))]
    wie = _van_wie((rij, model) for rij, model, _ in paren)
    op_een_plek = _op_een_plek(nu, set(wie.values()))
    # On call one needs no seat of one's own.
    telt = {rij.pk for rij, model, _ in paren if model is Piket or wie.get(rij.pk) in op_een_plek}
    return [
        Weg(rij.pk, wie[rij.pk], rij.actor_id, wat, rij.timestamp, _oud_adres(rij, model))
        for rij, model, wat in paren
        if rij.pk in wie and rij.pk in telt
    ]


def overzicht(nu: datetime) -> list[Wegregel]:
    """What was told in the last days before `nu` (aware), the newest first, for the page behind the mail."""
    wegen = nieuwe(nu)
    contacten = Contactpersoon.objects.select_related("gemeente", "aanbieder").in_bulk({weg.contact for weg in wegen})
    door = Gebruiker.objects.in_bulk({weg.door for weg in wegen})
    return [Wegregel(w.wat, contacten[w.contact], door[w.door].naam, w.op) for w in reversed(wegen)]


def _wat(rij: LogEntry, soorten: dict[int, type[Any]]) -> str:
    """What this change is called; "" when it lets nobody in who was not in already."""
    model, velden = soorten[rij.content_type_id], rij.changes_dict
    if model is Contactpersoon:
        return next((naam for veld, naam in VELDNAMEN.items() if _geeft_toegang(veld, velden)), "")
    is_ander = rij.action == LogEntry.Action.CREATE or any(veld in velden for veld in WIE_EN_WAAR)
    is_langer = any(_is_langer(velden[veld], is_begin=begin) for veld, begin in DUUR.items() if veld in velden)
    return NAMEN[model] if is_ander or is_langer or _geeft_toegang(WEG, velden) else ""


def _geeft_toegang(veld: str, velden: dict[str, Any]) -> bool:
    """Whether this field lets somebody in. Of an address that is emptied its owner hears, a number that is emptied
    leads nowhere, and who comes back had lapsed."""
    if veld not in velden:
        return False
    nieuw = _waarde(velden[veld][1])
    return veld == ADRES or (veld == NUMMER and nieuw != "") or (veld == WEG and nieuw == "")


def _is_langer(waarden: list[Any], *, is_begin: bool) -> bool:
    """Whether it begins sooner, or ends later or no more: the log keeps a day and a moment in UTC as text, which goes
    in their order."""
    oud, nieuw = (_waarde(waarde) for waarde in waarden)
    if is_begin:
        return nieuw < oud
    return oud != "" and (nieuw == "" or nieuw > oud)


def _waarde(waarde: Any) -> str:
    return "" if waarde in (None, "None") else str(waarde)


def _van_wie(rijen: Iterable[tuple[LogEntry, type[Any]]]) -> dict[int, int]:
    """Number in the history -> contact; not of a seat or a turn that is gone, nor of a contact that has lapsed."""
    nummers: dict[type[Any], dict[int, int]] = {Contactpersoon: {}, Bezetting: {}, Piket: {}}
    for rij, model in rijen:
        nummers[model][rij.pk] = rij.object_id
    geldig = Contactpersoon.objects.filter(vervallen_op__isnull=True)
    per_model: dict[type[Any], dict[int, int]] = {Contactpersoon: _paren(geldig, nummers[Contactpersoon], "pk")}
    for model in (Bezetting, Piket):
        bestaand = model.objects.filter(contactpersoon__vervallen_op__isnull=True)
        per_model[model] = _paren(bestaand, nummers[model], "contactpersoon")
    return {
        pk: per_model[m][object_]
        for m, eigen in nummers.items()
        for pk, object_ in eigen.items()
        if object_ in per_model[m]
    }


def _paren(rijen: Any, nummers: dict[int, int], veld: str) -> dict[int, int]:
    return dict(rijen.filter(pk__in=set(nummers.values())).order_by().values_list("pk", veld))


def _op_een_plek(nu: datetime, contacten: Collection[int]) -> set[int]:
    """Who of these fills a seat or is on call at `nu` (aware), or later: to the others no link goes."""
    loopt = Q(tot_datum__isnull=True) | Q(tot_datum__gte=lokale_dag(nu))
    plekken = Bezetting.objects.filter(loopt, contactpersoon__in=contacten)
    beurten = Piket.objects.filter(contactpersoon__in=contacten, tot_op__gt=nu, vervallen_op__isnull=True)
    return {*plekken.values_list("contactpersoon", flat=True), *beurten.values_list("contactpersoon", flat=True)}


def _oud_adres(rij: LogEntry, model: type[Any]) -> str:
    return _waarde(rij.changes_dict[ADRES][0]) if model is Contactpersoon and ADRES in rij.changes_dict else ""


def _soorten() -> dict[type[Any], ContentType]:
    return ContentType.objects.get_for_models(Contactpersoon, Bezetting, Piket)
