"""The mail that goes with an invitation: contacten leaves a row, this puts a message in the outbox (R102)."""

from datetime import datetime

from django.urls import reverse

from basis import achterstand
from basis.taal import moment
from contacten.gebruikers.uitnodigingen import markeer_gemaild, neem_te_mailen, sleutel, te_mailen
from contacten.models import Uitnodiging

from .persoonlijk import plan_persoonlijk


def mail_uitnodigingen(nu: datetime, limiet: int = 100) -> int:
    """Plan the mail of each invitation that has none yet, at `nu` (aware), most of them the oldest, some the newest;
    returns how many. One that fails keeps no other waiting, and is raised after the last."""
    nummers = achterstand.volgorde(te_mailen(), "gemaakt_op", achterstand.MEESTE)
    return achterstand.elk_apart(nummers, lambda nummer: _mail(nummer, nu), "no invitation", limiet, is_hardop=True)


def _mail(nummer: int, nu: datetime) -> bool:
    rij = neem_te_mailen(nummer)
    if rij is None:
        return False
    _plan(rij, nu)
    markeer_gemaild(rij, nu)
    return True


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
