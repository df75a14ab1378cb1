"""A criminal investigation: it begins and ends, and in between others decide what goes outside (R137, R156, R157)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from basis.voorbereid import voorbereid
from calamiteiten.models import Melding
from communicatie.models import Onderzoek
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker

from . import regie
from .naar_buiten import houd_tegen, laat_gaan, vergrendel
from .regie import Overdracht


@dataclass(frozen=True)
class Begin:
    """That an investigation began: when (aware), who decides what goes outside (a function), and how we know."""

    begonnen_op: datetime
    beslist: str
    reden: str


def lopend(melding: Melding) -> Onderzoek | None:
    """The investigation that runs; None without."""
    return next(iter(_lopend(melding)), None)


@voorbereid
def _lopend(melding: int) -> QuerySet[Onderzoek]:
    return Onderzoek.objects.filter(melding=melding, geeindigd_op__isnull=True)[:1]


def begin(melding: Melding, feit: Begin, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> Onderzoek:
    """Record the begin: the lock goes on, mail that has not left is held back, directing moves (R156).

    Raises Geweigerd when one runs already, something is missing, or the moment has not come.
    """
    _controleer(feit, nu)
    with transaction.atomic():
        vergrendel(melding)
        if lopend(melding):
            raise Geweigerd("Er loopt al een strafrechtelijk onderzoek bij deze melding.")
        onderzoek = Onderzoek.objects.create(
            melding=melding,
            begonnen_op=feit.begonnen_op,
            beslist=feit.beslist.strip(),
            reden=feit.reden.strip(),
            vastgelegd_op=nu,
            vastgelegd_door=door,
        )
        houd_tegen(melding)
        naar = regie.volgens_protocol(melding, regels, loopt_onderzoek=True)
        reden = "Er is een strafrechtelijk onderzoek begonnen."
        regie.schrijf(melding, Overdracht(naar.code, reden, _vanaf(melding, feit.begonnen_op), feit.beslist), door, nu)
    return onderzoek


def eindig(
    melding: Melding, reden: str, geeindigd_op: datetime, door: Gebruiker, nu: datetime, regels: Communicatieregels
) -> Onderzoek:
    """Record the end: the lock goes off, what was held back goes, directing returns to whom the status names.

    Raises Geweigerd when none runs, without a reason, or when the end lies before the begin or has not come.
    """
    if not reden.strip():
        raise Geweigerd("Schrijf op hoe u weet dat het onderzoek klaar is.")
    with transaction.atomic():
        vergrendel(melding)
        onderzoek = lopend(melding)
        if onderzoek is None:
            raise Geweigerd("Er loopt geen strafrechtelijk onderzoek bij deze melding.")
        if not onderzoek.begonnen_op <= geeindigd_op <= nu:
            raise Geweigerd("Het einde ligt na het begin van het onderzoek en niet in de toekomst.")
        onderzoek.geeindigd_op, onderzoek.einde_reden, onderzoek.einde_vastgelegd_door = geeindigd_op, reden, door
        onderzoek.save(update_fields=["geeindigd_op", "einde_reden", "einde_vastgelegd_door"])
        naar, uitleg = regie.volgens_protocol(melding, regels), "Het strafrechtelijk onderzoek is klaar."
        regie.schrijf(melding, Overdracht(naar.code, uitleg, _vanaf(melding, geeindigd_op)), door, nu)
        laat_gaan(melding, nu)
    return onderzoek


def _controleer(feit: Begin, nu: datetime) -> None:
    if not feit.beslist.strip() or not feit.reden.strip():
        raise Geweigerd("Schrijf op wie er beslist en hoe u dit weet.")
    if feit.begonnen_op > nu:
        raise Geweigerd("Leg dit vast als het is gebeurd: dit moment ligt in de toekomst.")


def _vanaf(melding: Melding, op: datetime) -> datetime:
    """The log of directing runs forward only: not before the record that is there."""
    vorige = regie.huidige(melding)
    return max(op, vorige.vanaf_op) if vorige else op


def verbeter(onderzoek: Onderzoek, feit: Begin, door: Gebruiker, nu: datetime) -> None:
    """The begin was another: since when, who decides, how we know. The lock stays on, or stays off; that directing went
    to who decides is said anew. The caller keeps what it said before. Raises Geweigerd as `begin` does, and for a begin
    after the end."""
    _controleer(feit, nu)
    if onderzoek.geeindigd_op and feit.begonnen_op > onderzoek.geeindigd_op:
        raise Geweigerd("Het begin van het onderzoek ligt niet na het einde.")
    with transaction.atomic():
        vergrendel(onderzoek.melding)
        was = onderzoek.beslist
        onderzoek.begonnen_op, onderzoek.beslist, onderzoek.reden = feit.begonnen_op, feit.beslist, feit.reden
        onderzoek.save(update_fields=["begonnen_op", "beslist", "reden"])
        huidig = regie.huidige(onderzoek.melding)
        if huidig and huidig.functie == was != feit.beslist and onderzoek.geeindigd_op is None:
            overdracht = Overdracht(huidig.wie, "Verbeterd: wie er beslist.", huidig.vanaf_op, feit.beslist)
            regie.schrijf(onderzoek.melding, overdracht, door, nu)
