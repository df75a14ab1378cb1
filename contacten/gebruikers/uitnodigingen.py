"""Inviting someone to sign in: an account without a password, and a link that sets it once (R102).

This app sends no mail: the row waits for a worker above (`te_mailen`, `markeer_gemaild`). The link is signed with the
key of the site, so that someone who reads the database cannot make one; it dies with its use, its time or its account.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare

from basis.adres import eis_gewoon_adres
from contacten.models import Gebruiker, Uitnodiging

from . import leg_vast, maak_gebruiker

NIET_GEVONDEN = "Deze link klopt niet. Controleer of u het hele adres uit de mail heeft."
GEBRUIKT = "Deze link is al gebruikt. U kunt inloggen met het wachtwoord dat u toen koos."
VERVANGEN = "Deze link is vervangen door een nieuwere of ingetrokken. Gebruik de link uit de laatste mail."
VERLOPEN = "Deze link is verlopen. Vraag de beheerder om een nieuwe uitnodiging."
GEEN_TOEGANG = "Dit account heeft geen toegang meer. Vraag de beheerder om hulp."


class LinkWerktNiet(Exception):
    """The link of an invitation does nothing; the message is a Dutch sentence that says why."""


@transaction.atomic
def maak_account(gegevens: Mapping[str, Any]) -> Gebruiker:
    """Make an account of these arguments of `maak_gebruiker`, which its owner cannot use yet.

    Raises ValidationError when the address is in use, the role may not sign in, or the role needs a gemeente.
    """
    # As it was typed: in small letters a long s is an s, and the account would be that of another address.
    eis_gewoon_adres(gegevens["email"].strip())
    email = gegevens["email"].strip().casefold()
    _eis_vrij_adres(email)
    return maak_gebruiker(email, **{**gegevens, "email": email})


@transaction.atomic
def nodig_uit(gegevens: Mapping[str, Any], door: Gebruiker | None, nu: datetime) -> Gebruiker:
    """Make an account and invite its owner by mail, at `nu` (aware). Raises what `maak_account` raises.

    Asks no second person: pages go through `contacten.personen.accounts`.
    """
    gebruiker = maak_account(gegevens)
    stuur(gebruiker, door, nu)
    return gebruiker


@transaction.atomic
def nodig_opnieuw_uit(gebruiker_pk: int, door: Gebruiker, nu: datetime) -> Gebruiker:
    """Send a new link to someone without a password, or give access back to someone whose access was ended.

    The earlier link stops working. Raises what `eis_uit_te_nodigen` raises. Asks no second person, as `nodig_uit`.
    """
    gebruiker = Gebruiker.objects.select_for_update().get(pk=gebruiker_pk)
    eis_uit_te_nodigen(gebruiker)
    gebruiker.is_active = True
    leg_vast(gebruiker)
    stuur(gebruiker, door, nu)
    return gebruiker


def eis_uit_te_nodigen(gebruiker: Gebruiker) -> None:
    """Raise ValidationError when this account already has a password or has no address."""
    if gebruiker.is_active and gebruiker.has_usable_password():
        raise ValidationError("Dit account heeft al een wachtwoord. Wie het vergeet, vraagt zelf een nieuw aan.")
    if not gebruiker.email:
        raise ValidationError("Dit account heeft geen e-mailadres. Vul dat eerst in.")


def stuur(gebruiker: Gebruiker, door: Gebruiker | None, nu: datetime) -> None:
    """Have a link sent with which the owner of this account sets a password; an earlier one stops working."""
    trek_in(gebruiker, nu)
    _maak_uitnodiging(gebruiker, door, nu)


def trek_in(gebruiker: Gebruiker, nu: datetime) -> None:
    """Let the links that this account was sent and did not use stop working."""
    open_nog = {"gebruikt_op__isnull": True, "ingetrokken_op__isnull": True}
    Uitnodiging.objects.filter(gebruiker=gebruiker, **open_nog).update(ingetrokken_op=nu)


def sleutel(uitnodiging: Uitnodiging) -> str:
    """Return the signed key in the link of this invitation."""
    return _ondertekenaar().sign(f"{uitnodiging.pk}-{int(uitnodiging.gemaakt_op.timestamp())}")


def is_ondertekend(token: str) -> bool:
    """Whether this is a key that we signed; whether it still works, `lees` says. Asks the database nothing."""
    try:
        _ondertekenaar().unsign(token)
    except BadSignature:
        return False
    return True


def lees(token: str, nu: datetime) -> Uitnodiging:
    """Return the invitation of this key when it still works at `nu` (aware). Raises LinkWerktNiet with the reason."""
    return _controleer(token, _zoek(token), nu)


@transaction.atomic
def aanvaard(token: str, wachtwoord: str, nu: datetime) -> Gebruiker:
    """Set the password of the invited and use up the link; signs nobody in. Raises LinkWerktNiet, changing nothing."""
    eerst = _controleer(token, _zoek(token), nu)
    gebruiker = Gebruiker.objects.select_for_update().get(pk=eerst.gebruiker_id)
    uitnodiging = Uitnodiging.objects.select_for_update().get(pk=eerst.pk)
    uitnodiging.gebruiker = gebruiker
    _controleer(token, uitnodiging, nu)
    gebruiker.set_password(wachtwoord)
    leg_vast(gebruiker)
    uitnodiging.gebruikt_op = nu
    uitnodiging.save(update_fields=["gebruikt_op"])
    return gebruiker


def te_mailen() -> QuerySet[Uitnodiging]:
    """The invitations that no mail was planned for."""
    return Uitnodiging.objects.filter(gemaild_op__isnull=True, ingetrokken_op__isnull=True)


def neem_te_mailen(nummer: int) -> Uitnodiging | None:
    """Lock and return this one of them; None when somebody holds it or its mail was planned. Call inside a
    transaction."""
    return te_mailen().filter(pk=nummer).select_for_update(skip_locked=True, of=("self",)).first()


def markeer_gemaild(uitnodiging: Uitnodiging, nu: datetime) -> None:
    """Note that the mail of this invitation is in the outbox."""
    uitnodiging.gemaild_op = nu
    uitnodiging.save(update_fields=["gemaild_op"])


def _maak_uitnodiging(gebruiker: Gebruiker, door: Gebruiker | None, nu: datetime) -> Uitnodiging:
    return Uitnodiging.objects.create(
        gebruiker=gebruiker,
        aan=gebruiker.email,
        door=door,
        gemaakt_op=nu,
        verloopt_op=nu + timedelta(hours=settings.UITNODIGING_GELDIG_UREN),
    )


def _eis_vrij_adres(email: str) -> None:
    """People sign in with their address: it may belong to one account only."""
    if Gebruiker.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists():
        raise ValidationError({"email": "Er is al een account met dit e-mailadres."})


def _zoek(token: str) -> Uitnodiging | None:
    nummer = token.partition("-")[0]
    # What we did not sign is looked up for nobody.
    if not is_ondertekend(token) or not (nummer.isascii() and nummer.isdigit() and len(nummer) < 18):
        return None
    return Uitnodiging.objects.select_related("gebruiker").filter(pk=int(nummer)).first()


def _controleer(token: str, uitnodiging: Uitnodiging | None, nu: datetime) -> Uitnodiging:
    """The signature first: to someone without the right key, no invitation says anything about itself."""
    if uitnodiging is None or not constant_time_compare(sleutel(uitnodiging), token):
        raise LinkWerktNiet(NIET_GEVONDEN)
    redenen = (
        (uitnodiging.gebruikt_op is not None, GEBRUIKT),
        (not uitnodiging.gebruiker.is_active, GEEN_TOEGANG),
        (uitnodiging.ingetrokken_op is not None, VERVANGEN),
        (uitnodiging.verloopt_op <= nu, VERLOPEN),
    )
    for is_zo, zin in redenen:
        if is_zo:
            raise LinkWerktNiet(zin)
    return uitnodiging


def _ondertekenaar() -> Signer:
    return Signer(salt="contacten.uitnodiging", sep=".")
