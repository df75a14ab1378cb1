"""The two halves of one person: the account that signs in, and the contact in a seat, to whom the app writes.

They are linked, or have the same address. Each lives its own life, so whoever changes the one is shown the other
(R101, R102).
"""

from datetime import datetime

from django.db.models import Model, Q

from contacten import historie
from contacten.bezetting import Sleutel, lokale_dag
from contacten.models import Bezetting, Contactpersoon, ContactSoort, Gebruiker
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE, ROLLEN_IN_LIJST

BESLUIT = "besluit"


def account_van(contact: Contactpersoon) -> Gebruiker | None:
    """Return the account with which this contact signs in; None without one, or when it ended."""
    eigen = Q(contactpersoon=contact)
    if contact.email:
        eigen |= Q(contactpersoon__isnull=True, email__iexact=contact.email)
    accounts = Gebruiker.objects.select_related("gemeente").filter(eigen, is_active=True)
    return accounts.order_by("contactpersoon", "pk").first()


def contact_van(gebruiker: Gebruiker) -> Contactpersoon | None:
    """Return the contact of this account; None when it is in no list, or has lapsed. A mailbox is nobody's."""
    if gebruiker.contactpersoon and gebruiker.contactpersoon.vervallen_op is None:
        return gebruiker.contactpersoon
    if not gebruiker.email:
        return None
    vrij = Contactpersoon.objects.filter(gebruiker__isnull=True, vervallen_op__isnull=True, soort=ContactSoort.PERSOON)
    return vrij.filter(email__iexact=gebruiker.email).order_by("pk").first()


def plekken_van(contact: Contactpersoon | None, nu: datetime) -> list[Bezetting]:
    """Return the seats that this contact fills at `nu` (aware) or later, the first to begin first."""
    if contact is None:
        return []
    loopt = Q(tot_datum__isnull=True) | Q(tot_datum__gte=lokale_dag(nu))
    rijen = contact.bezettingen.filter(loopt).select_related("contactpersoon", "gemeente", "aanbieder")
    return list(rijen.order_by("van_datum", "pk"))


def zetel_van(gebruiker: Gebruiker) -> Sleutel:
    """Return the key of the seat for which this account signs in."""
    return gebruiker.rol, gebruiker.gemeente_id if gebruiker.rol in PER_GEMEENTE else None, None


def zetel_van_plek(rij: Bezetting) -> Sleutel:
    """Return the key of the seat that this row fills: only the place that the role uses counts."""
    gemeente = rij.gemeente_id if rij.rol in PER_GEMEENTE else None
    return rij.rol, gemeente, rij.aanbieder_id if rij.rol in PER_AANBIEDER else None


def zonder_plek(nu: datetime) -> set[int]:
    """Return the keys of the accounts whose owner is not in the seat for which they sign in, at `nu` (aware) or later.
    A role without a seat misses none.

    As `contact_van` and `plekken_van` say of one; two queries.
    """
    loopt = Q(tot_datum__isnull=True) | Q(tot_datum__gte=lokale_dag(nu))
    rijen = Bezetting.objects.filter(loopt, contactpersoon__vervallen_op__isnull=True)
    per_contact: dict[int | str, set[Sleutel]] = {}
    for rij in rijen.select_related("contactpersoon__gebruiker"):
        wie = rij.contactpersoon
        per_contact.setdefault(wie.pk, set()).add(zetel_van_plek(rij))
        if not hasattr(wie, "gebruiker") and wie.soort == ContactSoort.PERSOON and wie.email:
            per_contact.setdefault(wie.email.casefold(), set()).add(zetel_van_plek(rij))
    accounts = Gebruiker.objects.filter(is_active=True, rol__in=ROLLEN_IN_LIJST).select_related("contactpersoon")
    return {account.pk for account in accounts if zetel_van(account) not in per_contact.get(_sleutel(account), set())}


def _sleutel(account: Gebruiker) -> int | str:
    contact = account.contactpersoon
    return contact.pk if contact and contact.vervallen_op is None else account.email.casefold()


def is_laatste(gebruiker: Gebruiker) -> bool:
    """Return whether nobody else signs in for the seat of this account."""
    rol, gemeente, _ = zetel_van(gebruiker)
    anderen = Gebruiker.objects.filter(rol=rol, is_active=True).exclude(pk=gebruiker.pk)
    return not (anderen.filter(gemeente=gemeente) if gemeente else anderen).exists()


def naam_van_zetel(gebruiker: Gebruiker) -> str:
    """Return the seat of this account in words: "gemeentelijke toegang Kampen"; empty without a role."""
    plaats = gebruiker.gemeente if gebruiker.rol in PER_GEMEENTE else None
    return " ".join(filter(None, (gebruiker.rolnaam, str(plaats or ""))))


def schrijf_besluit(zin: str, *rijen: Model | None) -> None:
    """Keep in the history of these records what was decided, and why."""
    for rij in rijen:
        if rij is not None:
            historie.schrijf(rij, {BESLUIT: ["", zin]})
