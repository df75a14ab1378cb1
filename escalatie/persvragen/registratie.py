"""Registering a press question once, and the term it will have (F18, R5)."""

from datetime import datetime
from uuid import UUID

from basis.taal import korte_datum, moment, vindplaats
from communicatie.models import Persvraag
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker
from escalatie.draaiboek import termijnen
from escalatie.draaiboek.registratie import eenmaal

from . import procedure
from .antwoordtermijn import antwoordregel
from .procedure import NieuwePersvraag

# What makes it the same question when the same form arrives twice.
_ZELFDE = ("vraag", "onderwerp", "vrager", "medium")


def leg_vast(nieuw: NieuwePersvraag, sleutel: UUID, door: Gebruiker, nu: datetime) -> Persvraag:
    """Register, or give the question that this same form already made.

    Raises AlVastgelegd when that one says something else, Geweigerd when it may not or cannot be.
    """
    return eenmaal(lambda: procedure.registreer(nieuw, sleutel, door, nu), nieuw, _ZELFDE)


def termijn_vooraf(regels: Communicatieregels, nu: datetime, gekomen: datetime | None = None) -> list[str]:
    """When the answer is due for a question that came in at `gekomen`, or comes in `nu` (both aware), and which days
    are skipped; `regels` are those of that day."""
    regel = antwoordregel(regels)
    uitkomst = termijnen.berekening(regel, gekomen or nu)
    begin = f"De vraag kwam binnen op {moment(gekomen)}. Dan" if gekomen else "Komt de vraag nu binnen, dan"
    zinnen = [f"{begin} is het antwoord er uiterlijk {moment(uitkomst.eind_op)}."]
    if dagen := [f"{korte_datum(dag.datum)} ({dag.reden})" for dag in uitkomst.overgeslagen]:
        zinnen.append(f"Niet meegeteld: {', '.join(dagen)}.")
    return [*zinnen, f"{regel.zin} ({vindplaats(regel.bron)})"]
