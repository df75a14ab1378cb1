"""Organisations: where an aanbieder works, and which gemeenten make up the region (R26, R51, R99)."""

from datetime import date

from django.db.models import Q

from .models import Aanbieder, Gemeente, Werkgebied


def regio_gemeenten() -> list[Gemeente]:
    """Return the gemeenten of the region, by name; one query."""
    return list(Gemeente.objects.order_by("naam"))


def werkgebied(aanbieder: Aanbieder, datum: date) -> list[Gemeente]:
    """Return the gemeenten where this aanbieder gives jeugdhulp on this local day, by name; one query (R51)."""
    loopt = Q(van_datum__lte=datum) & (Q(tot_datum__isnull=True) | Q(tot_datum__gte=datum))
    gebieden = Werkgebied.objects.filter(loopt, aanbieder=aanbieder)
    return list(Gemeente.objects.filter(pk__in=gebieden.values("gemeente")).order_by("naam"))
