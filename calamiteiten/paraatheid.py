"""Who sees which action of the register: the roles of the region all, those of a gemeente their own (R162-R179).

Seeing one opens no dossier: that is `toegang`. Who has no account fills in by a link what is of his own seat.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from contacten.models import Gebruiker, Gemeente
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE, Deel, Mate, die_zien

from .kenmerk import in_vorm
from .models import Paraatheid
from .toegang import inzage

ROLLEN_PARAATHEID, ROLLEN_PARAATHEID_EIGEN = die_zien(Deel.PARAATHEID), die_zien(Deel.PARAATHEID, Mate.EIGEN)
ROLLEN_PARAATHEID_LEZEN = ROLLEN_PARAATHEID | ROLLEN_PARAATHEID_EIGEN


def zichtbare_paraatheid(gebruiker: Gebruiker | AnonymousUser) -> QuerySet[Paraatheid]:
    """The actions this user may see now. Nobody who is inactive, signed out or beheerder sees any."""
    if not isinstance(gebruiker, Gebruiker) or not gebruiker.is_active:
        return Paraatheid.objects.none()
    if gebruiker.rol in ROLLEN_PARAATHEID:
        return Paraatheid.objects.all()
    # Without a gemeente there is nothing of one's own.
    if gebruiker.rol not in ROLLEN_PARAATHEID_EIGEN or gebruiker.gemeente_id is None:
        return Paraatheid.objects.none()
    return Paraatheid.objects.filter(gemeente=gebruiker.gemeente_id)


def haal_paraatheid(gebruiker: Gebruiker | AnonymousUser, kenmerk: str) -> Paraatheid:
    """The action with this kenmerk. Raises Http404 when it is not there or not for this user: one answer."""
    rijen = zichtbare_paraatheid(gebruiker).select_related("gemeente", "aanbieder")
    gevonden = rijen.filter(kenmerk=in_vorm(kenmerk)).first()
    if gevonden is None:
        raise Http404
    inzage.gelezen(gevonden.kenmerk)
    return gevonden


def plek_vult_in(nummer: int, rol: str, gemeente: int | None, aanbieder: int | None) -> bool:
    """Whether the action with this key is of the gemeente or the aanbieder of this seat, and asks for something still.
    A seat of the region has an account."""
    if rol in PER_GEMEENTE and gemeente is not None:
        van = Q(gemeente=gemeente)
    elif rol in PER_AANBIEDER and aanbieder is not None:
        van = Q(aanbieder=aanbieder)
    else:
        return False
    return Paraatheid.objects.filter(van, pk=nummer, afgerond_op__isnull=True).exists()


def eigen_gemeente(gebruiker: Gebruiker) -> Gemeente | None:
    """The gemeente to which what this user sees is narrowed; None for who sees the region."""
    return None if gebruiker.rol in ROLLEN_PARAATHEID else gebruiker.gemeente
