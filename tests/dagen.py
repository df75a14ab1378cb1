"""Days on which a calendar is hard: ``python -m tests.dagen`` prints them, for ``bin/test --alles``.

All are counted from today, so that the list never lies behind us.
"""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
AANLOOP = timedelta(minutes=5)


def lastige_dagen(nu: datetime) -> dict[str, datetime]:
    """Return the next such moment after `nu` (aware) by a short name, in Amsterdam: shortly before the clock turns."""
    hier = nu.astimezone(ZONE)
    zaterdag = hier + timedelta(days=(5 - hier.weekday()) % 7 or 7)
    schrikkel = next(jaar for jaar in range(hier.year, hier.year + 9) if isleap(jaar) and hier < _dag(jaar, 2, 29))
    een, ander = _klokwissels(nu)
    return {
        "zaterdagnacht": zaterdag.replace(hour=23, minute=30, second=0, microsecond=0),
        "klokwissel": een,
        "andere-klokwissel": ander,
        "oudejaar": _dag(hier.year, 12, 31, 23, 50),
        "schrikkeldag": _dag(schrikkel, 2, 29, 11),
        "over-vijf-jaar": hier.replace(year=hier.year + 5, day=min(hier.day, 28)),
    }


def _dag(jaar: int, maand: int, dag: int, uur: int = 0, minuut: int = 0) -> datetime:
    return datetime(jaar, maand, dag, uur, minuut, tzinfo=ZONE)


def _klokwissels(nu: datetime) -> tuple[datetime, datetime]:
    """Just before the next two moments at which the offset of Amsterdam changes; it does so on a whole hour of UTC."""
    uren = (nu.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=n) for n in range(1, 9000))
    wissels = [u for u in uren if _afstand(u) != _afstand(u - timedelta(hours=1))]
    return (wissels[0] - AANLOOP).astimezone(ZONE), (wissels[1] - AANLOOP).astimezone(ZONE)


def _afstand(moment: datetime) -> timedelta | None:
    return moment.astimezone(ZONE).utcoffset()


if __name__ == "__main__":
    for naam, moment in lastige_dagen(datetime.now(UTC)).items():
        print(naam, moment.isoformat(timespec="seconds"))
