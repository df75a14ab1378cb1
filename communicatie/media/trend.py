"""How the attention in the media moves: pieces per day, whether that rises, and what people want to know (R116, R119).

The numbers of a rise stand with the protocol (`[[stijging]]`). What was marked as not relevant never counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from basis.grafiek import Grafiek, staafgrafiek
from basis.kalender import ZONE, lokale_datum
from basis.taal import aantal, korte_datum
from communicatie.models import Mediasignaal, Mediavolger
from communicatie.regels import Communicatieregels, Stijging

from .monitor import Onderwerp, signalen, volger

DAGEN = 14
# How far back the beginning of a rise is looked for; one that lasts longer counts as begun then.
LANGSTE_STIJGING = 60
BEHOEFTEN = 5


@dataclass(frozen=True)
class Dagtelling:
    """How many pieces appeared on a day (Amsterdam time)."""

    datum: date
    aantal: int


@dataclass(frozen=True)
class Mediastaat:
    """The media in short, for a side panel: `templates/media/_mediastaat.html` shows it as `media`."""

    url: str
    tellingen: list[Dagtelling]
    grafiek: Grafiek
    is_stijgend: bool
    behoeften: list[Mediasignaal]
    volger: Mediavolger | None

    @property
    def totaal(self) -> int:
        """Pieces in the days that are shown."""
        return sum(telling.aantal for telling in self.tellingen)


def telling_per_dag(onderwerp: Onderwerp, nu: datetime, dagen: int = DAGEN) -> list[Dagtelling]:
    """The pieces per day over the last `dagen` days, today last, days without any included. `nu` is aware."""
    vandaag = lokale_datum(nu)
    eerste = vandaag - timedelta(days=dagen - 1)
    begin_op = datetime(eerste.year, eerste.month, eerste.day, tzinfo=ZONE)
    rijen = signalen(onderwerp).filter(is_niet_relevant=False, verschenen_op__gte=begin_op, verschenen_op__lte=nu)
    per_dag = rijen.order_by().annotate(dag=TruncDate("verschenen_op", tzinfo=ZONE)).values_list("dag")
    geteld = dict(per_dag.annotate(Count("pk")))
    reeks = [eerste + timedelta(days=plaats) for plaats in range(dagen)]
    return [Dagtelling(dag, geteld.get(dag, 0)) for dag in reeks]


def is_stijgend(onderwerp: Onderwerp, regels: Communicatieregels, nu: datetime) -> bool:
    """Whether today (Amsterdam time) the attention rises, by the rule of the protocol."""
    return begin_van_stijging(onderwerp, regels, nu) is not None


def begin_van_stijging(onderwerp: Onderwerp, regels: Communicatieregels, nu: datetime) -> date | None:
    """The first day of the rise that goes on today; None when there is none."""
    regel = next(iter(regels.stijgingen), None)
    if regel is None:
        return None
    return _begin(telling_per_dag(onderwerp, nu, regel.dagen + LANGSTE_STIJGING), regel)


def mediastaat(onderwerp: Onderwerp, regels: Communicatieregels, nu: datetime, url: str) -> Mediastaat:
    """The media about this subject in short; `url` is the page where all of it stands."""
    tellingen = telling_per_dag(onderwerp, nu)
    waarden = [(korte_datum(t.datum).rsplit(" ", 1)[0], t.aantal) for t in tellingen]
    titel = f"Berichten per dag: {aantal(sum(t.aantal for t in tellingen), 'bericht', 'berichten')} in {DAGEN} dagen"
    behoeften = signalen(onderwerp).filter(is_niet_relevant=False).exclude(behoefte="")
    return Mediastaat(
        url=url,
        tellingen=tellingen,
        grafiek=staafgrafiek("media", titel, waarden),
        is_stijgend=is_stijgend(onderwerp, regels, nu),
        behoeften=list(behoeften[:BEHOEFTEN]),
        volger=volger(onderwerp),
    )


def _begin(tellingen: Sequence[Dagtelling], regel: Stijging) -> date | None:
    begin = None
    for plaats in range(len(tellingen) - 1, regel.dagen - 1, -1):
        if not _stijgt(tellingen, plaats, regel):
            break
        begin = tellingen[plaats].datum
    return begin


def _stijgt(tellingen: Sequence[Dagtelling], plaats: int, regel: Stijging) -> bool:
    """At least so many that day, and at least so many times the mean of the days before."""
    eerder = sum(telling.aantal for telling in tellingen[plaats - regel.dagen : plaats])
    vandaag = tellingen[plaats].aantal
    return vandaag >= regel.minstens and vandaag * regel.dagen >= regel.keer * eerder
