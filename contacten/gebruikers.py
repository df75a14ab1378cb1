"""Accounts: who signs in, with which role, for which gemeente. The only place that writes a Gebruiker."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from .models import Contactpersoon, Gebruiker, Gemeente
from .rollen import ROLLEN_MET_ACCOUNT, ROLLEN_MET_GEMEENTE, Rol


def groepsnaam(rol: Rol | str, gemeente: Gemeente | None = None) -> str:
    """Return the name of the group that stands for this role, or for this role in one gemeente: `toegang:zwolle`."""
    is_lokaal = gemeente is not None and rol in ROLLEN_MET_GEMEENTE
    return f"{Rol(rol).value}:{gemeente.code}" if is_lokaal and gemeente else Rol(rol).value


@transaction.atomic
def leg_vast(gebruiker: Gebruiker) -> Gebruiker:
    """Save an account so that its rights follow from role and gemeente alone: one group, staff only for the beheerder.

    A role of the whole region keeps no gemeente. An account that was ended loses its group and its password, which
    ends its sessions. Raises ValidationError when the role may not sign in or needs a gemeente.
    """
    if gebruiker.rol not in ROLLEN_MET_GEMEENTE:
        gebruiker.gemeente = None
    gebruiker.is_staff = gebruiker.rol == Rol.BEHEERDER
    if not gebruiker.is_active:
        gebruiker.set_unusable_password()
    if gebruiker.rol and gebruiker.rol not in ROLLEN_MET_ACCOUNT:
        raise ValidationError({"rol": f"De rol '{Rol(gebruiker.rol).label}' kan niet inloggen."})
    gebruiker.full_clean(exclude=["password"])
    gebruiker.save()
    _volg_rol(gebruiker)
    return gebruiker


def maak_gebruiker(
    username: str,
    rol: Rol | str,
    *,
    gemeente: Gemeente | None = None,
    wachtwoord: str | None = None,
    voornaam: str = "",
    achternaam: str = "",
    email: str = "",
    contactpersoon: Contactpersoon | None = None,
) -> Gebruiker:
    """Create an account; without `wachtwoord` nobody can sign in with it until a password is set.

    Raises ValidationError when the name is taken, the role may not sign in, or the role needs a gemeente.
    """
    gebruiker = Gebruiker(
        username=username,
        rol=Rol(rol),
        gemeente=gemeente,
        first_name=voornaam,
        last_name=achternaam,
        email=email,
        contactpersoon=contactpersoon,
    )
    gebruiker.set_password(wachtwoord)
    return leg_vast(gebruiker)


def wijzig_rol(gebruiker: Gebruiker, rol: Rol | str, gemeente: Gemeente | None = None) -> Gebruiker:
    """Give an account another role; what it saw before, it sees no longer from the next request on.

    Raises ValidationError when the role may not sign in, or needs a gemeente.
    """
    gebruiker.rol = Rol(rol)
    gebruiker.gemeente = gemeente
    return leg_vast(gebruiker)


def beeindig(gebruiker: Gebruiker) -> Gebruiker:
    """End access at once: open sessions end with the next click, and signing in again is impossible (R102)."""
    gebruiker.is_active = False
    return leg_vast(gebruiker)


def _volg_rol(gebruiker: Gebruiker) -> None:
    """Put an active account in the one group of its role, and every other account in none."""
    if not (gebruiker.is_active and gebruiker.rol):
        gebruiker.groups.clear()
        return
    groep, _ = Group.objects.get_or_create(name=groepsnaam(gebruiker.rol, gebruiker.gemeente))
    gebruiker.groups.set([groep])
