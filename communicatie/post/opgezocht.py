"""What a sender looks up for a batch of messages, once for all of them; and whether that still holds when it is the
turn of one.

Where a message goes and who may read it is decided at the moment of sending (F27). Asked row by row that is most of
what a mail costs, and the answers of one batch are nearly all the same. They may be kept for as long as nobody else
wrote anything: not a seat, a right, a lock or a wording that this module would have to know of, but anything at all.
The database says so in the statement that looks whether the row is still ours (`Intussen`). So no answer is older than
the last word in the database, and a sender beside whom much is written asks as often as before. What another sender
did with mails of his own (took them, made their links, marked one) is not such a word: they hear it from each other
(`luister`).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Q, QuerySet

from basis.voorbereid import voorbereid
from basis.wereld import duur
from calamiteiten.toegang import ZIEN_DE_HELE_REGIO, Kring, kringen
from communicatie.familie.naar_buiten import is_op_slot
from communicatie.models import Actielink, Bericht, BerichtStatus, Sjabloontekst
from communicatie.sjablonen import teksten
from contacten.bezetting import Zetel, bezet, zetels
from contacten.models import Contactpersoon
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE

from .deelnemers import met_een_account

T = TypeVar("T")
# What is looked up goes by the clock too (an absence that begins, a turn that ends): that is asked again after this.
VERS = timedelta(seconds=2)
# More transactions than this since: something was written, whose they were is not worth finding out.
_VEEL = 500
# On this channel a sender says which transaction of his did something with mails that he holds, and nothing else.
EIGEN_WERK = "verzender"


class Intussen:
    """Whether anybody but this sender wrote something since this was made. `beeld`: the transactions that were over by
    then, as PostgreSQL writes a snapshot down."""

    def __init__(self, beeld: str) -> None:
        self._tot, self._liepen = _lees(beeld)
        self._eigen: set[int] = set()

    def was_van_ons(self, *nummer: int) -> None:
        """This transaction was the sender's own, or that of another with his own mails: it changed no answer."""
        self._eigen.update(nummer)

    def is_niets_gebeurd(self, beeld: str) -> bool:
        """Whether nothing else was committed between then and this snapshot: what ran then and is over now counts."""
        tot, lopen = _lees(beeld)
        if tot - self._tot > _VEEL:
            return False
        return not ({*range(self._tot, tot), *self._liepen} - lopen - self._eigen)


def _lees(beeld: str) -> tuple[int, set[int]]:
    _, tot, lopen = beeld.split(":")
    return int(tot), {int(nummer) for nummer in lopen.split(",") if nummer}


def telt_mee() -> bool:
    """Whether the database can say who else wrote: PostgreSQL, outside a transaction (in one, what is written stays in
    the same)."""
    return connection.vendor == "postgresql" and not connection.in_atomic_block


@contextmanager
def luister() -> Iterator[None]:
    """Hear, for as long as this goes on, which transactions of other senders changed no answer. One that is not heard
    (a line that was lost, a word that comes late) costs a look-up, and is never a wrong answer."""
    if not telt_mee():
        yield
        return
    _zeg_aan_de_lijn(f"LISTEN {EIGEN_WERK}")
    try:
        yield
    finally:
        with suppress(OperationalError, InterfaceError):
            if telt_mee():
                _zeg_aan_de_lijn(f"UNLISTEN {EIGEN_WERK}")
                _gehoord()


