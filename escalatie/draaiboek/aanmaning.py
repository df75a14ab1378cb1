"""A duty of hours that is not done in time is said once more, to whom the file names (A8, A19).

A duty that a step brings has a term with alarms. One that an answer brings has a moment of its own on its row; this is
what rings for it. The sweep may run twice, late or from two machines: each duty is said once.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
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
    return sum(_maan_veilig(nummer, nu) for nummer in nummers)


def _maan_veilig(nummer: int, nu: datetime) -> bool:
    """One row that fails keeps the others waiting for nothing (F21)."""
    try:
        with transaction.atomic():
            return _maan(nummer, nu)
    except Exception as fout:
        achterstand.is_voorbijgaand(fout)
        log.error("no reminder of task %s: %s", nummer, type(fout).__name__)
        return False


def _maan(nummer: int, nu: datetime) -> bool:
    """The zaak goes first, as in a step; one that somebody holds is for the next round."""
    van_deze = Taak.objects.filter(pk=nummer).values("zaak")
    if not list(vergrendeld(Zaak.objects.filter(pk__in=van_deze), sla_over=True)):
        return False
    taak = te_laat(nu).select_related("zaak__als_melding__aanbieder", "gemeente").filter(pk=nummer).first()
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
