"""Verbs on who is on call: a turn is added, corrected and ended. The history keeps what it said before (R101, R102)."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from basis.taal import kort_moment
from contacten.bezetting import oproep
from contacten.models import Contactpersoon, Gemeente, Piket
from contacten.rollen import PER_AANBIEDER, ROLLEN_IN_LIJST
from contacten.stand import eis_gelijk, stand

VELDEN = ("contactpersoon", "rol", "gemeente", "van_op", "tot_op", "vervallen_op")


def rollen() -> list[str]:
    """The roles for which somebody can be on call."""
    return [rol for rol in ROLLEN_IN_LIJST if rol not in PER_AANBIEDER]


def stand_van(piket: Piket) -> str:
    """What a user saw of this turn."""
    return stand(piket, VELDEN)


@transaction.atomic
def leg_vast(contact: Contactpersoon, rol: str, gemeente: Gemeente | None, van_op: datetime, tot_op: datetime) -> Piket:
    """Put somebody on call. Raises ValidationError when another has that very time, or has lapsed."""
    return _bewaar(Piket(contactpersoon=contact, rol=rol, gemeente=gemeente, van_op=van_op, tot_op=tot_op))


@transaction.atomic
def verbeter(pk: int, contact: Contactpersoon, van_op: datetime, tot_op: datetime, gezien: str) -> Piket:
    """Correct who, from when, until when. Raises Verouderd, and ValidationError as `leg_vast`."""
    piket = Piket.objects.select_for_update(of=("self",)).get(pk=pk)
    eis_gelijk(stand_van(piket), gezien)
    if piket.vervallen_op:
        raise ValidationError("Dit piket is al ingetrokken.")
    piket.contactpersoon, piket.van_op, piket.tot_op = contact, van_op, tot_op
    return _bewaar(piket)


@transaction.atomic
def beeindig(pk: int, gezien: str, nu: datetime) -> Piket:
    """End a turn at `nu` (aware); one that is still to begin is taken back. Raises Verouderd, and ValidationError when
    it is over already."""
    piket = Piket.objects.select_for_update(of=("self",)).get(pk=pk)
    eis_gelijk(stand_van(piket), gezien)
    if piket.vervallen_op or piket.tot_op <= nu:
        raise ValidationError("Dit piket is al voorbij.")
    _stop(piket, nu)
    return piket


def van(contact: Contactpersoon, nu: datetime, rol: str | None = None) -> list[Piket]:
    """The turns of this contact that run at `nu` (aware) or are to come, the first first; of one role when given."""
    rijen = oproep.geldig(nu).filter(contactpersoon=contact).order_by("van_op", "pk")
    return list(rijen.filter(rol=rol) if rol else rijen)


def draag_over(piketten: Iterable[Piket], opvolger: Contactpersoon | None, nu: datetime) -> None:
    """End these turns now, and give what is left of each to `opvolger` when there is one. Call inside a transaction."""
    for piket in piketten:
        rest = copy(piket)
        _stop(piket, nu)
        if opvolger:
            rest.pk, rest._state.adding = None, True
            rest.contactpersoon, rest.van_op = opvolger, max(rest.van_op, nu)
            _bewaar(rest)


def _stop(piket: Piket, nu: datetime) -> None:
    if piket.van_op >= nu:
        piket.vervallen_op = nu
    else:
        piket.tot_op = nu
    piket.save()


def _bewaar(piket: Piket) -> Piket:
    """Two at once for the very same seat are refused: then nobody knows who goes."""
    if piket.contactpersoon.vervallen_op is not None:
        raise ValidationError(f"{piket.contactpersoon} staat niet meer in de lijst. Kies iemand anders.")
    if piket.rol not in rollen():
        raise ValidationError("Voor deze rol is er geen piket.")
    eigen = Piket.objects.filter(rol=piket.rol, gemeente=piket.gemeente)
    ander = next(
        (
            rij
            for rij in eigen.filter(vervallen_op__isnull=True).exclude(pk=piket.pk).select_related("contactpersoon")
            if rij.van_op < piket.tot_op and piket.van_op < rij.tot_op
        ),
        None,
    )
    if ander:
        tijd = f"{kort_moment(ander.van_op)} tot {kort_moment(ander.tot_op)}"
        raise ValidationError(f"{ander.contactpersoon} heeft hier al piket van {tijd}. Verbeter of beëindig dat eerst.")
    piket.full_clean()
    piket.save()
    return piket
