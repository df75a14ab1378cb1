"""Which old back-ups may go: all of two days stay, then one a day, then one a week. The newest always stays."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta

ALLES = timedelta(days=2)


def mag_weg(momenten: Iterable[datetime], nu: datetime, *, dagen: int, weken: int) -> list[datetime]:
    """The moments (aware) of the back-ups that may be removed.

    Of each day of the last `dagen` days and of each week of the last `weken` weeks the newest stays. Days and weeks
    are those of UTC. One from the future (a clock that was wrong) stays.
    """
    gezien: set[Hashable] = set()
    weg = []
    for nummer, moment in enumerate(sorted(momenten, reverse=True)):
        vakken = _vakken(moment, nu - moment, dagen, weken)
        if nummer and vakken <= gezien and nu - moment > ALLES:
            weg.append(moment)
        gezien |= vakken
    return weg


def _vakken(moment: datetime, oud: timedelta, dagen: int, weken: int) -> set[Hashable]:
    """The day and the week that this back-up can stand for, as far as they are still kept."""
    dag, week = ("dag", moment.date()), ("week", *moment.isocalendar()[:2])
    return {vak for vak, telt in ((dag, oud <= timedelta(days=dagen)), (week, oud <= timedelta(weeks=weken))) if telt}
