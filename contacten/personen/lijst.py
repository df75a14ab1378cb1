"""The verbs that keep the contact list: add, change, end; fill a seat, be away, leave it (R98, R101, R103).

Each verb is one transaction. It gets `gezien`, the stand of the row as the user saw it, and refuses when someone else
was faster. A verb that would leave a seat without anyone refuses too, unless told that this is meant (`mag_leeg`).
"""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q

from contacten.bezetting import lokale_dag
from contacten.models import Bezetting, Contactpersoon
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE
from contacten.stand import eis_gelijk, stand

from .gevolgen import LaatPlekLeeg, vind_gaten

R = TypeVar("R", bound=models.Model)

CONTACTVELDEN = (
    "soort",
    "aanhef",
    "naam",
    "functie",
    "organisatie",
    "gemeente",
    "aanbieder",
    "telefoon",
    "mobiel",
    "email",
    "bevestigd_op",
    "vervallen_op",
)
BEZETTINGSVELDEN = (
    "rol",
    "gemeente",
    "aanbieder",
    "volgorde",
    "van_datum",
    "tot_datum",
    "afwezig_van_datum",
    "afwezig_tot_datum",
)


def stand_van_contact(contact: Contactpersoon) -> str:
    """Return the fingerprint of a contact."""
    return stand(contact, CONTACTVELDEN)


def stand_van_bezetting(rij: Bezetting) -> str:
    """Return the fingerprint of a seating."""
    return stand(rij, BEZETTINGSVELDEN)


@transaction.atomic
def leg_contact_vast(gegevens: Mapping[str, Any]) -> Contactpersoon:
    """Add a contact. Raises ValidationError, e.g. without any channel (R100)."""
    return _bewaar(Contactpersoon(), gegevens)


@transaction.atomic
def wijzig_contact(pk: int, gegevens: Mapping[str, Any], gezien: str) -> Contactpersoon:
    """Change these fields of a contact. Raises Verouderd or ValidationError."""
    contact = Contactpersoon.objects.select_for_update().get(pk=pk)
    eis_gelijk(stand_van_contact(contact), gezien)
    return _bewaar(contact, gegevens)


@transaction.atomic
def beeindig_contact(pk: int, gezien: str, nu: datetime, *, mag_leeg: bool = False) -> Contactpersoon:
    """End a contact at `nu` (aware): it leaves the list and every seat, its history stays.

    Raises Verouderd, or LaatPlekLeeg when it was the last one somewhere and `mag_leeg` is not given.
    """
    eigen = [rij for rij in _lopend_of_later(nu) if rij.contactpersoon_id == pk]
    rijen = _zetelrijen(eigen, nu)
    contact = Contactpersoon.objects.select_for_update().get(pk=pk)
    eis_gelijk(stand_van_contact(contact), gezien)
    _eis_gevuld(rijen, [rij for rij in rijen if rij.contactpersoon_id != pk], nu, mag_leeg=mag_leeg)
    for rij in rijen:
        if rij.contactpersoon_id == pk:
            _sluit(rij, lokale_dag(nu))
    return _bewaar(contact, {"vervallen_op": nu})


@transaction.atomic
def bezet_zetel(contact_pk: int, gegevens: Mapping[str, Any]) -> Bezetting:
    """Give a contact a seat. Raises ValidationError, e.g. when it is there already."""
    return _bewaar(Bezetting(contactpersoon_id=contact_pk), gegevens)


@transaction.atomic
def wijzig_bezetting(
    pk: int, gegevens: Mapping[str, Any], gezien: str, nu: datetime, *, mag_leeg: bool = False
) -> Bezetting:
    """Change these fields of a seating. Raises Verouderd, ValidationError, or LaatPlekLeeg unless `mag_leeg`."""
    rij = Bezetting.objects.select_related("contactpersoon", "gemeente", "aanbieder").get(pk=pk)
    rijen = _zetelrijen([rij], nu)
    rij = next((zelfde for zelfde in rijen if zelfde.pk == pk), rij)
    eis_gelijk(stand_van_bezetting(rij), gezien)
    nieuw = copy(rij)
    for veld, waarde in gegevens.items():
        setattr(nieuw, veld, waarde)
    if nieuw.contactpersoon.vervallen_op is None:
        _eis_gevuld(rijen, [nieuw if zelfde.pk == pk else zelfde for zelfde in rijen], nu, mag_leeg=mag_leeg)
    return _bewaar(rij, gegevens)


def beeindig_bezetting(pk: int, laatste_datum: date, gezien: str, nu: datetime, *, mag_leeg: bool = False) -> Bezetting:
    """End a seating after `laatste_datum` (local day, inclusive). Raises what `wijzig_bezetting` raises."""
    return wijzig_bezetting(pk, {"tot_datum": laatste_datum}, gezien, nu, mag_leeg=mag_leeg)


def meld_afwezig(
    pk: int, van_datum: date | None, tot_datum: date | None, gezien: str, nu: datetime, *, mag_leeg: bool = False
) -> Bezetting:
    """Say from when until when (local days, inclusive) a holder is away; twice None means present again.

    The next in order takes the seat by itself. Raises what `wijzig_bezetting` raises.
    """
    gegevens = {"afwezig_van_datum": van_datum, "afwezig_tot_datum": tot_datum}
    return wijzig_bezetting(pk, gegevens, gezien, nu, mag_leeg=mag_leeg)


def _bewaar(rij: R, gegevens: Mapping[str, Any]) -> R:
    for veld, waarde in gegevens.items():
        setattr(rij, veld, waarde)
    rij.full_clean()
    rij.save()
    return rij


def _sluit(rij: Bezetting, dag: date) -> None:
    """End a seating today; one that was still to begin goes."""
    if rij.van_datum > dag:
        rij.delete()
    else:
        _bewaar(rij, {"tot_datum": dag})


def _eis_gevuld(voor: list[Bezetting], na: list[Bezetting], nu: datetime, *, mag_leeg: bool) -> None:
    gaten = vind_gaten(voor, na, lokale_dag(nu))
    if gaten and not mag_leeg:
        raise LaatPlekLeeg(gaten)


def _lopend_of_later(nu: datetime) -> models.QuerySet[Bezetting]:
    """The seatings that count now or later, of contacts that have not lapsed."""
    loopt = Q(tot_datum__isnull=True) | Q(tot_datum__gte=lokale_dag(nu))
    geldig = Q(contactpersoon__vervallen_op__isnull=True) | Q(contactpersoon__vervallen_op__gt=nu)
    return Bezetting.objects.filter(loopt & geldig).select_related("contactpersoon", "gemeente", "aanbieder")


def _zetelrijen(rijen: Iterable[Bezetting], nu: datetime) -> list[Bezetting]:
    """All holders of the seats of these rows, locked in one order: of two who leave at once, one sees the other go."""
    zetels = [
        Q(
            rol=rij.rol,
            **({"gemeente": rij.gemeente_id} if rij.rol in PER_GEMEENTE else {}),
            **({"aanbieder": rij.aanbieder_id} if rij.rol in PER_AANBIEDER else {}),
        )
        for rij in rijen
    ]
    if not zetels:
        return []
    vraag = _lopend_of_later(nu).filter(reduce(or_, zetels))
    return list(vraag.select_for_update(of=("self",)).order_by("pk"))
