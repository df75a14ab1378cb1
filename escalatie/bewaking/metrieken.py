"""How the watch stands, as numbers for Prometheus: terms that are due, mail that waits, how long rounds took, the age
of the back-up. Counts and ages only: no label names a zaak, a person or a gemeente.

Measured at most once in so many seconds per process, in a handful of queries: who asks it a thousand times costs the
database one.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.db import DatabaseError, InterfaceError
from django.db.models import Count, DurationField, Min, Sum
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from basis.metrieken import verzoeken
from basis.onthouden import Onthouden
from communicatie.models import NOG_TE_VERZENDEN, Bericht, BerichtStatus
from escalatie.models import Controlebeurt, Hartslag, Termijn

from . import gezondheid

# What of the outbox is still to do; what is done and grows for ever is counted by nobody.
STANDEN = (*NOG_TE_VERZENDEN, BerichtStatus.WACHT, BerichtStatus.VASTGELOPEN)
Getallen = dict[tuple[str, ...], float]
_stand = Onthouden[bytes](5.0)


def blad(klok: Callable[[], datetime]) -> bytes:
    """The page that Prometheus reads. `klok` is asked only when it is measured."""
    return verzoeken() + _stand.geef(lambda: _als_tekst(klok()))


def _als_tekst(nu: datetime) -> bytes:
    register = CollectorRegistry()
    register.register(_Stand(nu))
    return generate_latest(register)


class _Stand(Collector):
    """The numbers of this moment."""

    def __init__(self, nu: datetime) -> None:
        self._nu = nu

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each of them, with what it means; only whether the database answers when it does not."""
        try:
            getallen = [*_gezond(self._nu), *_termijnen(self._nu), *_post(self._nu), *_rondes(self._nu)]
        except (DatabaseError, InterfaceError):
            getallen = [_reeks("gezond", "1: all is well; 0: something is wrong.", (), {(): 0.0})]
        yield from getallen


def _reeks(naam: str, wat: str, labels: tuple[str, ...], waarden: Mapping[tuple[str, ...], float]) -> GaugeMetricFamily:
    reeks = GaugeMetricFamily(f"calamiteiten_{naam}", wat, labels=labels)
    for label, waarde in waarden.items():
        reeks.add_metric(label, waarde)
    return reeks


def _gezond(nu: datetime) -> Iterator[GaugeMetricFamily]:
    stand = gezondheid.meet(nu)
    aan: Getallen = {(reden,): float(reden in stand.redenen) for reden in gezondheid.ZINNEN}
    yield _reeks("gezond", "1: all is well; 0: something is wrong.", (), {(): float(stand.is_goed)})
    yield _reeks("storing", "1: this reason of /gezond holds now.", ("reden",), aan)
    yield _reeks("bevindingen", "Invariants that are broken now.", (), {(): float(stand.bevindingen or 0)})
    laat = float(stand.verlopen_wekkers or 0)
    yield _reeks("wekkers_te_laat", "Alarms that should have rung and did not.", (), {(): laat})


def _termijnen(nu: datetime) -> Iterator[GaugeMetricFamily]:
    loopt = Termijn.objects.filter(geeindigd_op__isnull=True)
    per_status = dict(loopt.order_by().values_list("status").annotate(aantal=Count("pk")))
    yield _reeks(
        "termijnen", "Terms that have not ended.", ("status",), {(k,): float(n) for k, n in per_status.items()}
    )
    verstreken = loopt.filter(vervalt_op__lte=nu).count()
    yield _reeks("termijnen_verstreken", "Of these those whose time is over.", (), {(): float(verstreken)})


def _post(nu: datetime) -> Iterator[GaugeMetricFamily]:
    rijen = Bericht.objects.filter(status__in=STANDEN).order_by().values_list("status").annotate(aantal=Count("pk"))
    per_stand: Getallen = {(str(stand),): 0.0 for stand in STANDEN}
    per_stand |= {(stand,): float(aantal) for stand, aantal in rijen}
    yield _reeks("berichten", "Messages still to do.", ("status",), per_stand)
    wacht = Bericht.objects.filter(status__in=NOG_TE_VERZENDEN, gepland_op__lte=nu)
    oudste = wacht.aggregate(een=Min("gepland_op"))["een"]
    leeftijd = (nu - oudste).total_seconds() if oudste else 0.0
    yield _reeks("oudste_onverzonden_seconden", "Age of the oldest message not sent.", (), {(): leeftijd})


def _rondes(nu: datetime) -> Iterator[GaugeMetricFamily]:
    slagen = list(Hartslag.objects.values_list("component", "op", "duur"))
    ouder: Getallen = {(naam,): (nu - op).total_seconds() for naam, op, _ in slagen}
    duurde: Getallen = {(naam,): duur.total_seconds() for naam, _, duur in slagen if duur is not None}
    som = Controlebeurt.objects.aggregate(een=Sum("duur", output_field=DurationField()))["een"]
    if som is not None:
        duurde[("controle",)] = som.total_seconds()
    yield _reeks("hartslag_seconden", "Since when each part was heard of, the back-up too.", ("onderdeel",), ouder)
    yield _reeks("ronde_seconden", "How long the last round of each part took.", ("onderdeel",), duurde)
