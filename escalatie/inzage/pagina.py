"""The read models: who looked at a zaak, how much each person looked, and at what one looked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from basis.kap import Gekapt, kap
from basis.wereld import nummer_hier
from calamiteiten.models import Inzage, InzageSoort
from contacten.models import Gebruiker

MEESTE = 100
TERUG = timedelta(days=31)
_BESTANDEN = (InzageSoort.PDF, InzageSoort.UITVOER)


@dataclass(frozen=True)
class Persoonregel:
    """How much one person looked: `dossiers` different ones, `bestanden` taken along, `geweigerd` refused."""

    gebruiker: Gebruiker
    keren: int
    dossiers: int
    bestanden: int
    geweigerd: int
    laatst_op: datetime


def van_zaak(kenmerk: str, *, alles: bool = False) -> Gekapt[Inzage]:
    """Who looked at this zaak, the last first, refusals too."""
    return kap(_rijen().filter(wat=kenmerk), None if alles else MEESTE)


def van_persoon(gebruiker: Gebruiker, nu: datetime, *, alles: bool = False) -> Gekapt[Inzage]:
    """At what this person looked in the last month."""
    return kap(_rijen().filter(gebruiker=gebruiker, op__gt=nu - TERUG), None if alles else MEESTE)


def inzage_van_account(pk: int) -> str:
    """What is written down of who looks at what this account looked at."""
    return f"inzage van account {pk}"


def per_persoon(nu: datetime) -> list[Persoonregel]:
    """Everyone who looked in the last month, who opened most dossiers first."""
    rijen = _rijen().filter(gebruiker__isnull=False, op__gt=nu - TERUG).order_by()
    tellingen = rijen.values("gebruiker").annotate(
        keren=Count("pk"),
        dossiers=Count("wat", distinct=True, filter=~Q(wat="")),
        bestanden=Count("pk", filter=Q(soort__in=_BESTANDEN)),
        geweigerd=Count("pk", filter=Q(soort=InzageSoort.WEIGERING)),
        laatst_op=Max("op"),
    )
    mensen = Gebruiker.objects.select_related("gemeente").in_bulk([rij["gebruiker"] for rij in tellingen])
    regels = [_regel(mensen[rij["gebruiker"]], rij) for rij in tellingen]
    return sorted(regels, key=lambda regel: (-regel.dossiers, -regel.keren, regel.gebruiker.naam))


def _regel(wie: Gebruiker, telling: Mapping[str, Any]) -> Persoonregel:
    return Persoonregel(**{**telling, "gebruiker": wie})


def _rijen() -> QuerySet[Inzage]:
    return Inzage.objects.filter(wereld=nummer_hier()).select_related("gebruiker__gemeente", "contactpersoon")
