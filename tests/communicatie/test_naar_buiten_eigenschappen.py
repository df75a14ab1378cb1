"""Whatever happens in whatever order: nothing is outside without a right, nothing waits behind open locks."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from basis.geweigerd import Geweigerd
from communicatie.familie import naar_buiten, onderzoeken
from communicatie.familie.onderzoeken import Begin
from communicatie.models import Uiting, Vrijgave
from escalatie.bewaking import controle
from tests import bouw
from tests.communicatie.slotbouw import BESLUIT, REDEN, REGELS, UUR, breng, plan_naar_buiten, vertel_de_familie

pytestmark = pytest.mark.django_db


@pytest.mark.eis("R125")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stappen=st.lists(
        st.sampled_from(["familie", "begin", "einde", "vrij", "vrij_besluit", "mail", "post", "pers", "pers_reden"]),
        max_size=12,
    )
)
def test_wat_er_ook_gebeurt_niets_is_buiten_zonder_recht(stappen: list[str], nu: datetime) -> None:
    with transaction.atomic():
        plek = bouw.regio(nu)
        cm, rm = plek.gebruikers["contractmanager"], plek.gebruikers["regiomanager"]
        zaak = bouw.melding(nu)
        doen: dict[str, Any] = {
            "familie": lambda op: vertel_de_familie(zaak, cm, op),
            "begin": lambda op: onderzoeken.begin(zaak, Begin(op, "officier", "Gehoord."), cm, op, REGELS),
            "einde": lambda op: onderzoeken.eindig(zaak, "Klaar.", op, cm, op, REGELS),
            "vrij": lambda op: naar_buiten.geef_vrij(zaak, "persbericht", REDEN, rm, op, REGELS),
            "vrij_besluit": lambda op: naar_buiten.geef_vrij(zaak, "persbericht", BESLUIT, rm, op, REGELS),
            "mail": lambda op: naar_buiten.geef_vrij(zaak, "mail", BESLUIT, rm, op, REGELS),
            "post": lambda op: plan_naar_buiten(zaak, op),
            "pers": lambda op: breng(zaak, "persbericht", cm, op),
            "pers_reden": lambda op: breng(zaak, "persbericht", rm, op, toestemming=REDEN),
        }
        weet = loopt = False
        for nummer, stap in enumerate(stappen):
            op = nu + nummer * UUR
            try:
                doen[stap](op)
            except Geweigerd:
                assert stap not in {"familie", "post"}, "wie mag, wordt niet geweigerd"
                assert stap != "pers" or not weet or loopt, "het slot is open"
            else:
                weet, loopt = weet or stap == "familie", (loopt or stap == "begin") and stap != "einde"
            assert naar_buiten.is_dicht(zaak) == (loopt or not weet)
            uitingen = list(Uiting.objects.filter(melding=zaak).select_related("vrijgave"))
            assert all((u.wist_familie and not u.liep_onderzoek) or (u.vrijgave and u.vrijgave.reden) for u in uitingen)
            assert all(u.vrijgave and u.vrijgave.besluit_van for u in uitingen if u.liep_onderzoek)
            assert not Vrijgave.objects.filter(gebruikt_op__isnull=False).exclude(
                pk__in=[u.vrijgave_id for u in uitingen]
            )
            if weet and not loopt:
                assert not naar_buiten.wachtend(zaak).exists()
        assert not [b for b in controle.controleer(nu) if b.nummer in {10, 11}]
        transaction.set_rollback(True)
