"""Taking back what was recorded wrongly: it counts no more, and stays readable with who took it back, when and why.

What rested on it is weighed again in the same act: a lock that it opened shuts, mail that waits is held back, and what
an investigation held back goes when there is no lock any more (R125, R156).
"""

from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.models import (
    Herroeping,
    Informeermoment,
    Informering,
    Onderzoek,
    Regie,
    Slachtofferhulp,
    Uiting,
    Uitzondering,
)
from communicatie.regels import Communicatieregels
from contacten.models import Dader, Gebruiker, dader_velden

from . import regie
from .naar_buiten import is_dicht, vergrendel, weeg_slot
from .regie import Overdracht

Rij = Informering | Uitzondering | Informeermoment | Slachtofferhulp | Uiting | Regie | Onderzoek


def herroep(rij: Rij, reden: str, door: Dader, nu: datetime, regels: Communicatieregels) -> Herroeping:
    """Take back one row. Raises Geweigerd without a reason, or when it was taken back already."""
    if not reden.strip():
        raise Geweigerd("Schrijf op waarom u dit intrekt.")
    melding = melding_van(rij)
    with transaction.atomic():
        vergrendel(melding)
        was_dicht = is_dicht(melding)
        veld = type(rij)._meta.model_name or ""
        if Herroeping.objects.filter(**{veld: rij.pk}).exists():
            raise Geweigerd("Dit is al ingetrokken.")
        gegevens = {**dader_velden(door, "door"), veld: rij}
        herroeping = Herroeping.objects.create(reden=reden.strip(), op=nu, **gegevens)
        if isinstance(rij, Informeermoment):
            _tel_opnieuw(rij.informering)
        if isinstance(rij, Onderzoek) and isinstance(door, Gebruiker):
            _beeindig(rij, herroeping, door, regels)
        weeg_slot(melding, nu, was_dicht=was_dicht)
    return herroeping


def melding_van(rij: Rij) -> Melding:
    """The melding that this row is about."""
    return rij.informering.melding if isinstance(rij, Informeermoment | Uitzondering) else rij.melding


def _tel_opnieuw(informering: Informering) -> None:
    """The row of a party keeps the first moment that counts."""
    eerste = informering.momenten.filter(herroeping__isnull=True).first()
    informering.geinformeerd_op = eerste.geinformeerd_op if eerste else None
    informering.wijze, informering.door_wie = (eerste.wijze, eerste.door_wie) if eerste else ("", "")
    informering.save(update_fields=["geinformeerd_op", "wijze", "door_wie"])


def _beeindig(onderzoek: Onderzoek, herroeping: Herroeping, door: Gebruiker, regels: Communicatieregels) -> None:
    """An investigation that never was decides nothing any more, and directing returns to whom the status names."""
    melding = onderzoek.melding
    if onderzoek.geeindigd_op is None:
        onderzoek.geeindigd_op = max(herroeping.op, onderzoek.begonnen_op)
        onderzoek.einde_reden, onderzoek.einde_vastgelegd_door = herroeping.reden, door
        onderzoek.save(update_fields=["geeindigd_op", "einde_reden", "einde_vastgelegd_door"])
    if Onderzoek.objects.filter(melding=melding, geeindigd_op__isnull=True, herroeping__isnull=True).exists():
        return
    huidig = regie.huidige(melding)
    naar = regie.volgens_protocol(melding, regels)
    if huidig and regels.regierol_per_code.get(huidig.wie, naar).bij_onderzoek:
        uitleg = "Het strafrechtelijk onderzoek is ingetrokken."
        vanaf_op = max(herroeping.op, huidig.vanaf_op)
        regie.schrijf(melding, Overdracht(naar.code, uitleg, vanaf_op), door, herroeping.op)
