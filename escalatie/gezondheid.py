"""Is the whole well: what `/readyz` tells a machine. Counts only, never a fact of a case."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from communicatie import perstermijnen
from communicatie.models import NOG_TE_VERZENDEN, Bericht

from .hartslagen import BERICHT_TE_LAAT, STIL_NA, WEKKER_TE_LAAT
from .models import Hartslag, Wekker


@dataclass(frozen=True)
class Gezondheid:
    """How the parts stand. `bewaking_seconden`: age of the last round of watching, None when there never was one."""

    database: bool
    bewaking_seconden: int | None = None
    verlopen_wekkers: int = 0
    wachtende_berichten: int = 0
    redenen: list[str] = field(default_factory=list)

    @property
    def is_goed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.redenen

    def als_antwoord(self) -> dict[str, Any]:
        """The same as plain data, with the verdict in front."""
        return {"status": "goed" if self.is_goed else "storing", **asdict(self)}


def meet(nu: datetime) -> Gezondheid:
    """Measure at `nu` (aware) with the bounds of `hartslagen`; a database that does not answer is a finding too."""
    try:
        return _meet(nu)
    except DatabaseError:
        return ZONDER_DATABASE


def _meet(nu: datetime) -> Gezondheid:
    laatste = Hartslag.objects.filter(component="bewaking").values_list("op", flat=True).first()
    seconden = int((nu - laatste).total_seconds()) if laatste else None
    open_ = Wekker.objects.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True)
    wekkers = open_.filter(gaat_op__lt=nu - WEKKER_TE_LAAT).count() + perstermijnen.verlopen(nu - WEKKER_TE_LAAT)
    berichten = Bericht.objects.filter(
        status__in=NOG_TE_VERZENDEN, gepland_op__lt=nu - BERICHT_TE_LAAT, pogingen=0
    ).count()
    bevindingen = (
        (seconden is None or seconden > STIL_NA.total_seconds(), "bewaking_staat_stil"),
        (wekkers > 0, "wekkers_verlopen"),
        (berichten > 0, "berichten_wachten"),
    )
    return Gezondheid(True, seconden, wekkers, berichten, [reden for is_mis, reden in bevindingen if is_mis])


ZONDER_DATABASE = Gezondheid(database=False, redenen=["database_antwoordt_niet"])
