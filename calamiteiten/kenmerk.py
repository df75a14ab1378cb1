"""The kenmerk: the only name of a zaak that may leave the building."""

from django.db import models

from .models import KenmerkTeller
from .statussen import MELDING, PERSVRAAG

BEGIN = {MELDING: "CAL", PERSVRAAG: "PV"}


def volgende(soort: str, jaar: int) -> str:
    """The next kenmerk of a kind of zaak in a year, e.g. CAL-2026-0034 or PV-2026-0007.

    Call inside a transaction: the counter row is locked until it ends, so that two registrations never share a number.
    """
    KenmerkTeller.objects.get_or_create(zaaksoort=soort, jaar=jaar)
    teller = KenmerkTeller.objects.select_for_update().get(zaaksoort=soort, jaar=jaar)
    KenmerkTeller.objects.filter(pk=teller.pk).update(laatste=models.F("laatste") + 1)
    return f"{BEGIN[soort]}-{jaar}-{teller.laatste + 1:04d}"
