"""Many meldingen in one go, for tests that count queries: copies of one that walked through the door."""

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connection

from calamiteiten.models import Betrokkenheid, Melding, Zaak
from escalatie.models import Stap, Taak, Termijn

RIJEN = (Betrokkenheid, Stap, Termijn, Taak)
_nummer = count(1)


def vermenigvuldig(voorbeeld: Melding, aantal: int) -> list[Melding]:
    """Make `aantal` more meldingen like `voorbeeld`, with its gemeenten, steps, terms and tasks, a minute apart."""
    bron = Melding.objects.get(pk=voorbeeld.pk)
    nieuw = [_kopie(bron, nummer) for nummer in range(1, aantal + 1)]
    zaken = Zaak.objects.bulk_create(Zaak(**_velden(Zaak, melding)) for melding in nieuw)
    for melding, zaak in zip(nieuw, zaken, strict=True):
        melding.id = melding.zaak_ptr_id = zaak.pk
        melding.save_base(raw=True, force_insert=True)  # the row of the kind alone: that of the zaak is there
    for model in RIJEN:
        _kopieer_rijen(model, bron, nieuw)
    # A database that has grown by itself knows how many rows it has; one that was filled in a transaction does not. By
    # name: without, PostgreSQL also takes the tables that all databases share, and another worker may hold those.
    with connection.cursor() as cursor:
        for model in (Zaak, Melding, *RIJEN):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    return nieuw


def _kopie(bron: Melding, nummer: int) -> Melding:
    eigen = {
        "kenmerk": f"CAL-2026-{1000 + next(_nummer):04d}",
        "sleutel": uuid4(),
        "ontvangen_op": bron.ontvangen_op - timedelta(minutes=nummer),
    }
    velden = _velden(Melding, bron)
    velden.pop("id", None)
    return Melding(**{**velden, **eigen})


def _velden(model: type[Zaak], bron: Zaak) -> dict[str, Any]:
    return {v.attname: getattr(bron, v.attname) for v in model._meta.concrete_fields if not v.primary_key}


def _kopieer_rijen(model, bron, nieuw):
    over = "melding" if model is Betrokkenheid else "zaak"
    stappen = dict(Stap.objects.filter(zaak__in=nieuw, volgnummer=1).values_list("zaak_id", "pk"))
    rijen = []
    for rij in model.objects.filter(**{over: bron}):
        velden = {v.attname: getattr(rij, v.attname) for v in model._meta.concrete_fields if not v.primary_key}
        velden.pop(f"{over}_id")
        for melding in nieuw:
            eigen = dict(velden)
            if "stap_id" in eigen:
                eigen["stap_id"] = stappen[melding.pk]
            if "termijn_id" in eigen:
                eigen["termijn_id"] = None
            if model is Betrokkenheid:
                eigen["ontvangen_op"] = melding.ontvangen_op
            rijen.append(model(**{over: melding}, **eigen))
    model.objects.bulk_create(rijen)
