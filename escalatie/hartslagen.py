"""Heartbeats: rows that say when each part last did its round, so that a standstill can be seen by people and
machines."""

from datetime import datetime, timedelta

from django.db.models import Q

from communicatie import perstermijnen
from communicatie.models import NOG_TE_VERZENDEN, Bericht

from .models import Hartslag, Wekker

STIL_NA = timedelta(minutes=2)
WEKKER_TE_LAAT = timedelta(minutes=2)
BERICHT_TE_LAAT = timedelta(minutes=10)


def klop(component: str, nu: datetime, bijzonderheid: str = "") -> None:
    """Write the heartbeat of a component; `bijzonderheid` is what people should know of this round."""
    Hartslag.objects.update_or_create(component=component, defaults={"op": nu, "bijzonderheid": bijzonderheid[:300]})


def klachten(nu: datetime) -> list[str]:
    """What stands still, in Dutch; empty when all is well."""
    zinnen = []
    laatste = Hartslag.objects.filter(component="bewaking").first()
    if laatste is None or nu - laatste.op > STIL_NA:
        zinnen.append("De bewaking van termijnen staat stil.")
    verlopen = Wekker.objects.filter(
        Q(gevuurd_op__isnull=True, vervallen_op__isnull=True), gaat_op__lt=nu - WEKKER_TE_LAAT
    )
    if verlopen.exists() or perstermijnen.verlopen(nu - WEKKER_TE_LAAT):
        zinnen.append("Er is een termijn verstreken zonder waarschuwing.")
    wachtend = Bericht.objects.filter(status__in=NOG_TE_VERZENDEN, gepland_op__lt=nu - BERICHT_TE_LAAT, pogingen=0)
    if wachtend.exists():
        zinnen.append("Er wachten berichten langer dan tien minuten op verzending.")
    return zinnen
