"""The term of the answer stands still while a lock of the calamity holds it, and runs on with what was left (R5, R125).

Nobody can answer what may not be said. Standing still is a step with a reason; it runs on by itself when no lock is on
any more, or by a step before that.
"""

from datetime import datetime

from communicatie.familie.naar_buiten import is_dicht
from communicatie.models import Persvraag
from contacten.models import Dader
from escalatie.draaiboek import stappen, termijnen
from escalatie.models import Stap, Termijn, TermijnStatus

from .antwoordtermijn import van_het_antwoord

SCHORT_OP, LOOPT_DOOR = "schort_termijn_op", "hervat_termijn"
# The steps after which other locks hold the question.
ANDERE_MELDING = frozenset({"koppel", "ontkoppel"})
VANZELF = "Er is geen slot meer dicht. De termijn loopt vanzelf door."


def lopende(persvraag: Persvraag) -> Termijn | None:
    """The term of the answer while it runs and has not passed; None otherwise."""
    return _termijn(persvraag, TermijnStatus.LOOPT)


def geschorste(persvraag: Persvraag) -> Termijn | None:
    """The term of the answer while it stands still."""
    return _termijn(persvraag, TermijnStatus.GESCHORST)


def verwerk(stap: Stap, persvraag: Persvraag, nu: datetime) -> None:
    """Carry out the two steps that are about this, and let the term run on when the question hangs on no shut lock any
    more; nothing at any other step. Inside the transaction of the step."""
    if stap.code == SCHORT_OP and (loopt := lopende(persvraag)):
        termijnen.schort_op(loopt, nu)
    if stap.code == LOOPT_DOOR and (stil := geschorste(persvraag)):
        termijnen.hervat(stil, nu)
    if stap.code in ANDERE_MELDING:
        weeg(persvraag, stap.dader, nu)


def weeg(persvraag: Persvraag, door: Dader, nu: datetime) -> None:
    """Let the term run on when nothing holds the question any more. `door` opened the lock: that is on the record.
    Inside the transaction of that act."""
    termijn = geschorste(persvraag)
    if termijn is None or (persvraag.melding and is_dicht(persvraag.melding)):
        return
    termijnen.hervat(termijn, nu)
    stappen.leg_vast(persvraag, LOOPT_DOOR, persvraag.status, door, nu, motivering=VANZELF)


def _termijn(persvraag: Persvraag, status: TermijnStatus) -> Termijn | None:
    return van_het_antwoord().filter(zaak=persvraag.pk, status=status).first()
