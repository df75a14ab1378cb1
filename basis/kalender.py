"""Arithmetic of time, pure: hours in UTC, months and working days in local dates (readings A1, A2, A9).

No clock is read and no row is touched here. Every answer explains itself: from which moment it counts, by which rule,
and which days it skipped, so that a screen can show why a term ends when it ends.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta

ZONE = ZoneInfo("Europe/Amsterdam")
KANTOOR_VAN, KANTOOR_TOT = time(8, 0), time(17, 0)
WEEKDAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
# Days that the region adds by decision (royal decree, local agreement): date -> reason.
EXTRA_VRIJE_DAGEN: dict[date, str] = {}


@dataclass(frozen=True)
class OvergeslagenDag:
    """A local date that did not count, and why."""

    datum: date
    reden: str


@dataclass(frozen=True)
class Uitkomst:
    """The end of a term with its explanation. All moments are aware; `eind_op` and `start_op` in UTC."""

    start_op: datetime
    telt_vanaf_op: datetime
    eind_op: datetime
    regel: str
    overgeslagen: tuple[OvergeslagenDag, ...] = ()


@lru_cache(maxsize=64)
def feestdagen(jaar: int) -> dict[date, str]:
    """The Dutch holidays of a year by local date: public ones and those of the Algemene termijnenwet (F14).

    5 May and Goede Vrijdag count every year, which the library lists as optional.
    """
    dagen = holidays.country_holidays("NL", years=jaar, categories=("public", "optional"), language="nl")
    return {dag: str(naam) for dag, naam in dagen.items()}


def reden_vrij(datum: date) -> str:
    """Why this local date is no working day, or an empty string when it is one."""
    if datum in EXTRA_VRIJE_DAGEN:
        return EXTRA_VRIJE_DAGEN[datum]
    feestdag = feestdagen(datum.year).get(datum)
    if feestdag:
        return feestdag
    return WEEKDAGEN[datum.weekday()] if datum.weekday() >= 5 else ""


def is_werkdag(datum: date) -> bool:
    """Whether this local date is a working day."""
    return not reden_vrij(datum)


def is_kantoortijd(moment: datetime) -> bool:
    """Whether offices are open at this moment: a working day from 8:00 until 17:00 local."""
    hier = moment.astimezone(ZONE)
    return KANTOOR_VAN <= hier.time() < KANTOOR_TOT and is_werkdag(hier.date())


def uren(start_op: datetime, aantal: int) -> Uitkomst:
    """`aantal` elapsed hours after `start_op`, weekend and night included, across a clock change too (R79, A1)."""
    begin = start_op.astimezone(UTC)
    eind = begin + timedelta(hours=aantal)
    return Uitkomst(begin, begin, eind, f"{aantal} uur na het begin; nachten en weekenden tellen mee")


def maanden(start_op: datetime, aantal: int) -> Uitkomst:
    """`aantal` calendar months later, at the end of that local day, clamped to the month's end (R86, A2)."""
    begin = start_op.astimezone(ZONE)
    dag = begin.date() + relativedelta(months=aantal)
    eind = datetime.combine(dag, time(23, 59, 59), tzinfo=ZONE).astimezone(UTC)
    woord = "maand" if aantal == 1 else "maanden"
    regel = f"{aantal} {woord} na het begin, tot het einde van die dag"
    return Uitkomst(start_op.astimezone(UTC), start_op.astimezone(UTC), eind, regel)


def plus_maanden(dag: date, aantal: int) -> date:
    """So many calendar months later, clamped to the end of the month."""
    return dag + relativedelta(months=aantal)


def dagen(start_op: datetime, aantal: int) -> Uitkomst:
    """`aantal` calendar days later, weekends and holidays included, at the end of that local day."""
    begin = start_op.astimezone(ZONE)
    eind = datetime.combine(begin.date() + timedelta(days=aantal), time(23, 59, 59), tzinfo=ZONE).astimezone(UTC)
    regel = f"{aantal} {'dag' if aantal == 1 else 'dagen'} na het begin, weekenden en feestdagen tellen mee"
    return Uitkomst(start_op.astimezone(UTC), start_op.astimezone(UTC), eind, f"{regel}, tot het einde van die dag")


