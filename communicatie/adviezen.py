"""The communication advice: versions, of which a laid-down one never changes (R55, R82, R83)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from calamiteiten.models import Melding
from contacten.models import Gebruiker

from .models import Communicatieadvies

DELEN = ("informatievoorziening", "schade_beperken", "betekenis_geven", "taakverdeling")


def huidig_advies(melding: Melding) -> Communicatieadvies | None:
    """The newest version, or None."""
    return Communicatieadvies.objects.filter(melding=melding).order_by("-versie").first()


def stel_vast(melding: Melding, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> Communicatieadvies:
    """Lay down a new version with these texts. Call inside the transaction of the task that asks for it."""
    vorige = Communicatieadvies.objects.filter(melding=melding).aggregate(hoogste=Max("versie"))["hoogste"] or 0
    return Communicatieadvies.objects.create(
        melding=melding,
        versie=vorige + 1,
        opgesteld_op=nu,
        opgesteld_door=door,
        vastgesteld_op=nu,
        vastgesteld_door=door,
        houding=gegevens["houding"],
        bereik=gegevens["bereik"],
        delen={deel: gegevens[deel] for deel in DELEN if gegevens.get(deel)},
    )
