"""A duty of hours that is not done in time is said once more, to whom the file names; who holds an agreed action is
reminded beforehand, and when it is late (A8, A19, R81).

A duty that a step brings has a term with alarms. One that an answer brings has a moment of its own on its row, and so
has an action; this is what rings for them. The sweep may run twice, late or from two machines: each duty is said once.
"""

from datetime import datetime

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

TE_LAAT = "telaat"


def te_laat(nu: datetime) -> QuerySet[Taak]:
    """The open duties of hours whose moment has passed at `nu` (aware), and of which nobody was told that yet."""
    sleutel = Concat(Value(f"{TE_LAAT}:"), Cast(OuterRef("pk"), CharField()))
    open_ = Taak.objects.filter(status=TaakStatus.OPEN, code__in=taken_met_uren(), uiterlijk_op__lte=nu)
    return open_.filter(~Exists(Bericht.objects.filter(aanleiding=sleutel)), zaak__afgerond_op__isnull=True)


def bewaak(nu: datetime, limiet: int = 200) -> int:
    """Say of each of them that it is late, most of them the longest late, some the newest; returns how many. One that
    fails keeps the others waiting for nothing (F21). Idempotent."""
    laat = achterstand.volgorde(te_laat(nu), "uiterlijk_op", achterstand.MEESTE)
    gemaand = achterstand.elk_apart(laat, lambda nummer: _maan(nummer, nu), "no reminder of task", limiet)
    acties = achterstand.volgorde(te_herinneren(nu), "herinneren_op", achterstand.MEESTE)
    return gemaand + achterstand.elk_apart(acties, lambda nummer: _herinner(nummer, nu), "no reminder of", limiet)


def te_herinneren(nu: datetime) -> QuerySet[Taak]:
    """The open actions whose owner is to be reminded at `nu` (aware); of a closed zaak the improvements."""
    loopt = Q(zaak__afgerond_op__isnull=True) | Q(overleeft=True)
    return Taak.objects.filter(loopt, status=TaakStatus.OPEN, herinneren_op__lte=nu)


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