def _zeg_aan_de_lijn(opdracht: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(opdracht)


def _gehoord() -> list[int]:
    """What the line heard since the last time: a word is there when the answer to any question after it is."""
    woorden: list[Any] = getattr(connection.connection, "notifies", [])
    nummers = [int(woord.payload) for woord in woorden if woord.channel == EIGEN_WERK and woord.payload.isdecimal()]
    woorden.clear()
    return nummers


def beeld_nu() -> str:
    """The snapshot of this moment; "" where there is none to compare."""
    if not telt_mee():
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def nummer_van_nu(zeg: str = "") -> int | None:
    """The number of the transaction that this is; None where it has none to compare. `zeg`: the channel on which it is
    said when this is committed."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        if zeg:
            cursor.execute("SELECT n, pg_notify(%s, n) FROM CAST(pg_current_xact_id() AS text) n", [zeg])
        else:
            cursor.execute("SELECT pg_current_xact_id()::text")
        return int(cursor.fetchone()[0])


def kanaal_van_nu() -> str:
    """Where to say the number of a transaction that begins now: on no channel within another, of which it would be a
    part."""
    return EIGEN_WERK if telt_mee() else ""


@dataclass(frozen=True)
class Rijstand:
    """How a row stands at this moment: whether this sender holds it, why it was withdrawn ("": it was not), and the
    snapshot of that look."""

    is_van_ons: bool
    ingetrokken_om: str = ""
    beeld: str = ""


def kijk(bericht: Bericht) -> Rijstand:
    """Look at this row, right before it goes."""
    for status, lease_tot, om, *beeld in _staat(bericht.pk):
        is_van_ons = status == BerichtStatus.BEZIG and lease_tot == bericht.lease_tot
        return Rijstand(is_van_ons, om, "".join(beeld))
    return Rijstand(is_van_ons=False)


def _staat(nummer: int) -> list[tuple[Any, ...]]:
    if not telt_mee():
        return _stand_van(nummer)
    # In one statement: the snapshot is that of this look.
    with connection.cursor() as cursor:
        cursor.execute(_MET_BEELD, [nummer])
        return list(cursor.fetchall())


_MET_BEELD = (
    "SELECT status, lease_tot, intrekken_om, pg_current_snapshot()::text "  # noqa: S608 - our own name  # nosec B608
    f"FROM {Bericht._meta.db_table} WHERE id = %s"
)


@voorbereid
def _stand_van(nummer: int) -> QuerySet[Bericht, tuple[Any, ...]]:
    return Bericht.objects.filter(pk=nummer).values_list("status", "lease_tot", "intrekken_om")


@dataclass
class Accounts:
    """Who can sign in for these seats: (role, gemeente, contact) of each account; None: without that one."""

    rijen: set[tuple[str, int | None, int | None]] = field(default_factory=set)

    def heeft(self, rol: str, contact: int | None, gemeente: int | None = None) -> bool:
        """Whether there is one of this person, or of nobody by name, for this role (in this gemeente)."""
        return any(
            een_rol == rol and wie in {None, contact} and gemeente in {None, waar} for een_rol, waar, wie in self.rijen
        )


class Opgezocht:
    """The answers for these messages at `nu` (aware). Each is asked once, when the first message needs it, for all of
    them; a question that cannot be answered is of the message that asks it (F21)."""

    def __init__(self, rijen: Sequence[Bericht], nu: datetime) -> None:
        self.rijen, self.nu, self.gegaan = list(rijen), nu, 0
        # The link of each of these messages that has one (`actielinks.leg_klaar`).
        self.links: dict[int, Actielink] = {}
        # Of one message the answers are asked for itself, and are for no other.
        beeld = beeld_nu() if len(self.rijen) > 1 else ""
        self.intussen = Intussen(beeld) if beeld else None
        self._bewaard: dict[Any, Any] = {}
        self._ververs_contacten()

    def _ververs_contacten(self) -> None:
        """The people as they stand in the list now: leased, they are as old as the lease."""
        wie = Contactpersoon.objects.in_bulk({rij.contactpersoon_id for rij in self.rijen if rij.contactpersoon_id})
        for rij in self.rijen:
            rij.contactpersoon = wie.get(rij.contactpersoon_id or 0)

    def geldt_voor(self, bericht: Bericht, nu: datetime, beeld: str) -> bool:
        """Whether these answers still hold for this message at `nu`, when the row was looked at with this snapshot. For
        the first after they were asked there is nothing newer."""
        if not any(rij is bericht for rij in self.rijen):
            return False
        if not self.gegaan:
            return True
        if self.intussen is None or not beeld or not timedelta() <= nu - self.nu < duur(VERS):
            return False
        self.intussen.was_van_ons(*_gehoord())
        return self.intussen.is_niets_gebeurd(beeld)

    def zetel(self, bericht: Bericht) -> Zetel:
        """Who fills the seat of this message. Raises ValueError as `bezet` does."""
        waar, bij = bericht.gemeente, bericht.aanbieder
        if bericht.rol in PER_GEMEENTE and waar:
            return self._eens(("zetels", bericht.rol, bericht.is_dringend), lambda: self._zetels(bericht))[waar.pk]
        sleutel = ("zetel", bericht.rol, bij.pk if bij and bericht.rol in PER_AANBIEDER else None, bericht.is_dringend)
        return self._eens(
            sleutel, lambda: bezet(bericht.rol, self.nu, gemeente=waar, aanbieder=bij, is_spoed=bericht.is_dringend)
        )

    def _zetels(self, een: Bericht) -> dict[int, Zetel]:
        gemeenten = {rij.gemeente.pk: rij.gemeente for rij in self.rijen if rij.gemeente and rij.rol == een.rol}
        plekken = zetels(een.rol, self.nu, gemeenten=gemeenten.values(), is_spoed=een.is_dringend)
        return {plek.gemeente.pk: plek for plek in plekken if plek.gemeente}

    def heeft_toegang(self, bericht: Bericht) -> bool:
        """Whether the seat of this message can see its melding."""
        zaak = bericht.zaak_id
        if bericht.rol in ZIEN_DE_HELE_REGIO or zaak is None:
            return True
        alle = {rij.zaak_id or 0 for rij in self.rijen if rij.met_toegang} | {zaak}
        kring: Kring = self._eens("kringen", lambda: kringen(alle))[zaak]
        return kring.heeft(bericht.rol, bericht.gemeente)

    def is_op_slot(self, bericht: Bericht) -> bool:
        """Whether a lock holds this message."""
        return self._eens(("slot", bericht.pk), lambda: is_op_slot(bericht))

    def accounts(self) -> Accounts:
        """Who can sign in for the seats of these messages."""
        return self._eens("accounts", self._accounts)

    def _accounts(self) -> Accounts:
        rollen = {rij.rol for rij in self.rijen if rij.rol}
        gemeenten = {rij.gemeente_id for rij in self.rijen if rij.gemeente_id}
        waar = Q(gemeente__in=gemeenten) | ~Q(rol__in=PER_GEMEENTE)
        wie = met_een_account().filter(waar, rol__in=rollen, is_active=True)
        return Accounts(set(wie.values_list("rol", "gemeente", "contactpersoon")))

    def woorden(self, code: str) -> Sjabloontekst | None:
        """The newest wording of this mail."""
        return self._eens(("woorden", code), lambda: teksten.laatste(code))

    def _eens(self, sleutel: Any, vraag: Callable[[], T]) -> T:
        if sleutel not in self._bewaard:
            self._bewaard[sleutel] = vraag()
        antwoord: T = self._bewaard[sleutel]
        return antwoord
