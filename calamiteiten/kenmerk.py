"""The kenmerk: the only name of a melding that may leave the building."""

from django.db import models

from .models import KenmerkTeller


def volgende(jaar: int) -> str:
    """The next kenmerk of a year, e.g. CAL-2026-0034.

    Call inside a transaction: the counter row is locked until it ends, so that two registrations never share a number.
    """
    KenmerkTeller.objects.get_or_create(jaar=jaar)
    teller = KenmerkTeller.objects.select_for_update().get(jaar=jaar)
    KenmerkTeller.objects.filter(jaar=jaar).update(laatste=models.F("laatste") + 1)
    return f"CAL-{jaar}-{teller.laatste + 1:04d}"
