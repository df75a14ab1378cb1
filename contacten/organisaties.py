"""Organisations: where an aanbieder works, and which gemeenten make up the region (R26, R51, R99)."""

from datetime import date

from django.db.models import Q, QuerySet

from .models import Aanbieder, Gemeente, Werkgebied
from .models.organisaties import GAAT_DOOR


def regio_gemeenten() -> list[Gemeente]:
    """Return the gemeenten of the region that go on, by name; one query."""
    return list(lopende_gemeenten())


def lopende_gemeenten() -> QuerySet[Gemeente]:
    """Return the gemeenten that did not go up in another, by name: what is new belongs to one of these."""
    return Gemeente.objects.filter(GAAT_DOOR).order_by("naam")


def werkgebied(aanbieder: Aanbieder, datum: date) -> list[Gemeente]:
    """Return the gemeenten where this aanbieder gives jeugdhulp on this local day, by name; one query (R51)."""
    loopt = Q(van_datum__lte=datum) & (Q(tot_datum__isnull=True) | Q(tot_datum__gte=datum))
    gebieden = Werkgebied.objects.filter(loopt, aanbieder=aanbieder)
    return list(Gemeente.objects.filter(pk__in=gebieden.values("gemeente")).order_by("naam"))
