"""The one place that keeps the rows of a drill and those of real work apart (docs/besluiten/0033).

Every model that hangs on a zaak has a `Wereldbeheer` as `objects`: it gives the rows of the world in which it is asked,
and no others. A law (tests/wetten/test_werelden.py) demands it of each.
"""

from typing import Any, TypeVar, cast

from django.db import models
from django.db.models import Q, QuerySet

from basis import wereld

M = TypeVar("M", bound=models.Model)
# Model -> its roads to a zaak.
_paden: dict[str, tuple[str, ...]] = {}


class Wereldbeheer(models.Manager[M]):
    """The rows of the world in which it is asked. `paden`: the roads from this model to its zaak, none for a zaak.

    The rows are found by a subquery and not by a join: a lock then holds the rows asked for and no others, and the list
    is read along the same index as without drills. Of the few drills that there are, the database makes a small table.
    """

    def __init__(self, *paden: str) -> None:
        """`paden`: names of foreign keys, joined by `__`."""
        super().__init__()
        self._paden = paden

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """Keep the roads of this model: the manager that Django makes of this class for a related row has no others."""
        super().contribute_to_class(cls, name)
        _paden[cls._meta.label] = self._paden

    def get_queryset(self) -> QuerySet[M]:
        """Every road starts here, those of a related row too."""
        rijen, nummer, paden = super().get_queryset(), wereld.nummer_hier(), _paden[self.model._meta.label]
        if not paden:
            return rijen.filter(oefening__isnull=True) if nummer is None else rijen.filter(oefening=nummer)
        van = [_van_oefening(self.model, pad, nummer) for pad in paden]
        if nummer is None:
            for een in van:
                rijen = rijen.exclude(een)
            return rijen
        ergens = Q(pk__in=[])
        for een in van:
            ergens |= een
        return rijen.filter(ergens)


def oefening_van(model: type[models.Model], **waar: Any) -> int | None:
    """The number of the drill in which there is such a row of this model; None when it is real, or not there. For what
    reaches us from outside and does not say in which world it is about something: a mail that came back."""
    pad = _paden[model._meta.label][0]
    rijen = model._base_manager.filter(**waar, **{f"{pad}__oefening__isnull": False})
    return rijen.values_list(f"{pad}__oefening", flat=True).first()


def _van_oefening(model: type[models.Model], pad: str, nummer: int | None) -> Q:
    """Of this drill, None of any; one subquery per foreign key of the road."""
    veld, _, verder = pad.partition("__")
    naar = cast(Any, model._meta.get_field(veld).related_model)
    if verder:
        keuze = _van_oefening(naar, verder, nummer)
    else:
        # The row of a kind shares its key with its zaak: that small table is enough.
        naar = naar._meta.get_field("zaak_ptr").related_model if naar._meta.parents else naar
        keuze = Q(oefening__isnull=False) if nummer is None else Q(oefening=nummer)
    return Q(**{f"{veld}__in": naar._base_manager.filter(keuze).values("pk")})
