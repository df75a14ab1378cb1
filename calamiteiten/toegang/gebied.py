"""Which meldingen somebody may see: by role, through the gemeente, or let in by exception."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from basis.voorbereid import voorbereid
from calamiteiten.models import Betrokkenheid, Melding, MeldingGroupObjectPermission, MeldingUserObjectPermission
from contacten.models import Gebruiker
from contacten.rollen import ROLLEN_MET_DOSSIERS, Zicht, met_zicht

from . import inzage

ZIEN_DE_HELE_REGIO = met_zicht(Zicht.REGIO)
ZIEN_EIGEN_GEMEENTE = met_zicht(Zicht.GEMEENTE)
RECHT = "view_melding"
# Who was let into more dossiers than this: the database looks them up, for their keys would fill every question.
MEESTE_LOS = 32


@dataclass(frozen=True)
class Gebied:
    """Which meldingen somebody may see: those of the whole region, or of one gemeente, and those into which he was let
    by exception (`los`, their keys). `van`: the key of who that is, when they are too many to name in a question."""

    is_regio: bool = False
    gemeente: int | None = None
    los: tuple[int, ...] = ()
    van: int | None = None


def gebied_van(gebruiker: Gebruiker | AnonymousUser) -> Gebied:
    """What this user may see now. Nobody who is inactive, signed out, beheerder or without a role sees any."""
    if not isinstance(gebruiker, Gebruiker) or not gebruiker.is_active:
        return Gebied()
    if gebruiker.rol in ZIEN_DE_HELE_REGIO:
        return Gebied(is_regio=True)
    if gebruiker.rol not in ROLLEN_MET_DOSSIERS:
        return Gebied()
    # Without a gemeente there is nothing of one's own: a filter on NULL would find the meldingen of nobody.
    eigen = gebruiker.gemeente_id if gebruiker.rol in ZIEN_EIGEN_GEMEENTE else None
    los = _uitzonderingen(gebruiker)
    return Gebied(gemeente=eigen, los=los, van=gebruiker.pk if len(los) > MEESTE_LOS else None)


def zichtbaar_voor(gebruiker: Gebruiker | AnonymousUser) -> QuerySet[Melding]:
    """The meldingen this user may see, now."""
    return zichtbaar_in(gebied_van(gebruiker))


def zichtbaar_in(gebied: Gebied) -> QuerySet[Melding]:
    """The meldingen of this: for who asked for it already and has more than one question."""
    if gebied.is_regio:
        return Melding.objects.all()
    los: Any = gebied.los if gebied.van is None else _uitzonderingen_van(gebied.van)
    heeft_los = bool(gebied.los) or gebied.van is not None
    if gebied.gemeente is None:
        return Melding.objects.filter(pk__in=los) if heeft_los else Melding.objects.none()
    if not heeft_los:
        return Melding.objects.filter(betrokkenheden__gemeente=gebied.gemeente)
    # Asked of each row and not joined: a join makes doubles, and who takes those out reads all of a gemeente first.
    eigen = Betrokkenheid.objects.order_by().filter(melding=OuterRef("pk"), gemeente=gebied.gemeente)
    return Melding.objects.filter(Q(Exists(eigen)) | Q(pk__in=los))


def _uitzonderingen(gebruiker: Gebruiker) -> tuple[int, ...]:
    """The keys of the dossiers into which this person, or a team of his, was let. Asked of the two tables of rights and
    not through guardian, whose one question with an OR over all meldingen reads them all, on every page (meten). Of
    whatever world: who asks for the dossiers themselves asks in one."""
    onthouden = inzage.los_hier()
    if onthouden is None:
        return _lees_uitzonderingen(gebruiker.pk)
    if gebruiker.pk not in onthouden:
        onthouden[gebruiker.pk] = _lees_uitzonderingen(gebruiker.pk)
    return onthouden[gebruiker.pk]


def _lees_uitzonderingen(gebruiker: int) -> tuple[int, ...]:
    return tuple(sorted({pk for (pk,) in _uitgezonderd(gebruiker)}))


def _uitzonderingen_van(gebruiker: int) -> QuerySet[MeldingUserObjectPermission, tuple[int]]:
    recht = {"permission__codename": RECHT}
    zelf = MeldingUserObjectPermission.objects.filter(user=gebruiker, **recht).values_list("content_object")
    teams = MeldingGroupObjectPermission.objects.filter(group__user=gebruiker, **recht)
    return zelf.union(teams.values_list("content_object"))


_uitgezonderd = voorbereid(_uitzonderingen_van)
