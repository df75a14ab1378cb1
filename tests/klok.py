"""The one clock of a test.

Every test holds its clock: it stands still at the moment of the fixture `nu` (or of the mark ``klok(moment)``) from
before the first fixture until after the last, for each request, thread, template, session, query and child process.
A test moves it with the verbs below. A test that needs the clock on the wall says so with the mark ``echte_klok``, and
then the verbs refuse. A page asked where nobody said which clock holds fails: it would pass today and fail next week.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import time_machine

# PostgreSQL's own words for "now"; SQLite is never asked (basis/klok.py).
KLOK_VAN_DE_DATABASE = re.compile(
    r"\b(?:clock_timestamp|statement_timestamp|transaction_timestamp|now)\(\s*\)|\b(?:current_timestamp|localtimestamp)\b",
    re.IGNORECASE,
)
_reiziger: time_machine.Traveller | None = None
_is_echt = False


class BuitenDeKlok(AssertionError):
    """Something asked what time it is where this test had not said which clock holds."""


def zet(moment: datetime) -> None:
    """Set the held clock to `moment` (aware). Raises BuitenDeKlok in a test with the real clock."""
    _gehouden().move_to(moment, tick=False)


def verder(duur: timedelta) -> None:
    """Move the held clock on by `duur`. Raises BuitenDeKlok in a test with the real clock."""
    _gehouden().shift(duur)


@contextmanager
def op(moment: datetime) -> Iterator[None]:
    """Within this block it is `moment` (aware); afterwards it is what it was. Raises BuitenDeKlok as `zet` does."""
    toen = datetime.now(UTC)
    zet(moment)
    try:
        yield
    finally:
        zet(toen)


@contextmanager
def vast(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) from here on: for the fixture of every test, and for wider fixtures."""
    global _reiziger  # noqa: PLW0603  one process has one clock
    if _reiziger or _is_echt:
        raise BuitenDeKlok("Deze test heeft al een klok. Verzet die met klok.zet, klok.verder of klok.op.")
    with time_machine.travel(moment, tick=False) as _reiziger:
        try:
            yield
        finally:
            _reiziger = None


@contextmanager
def echt() -> Iterator[None]:
    """From here on the clock on the wall holds: for tests with the mark ``echte_klok`` and for their wider fixtures."""
    global _is_echt  # noqa: PLW0603  as above
    vorige, _is_echt = _is_echt, True
    try:
        yield
    finally:
        _is_echt = vorige


def _gehouden() -> time_machine.Traveller:
    if _reiziger is None:
        raise BuitenDeKlok("Deze test houdt geen klok vast: haal het merk echte_klok weg, of verzet de klok niet.")
    return _reiziger


def _eis() -> None:
    if _reiziger is None and not _is_echt:
        raise BuitenDeKlok(
            "Een pagina wordt gevraagd buiten de klok van de test. Vraag haar binnen een test, of zet er in een "
            "ruimere fixture `with klok.vast(moment):` omheen."
        )


# What holds everybody to it ------------------------------------------------------------------------------------------


@contextmanager
def toezicht() -> Iterator[None]:
    """For a whole run: requests must know their clock; queries and child processes follow the held one."""
    from django.core.handlers.base import BaseHandler
    from django.db.backends.utils import CursorWrapper

    with pytest.MonkeyPatch.context() as lap:
        lap.setattr(BaseHandler, "get_response", _met_klok(BaseHandler.get_response))
        lap.setattr(CursorWrapper, "execute", _met_moment(CursorWrapper.execute))
        lap.setattr(subprocess.Popen, "__init__", _met_faketime(subprocess.Popen.__init__))
        yield


def _met_klok(eigen: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(eigen)
    def get_response(*args: Any, **kwargs: Any) -> Any:
        _eis()
        return eigen(*args, **kwargs)

    return get_response


def _met_moment(eigen: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(eigen)
    def execute(zelf: Any, sql: Any, params: Any = None) -> Any:
        if _reiziger and isinstance(sql, str) and _kan_de_klok_lezen(sql):
            sql = KLOK_VAN_DE_DATABASE.sub(f"timestamptz '{datetime.now(UTC).isoformat()}'", sql)
        return eigen(zelf, sql, params)

    return execute


def _kan_de_klok_lezen(sql: str) -> bool:
    """What most questions are not: asked of each before the pattern is looked for, which takes ten times as long."""
    klein = sql.lower()
    return "timestamp" in klein or "now" in klein


def _met_faketime(eigen: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(eigen)
    def start(zelf: Any, *args: Any, env: Any = None, **kwargs: Any) -> None:
        erft = os.environ if env is None else env
        if _reiziger:
            env = {**erft, **stilstaand(datetime.now(UTC))}
        elif "FAKETIME" in os.environ and "FAKETIME" not in erft:
            env = {**erft, **verschoven(timedelta())}
        eigen(zelf, *args, env=env, **kwargs)

    return start


def stilstaand(moment: datetime) -> dict[str, str]:
    """The environment in which a program finds the clock standing still at `moment` (aware).

    What measures how long something takes (the monotonic clock) and the dates of files stay as they are.
    """
    # libfaketime reads a local time: of the zone that the program itself would use.
    lokaal = moment.astimezone()
    return {
        "LD_PRELOAD": str(bibliotheek()),
        "FAKETIME": f"{lokaal:%Y-%m-%d %H:%M:%S}.{lokaal.microsecond:06}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }


def verschoven(duur: timedelta) -> dict[str, str]:
    """The environment in which a program finds the clock `duur` ahead of that of this run (``bin/test --op``)."""
    seconden = float(os.environ.get("FAKETIME", "0")) + duur.total_seconds()
    # The library's shared memory is handed down too: made by root in a process that then becomes a server of another
    # user (setpriv keeps the number of the process), it could not be opened by that server.
    gedeeld = os.environ.get("FAKETIME_SHARED")
    return {
        "LD_PRELOAD": str(bibliotheek()),
        "FAKETIME": f"{seconden:+.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        **({"FAKETIME_SHARED": gedeeld} if gedeeld else {}),
    }


@cache
def bibliotheek() -> Path:
    """The library that shifts the clock of a program (libfaketime). Raises BuitenDeKlok when it is not installed.

    It comes from the wheel: with the 0.9.10 of Debian a program that waits for a lock for some seconds waits for ever.
    """
    if "LD_PRELOAD" in os.environ:  # of `bin/test --op`, at a place where the servers of another user can read it
        return Path(os.environ["LD_PRELOAD"])
    pakket = find_spec("libfaketime")
    pad = Path(pakket.origin).parent / "vendor/libfaketime/src/libfaketime.so.1" if pakket and pakket.origin else None
    if pad is None or not pad.is_file():
        raise BuitenDeKlok("libfaketime ontbreekt: bin/test installeert het.")
    return pad


if __name__ == "__main__":
    print(bibliotheek())
