"""The gemeenten of the region (`settings.REGIO`): what an empty installation begins with (R26)."""

from django.conf import settings
from django.db import transaction

from basis.regio import Regiogemeente

from .models import Gemeente


def ontbrekende_gemeenten() -> list[Regiogemeente]:
    """Return the gemeenten of the region that the app does not have yet; one query.

    The CBS code says which it is: a gemeente that got another name or code is not missing.
    """
    bekend = set(Gemeente.objects.values_list("cbs_code", flat=True))
    return [gemeente for gemeente in settings.REGIO.gemeenten if gemeente.cbs_code not in bekend]


@transaction.atomic
def voeg_gemeenten_toe() -> list[Gemeente]:
    """Make the gemeenten of the region that are not there yet; returns those.

    Raises ValidationError when a name or code is taken by another.
    """
    nieuw = []
    for rij in ontbrekende_gemeenten():
        gemeente = Gemeente(naam=rij.naam, code=rij.code, cbs_code=rij.cbs_code)
        gemeente.full_clean()
        gemeente.save()
        nieuw.append(gemeente)
    return nieuw
