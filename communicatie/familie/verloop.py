"""What happened in the communication of one melding, from all its tables in one question: for timeline and dossier.

Each `Feit` is a row that exists; nothing is kept twice.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, Concat, Trim

from basis.voorbereid import voorbereid
from calamiteiten.models import Melding
from communicatie.models import (
    Buitenom,
    Informeermoment,
    Onderzoek,
    Regie,
    Slachtofferhulp,
    Uiting,
    Uitzondering,
    Vrijgave,
)
from contacten.models import VIA_LINK

LEEG = Value("", output_field=CharField())
JA, NEE = "ja", "nee"
_NIET = Value(False, output_field=BooleanField())
_HERROEPEN = Case(When(herroeping__isnull=False, then=Value(True)), default=_NIET, output_field=BooleanField())
# Of the kinds that can be taken back.
_KAN_WEG: dict[str, Any] = {"is_herroepen": _HERROEPEN}
# Of who was on the list by the facts also when those name him no more.
_VAN_DE_LIJST: dict[str, Any] = {
    "is_herroepen": Case(
        When(Q(herroeping__isnull=False) | Q(informering__vervallen_op__isnull=False), then=Value(True)),
        default=_NIET,
        output_field=BooleanField(),
    )
}


@dataclass(frozen=True)
class Feit:
    """One fact: its kind, when it was (aware), when and by whom it was recorded, and up to four texts.

    soort: geinformeerd (wat: party, wie: gemeente, hoe: manner and function) · uitzondering (wat: party) ·
    slachtofferhulp (wat: ja or nee, wie: by whom) · uiting (wat: `Uitingsoort`, wie: on whose behalf, hoe: description,
    and the reason of the leave, or how it came outside without) · vrijgave (wat: `Uitingsoort`, wie: decided by) ·
    regie (wat: regierol, wie: function) · onderzoek (wie: who decides) · onderzoek_einde. `is_herroepen`: it was taken
    back, and counts no more.
    """

    soort: str
    op: datetime
    vastgelegd_op: datetime
    door: str
    wat: str
    wie: str
    hoe: str
    toelichting: str
    is_herroepen: bool


def verloop(melding: Melding) -> list[Feit]:
    """Every fact about the communication of this melding, the oldest first."""
    return sorted((Feit(*rij) for rij in _alle(melding)), key=lambda feit: feit.op)


@voorbereid
def _alle(melding: int) -> QuerySet[Any, Any]:
    bronnen = [_informeringen, _uitzonderingen, _slachtofferhulp, _uitingen, _vrijgaven, _regie, _onderzoeken, _einden]
    eerste, *andere = (bron(melding) for bron in bronnen)
    return eerste.union(*andere, all=True)


def _informeringen(melding: int) -> QuerySet[Any, Any]:
    hoe = Case(
        When(door_wie="", then=F("wijze")),
        When(wijze="", then=F("door_wie")),
        default=Concat("wijze", Value(", "), "door_wie"),
    )
    return _feiten(
        "geinformeerd",
        Informeermoment.objects.filter(informering__melding=melding),
        op="geinformeerd_op",
        wat=F("informering__partij"),
        wie=Coalesce(F("informering__gemeente__naam"), LEEG, output_field=CharField()),
        hoe=hoe,
        toelichting=F("toelichting"),
        met_link=True,
        **_VAN_DE_LIJST,
    )


def _uitzonderingen(melding: int) -> QuerySet[Any, Any]:
    rijen = Uitzondering.objects.filter(informering__melding=melding)
    extra: dict[str, Any] = {"vastgelegd_op": "gegeven_op", "door": "gegeven_door"}
    return _feiten(
        "uitzondering",
        rijen,
        op="gegeven_op",
        wat=F("informering__partij"),
        toelichting=F("reden"),
        **_VAN_DE_LIJST,
        **extra,
    )


def _slachtofferhulp(melding: int) -> QuerySet[Any, Any]:
    return _feiten(
        "slachtofferhulp",
        Slachtofferhulp.objects.filter(melding=melding),
        op=Coalesce("aangeboden_op", "vastgelegd_op"),
        wat=Case(When(is_aangeboden=True, then=Value(JA)), default=Value(NEE)),
        wie=F("door_wie"),
        toelichting=F("toelichting"),
        **_KAN_WEG,
    )


def _uitingen(melding: int) -> QuerySet[Any, Any]:
    return _feiten(
        "uiting",
        Uiting.objects.filter(melding=melding),
        op="gedaan_op",
        wat=F("soort"),
        wie=F("namens"),
        hoe=_buiten_om(),
        toelichting=Coalesce(F("vrijgave__reden"), F("toelichting"), output_field=TextField()),
        met_link=True,
        **_KAN_WEG,
    )


def _buiten_om() -> Case:
    """What it was; without leave while a lock was on it says so."""
    zonder_recht = [
        When(buiten_om=soort.value, then=Concat(Value(f"{soort.naam}. "), "omschrijving")) for soort in Buitenom
    ]
    return Case(*zonder_recht, default=F("omschrijving"), output_field=CharField())


def _vrijgaven(melding: int) -> QuerySet[Any, Any]:
    rijen = Vrijgave.objects.filter(melding=melding)
    extra: dict[str, Any] = {"vastgelegd_op": "gegeven_op", "door": "gegeven_door"}
    return _feiten(
        "vrijgave", rijen, op="gegeven_op", wat=F("soort"), wie=F("besluit_van"), toelichting=F("reden"), **extra
    )


def _regie(melding: int) -> QuerySet[Any, Any]:
    rijen = Regie.objects.filter(melding=melding)
    return _feiten(
        "regie", rijen, op="vanaf_op", wat=F("wie"), wie=F("functie"), toelichting=F("reden"), is_herroepen=_HERROEPEN
    )


def _onderzoeken(melding: int) -> QuerySet[Any, Any]:
    rijen = Onderzoek.objects.filter(melding=melding)
    return _feiten(
        "onderzoek", rijen, op="begonnen_op", wie=F("beslist"), toelichting=F("reden"), is_herroepen=_HERROEPEN
    )


def _einden(melding: int) -> QuerySet[Any, Any]:
    rijen = Onderzoek.objects.filter(melding=melding, geeindigd_op__isnull=False)
    extra: dict[str, Any] = {"vastgelegd_op": "geeindigd_op", "door": "einde_vastgelegd_door"}
    return _feiten(
        "onderzoek_einde", rijen, op="geeindigd_op", toelichting=F("einde_reden"), is_herroepen=_HERROEPEN, **extra
    )


def _feiten(
    soort: str,
    rijen: QuerySet[Any, Any],
    *,
    op: Any,
    vastgelegd_op: str = "vastgelegd_op",
    door: str = "vastgelegd_door",
    wat: Any = LEEG,
    wie: Any = LEEG,
    hoe: Any = LEEG,
    toelichting: Any = LEEG,
    is_herroepen: Any = _NIET,
    met_link: bool = False,
) -> QuerySet[Any, Any]:
    """The columns of a Feit, in its order."""
    kolommen: dict[str, Any] = {
        "feit_soort": Value(soort, output_field=CharField()),
        "feit_op": F(op) if isinstance(op, str) else op,
        "feit_vastgelegd_op": F(vastgelegd_op),
        "feit_door": _naam(door, met_link=met_link),
        "feit_wat": wat,
        "feit_wie": wie,
        "feit_hoe": hoe,
        "feit_toelichting": toelichting,
        "feit_is_herroepen": is_herroepen,
    }
    feiten: QuerySet[Any, Any] = rijen.order_by().annotate(**kolommen).values_list(*kolommen)
    return feiten


def _naam(wie: str, *, met_link: bool) -> Case:
    """As `Gebruiker.naam` says it: the full name, or the user name when none is known. `met_link`: it may have been
    somebody without an account, named as `namens_link` does."""
    voor, achter = f"{wie}__first_name", f"{wie}__last_name"
    naamloos = When(**{voor: "", achter: ""}, then=F(f"{wie}__username"))
    account = Trim(Concat(F(voor), Value(" "), F(achter)))
    return Case(*(_links(f"{wie}_contact") if met_link else ()), naamloos, default=account)


def _links(contact: str) -> tuple[When, When]:
    postbus = When(
        **{f"{contact}__isnull": False, f"{contact}__naam": ""}, then=Concat(F(f"{contact}__email"), Value(VIA_LINK))
    )
    naam = Trim(Concat(F(f"{contact}__aanhef"), Value(" "), F(f"{contact}__naam")))
    return postbus, When(**{f"{contact}__isnull": False}, then=Concat(naam, Value(VIA_LINK)))
