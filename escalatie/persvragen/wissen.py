"""Erasing who asked: the name and number of a journalist go some days after the question ended (privacy; a setting).

The medium, the deadline and the moments stay: they say what was done. That it was erased, and when, stands in the row,
on the timeline and in the proof.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from communicatie.models import Persvrager
from contacten import zegels

# In one round; the next goes on.
MEESTE = 500


def te_wissen(nu: datetime) -> QuerySet[Persvrager]:
    """The journalists of questions that ended long enough ago at `nu` (aware), of whom something stands there still."""
    grens = nu - timedelta(days=settings.PERSCONTACT_BEWAREN_DAGEN)
    heeft_iets = ~Q(naam="") | ~Q(terugbelnummer="") | ~Q(eerder=[])
    return Persvrager.objects.filter(heeft_iets, persvraag__afgerond_op__lte=grens)


def bewaak(nu: datetime) -> int:
    """Erase what is due at `nu` (aware); how many journalists. A second round at the same moment finds nothing."""
    with transaction.atomic():
        nummers = list(te_wissen(nu).order_by("pk").values_list("pk", flat=True)[:MEESTE])
        gedaan = Persvrager.objects.filter(pk__in=nummers).update(naam="", terugbelnummer="", eerder=[], gewist_op=nu)
        zegels.wis_eerdere(Persvrager, nummers)
    return gedaan
