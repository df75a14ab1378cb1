"""A duty of hours that is not done in time is said once more, to whom the file names; who holds an agreed action is
reminded beforehand, and when it is late (A8, A19, R81).

A duty that a step brings has a term with alarms. One that an answer brings has a moment of its own on its row, and so
has an action; this is what rings for them. The sweep may run twice, late or from two machines: each duty is said once.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from basis import achterstand
from basis.taal import moment
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Zaak
from communicatie.models import Bericht
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.bereik import taken_met_uren
from escalatie.protocol.lezen import haal_protocol

from . import informatie
from .procedure import van_soort

log = logging.getLogger(__name__)
TE_LAAT = "telaat"


def te_laat(nu: datetime) -> QuerySet[Taak]:
    """The open duties of hours whose moment has passed at `nu` (aware), and of which nobody was told that yet."""
    sleutel = Concat(Value(f"{TE_LAAT}:"), Cast(OuterRef("pk"), CharField()))
    open_ = Taak.objects.filter(status=TaakStatus.OPEN, code__in=taken_met_uren(), uiterlijk_op__lte=nu)
    return open_.filter(~Exists(Bericht.objects.filter(aanleiding=sleutel)), zaak__afgerond_op__isnull=True)


def bewaak(nu: datetime, limiet: int = 200) -> int:
    """Say of each of them that it is late, the longest late first; returns how many. Idempotent."""
    nummers = list(te_laat(nu).order_by("uiterlijk_op", "pk").values_list("pk", flat=True)[:limiet])
    acties = list(te_herinneren(nu).order_by("herinneren_op", "pk").values_list("pk", flat=True)[:limiet])
    return sum(_maan_veilig(nummer, nu, _maan) for nummer in nummers) + sum(
        _maan_veilig(nummer, nu, _herinner) for nummer in acties
    )


def te_herinneren(nu: datetime) -> QuerySet[Taak]:
    """The open actions whose owner is to be reminded at `nu` (aware); of a closed zaak the improvements."""
    loopt = Q(zaak__afgerond_op__isnull=True) | Q(overleeft=True)
    return Taak.objects.filter(loopt, status=TaakStatus.OPEN, herinneren_op__lte=nu)


def _maan_veilig(nummer: int, nu: datetime, maan: Callable[[int, datetime], bool]) -> bool:
    """One row that fails keeps the others waiting for nothing (F21)."""
    try:
        with transaction.atomic():
            return maan(nummer, nu)
    except Exception as fout:
        achterstand.is_voorbijgaand(fout)
        log.error("no reminder of task %s: %s", nummer, type(fout).__name__)
        return False


def _pak(nummer: int, rijen: QuerySet[Taak]) -> Taak | None:
    """The zaak goes first, as in a step; one that somebody holds is for the next round."""
    # One value and no list: the database then finds it once, and not again for every zaak.
    van_deze = Taak.objects.filter(pk=nummer).values("zaak")[:1]
    if not list(vergrendeld(Zaak.objects.filter(pk=van_deze), sla_over=True)):
        return None
    return rijen.select_related("zaak__als_melding__aanbieder", "gemeente").filter(pk=nummer).first()


def _herinner(nummer: int, nu: datetime) -> bool:
    """Beforehand, or that it is late; after a standstill only the last of the two."""
    taak = _pak(nummer, te_herinneren(nu))
    if taak is None or taak.uiterlijk_op is None:
        return False
    is_te_laat = taak.uiterlijk_op <= nu
    Taak.objects.filter(pk=nummer).update(herinneren_op=None if is_te_laat else taak.uiterlijk_op)
    van_soort(taak.zaak.zaaksoort).herinner_aan_actie(taak, "telaat" if is_te_laat else "nadert", nu)
    return True


def _maan(nummer: int, nu: datetime) -> bool:
    taak = _pak(nummer, te_laat(nu))
    if taak is None:
        return False
    informatie.kondig_aan(
        taak.melding,
        haal_protocol(taak.melding.protocol_versie),
        aanleiding=f"{TE_LAAT}:{taak.code}",
        sleutel=f"{TE_LAAT}:{taak.pk}",
        nu=nu,
        termijn=f"vóór {moment(taak.uiterlijk_op)}",
        eigen=taak.gemeente,
    )
    return True
