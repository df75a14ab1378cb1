"""The record of what was done with a press question: rows that are added and never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from calamiteiten.grendels import vergrendeld
from communicatie.models import Persstap, Persvraag
from contacten.models import Gebruiker


def vergrendel(persvraag_id: int) -> Persvraag:
    """The row of this question, held until the transaction ends."""
    rijen = vergrendeld(Persvraag.objects.select_related("gemeente", "melding"))
    return rijen.get(pk=persvraag_id)


def leg_vast(
    persvraag: Persvraag,
    code: str,
    van: str,
    door: Gebruiker,
    nu: datetime,
    *,
    motivering: str = "",
    afwijkingen: Mapping[str, str] | None = None,
    gegevens: Mapping[str, Any] | None = None,
) -> Persstap:
    """Keep one step, from `van` to where the question stands now. Call inside the transaction that holds the row."""
    hoogste = persvraag.stappen.aggregate(hoogste=Max("volgnummer"))["hoogste"] or 0
    return Persstap.objects.create(
        persvraag=persvraag,
        volgnummer=hoogste + 1,
        code=code,
        van=van,
        naar=persvraag.status,
        door=door,
        rol=door.rol,
        op=nu,
        motivering=motivering.strip(),
        afwijkingen=dict(afwijkingen or {}),
        gegevens=dict(gegevens or {}),
    )
