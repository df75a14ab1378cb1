"""The memory of the auditor: what it found, since when, and how it came right.

It never repairs in silence: what the sweep can put right is put right by the sweep, and the row says so (R9).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from escalatie.models import Bevinding

from .controle import Schending

RONDE = "de ronde van de bewaking, meteen na de controle"
TUSSENTIJDS = "een latere ronde, of iemand die het herstelde"
# What nobody asks any more, nobody would ever find right.
ANDERE_VERSIE = "een nieuwe versie van de applicatie, die dit niet meer nagaat"
MEESTE_KENMERKEN = 100


def open_() -> QuerySet[Bevinding]:
    """The findings that stand now, the oldest first."""
    return Bevinding.objects.filter(verdwenen_op__isnull=True).order_by("gevonden_op", "nummer")


def bewaar(
    schendingen: Collection[Schending], gevraagd: Collection[int], nu: datetime, *, hersteld_door: str = TUSSENTIJDS
) -> None:
    """Keep the outcome of an audit over the invariants `gevraagd` at `nu` (aware); what of these is found no more came
    right by `hersteld_door`. Two audits at once leave one row."""
    with transaction.atomic():
        for schending in schendingen:
            waarden = {"zin": schending.zin, "kenmerken": list(schending.kenmerken[:MEESTE_KENMERKEN]), "laatst_op": nu}
            Bevinding.objects.update_or_create(
                nummer=schending.nummer,
                verdwenen_op=None,
                defaults=waarden,
                create_defaults={**waarden, "gevonden_op": nu},
            )
        over = {schending.nummer for schending in schendingen}
        hersteld = open_().filter(nummer__in=set(gevraagd) - over)
        hersteld.update(verdwenen_op=nu, hersteld_door=hersteld_door)
