"""A prepared question (`basis.voorbereid`) about what somebody may see: its SQL is kept per kind of reader.

Which rows a reader finds follows from his role, and from the keys of his account, his contact, his gemeente and the
dossiers into which he was let by exception. Only the first chooses another SQL; the keys are put in their places
(docs/besluiten/0076).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import repeat
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from basis.voorbereid import Sleutel, Vrij, voorbereid
from contacten.models import Gebruiker

from .gebied import MEESTE_LOS, Gebied, gebied_van, zichtbaar_in

R = TypeVar("R")


@dataclass(frozen=True)
class Kijker:
    """What of a reader chooses the SQL. No key is in it: `los` is how many places there are for dossiers into which he
    was let by exception; `is_veel`: they are so many that they are looked up by who he is."""

    rol: str
    is_regio: bool
    in_gemeente: bool
    heeft_gemeente: bool
    heeft_contact: bool
    los: int
    is_veel: bool


def van_wie_kijkt(bouw: Callable[..., QuerySet[Any, R]]) -> Callable[..., list[R]]:
    """Make of a function that gives a queryset one that gives its rows, with the SQL kept for each kind of reader.

    In: a function of the reader, the meldingen that he may see, and keys as `voorbereid` takes them; keyword arguments
    choose another SQL. It reads of the reader the role and whether he has a contact and a gemeente, and their keys into
    the question; nothing else of him. Out: a function of the reader and those keys that gives a list; with `gebied` for
    who asked already what he may see, or does not ask that.
    """

    def met_sleutels(*sleutels: Any, kijker: Kijker, **vast: Any) -> QuerySet[Any, R]:
        eind = len(sleutels) - kijker.los
        wie, gemeente, contact = sleutels[eind - 3 : eind]
        gebruiker = Gebruiker(
            pk=wie,
            rol=kijker.rol,
            is_active=True,
            gemeente_id=gemeente if kijker.heeft_gemeente else None,
            contactpersoon_id=contact if kijker.heeft_contact else None,
        )
        van = wie if kijker.is_veel else None
        gebied = Gebied(kijker.is_regio, gemeente if kijker.in_gemeente else None, tuple(sleutels[eind:]), van)
        return bouw(gebruiker, zichtbaar_in(gebied), *sleutels[: eind - 3], **vast)

    bewaard = voorbereid(met_sleutels)

    @wraps(bouw)
    def vraag(
        gebruiker: Gebruiker | AnonymousUser, *sleutels: Sleutel, gebied: Gebied | None = None, **vast: Any
    ) -> list[R]:
        hier = gebied_van(gebruiker) if gebied is None else gebied
        # Of who sees nothing whole parts fall away, and with them keys: that is asked as it is.
        ziet_niets = gebied is None and hier == Gebied()
        is_veel = hier.van is not None
        te_lang = not is_veel and len(hier.los) > MEESTE_LOS
        if not isinstance(gebruiker, Gebruiker) or not gebruiker.is_active or ziet_niets or te_lang:
            return list(bouw(gebruiker, zichtbaar_in(hier), *sleutels, **vast))
        los = () if is_veel else _aangevuld(hier.los)
        kijker = Kijker(
            rol=str(gebruiker.rol),
            is_regio=hier.is_regio,
            in_gemeente=hier.gemeente is not None,
            heeft_gemeente=gebruiker.gemeente_id is not None,
            heeft_contact=bool(gebruiker.contactpersoon_id),
            los=len(los),
            is_veel=is_veel,
        )
        van_hem = (gebruiker.pk, gebruiker.gemeente_id or 0, gebruiker.contactpersoon_id or 0, *los)
        return bewaard(*sleutels, *map(Vrij, van_hem), kijker=kijker, **vast)

    return vraag


def _aangevuld(los: tuple[int, ...]) -> tuple[int, ...]:
    """The same keys in 1, 2, 4, 8 ... places: a few kinds of SQL, and not one for each number of dossiers."""
    if not los:
        return ()
    plaatsen = 1 << (len(los) - 1).bit_length()
    return (*los, *repeat(los[-1], plaatsen - len(los)))
