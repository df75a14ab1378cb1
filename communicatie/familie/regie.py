"""Who directs, from which moment and why (R141, R149, R156).

Without a record it is whom the protocol file names for the status. A record holds until the next one: directing moves
because somebody says so, and never silently.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from basis.voorbereid import voorbereid
from calamiteiten.models import Melding
from communicatie.models import Onderzoek, Regie
from communicatie.regels import Communicatieregels, Regierol
from contacten.models import Gebruiker

from .naar_buiten import vergrendel


@dataclass(frozen=True)
class Overdracht:
    """That directing moves: to which regierol, who that is in words, from when (aware), and why."""

    wie: str
    reden: str
    vanaf_op: datetime
    functie: str = ""


def huidige(melding: Melding) -> Regie | None:
    """The newest record that counts; None while directing follows the status."""
    return next(iter(_nieuwste(melding)), None)


@voorbereid
def _nieuwste(melding: int) -> QuerySet[Regie]:
    return Regie.objects.filter(melding=melding, herroeping__isnull=True).select_related("vastgelegd_door")[:1]


def volgens_protocol(melding: Melding, regels: Communicatieregels, *, loopt_onderzoek: bool = False) -> Regierol:
    """Whom the protocol file puts in charge now: by the investigation that runs, else by the status."""
    if loopt_onderzoek:
        return next(rol for rol in regels.regierollen if rol.bij_onderzoek)
    return next(rol for rol in regels.regierollen if melding.status in rol.bij)


def draag_over(
    melding: Melding, overdracht: Overdracht, door: Gebruiker, nu: datetime, regels: Communicatieregels
) -> Regie:
    """Record that directing moves. Raises Geweigerd for an unknown role, without a reason, for a moment that has not
    come or lies before the record before it, and away from who has it while an investigation runs (R156)."""
    with transaction.atomic():
        vergrendel(melding)
        _controleer(melding, overdracht, nu, regels)
        return schrijf(melding, overdracht, door, nu)


def schrijf(melding: Melding, overdracht: Overdracht, door: Gebruiker, nu: datetime) -> Regie:
    """Add the record; who may and whether it fits was asked before. Inside the caller's transaction."""
    return Regie.objects.create(
        melding=melding,
        wie=overdracht.wie,
        functie=overdracht.functie,
        vanaf_op=overdracht.vanaf_op,
        reden=overdracht.reden.strip(),
        vastgelegd_op=nu,
        vastgelegd_door=door,
    )


def _controleer(melding: Melding, overdracht: Overdracht, nu: datetime, regels: Communicatieregels) -> None:
    regel, vorige = regels.regierol_per_code.get(overdracht.wie), huidige(melding)
    if regel is None:
        raise Geweigerd("Kies wie de regie krijgt.")
    if not overdracht.reden.strip():
        raise Geweigerd("Schrijf op waarom de regie verandert.")
    if overdracht.vanaf_op > nu:
        raise Geweigerd("Leg dit vast als het is gebeurd: dit moment ligt in de toekomst.")
    if vorige and overdracht.vanaf_op < vorige.vanaf_op:
        raise Geweigerd("De regie is daarna al een keer veranderd. Kies een later moment.")
    onderzoek = Onderzoek.objects.filter(melding=melding, geeindigd_op__isnull=True)
    if not regel.bij_onderzoek and onderzoek.exists():
        wie = volgens_protocol(melding, regels, loopt_onderzoek=True).naam
        raise Geweigerd(f"Er loopt een strafrechtelijk onderzoek. De regie is dan bij {wie}.")
