"""Who sees which dossier: the only door to a Melding for a person, and the only place that asks guardian.

Visibility is relational because it must stay fast (meten): some roles see the whole region, a gemeentelijke toegang
sees
the dossiers of its own gemeente through `Betrokkenheid`. guardian carries the exceptions: a team or a person let into
one
dossier by the door. Rights on the model, groups made by hand and the superuser flag open nothing (hazards M10, T2).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from guardian.shortcuts import assign_perm

from basis.voorbereid import voorbereid
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Betrokkenheid, Melding, MeldingGroupObjectPermission, MeldingUserObjectPermission
from contacten.gebruikers import groepsnaam
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import PER_GEMEENTE, Deel, Mate, Zicht, met_zicht

from . import doel, inzage
from .gebied import (
    RECHT,
    ZIEN_DE_HELE_REGIO,
    ZIEN_EIGEN_GEMEENTE,
    Gebied,
    gebied_van,
    zichtbaar_in,
    zichtbaar_voor,
)
from .kijker import van_wie_kijkt

__all__ = [
    "ZIEN_BIJ_UITZONDERING",
    "ZIEN_DE_HELE_REGIO",
    "ZIEN_EIGEN_GEMEENTE",
    "Gebied",
    "Kring",
    "gebied_van",
    "geef_toegang",
    "haal_melding",
    "haal_om_te_vragen",
    "kring",
    "kringen",
    "mag_zien",
    "opent_wat_telt",
    "rol_heeft_toegang",
    "rol_vereist",
    "telbaar_voor",
    "trek_toegang_in",
    "trek_toegang_van_gemeente_in",
    "trek_toegang_van_plek_in",
    "zichtbaar_in",
    "zichtbaar_voor",
]

ZIEN_BIJ_UITZONDERING = met_zicht(Zicht.GEMEENTE, Zicht.TOEGELATEN)

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def telbaar_voor(gebruiker: Gebruiker) -> QuerySet[Melding]:
    """The meldingen of which this user may know how many there are: of the region, or of the own gemeente. This opens
    none: whether who counts may see them too says `opent_wat_telt`."""
    mate = gebruiker.ziet.get(Deel.RAPPORTAGES)
    if mate == Mate.ALLES:
        return Melding.objects.all()
    if mate != Mate.EIGEN or gebruiker.gemeente_id is None:
        return Melding.objects.none()
    return Melding.objects.filter(betrokkenheden__gemeente=gebruiker.gemeente_id)


def opent_wat_telt(gebruiker: Gebruiker) -> bool:
    """Whether this user may open every melding that counts for him."""
    return gebruiker.rol in met_zicht(Zicht.REGIO, Zicht.GEMEENTE)


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
    if doel.is_te_vragen(gebruiker, kenmerk):
        gevonden = list(_erbij(doel.met_kring(zichtbaar_voor(gebruiker), gebruiker), kenmerk))
    else:
        gevonden = _met_kenmerk(gebruiker, kenmerk)
    if not gevonden:
        raise Http404
    return gevonden[0]


@van_wie_kijkt
def _met_kenmerk(_: Gebruiker, zicht: QuerySet[Melding], kenmerk: str) -> QuerySet[Melding]:
    return _erbij(zicht, kenmerk)


def _erbij(rijen: QuerySet[Melding], kenmerk: str) -> QuerySet[Melding]:
    """The one with this kenmerk, with what every page of it shows."""
    return rijen.filter(kenmerk=kenmerk).select_related("aanbieder", "gemeente_verblijf", "gemeente_woonplaats")[:1]


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


def kringen(meldingen: Iterable[int]) -> dict[int, Kring]:
    """The same of each of these meldingen (their keys), in two queries."""
    sleutels = sorted(meldingen)
    if len(sleutels) <= 1:
        return {pk: Kring(frozenset(_gemeenten(pk)), frozenset(_groepen(pk))) for pk in sleutels}
    gemeenten: dict[int, set[int]] = {pk: set() for pk in sleutels}
    groepen: dict[int, set[str]] = {pk: set() for pk in sleutels}
    for melding, gemeente in Betrokkenheid.objects.filter(melding__in=sleutels).values_list("melding", "gemeente"):
        gemeenten[melding].add(gemeente)
    gegeven = MeldingGroupObjectPermission.objects.filter(content_object__in=sleutels, permission__codename=RECHT)
    for melding, groep in gegeven.values_list("content_object", "group__name"):
        groepen[melding].add(groep)
    return {pk: Kring(frozenset(gemeenten[pk]), frozenset(groepen[pk])) for pk in sleutels}


@voorbereid
def _gemeenten(melding: int) -> QuerySet[Betrokkenheid, int]:
    return Betrokkenheid.objects.filter(melding=melding).values_list("gemeente", flat=True)


@voorbereid
def _groepen(melding: int) -> QuerySet[MeldingGroupObjectPermission, str]:
    gegeven = MeldingGroupObjectPermission.objects.filter(content_object=melding, permission__codename=RECHT)
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
    assign_perm(RECHT, groep, melding)


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
                raise Http404
            return view(request, *args, **kwargs)

        return cast(View[P], bewaakt)

    return versier
