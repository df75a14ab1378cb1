"""Accounts: who signs in, with which role, for which gemeente. The only place that writes a Gebruiker."""

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from contacten.models import Agendalink, Contactpersoon, Gebruiker, Gemeente
from contacten.rollen import ROLLEN_MET_ACCOUNT, ROLLEN_MET_GEMEENTE, Rol, feiten
from contacten.rolnamen import rolnaam
from contacten.stand import eis_gelijk, stand

GEBRUIKERSVELDEN = ("first_name", "last_name", "email", "rol", "gemeente", "contactpersoon", "is_active")
LAATSTE_BEHEERDER = "Dit is de enige beheerder. Geef eerst iemand anders de rol beheerder."


def groepsnaam(rol: str, gemeente: Gemeente | None = None) -> str:
    """Return the name of the group that stands for this role, or for this role in one gemeente: `toegang:7`.

    By the key of the gemeente: its name and code are labels, which may change under a right that was given.
    """
    is_lokaal = gemeente is not None and rol in ROLLEN_MET_GEMEENTE
    return f"{feiten(rol).code}:{gemeente.pk}" if is_lokaal and gemeente else feiten(rol).code


@transaction.atomic
def leg_vast(gebruiker: Gebruiker) -> Gebruiker:
    """Save an account so that its rights follow from role and gemeente alone: one group, staff only for the beheerder.

    A role of the whole region keeps no gemeente. An account that was ended loses its group, its password, which ends
    its sessions, its organisation as a way in, and the address of its agenda. Raises ValidationError when the role may
    not sign in or needs a gemeente.
    """
    if gebruiker.rol not in ROLLEN_MET_GEMEENTE:
        gebruiker.gemeente = None
    gebruiker.is_staff = gebruiker.rol == Rol.BEHEERDER
    eis_vrije_naam(gebruiker.email, gebruiker)
    if not gebruiker.is_active:
        gebruiker.set_unusable_password()
    if gebruiker.rol and gebruiker.rol not in ROLLEN_MET_ACCOUNT:
        raise ValidationError({"rol": f"De rol '{rolnaam(gebruiker.rol)}' kan niet inloggen."})
    gebruiker.full_clean(exclude=["password"])
    gebruiker.save()
    if not gebruiker.is_active:
        SocialAccount.objects.filter(user=gebruiker).delete()
        Agendalink.objects.filter(gebruiker=gebruiker).delete()
    _volg_rol(gebruiker)
    return gebruiker


def maak_gebruiker(
    username: str,
    rol: str,
    *,
    gemeente: Gemeente | None = None,
    wachtwoord: str | None = None,
    voornaam: str = "",
    achternaam: str = "",
    email: str = "",
    contactpersoon: Contactpersoon | None = None,
) -> Gebruiker:
    """Create an account; without `wachtwoord` nobody can sign in with it until a password is set. Without a role it
    opens nothing.

    Raises ValidationError when the name is taken, the role may not sign in, or the role needs a gemeente.
    """
    gebruiker = Gebruiker(
        username=username,
        rol=feiten(rol).code if rol else "",
        gemeente=gemeente,
        first_name=voornaam,
        last_name=achternaam,
        email=email,
        contactpersoon=contactpersoon,
    )
    gebruiker.set_password(wachtwoord)
    return leg_vast(gebruiker)


def beeindig(gebruiker: Gebruiker) -> Gebruiker:
    """End access at once: open sessions end with the next click, and signing in again is impossible (R102)."""
    gebruiker.is_active = False
    return leg_vast(gebruiker)


@transaction.atomic
def wijzig_gebruiker(pk: int, gegevens: Mapping[str, Any], gezien: str) -> Gebruiker:
    """Change these fields of an account; `gezien` is `stand_van_gebruiker` as the beheerder saw it.

    Raises Verouderd, or ValidationError, also when it would leave no beheerder.
    """
    gebruiker = Gebruiker.objects.select_for_update().get(pk=pk)
    eis_gelijk(stand_van_gebruiker(gebruiker), gezien)
    if gegevens.get("rol", gebruiker.rol) != Rol.BEHEERDER or not gegevens.get("is_active", gebruiker.is_active):
        eis_andere_beheerder(gebruiker)
    oud_adres = gebruiker.email
    for veld, waarde in gegevens.items():
        setattr(gebruiker, veld, waarde)
    # Who signs in with the address as name, signs in with the new one: the old one must not open the account any more.
    if oud_adres and gebruiker.username.casefold() == oud_adres.casefold():
        gebruiker.username = gebruiker.email or gebruiker.username
    return leg_vast(gebruiker)


def beeindig_toegang(pk: int, gezien: str) -> Gebruiker:
    """End the access of an account at once, as `beeindig` does. Raises what `wijzig_gebruiker` raises."""
    return wijzig_gebruiker(pk, {"is_active": False}, gezien)


def eis_vrije_naam(email: str, gebruiker: Gebruiker) -> None:
    """Raise ValidationError when somebody else signs in with this address as name: it would open two accounts."""
    if email and Gebruiker.objects.filter(username__iexact=email).exclude(pk=gebruiker.pk).exists():
        raise ValidationError({"email": "Er is al een account met dit e-mailadres."})


def stand_van_gebruiker(gebruiker: Gebruiker) -> str:
    """Return the fingerprint of an account; signing in does not change it."""
    return stand(gebruiker, GEBRUIKERSVELDEN)


def is_enige_beheerder(gebruiker: Gebruiker) -> bool:
    """Return whether nobody could maintain accounts any more without this one."""
    anderen = Gebruiker.objects.filter(rol=Rol.BEHEERDER, is_active=True).exclude(pk=gebruiker.pk)
    return gebruiker.is_rol(Rol.BEHEERDER) and not anderen.exists()


def eis_andere_beheerder(gebruiker: Gebruiker) -> None:
    """Raise ValidationError when nobody else keeps the accounts. Call inside a transaction.

    All of them are locked: two who end each other at once cannot both succeed.
    """
    list(Gebruiker.objects.select_for_update().filter(rol=Rol.BEHEERDER, is_active=True).order_by("pk"))
    if is_enige_beheerder(gebruiker):
        raise ValidationError(LAATSTE_BEHEERDER)


def _volg_rol(gebruiker: Gebruiker) -> None:
    """Put an active account in the one group of its role, and every other account in none."""
    if not (gebruiker.is_active and gebruiker.rol):
        gebruiker.groups.clear()
        return
    groep, _ = Group.objects.get_or_create(name=groepsnaam(gebruiker.rol, gebruiker.gemeente))
    gebruiker.groups.set([groep])
