"""Who looked: what the doors say of one request while its page is made, kept until the page leaves (middleware.py).

A door says what it opened or refused; it writes nothing. Outside a request (a round, a command) nobody looks, and
nothing is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest


@dataclass
class Spoor:
    """What happened in one request, on the local day `vandaag`. `gelezen`: what was opened, the first first;
    `contact`: who came by a link, the key of a row; `is_geweigerd`: a page was not for this role; `wereld`: the number
    of the drill; `getoond`: how many dossiers a file is about."""

    request: HttpRequest
    vandaag: date
    gelezen: list[str] = field(default_factory=list)
    contact: int | None = None
    is_geweigerd: bool = False
    wereld: int | None = None
    getoond: int | None = None


_spoor: ContextVar[Spoor | None] = ContextVar("inzagespoor", default=None)


@contextmanager
def gevolgd(request: HttpRequest, vandaag: date) -> Iterator[Spoor]:
    """Keep what the doors say while this request is answered."""
    spoor = Spoor(request, vandaag)
    vorige = _spoor.set(spoor)
    try:
        yield spoor
    finally:
        _spoor.reset(vorige)


def hier() -> Spoor | None:
    """What is kept of the request that is answered now; None outside one."""
    return _spoor.get()


def gelezen(wat: str, contact: int | None = None) -> None:
    """A door opened this zaak (its kenmerk) or other thing; `contact`: for who came by a link, the key of a row."""
    spoor = _spoor.get()
    if spoor is not None:
        spoor.gelezen.append(wat)
        spoor.contact = contact or spoor.contact


def geweigerd() -> None:
    """A door refused a page to this role."""
    spoor = _spoor.get()
    if spoor is not None:
        spoor.is_geweigerd = True


def getoond(aantal: int) -> None:
    """A file is about so many dossiers: it is no page, in which they could be counted."""
    spoor = _spoor.get()
    if spoor is not None:
        spoor.getoond = aantal
