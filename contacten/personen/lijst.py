"""The verbs that keep the contact list: add, change, end; fill a seat, be away, leave it (R98, R101, R103).

Each verb is one transaction. It gets `gezien`, the stand of the row as the user saw it, and refuses when someone else
was faster. A verb that leaves something behind, a seat without anyone or an account that lives on, raises VraagtBesluit
until `keuze` says what becomes of it. The seats that someone took over are returned: who fills them has to be told.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from contacten import gebruikers, piket
from contacten.bezetting import lokale_dag
from contacten.gebruikers.nieuws import meld
from contacten.models import Bezetting, Contactpersoon, Gebruiker, Nieuws, Piket
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE
from contacten.stand import eis_gelijk, stand

from .gevolgen import BLIJFT, EINDIGT, Keuze, VraagtBesluit, eis_besluit, vind_gaten
from .wederhelft import account_van, plekken_van, schrijf_besluit, zetel_van, zetel_van_plek

R = TypeVar("R", bound=models.Model)
NIETS = Keuze()

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
def wijzig_contact(
    pk: int, gegevens: Mapping[str, Any], gezien: str, nu: datetime, keuze: Keuze = NIETS
) -> list[Bezetting]:
    """Change these fields of a contact. Another gemeente leaves the seats and the account of the old one behind.

    Raises Verouderd, ValidationError, or VraagtBesluit.
    """
    contact = Contactpersoon.objects.select_for_update(of=("self",)).select_related("gemeente").get(pk=pk)
    eis_gelijk(stand_van_contact(contact), gezien)
    nieuw: list[Bezetting] = []
    oude = contact.gemeente_id
    if oude and gegevens.get("gemeente", contact.gemeente) != contact.gemeente:
        account = account_van(contact)
        eigen = [rij for rij in plekken_van(contact, nu) if rij.gemeente_id == oude]
        nieuw = laat_los(eigen, nu, keuze, account=account if account and account.gemeente_id == oude else None)
    _bewaar(contact, gegevens)
    return nieuw


@transaction.atomic
def beeindig_contact(pk: int, gezien: str, nu: datetime, keuze: Keuze = NIETS) -> list[Bezetting]:
    """End a contact at `nu` (aware): it leaves the list and every seat, its history stays.

    Raises Verouderd, or VraagtBesluit when it was the last one somewhere or still signs in.
    """
    eigen = [rij for rij in _lopend_of_later(nu) if rij.contactpersoon_id == pk]
    _zetelrijen(eigen, nu)
    contact = Contactpersoon.objects.select_for_update().get(pk=pk)
    eis_gelijk(stand_van_contact(contact), gezien)
    dag = lokale_dag(nu)
    nieuw = draag_over(eigen, keuze.opvolger, dag)
    rijen = _zetelrijen(eigen, nu)
    account = account_van(contact)
    gaten = vind_gaten(rijen, [rij for rij in rijen if rij.contactpersoon_id != pk], dag)
    beurten = piket.van(contact, nu)
    eis_besluit(VraagtBesluit(gaten, account, piketten=_zonder_opvolger(beurten, keuze)), keuze)
    piket.draag_over(beurten, keuze.opvolger, nu)
    for rij in eigen:
        _sluit(rij, dag)
    volg_account(account, contact, keuze, nu)
    _bewaar(contact, {"vervallen_op": nu})
    return nieuw


@transaction.atomic
def bezet_zetel(contact_pk: int, gegevens: Mapping[str, Any]) -> Bezetting:
    """Give a contact a seat. Raises ValidationError, e.g. when it is there already."""
    return _bewaar(Bezetting(contactpersoon_id=contact_pk), gegevens)


@transaction.atomic
def wijzig_bezetting(
    pk: int, gegevens: Mapping[str, Any], gezien: str, nu: datetime, keuze: Keuze = NIETS
) -> list[Bezetting]:
    """Change these fields of a seating. Raises Verouderd, ValidationError, or VraagtBesluit."""
    rij = Bezetting.objects.select_related("contactpersoon", "gemeente", "aanbieder").get(pk=pk)
    rij = next((zelfde for zelfde in _zetelrijen([rij], nu) if zelfde.pk == pk), rij)
    eis_gelijk(stand_van_bezetting(rij), gezien)
    nieuw = copy(rij)
    for veld, waarde in gegevens.items():
        setattr(nieuw, veld, waarde)
    overgenomen = _draag_vrijgekomen_over(rij, nieuw, keuze.opvolger, lokale_dag(nu))
    if nieuw.contactpersoon.vervallen_op is None:
        rijen = _zetelrijen([rij], nu)
        gaten = vind_gaten(rijen, [nieuw if zelfde.pk == pk else zelfde for zelfde in rijen], lokale_dag(nu))
        account = _achterblijvend_account(rij, nieuw, nu)
        beurten = _beurten_na(rij, nieuw, nu)
        eis_besluit(VraagtBesluit(gaten, account, piketten=_zonder_opvolger(beurten, keuze)), keuze)
        piket.draag_over(beurten, keuze.opvolger, nu)
        volg_account(account, rij.contactpersoon, keuze, nu)
    _bewaar(rij, gegevens)
    return overgenomen


def beeindig_bezetting(
    pk: int, laatste_datum: date, gezien: str, nu: datetime, keuze: Keuze = NIETS
) -> list[Bezetting]:
    """End a seating after `laatste_datum` (local day, inclusive). Raises what `wijzig_bezetting` raises."""
    return wijzig_bezetting(pk, {"tot_datum": laatste_datum}, gezien, nu, keuze)


def meld_afwezig(
    pk: int, van_datum: date | None, tot_datum: date | None, gezien: str, nu: datetime, keuze: Keuze = NIETS
) -> list[Bezetting]:
    """Say from when until when (local days, inclusive) a holder is away; twice None means present again.

    The next in order takes the seat by itself. Raises what `wijzig_bezetting` raises.
    """
    gegevens = {"afwezig_van_datum": van_datum, "afwezig_tot_datum": tot_datum}
    return wijzig_bezetting(pk, gegevens, gezien, nu, keuze)


def draag_over(
    rijen: Iterable[Bezetting],
    opvolger: Contactpersoon | None,
    van_datum: date,
    tot_datum: date | None = None,
    *,
    later: int = 0,
) -> list[Bezetting]:
    """Give these seats to `opvolger` too, from and until these local days; who fills one already is passed over.

    `later`: how many places further in the order. Returns the new seatings; none without an opvolger. Raises
    ValidationError when the opvolger has lapsed.
    """
    if opvolger is None:
        return []
    if opvolger.vervallen_op is not None:
        raise ValidationError(f"{opvolger} staat niet meer in de lijst. Kies iemand anders.")
    return [
        _neem_plek(rij, opvolger, van_datum, tot_datum, later) for rij in rijen if not _zit_er(rij, opvolger, van_datum)
    ]


def laat_los(
    rijen: list[Bezetting],
    nu: datetime,
    keuze: Keuze,
    *,
    account: Gebruiker | None = None,
    zonder_account: tuple[str, ...] = (),
) -> list[Bezetting]:
    """Let a person who goes elsewhere leave these seats at once, or keep them, as `keuze` says; the account, when it is
    given, ends or stays along. Call inside a transaction. Returns the seats that the opvolger took over.

    Raises VraagtBesluit, and ValidationError when what stays has no reason.
    """
    dag = lokale_dag(nu)
    nieuw = draag_over(rijen, keuze.opvolger, dag)
    weg = {rij.pk for rij in rijen if keuze.helft != BLIJFT}
    zetel = _zetelrijen(rijen, nu)
    gaten = vind_gaten(zetel, [rij for rij in zetel if rij.pk not in weg], dag)
    beurten = [beurt for rij in rijen if rij.pk in weg for beurt in piket.van(rij.contactpersoon, nu, rij.rol)]
    mee = _zonder_opvolger(beurten, keuze)
    eis_besluit(VraagtBesluit(gaten, account, tuple(rijen), zonder_account, mee), keuze)
    piket.draag_over({beurt.pk: beurt for beurt in beurten}.values(), keuze.opvolger, nu)
    wie = rijen[0].contactpersoon if rijen else None
    if rijen and keuze.helft == BLIJFT:
        schrijf_besluit(f"De plekken blijven. {keuze.reden}", wie, account_van(wie) if wie else None)
    for rij in rijen if keuze.helft == EINDIGT else []:
        stop_plek(rij, dag)
    volg_account(account, wie, keuze, nu)
    return nieuw


def volg_account(account: Gebruiker | None, contact: Contactpersoon | None, keuze: Keuze, nu: datetime) -> None:
    """End the account of a contact, or write down why it stays. Raises ValidationError for the only beheerder."""
    if account is None:
        return
    if keuze.helft == EINDIGT:
        gezien = gebruikers.stand_van_gebruiker(account)
        meld(gebruikers.beeindig_toegang(account.pk, gezien), Nieuws.EINDE, nu)
    else:
        schrijf_besluit(f"Het account {account.username} blijft. {keuze.reden}", account, contact)


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


def stop_plek(rij: Bezetting, dag: date) -> None:
    """End a seating at once: yesterday was the last day, and one that began today or later goes."""
    if rij.van_datum >= dag:
        rij.delete()
    else:
        _bewaar(rij, {"tot_datum": dag - timedelta(days=1)})


def _zit_er(rij: Bezetting, wie: Contactpersoon, dag: date) -> bool:
    """Whether this contact fills the seat of this row on this day."""
    eigen = wie.bezettingen.filter(van_datum__lte=dag).filter(Q(tot_datum__isnull=True) | Q(tot_datum__gte=dag))
    return any(zetel_van_plek(andere) == zetel_van_plek(rij) for andere in eigen)


def _neem_plek(rij: Bezetting, wie: Contactpersoon, van: date, tot: date | None, later: int) -> Bezetting:
    """A seat that ended on the day it began is used again: the list keeps one row per first day."""
    plek = {"rol": rij.rol, "gemeente": rij.gemeente, "aanbieder": rij.aanbieder, "van_datum": van}
    nieuw = wie.bezettingen.filter(**plek).first() or Bezetting(contactpersoon=wie, **plek)
    return _bewaar(nieuw, {"volgorde": rij.volgorde + later, "tot_datum": tot})


def _draag_vrijgekomen_over(
    rij: Bezetting, nieuw: Bezetting, opvolger: Contactpersoon | None, dag: date
) -> list[Bezetting]:
    """Give the opvolger the time in which the holder will no longer be there: the absence, what comes after the last
    day, or all of it when the row becomes another seat."""
    if zetel_van_plek(nieuw) != zetel_van_plek(rij):
        return draag_over([rij], opvolger, dag, rij.tot_datum)
    if nieuw.afwezig_van_datum and nieuw.afwezig_van_datum != rij.afwezig_van_datum:
        return draag_over([rij], opvolger, nieuw.afwezig_van_datum, nieuw.afwezig_tot_datum, later=1)
    if nieuw.tot_datum and nieuw.tot_datum != rij.tot_datum:
        return draag_over([rij], opvolger, nieuw.tot_datum + timedelta(days=1))
    return []


def _achterblijvend_account(rij: Bezetting, nieuw: Bezetting, nu: datetime) -> Gebruiker | None:
    """The account that signs in for this seat, when its owner leaves it today or left it before; else None.

    Who leaves later keeps the account until then.
    """
    dag = lokale_dag(nu)
    is_weg = zetel_van_plek(nieuw) != zetel_van_plek(rij) or (nieuw.tot_datum is not None and nieuw.tot_datum <= dag)
    account = account_van(rij.contactpersoon) if is_weg else None
    if account is None or zetel_van(account) != zetel_van_plek(rij):
        return None
    elders = [plek for plek in plekken_van(rij.contactpersoon, nu) if plek.pk != rij.pk]
    return None if any(zetel_van_plek(plek) == zetel_van(account) for plek in elders) else account


def _zonder_opvolger(beurten: Iterable[Piket], keuze: Keuze) -> tuple[Piket, ...]:
    """The turns on call that end when nobody takes them over."""
    return () if keuze.opvolger else tuple(beurten)


def _beurten_na(rij: Bezetting, nieuw: Bezetting, nu: datetime) -> list[Piket]:
    """The turns on call of a holder who leaves this seat: those that begin after the last day, and one that runs when
    it is left today."""
    wie, dag = rij.contactpersoon, lokale_dag(nu)
    if zetel_van_plek(nieuw) != zetel_van_plek(rij):
        return piket.van(wie, nu, rij.rol)
    laatste = nieuw.tot_datum if nieuw.tot_datum != rij.tot_datum else None
    if laatste is None:
        return []
    return [b for b in piket.van(wie, nu, rij.rol) if laatste < dag or lokale_dag(b.van_op) > laatste]


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
