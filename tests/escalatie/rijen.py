"""Many meldingen in one go, for tests that count queries: copies of one that walked through the door."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.db import connection

from calamiteiten.models import Betrokkenheid, Melding
from escalatie.models import Overgang, Taak, Termijn

_nummer = count(1)


def vermenigvuldig(voorbeeld: Melding, aantal: int) -> list[Melding]:
    """Make `aantal` more meldingen like `voorbeeld`, with its gemeenten, steps, terms and tasks, a minute apart."""
    bron = Melding.objects.get(pk=voorbeeld.pk)
    nieuw = Melding.objects.bulk_create(_kopie(bron, nummer) for nummer in range(1, aantal + 1))
    for model in (Betrokkenheid, Overgang, Termijn, Taak):
        _kopieer_rijen(model, bron, nieuw)
    # A database that has grown by itself knows how many rows it has; one that was filled in a transaction does not.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return nieuw


def _kopie(bron: Melding, nummer: int) -> Melding:
    velden = {v.attname: getattr(bron, v.attname) for v in Melding._meta.concrete_fields if not v.primary_key}
    eigen = {
        "kenmerk": f"CAL-2026-{1000 + next(_nummer):04d}",
        "sleutel": uuid4(),
        "ontvangen_op": bron.ontvangen_op - timedelta(minutes=nummer),
    }
    return Melding(**{**velden, **eigen})


def _kopieer_rijen(model, bron, nieuw):
    stappen = dict(Overgang.objects.filter(melding__in=nieuw, volgnummer=1).values_list("melding_id", "pk"))
    rijen = []
    for rij in model.objects.filter(melding=bron):
        velden = {v.attname: getattr(rij, v.attname) for v in model._meta.concrete_fields if not v.primary_key}
        velden.pop("melding_id")
        for melding in nieuw:
            eigen = dict(velden)
            if "overgang_id" in eigen:
                eigen["overgang_id"] = stappen[melding.pk]
            if "termijn_id" in eigen:
                eigen["termijn_id"] = None
            rijen.append(model(melding=melding, **eigen))
    model.objects.bulk_create(rijen)
