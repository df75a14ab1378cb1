"""Who looked: what the doors say of one request while its page is made, kept until the page leaves (middleware.py).

A door says what it opened or refused; it writes nothing. Outside a request (a round, a command) nobody looks, and
nothing is kept.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest

from calamiteiten.models import Inzage
from contacten.models import Gebruiker

# The addresses that a calendar asks by itself, all day.
VAN_DE_AGENDA = ("agenda_ics", "agenda_atom")


@dataclass
class Spoor:
    """What happened in one request, on the local day `vandaag`. `gelezen`: what was opened, the first first;
    `contact`: who came by a link, the key of a row; `is_geweigerd`: refused before there was a page; `wereld`: the
    number of the drill; `getoond`: how many dossiers a file is about; `lezer`: whose calendar reads, without signing
    in, and `vernomen`: of which zaken (their kenmerken) it did not tell before; `los`: into which dossiers an account
    was let by exception, as was asked already."""

    request: HttpRequest
    vandaag: date
    gelezen: list[str] = field(default_factory=list)
    contact: int | None = None
    is_geweigerd: bool = False
    wereld: int | None = None
    getoond: int | None = None
    lezer: Gebruiker | None = None
    vernomen: list[str] = field(default_factory=list)
    los: dict[int, tuple[int, ...]] = field(default_factory=dict)


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


def los_hier() -> dict[int, tuple[int, ...]] | None:
    """Where is kept into which dossiers who was let, for as long as this page is made; None where it may change in the
    meantime (a form, a round) and is asked every time."""
    spoor = _spoor.get()
    return spoor.los if spoor is not None and spoor.request.method in {"GET", "HEAD"} else None


def gelezen(wat: str, contact: int | None = None) -> None:
    """A door opened this zaak (its kenmerk) or other thing; `contact`: for who came by a link, the key of a row."""
    spoor = _spoor.get()
    if spoor is not None:
        spoor.gelezen.append(wat)
        spoor.contact = contact or spoor.contact


def geweigerd() -> None:
    """Refused before there was a page: of a page the answer says so itself."""
    spoor = _spoor.get()
    if spoor is not None:
        spoor.is_geweigerd = True


def getoond(aantal: int) -> None:
    """A file is about so many dossiers: it is no page, in which they could be counted."""
    spoor = _spoor.get()
    if spoor is not None:
        spoor.getoond = aantal


def gelezen_door(lezer: Gebruiker, wat: str, aantal: int, vernomen: Iterable[str] = ()) -> None:
    """What is due to this user was asked by link, without signing in: it is about so many zaken, of which `vernomen`
    (their kenmerken) were not told before."""
    spoor = _spoor.get()
    if spoor is not None:
        spoor.lezer, spoor.getoond = lezer, aantal
        spoor.gelezen.append(wat)
        spoor.vernomen.extend(vernomen)


def ook_gelezen(kenmerk: str) -> None:
    """The page of another zaak shows what stands in this dossier: a look of its own, with a row of its own."""
    spoor = _spoor.get()
    if spoor is not None and kenmerk not in spoor.vernomen:
        spoor.vernomen.append(kenmerk)


def nog_niet_vernomen(lezer: Gebruiker, kenmerken: list[str], sinds: datetime) -> list[str]:
    """Of which of these zaken the agenda of this user did not tell since then (aware)."""
    eerder = Inzage.objects.filter(gebruiker=lezer, op__gte=sinds, adres__in=VAN_DE_AGENDA, wat__in=kenmerken)
    bekend = set(eerder.order_by().values_list("wat", flat=True))
    return [kenmerk for kenmerk in kenmerken if kenmerk not in bekend]
