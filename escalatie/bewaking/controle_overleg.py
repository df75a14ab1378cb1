"""The auditor asks whether everybody who is invited to a meeting was told, and whether it still has to be held.

Another code path than `draaiboek.overleggen`, which is what is audited: the rows as they are.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from communicatie.models import Bericht
from escalatie.models import Genodigde, Overleg, OverlegStatus, TaakStatus


def niet_verteld(nu: datetime) -> Iterator[str]:
    """Audit: kenmerken of open zaken with a planned meeting of which an invited seat never got a message, or that
    nobody has to hold any more. Who fills two seats is written to once."""
    gepland = Q(status=OverlegStatus.GEPLAND)
    over = Overleg.objects.filter(gepland).filter(
        Q(zaak__afgerond_op__isnull=False) | Q(taak__isnull=True) | ~Q(taak__status=TaakStatus.OPEN)
    )
    yield from over.values_list("zaak__kenmerk", flat=True)
    hierover = Concat(Value("overleg:"), Cast(OuterRef("overleg_id"), CharField()), Value(":"))
    post = Bericht.objects.filter(zaak=OuterRef("overleg__zaak"), aanleiding__startswith=hierover)
    aan_plek = Q(rol=OuterRef("rol")) & (Q(gemeente=OuterRef("gemeente")) | Q(gemeente__isnull=True))
    ook_daar = Q(contactpersoon__bezettingen__rol=OuterRef("rol"))
    genodigd = Genodigde.objects.filter(overleg__status=OverlegStatus.GEPLAND, vervallen_op__isnull=True)
    yield from genodigd.filter(~Exists(post.filter(aan_plek | ook_daar))).values_list(
        "overleg__zaak__kenmerk", flat=True
    )
