"""The kenmerk of a press question: PV, the year, a number."""

from django.db.models import F

from communicatie.models import PersKenmerkTeller


def volgende(jaar: int) -> str:
    """The next kenmerk of a year, e.g. PV-2026-0007.

    Call inside a transaction: the counter row is locked until it ends, so that two questions never share a number.
    """
    PersKenmerkTeller.objects.get_or_create(jaar=jaar)
    teller = PersKenmerkTeller.objects.select_for_update().get(jaar=jaar)
    PersKenmerkTeller.objects.filter(jaar=jaar).update(laatste=F("laatste") + 1)
    return f"PV-{jaar}-{teller.laatste + 1:04d}"