def werkdagen(start_op: datetime, aantal: int) -> Uitkomst:
    """The end (17:00 local) of the `aantal`-th working day after the day on which `start_op` counts (R5, A9).

    After 17:00 or on a day that is no working day, the start counts as the next working day.
    """
    lokaal = start_op.astimezone(ZONE)
    overgeslagen: list[OvergeslagenDag] = []
    dag = lokaal.date()
    if is_werkdag(dag) and lokaal.time() > KANTOOR_TOT:
        overgeslagen.append(OvergeslagenDag(dag, "na 17:00 uur"))
        dag += timedelta(days=1)
    dag = _werkdag_vanaf(dag, overgeslagen)
    telt_vanaf = start_op.astimezone(UTC) if dag == lokaal.date() else _moment(dag, time(0, 0))
    for _ in range(aantal):
        dag = _werkdag_vanaf(dag + timedelta(days=1), overgeslagen)
    regel = "1 werkdag: tot het einde van de volgende werkdag" if aantal == 1 else f"{aantal} werkdagen, tot 17:00 uur"
    return Uitkomst(start_op.astimezone(UTC), telt_vanaf, _moment(dag, KANTOOR_TOT), regel, tuple(overgeslagen))


def naar_kantooruren(eind_op: datetime) -> datetime:
    """This moment when it lies on a working day before 17:00; otherwise 17:00 on the next working day."""
    lokaal = eind_op.astimezone(ZONE)
    if is_werkdag(lokaal.date()) and lokaal.time() <= KANTOOR_TOT:
        return eind_op
    dag = lokaal.date() + timedelta(days=1 if is_werkdag(lokaal.date()) else 0)
    return _moment(_werkdag_vanaf(dag, []), KANTOOR_TOT)


def werkdagen_tussen(van_op: datetime, tot_op: datetime) -> int:
    """How many working days lie after the local day of `van_op`, up to and including that of `tot_op` (R28, A15)."""
    van, tot = van_op.astimezone(ZONE).date(), tot_op.astimezone(ZONE).date()
    return sum(is_werkdag(van + timedelta(days=n)) for n in range(1, (tot - van).days + 1))


def voor_vrije_dagen(eind_op: datetime, uren: int, na_op: datetime) -> datetime | None:
    """The moment `uren` before the office closes on the last working day before the free days in which `eind_op` lies,
    or directly after which it does; None without such days.

    Not before `na_op`: then it is when the office closes that day, and None when that has passed too.
    """
    dag = eind_op.astimezone(ZONE).date()
    dag -= timedelta(days=is_werkdag(dag))
    if is_werkdag(dag):
        return None
    while not is_werkdag(dag):
        dag -= timedelta(days=1)
    dicht_op = _moment(dag, KANTOOR_TOT)
    return next((op for op in (dicht_op - timedelta(hours=uren), dicht_op) if op > na_op), None)


def lokaal(moment: datetime) -> datetime:
    """The same moment on the clock of Europe/Amsterdam."""
    return moment.astimezone(ZONE)


def lokale_datum(moment: datetime) -> date:
    """The calendar date in Europe/Amsterdam at this moment."""
    return moment.astimezone(ZONE).date()


def _werkdag_vanaf(dag: date, overgeslagen: list[OvergeslagenDag]) -> date:
    while reden := reden_vrij(dag):
        overgeslagen.append(OvergeslagenDag(dag, reden))
        dag += timedelta(days=1)
    return dag


def _moment(dag: date, tijd: time) -> datetime:
    return datetime.combine(dag, tijd, tzinfo=ZONE).astimezone(UTC)
