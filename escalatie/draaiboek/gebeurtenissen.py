"""What everyone who acts on a melding must hear, whatever page or step brought it about: a lock goes on or off, a
criminal investigation begins or ends, directing moves, a question of the press is linked or let go (R104, R125, R149,
R156).

What happened is read from the rows before and after an act, so no act can forget to say it. The rules of the file say
who hears; of a mail that goes to nobody in the circle of the dossier there is none. The press questions about the
melding hear it by rules of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from calamiteiten.models import Melding
from communicatie.familie import onderzoeken, regie
from communicatie.familie.betrokkenen import is_familie_klaar, onwetenden
from communicatie.familie.naar_buiten import vergrendel
from communicatie.models import Persvraag
from contacten.models import Dader

from . import partijen
from .procedure import van_soort

BEGONNEN, KLAAR = "onderzoek_begonnen", "onderzoek_klaar"
DICHT, OPEN = "slot_dicht", "slot_open"
REGIE = "regie_verplaatst"
GEKOPPELD, LOSGEKOPPELD = "pers_gekoppeld", "pers_losgekoppeld"


@dataclass(frozen=True)
class _Stand:
    """What the circle of a dossier must hear of when it changes."""

    familie_klaar: bool
    onwetend: frozenset[int]
    onderzoek: int | None
    regie: int | None

    @property
    def is_dicht(self) -> bool:
        return not self.familie_klaar or self.onderzoek is not None


@contextmanager
def gevolgd(melding: Melding, door: Dader, nu: datetime) -> Iterator[None]:
    """Tell whoever must hear it what this block changed in the locks, the investigation and who directs; give the duty
    to inform the family again when somebody on its list does not know. Inside the transaction of the act."""
    vergrendel(melding)
    voor = _lees(melding)
    yield
    na = _lees(melding)
    for code in _gebeurd(voor, na):
        meld(melding, code, door, nu)
    if na.onwetend - voor.onwetend:
        partijen.vraag_familie(melding, door, nu)


def meld(melding: Melding, code: str, door: Dader, nu: datetime) -> None:
    """Tell of this event: by the rules of the melding, and by those of every open press question about it. Inside the
    transaction of the act."""
    sleutel = f"gebeurtenis:{code}:{uuid4().hex[:12]}"
    van_soort(melding.zaaksoort).verwerk_gebeurtenis(melding, code, sleutel, door, nu)
    for vraag in Persvraag.objects.filter(melding=melding, afgerond_op__isnull=True).order_by("pk"):
        van_soort(vraag.zaaksoort).verwerk_gebeurtenis(vraag, code, sleutel, door, nu)


def _lees(melding: Melding) -> _Stand:
    onderzoek, rij = onderzoeken.lopend(melding), regie.huidige(melding)
    onwetend = frozenset(onwetenden(melding).values_list("pk", flat=True))
    klaar = is_familie_klaar(melding)
    return _Stand(klaar, onwetend, onderzoek.pk if onderzoek else None, rij.pk if rij else None)


def _gebeurd(voor: _Stand, na: _Stand) -> Iterator[str]:
    """An investigation says itself what it does to the locks and to directing: nobody is written to three times."""
    if voor.onderzoek != na.onderzoek:
        yield KLAAR if na.onderzoek is None else BEGONNEN
        return
    if voor.is_dicht != na.is_dicht:
        yield DICHT if na.is_dicht else OPEN
    if voor.regie != na.regie:
        yield REGIE
