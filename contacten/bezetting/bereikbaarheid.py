"""Which contacts can be reached, and which no longer answer (R99, R103, hazard F9).

An address from which mail came back counts as no address. Nothing needs to undo that: another address, or a later
confirmation, ends it by itself (`Contactpersoon.is_onbereikbaar`).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from contacten.models import (
    Bevestigingsverzoek,
    Contactpersoon,
    Gebruiker,
    VerzoekUitkomst,
    VoorstelStatus,
    Wijzigingsvoorstel,
)
from contacten.rollen import Rol

from . import bezet

# The same question as `Contactpersoon.is_onbereikbaar`, for the database.
ONBEREIKBAAR = Q(onbereikbaar_op__isnull=False, onbereikbaar_adres__iexact=F("email")) & ~Q(
    bevestigd_op__isnull=False, bevestigd_op__gt=F("onbereikbaar_op")
)


def geldig(nu: datetime) -> QuerySet[Contactpersoon]:
    """Return the contacts that have not lapsed at `nu` (aware)."""
    return Contactpersoon.objects.filter(Q(vervallen_op__isnull=True) | Q(vervallen_op__gt=nu))


def onbereikbaar(nu: datetime) -> QuerySet[Contactpersoon]:
    """Return the contacts whose mail came back."""
    return geldig(nu).exclude(email="").filter(ONBEREIKBAAR)


def niet_bevestigd(nu: datetime) -> QuerySet[Contactpersoon]:
    """Return the contacts that were asked and reminded, let the request lapse and were not confirmed since."""
    sindsdien = Q(contactpersoon__bevestigd_op__isnull=True) | Q(gemaakt_op__gt=F("contactpersoon__bevestigd_op"))
    stil = Bevestigingsverzoek.objects.filter(sindsdien, uitkomst=VerzoekUitkomst.VERLOPEN)
    voorstel = Wijzigingsvoorstel.objects.filter(status=VoorstelStatus.OPEN)
    rijen = geldig(nu).filter(pk__in=stil.values("contactpersoon"))
    return rijen.exclude(pk__in=voorstel.values("contactpersoon"))


@transaction.atomic
def meld_onbereikbaar(contact_pk: int, adres: str, reden: str, nu: datetime) -> bool:
    """Mark the address of this contact as dead, with why; the history keeps it. Returns whether that is news.

    Nothing happens when the contact has another address by now, or is marked already.
    """
    contact = Contactpersoon.objects.select_for_update(of=("self",)).filter(pk=contact_pk).first()
    if contact is None or contact.email.casefold() != adres.casefold() or contact.is_onbereikbaar:
        return False
    contact.onbereikbaar_op, contact.onbereikbaar_adres, contact.onbereikbaar_reden = nu, contact.email, reden[:300]
    contact.save(update_fields=["onbereikbaar_op", "onbereikbaar_adres", "onbereikbaar_reden"])
    return True


def beheerders(nu: datetime) -> list[tuple[Contactpersoon | None, str]]:
    """Return who keeps the list, as contact and address: the seat of the beheerder, else the accounts."""
    zetel = bezet(Rol.BEHEERDER, nu)
    if zetel.met_mail:
        return [(contact, contact.email) for contact in zetel.met_mail]
    accounts = Gebruiker.objects.filter(rol=Rol.BEHEERDER, is_active=True).exclude(email="").order_by("pk")
    return [(None, account.email) for account in accounts]
