"""Month by month: how many meldingen came in, and how long those took that were closed (R57).

How long: from receipt until closed, in days; the middle one of those that were closed in a month, so that one long
one does not hide the others. Only those with a chosen scenario: what was no calamity is closed at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median

from django.db.models import QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from basis.grafiek import Grafiek, staafgrafiek
from basis.kalender import ZONE, lokale_datum
from basis.taal import KORTE_MAANDEN, MAANDEN
from calamiteiten.models import Melding

from .tellingen import Telling, per

AANTAL = 12
# So many of the newest closed meldingen are read; a region has some hundred a year.
MEESTE = 5000


@dataclass(frozen=True)
class Maand:
    """One month: its name, how many came in, how many were closed, and the median of their days (None: none)."""

    naam: str
    kort: str
    binnen: int
    gesloten: int
    dagen: int | None


@dataclass(frozen=True)
class Maanden:
    """The last twelve months, the oldest first, with the two drawings of them."""

    rijen: tuple[Maand, ...]
    binnen: Grafiek
    dagen: Grafiek


def telling(zicht: QuerySet[Melding], sinds: datetime) -> Telling:
    """How many of `zicht` came in per month `sinds` (the `begin` of the months), to be asked along with other
    counts."""
    maand = ExtractYear("ontvangen_op", tzinfo=ZONE) * 12 + ExtractMonth("ontvangen_op", tzinfo=ZONE)
    return per("maand", zicht.filter(ontvangen_op__gte=sinds), maand, is_uniek=False)


def maak(zicht: QuerySet[Melding], binnen: dict[str, int], nu: datetime) -> Maanden:
    """The months until `nu`; `binnen`: the answer to `telling`. One query."""
    duren: dict[int, list[int]] = {}
    gesloten = zicht.filter(afgerond_op__gte=begin(nu)).exclude(scenario="").order_by("-afgerond_op")
    for ontvangen, afgerond in gesloten.values_list("ontvangen_op", "afgerond_op")[:MEESTE]:
        if afgerond:
            duren.setdefault(_nummer(lokale_datum(afgerond)), []).append((afgerond - ontvangen).days)
    rijen = tuple(_maand(nummer, binnen, duren.get(nummer, [])) for nummer in _nummers(nu))
    return Maanden(
        rijen,
        _grafiek("binnen", "Meldingen per maand", ((rij.kort, rij.binnen) for rij in rijen)),
        _grafiek("dagen", "Dagen tot afronding, per maand", ((rij.kort, rij.dagen or 0) for rij in rijen)),
    )


def _grafiek(code: str, titel: str, waarden: Iterable[tuple[str, int]]) -> Grafiek:
    return staafgrafiek(code, titel, list(waarden), leeg="Alle maanden 0.")


def _maand(nummer: int, binnen: dict[str, int], duren: list[int]) -> Maand:
    jaar, maand = divmod(nummer - 1, 12)
    dagen = round(median(duren)) if duren else None
    naam = f"{MAANDEN[maand]} {jaar}"
    return Maand(naam, KORTE_MAANDEN[maand], binnen.get(str(nummer), 0), len(duren), dagen)


def _nummer(dag: date) -> int:
    """A month as one number, that of the next one is one more."""
    return dag.year * 12 + dag.month


def _nummers(nu: datetime) -> range:
    laatste = _nummer(lokale_datum(nu))
    return range(laatste - AANTAL + 1, laatste + 1)


def begin(nu: datetime) -> datetime:
    """When the first of the months began that are shown at `nu` (aware)."""
    jaar, maand = divmod(_nummers(nu)[0] - 1, 12)
    return datetime(jaar, maand + 1, 1, tzinfo=ZONE).astimezone(UTC)
