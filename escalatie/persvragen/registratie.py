"""Registering a press question once: a double click, the back button and a second tab give one row (F18)."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError

from basis.geweigerd import Geweigerd
from basis.taal import korte_datum, moment
from communicatie.models import Persvraag
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker

from . import deur as persvragen
from . import termijnen as perstermijnen
from .deur import NieuwePersvraag

# What makes it the same question when the same form arrives twice.
_ZELFDE = ("vraag", "onderwerp", "vrager", "medium")


class AlVastgelegd(Geweigerd):
    """This form already gave a press question, and says something else now."""

    def __init__(self, persvraag: Persvraag) -> None:
        """`persvraag` is the one that exists."""
        super().__init__(
            f"Met dit formulier legde u net {persvraag.kenmerk} vast, met een andere inhoud. Is dit een andere vraag? "
            "Kies dan nog een keer “Persvraag vastleggen”."
        )
        self.persvraag = persvraag


def nieuwe_sleutel(door: Gebruiker, sessie: str) -> UUID:
    """The key of the next form. Equal in every tab of one session until this user has registered a question."""
    laatste = Persvraag.objects.filter(vastgelegd_door=door).order_by("-pk").values_list("pk", flat=True).first()
    return uuid5(NAMESPACE_URL, f"persvraag:{door.pk}:{sessie}:{laatste or 0}")


def leg_vast(nieuw: NieuwePersvraag, sleutel: UUID, door: Gebruiker, nu: datetime) -> Persvraag:
    """Register, or give the question that this same form already made.

    Raises AlVastgelegd when that one says something else, Geweigerd when it may not or cannot be.
    """
    try:
        persvraag = persvragen.registreer(nieuw, sleutel, door, nu)
    except IntegrityError as fout:
        raise Geweigerd("De persvraag is niet bewaard. Verstuur het formulier nog een keer.") from fout
    if any(getattr(persvraag, naam) != getattr(nieuw, naam) for naam in _ZELFDE):
        raise AlVastgelegd(persvraag)
    return persvraag


def termijn_vooraf(regels: Communicatieregels, nu: datetime, gekomen: datetime | None = None) -> list[str]:
    """When the answer is due for a question that came in at `gekomen`, or comes in `nu` (both aware), and which days
    are skipped; `regels` are those of that day."""
    regel, uitkomst = regels.termijnen[0], perstermijnen.berekening(gekomen or nu, regels)
    begin = f"De vraag kwam binnen op {moment(gekomen)}. Dan" if gekomen else "Komt de vraag nu binnen, dan"
    zinnen = [f"{begin} is het antwoord er uiterlijk {moment(uitkomst.eind_op)}."]
    if dagen := [f"{korte_datum(dag.datum)} ({dag.reden})" for dag in uitkomst.overgeslagen]:
        zinnen.append(f"Niet meegeteld: {', '.join(dagen)}.")
    return [*zinnen, f"{regel.zin} ({regel.bron})"]
