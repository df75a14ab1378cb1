"""The forms behind the signed links in mails: a ceiling per link per hour, and each form once.

Counted in rows, which every web process shares. A token that is not ours counts nowhere: whoever makes them up fills no
table. Who asks for a link leaves a row as well, and whose that link or that address is, the worker finds out: the page
does the same whatever became of the link, and for an address that we know as for one that we do not
(docs/besluiten/0069).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from basis.toekomst import onmogelijk
from contacten.models import Linkpost

from .verzoeken import LinkWerktNiet, ontcijfer

# More than anybody sends who fills in a form, saves it and puts it right; and few enough to stop a machine.
PER_UUR, UUR = 30, timedelta(hours=1)
# For so long the same form is known again: as long as any link of this kind is used.
ONTHOUDEN = timedelta(days=14)


class TeVaak(LinkWerktNiet):
    """So often in an hour that it is refused unread."""

    def __init__(self) -> None:
        """Say it in plain words."""
        super().__init__(
            "Met deze link is het afgelopen uur te vaak iets verstuurd. Probeer het over een uur opnieuw. Kan het niet "
            "wachten? Bel dan."
        )

    @property
    def status(self) -> int:
        """Too many requests."""
        return HTTPStatus.TOO_MANY_REQUESTS


class AlVerstuurd(Exception):
    """This very form went through before: pressed twice, or sent again from an earlier page."""


@dataclass
class Inzending:
    """One form that is dealt with now. Unless it `gaat_door`, the same form may come again."""

    gaat_door: bool = False


def naam_van(token: str, zout: str) -> str:
    """What names this link in the rows. Raises LinkWerktNiet when we did not sign it."""
    return f"{zout}:{ontcijfer(token, zout).hex}"


def tel(link: str, nu: datetime) -> None:
    """Count one form of this link, and clear away what counts no more. Raises TeVaak."""
    rijen = Linkpost.objects.filter(link=link, vraagt=False)
    rijen.filter(formulier__isnull=True, op__lte=nu - UUR).delete()
    rijen.filter(Q(op__lte=nu - ONTHOUDEN) | onmogelijk("op", nu)).delete()
    if rijen.filter(formulier__isnull=True).count() >= PER_UUR:
        raise TeVaak
    Linkpost.objects.create(link=link, op=nu)


@dataclass(frozen=True)
class Vraag:
    """What was asked: with which kind of link, the key of that, the address that was typed (empty when none is asked),
    and in which drill."""

    zout: str
    sleutel: UUID
    adres: str
    wereld: int | None


def leg_klaar(link: str, nu: datetime, adres: str = "", wereld: int | None = None) -> None:
    """Keep that a mail with a link was asked with this link, and at this address, for the worker; whoever it is, it is
    one row."""
    Linkpost.objects.create(link=link, vraagt=True, adres=adres.strip(), wereld=wereld, op=nu)


def wachtende() -> QuerySet[Linkpost]:
    """What was asked and nobody looked at yet."""
    return Linkpost.objects.filter(vraagt=True)


def neem(nummer: int) -> Vraag | None:
    """Take this one of them away; None when somebody has it or had it. Call inside a transaction: what fails waits
    on."""
    rij = wachtende().select_for_update(skip_locked=True).filter(pk=nummer).first()
    if rij is None:
        return None
    rij.delete()
    zout, _, sleutel = rij.link.rpartition(":")
    return Vraag(zout, UUID(sleutel), rij.adres, rij.wereld)


@contextmanager
def eenmaal(link: str, formulier: str, nu: datetime) -> Iterator[Inzending]:
    """Deal with this form unless it went through before: a second that comes meanwhile waits for the first. A form
    without a key is dealt with as it comes. Raises AlVerstuurd."""
    sleutel = _uuid(formulier)
    if sleutel is None:
        yield Inzending()
        return
    with transaction.atomic():
        try:
            with transaction.atomic():
                rij = Linkpost.objects.create(link=link, formulier=sleutel, op=nu)
        except IntegrityError as fout:
            raise AlVerstuurd from fout
        inzending = Inzending()
        yield inzending
        if not inzending.gaat_door:
            rij.delete()


def _uuid(waarde: str) -> UUID | None:
    try:
        return UUID(waarde)
    except ValueError:
        return None
