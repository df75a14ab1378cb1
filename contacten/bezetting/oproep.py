"""Who is on call now: outside office hours a seat begins with them, and for what is urgent at any hour."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from basis.kalender import is_kantoortijd, lokale_datum
from basis.voorbereid import blijft, voorbereid
from contacten.models import Bezetting, Contactpersoon, Gemeente, Piket
from contacten.rollen import PER_GEMEENTE


def geldig(nu: datetime) -> QuerySet[Piket]:
    """The turns of now and later that were not taken back, of contacts that have not lapsed at `nu` (aware)."""
    weg = Q(contactpersoon__vervallen_op__isnull=False, contactpersoon__vervallen_op__lte=nu)
    rijen = Piket.objects.filter(tot_op__gt=nu, vervallen_op__isnull=True).exclude(weg)
    return rijen.select_related("contactpersoon", "gemeente")


def op_piket(nu: datetime) -> QuerySet[Piket]:
    """The turns that run at `nu` (aware). Who was said to be away from that seat is not called."""
    return _op_piket(lokale_datum(nu), nu)


def _op_piket(dag: date, nu: datetime) -> QuerySet[Piket]:
    afwezig = Bezetting.objects.filter(
        Q(afwezig_tot_datum__isnull=True) | Q(afwezig_tot_datum__gte=dag),
        contactpersoon=OuterRef("contactpersoon"),
        rol=OuterRef("rol"),
        afwezig_van_datum__lte=dag,
    )
    return geldig(nu).filter(~Exists(afwezig), van_op__lte=nu)


def telt(nu: datetime, *, is_spoed: bool) -> bool:
    """Whether a seat begins with who is on call."""
    return is_spoed or not is_kantoortijd(nu)


def per_plaats(rol: str, nu: datetime, gemeenten: Iterable[Gemeente]) -> dict[int | None, tuple[Contactpersoon, ...]]:
    """Per gemeente (None: the region) who is on call for this role at `nu`: first who is for that gemeente alone. One
    query."""
    rijen = _van_rol(lokale_datum(nu), nu, str(rol))
    plaatsen = [gemeente.pk for gemeente in gemeenten] if rol in PER_GEMEENTE else [None]
    gevonden: dict[int | None, tuple[Contactpersoon, ...]] = {}
    for plaats in plaatsen:
        eigen = [rij for rij in rijen if rij.gemeente_id == plaats]
        alle = [*eigen, *(rij for rij in rijen if rij.gemeente_id is None and plaats is not None)]
        gevonden[plaats] = tuple({rij.contactpersoon_id: rij.contactpersoon for rij in alle}.values())
    return gevonden


@blijft
@voorbereid
def _van_rol(dag: date, nu: datetime, rol: str) -> QuerySet[Piket]:
    """The turns of this role that run, the first begun first: each mail outside office hours asks it."""
    return _op_piket(dag, nu).filter(rol=rol).order_by("van_op", "pk")
