"""An account changes, ends or is made, with an eye on its other half: the seats of the same person (R101, R102)."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from contacten import gebruikers
from contacten.bezetting import lokale_dag, lopend
from contacten.gebruikers.uitnodigingen import nodig_uit
from contacten.models import Bezetting, Contactpersoon, Gebruiker
from contacten.stand import eis_gelijk

from .gevolgen import Keuze
from .lijst import NIETS, laat_los
from .wederhelft import contact_van, is_laatste, naam_van_zetel, plekken_van, zetel_van, zetel_van_plek


@transaction.atomic
def wijzig_account(
    pk: int, gegevens: Mapping[str, Any], gezien: str, nu: datetime, keuze: Keuze = NIETS
) -> list[Bezetting]:
    """Change these fields of an account. Another role or gemeente, and the end, leave the old seat behind: of an
    account that ends every seat of that person, else the one for which it signed in.

    Returns the seats that the opvolger took over. Raises Verouderd, ValidationError, or VraagtBesluit.
    """
    gebruiker = Gebruiker.objects.select_related("gemeente", "contactpersoon").get(pk=pk)
    eis_gelijk(gebruikers.stand_van_gebruiker(gebruiker), gezien)
    nieuw = copy(gebruiker)
    for veld, waarde in gegevens.items():
        setattr(nieuw, veld, waarde)
    overgenomen: list[Bezetting] = []
    if gebruiker.is_active and not (nieuw.is_active and zetel_van(nieuw) == zetel_van(gebruiker)):
        gebruikers.eis_andere_beheerder(gebruiker)
        eigen = plekken_van(contact_van(gebruiker), nu)
        eigen = [rij for rij in eigen if not nieuw.is_active or zetel_van_plek(rij) == zetel_van(gebruiker)]
        zonder = (naam_van_zetel(gebruiker),) if gebruiker.rol and is_laatste(gebruiker) else ()
        overgenomen = laat_los(eigen, nu, keuze, zonder_account=zonder)
    gebruikers.wijzig_gebruiker(pk, gegevens, gezien)
    return overgenomen


def beeindig_account(pk: int, gezien: str, nu: datetime, keuze: Keuze = NIETS) -> list[Bezetting]:
    """End the access of an account at once. Returns and raises what `wijzig_account` does."""
    return wijzig_account(pk, {"is_active": False}, gezien, nu, keuze)


@transaction.atomic
def nodig_uit_op_plek(
    gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime, *, op_plek: bool
) -> tuple[Gebruiker, list[Bezetting]]:
    """Make an account and invite its owner, who with `op_plek` also fills the seat of that role from today on.

    Returns the account and the new seating. Raises ValidationError as `nodig_uit` does.
    """
    gebruiker = nodig_uit(gegevens, door, nu)
    return gebruiker, zet_op_plek(gebruiker, nu) if op_plek else []


@transaction.atomic
def zet_op_plek(gebruiker: Gebruiker, nu: datetime) -> list[Bezetting]:
    """Put the owner of this account in the seat for which it signs in, after who is there; nothing when already there.

    A contact is made when there is none, and linked. Raises ValidationError for an account without a role.
    """
    if not (gebruiker.is_active and gebruiker.rol):
        raise ValidationError("Dit account heeft geen rol. Geef het eerst een rol.")
    if is_op_plek(gebruiker, nu):
        return []
    contact = _eigen_contact(gebruiker)
    rol, gemeente, _ = zetel_van(gebruiker)
    collegas = lopend(nu).filter(rol=rol, **({"gemeente": gemeente} if gemeente else {}))
    volgorde = (collegas.aggregate(hoogste=Max("volgorde"))["hoogste"] or 0) + 1
    dag = lokale_dag(nu)
    plek = {"contactpersoon": contact, "rol": rol, "gemeente_id": gemeente, "van_datum": dag}
    rij = Bezetting.objects.filter(aanbieder__isnull=True, **plek).first() or Bezetting(**plek)
    rij.volgorde, rij.tot_datum = volgorde, None
    rij.full_clean()
    rij.save()
    return [rij]


def is_op_plek(gebruiker: Gebruiker, nu: datetime) -> bool:
    """Return whether the owner of this account fills the seat for which it signs in, at `nu` (aware) or later."""
    return any(zetel_van_plek(rij) == zetel_van(gebruiker) for rij in plekken_van(contact_van(gebruiker), nu))


def _eigen_contact(gebruiker: Gebruiker) -> Contactpersoon:
    """The contact of this account, found by address or made; from now on they are linked."""
    contact = contact_van(gebruiker)
    if contact is None:
        contact = Contactpersoon(naam=gebruiker.naam, email=gebruiker.email, gemeente=gebruiker.gemeente)
        contact.full_clean()
        contact.save()
    if gebruiker.contactpersoon_id != contact.pk:
        gebruiker.contactpersoon = contact
        gebruikers.leg_vast(gebruiker)
    return contact
