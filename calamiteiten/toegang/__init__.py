"""Who sees which dossier: the only door to a Melding for a person, and the only place that asks guardian.

Visibility is relational because it must stay fast (meten): some roles see the whole region, a gemeentelijke toegang
sees
the dossiers of its own gemeente through `Betrokkenheid`. guardian carries the exceptions: a team or a person let into
one
dossier by the door. Rights on the model, groups made by hand and the superuser flag open nothing (hazards M10, T2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from guardian.shortcuts import assign_perm, get_objects_for_user

from basis.voorbereid import voorbereid
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Betrokkenheid, Melding, MeldingGroupObjectPermission, MeldingUserObjectPermission
from contacten.gebruikers import groepsnaam
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import PER_GEMEENTE, ROLLEN_MET_DOSSIERS, Zicht, met_zicht

from . import doel, inzage

ZIEN_DE_HELE_REGIO = met_zicht(Zicht.REGIO)
ZIEN_EIGEN_GEMEENTE = met_zicht(Zicht.GEMEENTE)
ZIEN_BIJ_UITZONDERING = met_zicht(Zicht.GEMEENTE, Zicht.TOEGELATEN)
_RECHT = "view_melding"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def zichtbaar_voor(gebruiker: Gebruiker | AnonymousUser) -> QuerySet[Melding]:
    """The meldingen this user may see, now. Nobody who is inactive, signed out, beheerder or without a role sees
    any."""
    if not isinstance(gebruiker, Gebruiker) or not gebruiker.is_active:
        return Melding.objects.none()
    if gebruiker.rol in ZIEN_DE_HELE_REGIO:
        return Melding.objects.all()
    if gebruiker.rol not in ROLLEN_MET_DOSSIERS:
        return Melding.objects.none()
    uitzonderingen = list(_uitzonderingen(gebruiker).values_list("pk", flat=True))
    # Without a gemeente there is nothing of one's own: a filter on NULL would find the meldingen of nobody.
    if gebruiker.rol not in ZIEN_EIGEN_GEMEENTE or gebruiker.gemeente_id is None:
        return Melding.objects.filter(pk__in=uitzonderingen)
    eigen = Q(betrokkenheden__gemeente=gebruiker.gemeente_id)
    if not uitzonderingen:
        return Melding.objects.filter(eigen)
    return Melding.objects.filter(eigen | Q(pk__in=uitzonderingen)).distinct()


def haal_melding(gebruiker: Gebruiker | AnonymousUser, kenmerk: str) -> Melding:
    """The melding with this kenmerk, and it is written down that it was read. Raises Http404 when it does not exist or
    is not for this user: the same answer; VraagDoel when who stands outside must say first why he looks."""
    # Written otherwise it is the same zaak; what is no kenmerk (a NUL, which no database stores) is none.
    melding = _vind(gebruiker, in_vorm(kenmerk))
    inzage.gelezen(melding.kenmerk)
    doel.eis(melding)
    return melding


def haal_om_te_vragen(gebruiker: Gebruiker | AnonymousUser, kenmerk: str) -> Melding:
    """The same melding for the page that asks why: it shows the kenmerk and nothing else, and asks no purpose first."""
    melding = _vind(gebruiker, in_vorm(kenmerk))
    inzage.gelezen(melding.kenmerk)
    return melding


def _vind(gebruiker: Gebruiker | AnonymousUser, kenmerk: str) -> Melding:
    melding = (
        doel.met_kring(zichtbaar_voor(gebruiker), gebruiker, kenmerk)
        .filter(kenmerk=kenmerk)
        .select_related("aanbieder", "gemeente_verblijf", "gemeente_woonplaats")
        .first()
    )
    if melding is None:
        raise Http404
    return melding


def mag_zien(gebruiker: Gebruiker, melding: Melding) -> bool:
    """Whether this user may see this melding."""
    return zichtbaar_voor(gebruiker).filter(pk=melding.pk).exists()


@dataclass(frozen=True)
class Kring:
    """Who can see one melding: the gemeenten involved, and the teams let in by exception."""

    gemeenten: frozenset[int]
    groepen: frozenset[str]

    def heeft(self, rol: str, gemeente: Gemeente | None = None) -> bool:
        """Whether those who sign in for this role, of this gemeente, can see it."""
        if rol in ZIEN_DE_HELE_REGIO:
            return True
        if rol in ZIEN_EIGEN_GEMEENTE and gemeente and gemeente.pk in self.gemeenten:
            return True
        return (
            rol in ZIEN_BIJ_UITZONDERING and groepsnaam(rol, gemeente if rol in PER_GEMEENTE else None) in self.groepen
        )


def kring(melding: Melding) -> Kring:
    """Who can see this melding now, in two queries."""
    return Kring(frozenset(_gemeenten(melding)), frozenset(_groepen(melding)))


@voorbereid
def _gemeenten(melding: int) -> QuerySet[Betrokkenheid, int]:
    return Betrokkenheid.objects.filter(melding=melding).values_list("gemeente", flat=True)


@voorbereid
def _groepen(melding: int) -> QuerySet[MeldingGroupObjectPermission, str]:
    gegeven = MeldingGroupObjectPermission.objects.filter(content_object=melding, permission__codename=_RECHT)
    return gegeven.values_list("group__name", flat=True)


def rol_heeft_toegang(melding: Melding, rol: str, gemeente: Gemeente | None = None) -> bool:
    """Whether a seat can see this melding now: its role by itself, through its gemeente, or let in by exception."""
    return rol in ZIEN_DE_HELE_REGIO or kring(melding).heeft(rol, gemeente)


def geef_toegang(melding: Melding, rol: str, gemeente: Gemeente | None = None) -> None:
    """Let the team of a role (of one gemeente) into this dossier; a role that cannot sign in is passed over."""
    if rol not in ZIEN_BIJ_UITZONDERING:
        return
    plaats = gemeente if rol in PER_GEMEENTE else None
    groep, _ = Group.objects.get_or_create(name=groepsnaam(rol, plaats))
    assign_perm(_RECHT, groep, melding)


def trek_toegang_in(melding: Melding) -> None:
    """Take back every exception on this dossier; what follows from role and gemeente stays."""
    MeldingGroupObjectPermission.objects.filter(content_object=melding).delete()
    MeldingUserObjectPermission.objects.filter(content_object=melding).delete()


def trek_toegang_van_gemeente_in(melding: Melding, gemeente: Gemeente) -> None:
    """Take back every exception on this dossier for the teams of this gemeente, and for the people of it."""
    namen = [groepsnaam(rol, gemeente) for rol in PER_GEMEENTE]
    MeldingGroupObjectPermission.objects.filter(content_object=melding, group__name__in=namen).delete()
    MeldingUserObjectPermission.objects.filter(content_object=melding, user__gemeente=gemeente).delete()


def trek_toegang_van_plek_in(melding: Melding, rol: str, gemeente: Gemeente | None = None) -> None:
    """Take back the exception on this dossier for the team of a role (of one gemeente)."""
    naam = groepsnaam(rol, gemeente if rol in PER_GEMEENTE else None)
    MeldingGroupObjectPermission.objects.filter(content_object=melding, group__name=naam).delete()


def rol_vereist(*rollen: str) -> Callable[[View[P]], View[P]]:
    """View decorator: a user with another role gets 404, as if the page did not exist."""

    def versier(view: View[P]) -> View[P]:
        @wraps(view)
        def bewaakt(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not isinstance(request.user, Gebruiker) or not request.user.is_rol(*rollen):
                inzage.geweigerd()
                raise Http404
            return view(request, *args, **kwargs)

        return cast(View[P], bewaakt)

    return versier


def _uitzonderingen(gebruiker: Gebruiker) -> QuerySet[Melding]:
    vraag: QuerySet[Melding] = get_objects_for_user(
        gebruiker, _RECHT, klass=Melding, use_groups=True, with_superuser=False, accept_global_perms=False
    )
    return vraag
