"""What everyone who acts on a melding must hear, whatever page or step brought it about: a lock goes on or off, a
criminal investigation begins or ends, directing moves, a question of the press is linked or let go (R104, R125, R149,
R156).

What locks one melding locks those of the same event: whoever acts on one of them hears of its lock too.

What happened is read from the rows before and after an act, so no act can forget to say it. The rules of the file say
who hears; of a mail that goes to nobody in the circle of the dossier there is none. The press questions about the
melding hear it by rules of their own: who hears of the melding reads there about which questions it is too, and gets no
second mail. Whoever acted knows; whoever may see it keeps it before him until he says that he did (`nieuws`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.familie import onderzoeken, regie
from communicatie.familie.betrokkenen import onwetende_rijen
from communicatie.familie.naar_buiten import is_dicht, van_de_gebeurtenis, vergrendel, weeg_samen, zou_dicht_zijn
from communicatie.models import Persvraag
from contacten.models import Dader

from . import nieuws, partijen
from .procedure import van_soort

BEGONNEN, KLAAR = "onderzoek_begonnen", "onderzoek_klaar"
DICHT, OPEN = "slot_dicht", "slot_open"
REGIE = "regie_verplaatst"
GEKOPPELD, LOSGEKOPPELD = "pers_gekoppeld", "pers_losgekoppeld"


@dataclass(frozen=True)
class _Stand:
    """What the circle of a dossier must hear of when it changes."""

    is_dicht: bool
    onwetend: frozenset[int]
    onderzoek: int | None
    regie: int | None


@contextmanager
def gevolgd(melding: Melding, door: Dader, nu: datetime, *ook: Melding) -> Iterator[None]:
    """Tell whoever must hear it what this block changed in the locks, the investigation and who directs; give the duty
    to inform the family again when somebody on its list does not know, and finish it when nobody is left. Inside the
    transaction of the act. `ook`: the other of two that this block links or lets go."""
    vergrendel(melding)
    voor, anderen = _lees(melding), _sloten(melding, *ook)
    yield
    na = _lees(melding)
    for code in _gebeurd(voor, na):
        meld(melding, code, door, nu)
    _meld_sloten(anderen, door, nu)
    if na.onwetend - voor.onwetend:
        partijen.vraag_familie(melding, door, nu)
    elif not na.onwetend:
        partijen.sluit_familie(melding, door, nu)


def weeg_einde(melding: Melding, door: Dader, nu: datetime) -> None:
    """This melding was closed, or opened again: what is closed keeps nothing shut of another melding of the same event.
    Hold back or send on in each, and tell. Inside the transaction of the step, after it."""
    was_open = not melding.is_open()
    rest = [een for een in van_de_gebeurtenis(melding) if een.pk != melding.pk and een.is_open()]
    voor = {een.pk: zou_dicht_zijn(een, melding, is_open=was_open) for een in rest}
    weeg_samen(melding, nu)
    _meld_sloten(voor, door, nu)


def meld(melding: Melding, code: str, door: Dader, nu: datetime, alleen: Persvraag | None = None) -> None:
    """Tell of this event: by the rules of the melding, and by those of every open press question about it. `alleen`:
    the one question that it is about; the others have nothing to see. Inside the transaction of the act."""
    sleutel = f"gebeurtenis:{code}:{uuid4().hex[:12]}"
    gehoord = van_soort(melding.zaaksoort).verwerk_gebeurtenis(melding, code, sleutel, door, nu, [])
    # Held, in one order: the term of a question runs on here, while others work on the question alone.
    vragen = list(vergrendeld(Persvraag.objects.filter(melding=melding, afgerond_op__isnull=True).order_by("pk")))
    for vraag in vragen:
        gehoord += van_soort(vraag.zaaksoort).verwerk_gebeurtenis(vraag, code, sleutel, door, nu, gehoord)
    betreft = [vraag for vraag in vragen if alleen is None or vraag.pk == alleen.pk]
    nieuws.leg_vast([melding, *betreft], code, sleutel, door, nu)


def _lees(melding: Melding) -> _Stand:
    onderzoek, rij = onderzoeken.lopend(melding), regie.huidige(melding)
    onwetend = frozenset(onwetende_rijen(melding))
    return _Stand(is_dicht(melding), onwetend, onderzoek.pk if onderzoek else None, rij.pk if rij else None)


def _sloten(melding: Melding, *ook: Melding) -> dict[int, bool]:
    """Whether a lock is on of each other melding of this event that is open, and of those of `ook`, by key."""
    rijen = {een.pk: een for wortel in (melding, *ook) for een in van_de_gebeurtenis(wortel)}
    return {pk: is_dicht(een) for pk, een in rijen.items() if pk != melding.pk and een.is_open()}


def _meld_sloten(voor: dict[int, bool], door: Dader, nu: datetime) -> None:
    for een in Melding.objects.filter(pk__in=voor).select_related("aanbieder").order_by("pk"):
        if (dicht := is_dicht(een)) != voor[een.pk]:
            meld(een, DICHT if dicht else OPEN, door, nu)


def _gebeurd(voor: _Stand, na: _Stand) -> Iterator[str]:
    """An investigation says itself what it does to the locks and to directing: nobody is written to three times."""
    if voor.onderzoek != na.onderzoek:
        yield KLAAR if na.onderzoek is None else BEGONNEN
        return
    if voor.is_dicht != na.is_dicht:
        yield DICHT if na.is_dicht else OPEN
    if voor.regie != na.regie:
        yield REGIE
