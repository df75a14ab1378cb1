"""The mail that goes with an invitation: contacten leaves a row, this puts a message in the outbox (R102)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from basis.taal import moment
from contacten.gebruikers.uitnodigingen import markeer_gemaild, sleutel, te_mailen
from contacten.models import Uitnodiging

from .persoonlijk import plan_persoonlijk


@transaction.atomic
def mail_uitnodigingen(nu: datetime, limiet: int = 100) -> int:
    """Plan the mail of each invitation that has none yet, at `nu` (aware); returns how many."""
    rijen = te_mailen(limiet)
    for rij in rijen:
        _plan(rij, nu)
        markeer_gemaild(rij, nu)
    return len(rijen)


def _plan(rij: Uitnodiging, nu: datetime) -> None:
    plan_persoonlijk(
        aan=None,
        email=rij.aan,
        sjabloon="uitnodiging",
        pad=reverse("uitnodiging", args=[sleutel(rij)]),
        aanleiding=f"uitnodiging:{rij.pk}",
        regel="uitnodiging",
        nu=nu,
        termijn=f"vóór {moment(rij.verloopt_op)}",
    )
