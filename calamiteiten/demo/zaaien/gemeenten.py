"""The 11 gemeenten of the region IJsselland with their CBS codes (R26, R99)."""

from django.conf import settings

from basis.regio import lees_regio
from contacten.models import Gemeente

# Code -> name and CBS code. The demo is about IJsselland, whatever region an installation serves.
GEMEENTEN = {rij.code: (rij.naam, rij.cbs_code) for rij in lees_regio("ijsselland", *settings.REGIO_MAPPEN).gemeenten}


def zaai_gemeenten() -> dict[str, Gemeente]:
    """Make the gemeenten that are not there yet; returns all eleven by code."""
    Gemeente.objects.bulk_create(
        (
            Gemeente(naam=naam, code=code, cbs_code=cbs, protocol_url=f"https://{code}.example/maatschappelijke-onrust")
            for code, (naam, cbs) in GEMEENTEN.items()
        ),
        ignore_conflicts=True,
    )
    return {gemeente.code: gemeente for gemeente in Gemeente.objects.filter(code__in=GEMEENTEN)}
