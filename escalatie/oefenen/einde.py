"""A drill that nobody stops ends by itself, so that it does not mail on for ever; who leads it is told (R153)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from basis import achterstand
from basis.wereld import binnen
from calamiteiten.models import Oefening
from calamiteiten.oefening import LEIDERS
from communicatie.models import Bericht
from communicatie.post.berichten import plan_persoonlijk, trek_rijen_in
from escalatie.bewaking.alarmen import adressen

from .scenario import LANGSTE_UREN, van_hier

SJABLOON = "oefening_gestopt"
VANZELF = "De oefening is vanzelf gestopt."


def uiterlijk_op(oefening: Oefening) -> datetime | None:
    """When this drill ends by itself (real time, aware); None until it begins."""
    if oefening.begonnen_op is None:
        return None
    scenario = van_hier().get(oefening.scenario)
    # Of a story that is gone nothing comes any more.
    lengte = scenario.duurt_hoogstens(oefening.snelheid) if scenario else timedelta(hours=LANGSTE_UREN)
    return oefening.begonnen_op + lengte


def stop_vanzelf(nu: datetime) -> int:
    """End each drill that is at its end at `nu` (aware, real time), and tell who leads it; how many. It does not go
    into the register: nobody said that it was played to the end. May be called at every round."""
    rijen = Oefening.objects.filter(begonnen_op__isnull=False, gestopt_op__isnull=True).order_by("pk")
    klaar = [rij.pk for rij in rijen if (op := uiterlijk_op(rij)) and op <= nu]
    return achterstand.elk_apart(klaar, lambda nummer: _stop(nummer, nu), "no end of drill", is_hardop=True)


def _stop(nummer: int, nu: datetime) -> bool:
    with transaction.atomic():
        # Held by who stops it at this moment: then that one ends it.
        rijen = Oefening.objects.select_for_update(skip_locked=True, of=("self",))
        oefening = rijen.filter(pk=nummer, gestopt_op__isnull=True).select_related("gestart_door").first()
        if oefening is None or oefening.wereld is None:
            return False
        with binnen(oefening.wereld):
            trek_rijen_in(Bericht.objects.all(), VANZELF)
        oefening.gestopt_op = nu
        oefening.save(update_fields=["gestopt_op"])
        _vertel(oefening, nu)
    return True


def _vertel(oefening: Oefening, nu: datetime) -> None:
    """To who began it; without an account or an address, to whoever leads drills."""
    leider = oefening.gestart_door
    eigen = [leider.email] if leider and leider.is_active and leider.email else adressen(LEIDERS, nu)
    for adres in eigen:
        plan_persoonlijk(
            aan=None,
            email=adres,
            sjabloon=SJABLOON,
            pad=reverse("oefening", args=[oefening.pk]),
            aanleiding=f"oefening_einde:{oefening.pk}",
            regel=SJABLOON,
            nu=nu,
        )
