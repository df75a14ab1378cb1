"""The record of what was done with a zaak: rows that are added, sealed, and never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from basis.voorbereid import voorbereid
from calamiteiten.models import Zaak
from contacten.models import Dader, dader_velden, met_dader
from escalatie.models import Stap

from . import zegels


def leg_vast(
    zaak: Zaak,
    code: str,
    van: str,
    door: Dader,
    nu: datetime,
    *,
    motivering: str = "",
    afwijkingen: Mapping[str, str] | None = None,
    gegevens: Mapping[str, Any] | None = None,
) -> Stap:
    """Keep one step, from `van` to where the zaak stands now, sealed with the step before it.

    Call inside the transaction that holds the zaak: two steps at once would get one number.
    """
    vorige = laatste(zaak)
    stap = Stap(
        zaak=zaak,
        volgnummer=vorige.volgnummer + 1 if vorige else 1,
        code=code,
        van=van,
        naar=zaak.status,
        **dader_velden(door, "door"),
        rol=door.rol,
        op=nu,
        motivering=motivering.strip(),
        afwijkingen=dict(afwijkingen or {}),
        gegevens=dict(gegevens or {}),
        protocol_versie=zaak.protocol_versie,
    )
    stap.zegel = zegels.bereken({naam: getattr(stap, naam) for naam in zegels.VELDEN}, vorige.zegel if vorige else "")
    stap.save(force_insert=True)
    return stap


def laatste_overgang(zaak: Zaak) -> Stap | None:
    """The newest step that moved this zaak, with who took it: a record that moves nothing is no turn."""
    return next(iter(_laatste_overgang(zaak)), None)


@voorbereid
def _laatste_overgang(zaak: int) -> QuerySet[Stap]:
    gezet = Stap.objects.filter(zaak=zaak).exclude(van=F("naar"))
    return gezet.select_related(*met_dader("door")).order_by("-volgnummer")[:1]


def laatste(zaak: Zaak) -> Stap | None:
    """The newest record, with who made it; None of a zaak that has none yet."""
    return next(iter(_laatste(zaak)), None)


@voorbereid
def _laatste(zaak: int) -> QuerySet[Stap]:
    return Stap.objects.filter(zaak=zaak).select_related(*met_dader("door")).order_by("-volgnummer")[:1]
