"""What a scenario throws in, when it is due: an action in the worklist of its role, told as every action is (R153).

Rung by the round that rings the alarms, on the clock of the drill; there is no other timer.
"""

from datetime import datetime

from django.db import transaction

from basis import achterstand
from basis.wereld import nummer_hier
from calamiteiten.models import Melding, Oefening
from contacten.rollen import PER_GEMEENTE
from escalatie.draaiboek.taken import geef_actie
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Inspel

from .scenario import Inspelregel, van_hier


def kom(nu: datetime) -> int:
    """Let come what is due at `nu` (aware, on the clock of this drill); how many came. Inside the world of the drill.

    One at a time, held and passed over when another round has it: each comes once. When the melding is closed by then
    it comes no more, and that stays to be seen.
    """
    nummers = Inspel.objects.filter(oefening=nummer_hier(), gekomen_op__isnull=True, gaat_op__lte=nu)
    op_volgorde = list(nummers.order_by("gaat_op").values_list("pk", flat=True))
    return achterstand.elk_apart(op_volgorde, lambda nummer: _kom(nummer, nu), "no inspel", is_hardop=True)


def _kom(nummer: int, nu: datetime) -> int:
    with transaction.atomic():
        # The drill first, as ending it does: nothing comes once it is stopped.
        oefening = Oefening.objects.select_for_update().get(pk__in=Inspel.objects.filter(pk=nummer).values("oefening"))
        rijen = Inspel.objects.select_for_update(skip_locked=True, of=("self",))
        inspel = rijen.filter(pk=nummer, gekomen_op__isnull=True).first()
        if inspel is None or oefening.gestopt_op:
            return 0
        melding, scenario = Melding.objects.order_by("pk").first(), van_hier().get(oefening.scenario)
        inspel.gekomen_op = nu
        if melding and melding.is_open() and scenario and inspel.volgnummer < len(scenario.inspelen):
            actie = _actie(scenario.inspelen[inspel.volgnummer], melding, oefening, nu)
            inspel.taak = geef_actie(melding, actie, oefening.gestart_door or oefening.gemaakt_door, nu)
        inspel.save(update_fields=["gekomen_op", "taak"])
    return 1


def _actie(regel: Inspelregel, melding: Melding, oefening: Oefening, nu: datetime) -> Actie:
    gemeente = oefening.gemeente if regel.rol in PER_GEMEENTE else None
    return Actie(regel.titel(melding.protocol_versie), regel.rol, "", nu + regel.binnen, gemeente)
