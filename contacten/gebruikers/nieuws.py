"""What happened to an account, written down by the verb that did it, so that its owner and the regiomanager hear it.

Rows, and no mails: the outbox stands higher (`communicatie/post/accountpost.py`).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from contacten.models import Accountnieuws, Gebruiker, Nieuws
from contacten.rollen import Rol

# What more than its owner must hear: who may see what changed, or somebody else did it.
VOOR_DE_REGIO = frozenset(
    {
        Nieuws.UITGENODIGD,
        Nieuws.ROL,
        Nieuws.ADRES,
        Nieuws.EINDE,
        Nieuws.TERUG,
        Nieuws.FACTOR_GEWIST,
        Nieuws.GEVRAAGD,
        Nieuws.ORGANISATIE_WIJKT_AF,
    }
)
# Its owner gets the mail of the invitation, or has nothing to hear yet.
NIET_AAN_EIGENAAR = frozenset({Nieuws.UITGENODIGD, Nieuws.TERUG, Nieuws.GEVRAAGD})
LAATSTE = 50


def meld(gebruiker: Gebruiker, soort: Nieuws, nu: datetime, door: Gebruiker | None = None, aan: str = "") -> None:
    """Write down that this happened to this account at `nu` (aware), for the outbox to tell.

    `aan`: another address than that of the account, as the one that it had. Call inside the transaction of the act.
    """
    adres = "" if soort in NIET_AAN_EIGENAAR else aan or gebruiker.email
    naar_regio = soort in VOOR_DE_REGIO and not aan
    Accountnieuws.objects.create(
        gebruiker=gebruiker, soort=soort, aan=adres, naar_regio=naar_regio, door=door, gebeurd_op=nu
    )


def te_mailen() -> QuerySet[Accountnieuws]:
    """What no mail was planned for."""
    return Accountnieuws.objects.filter(gemaild_op__isnull=True)


def neem_te_mailen(nummer: int) -> Accountnieuws | None:
    """Lock and return this one of them; None when somebody holds it or its mail was planned. Call inside a
    transaction."""
    rijen = te_mailen().filter(pk=nummer).select_related("gebruiker")
    return rijen.select_for_update(skip_locked=True, of=("self",)).first()


def regiomanagers(behalve: Iterable[int] = ()) -> list[Gebruiker]:
    """The regiomanagers who sign in: whoever of them is to be told, and can decide."""
    rijen = Gebruiker.objects.filter(rol=Rol.REGIOMANAGER, is_active=True).exclude(email="")
    return list(rijen.exclude(pk__in=behalve).order_by("pk"))


def laatste() -> tuple[list[Accountnieuws], int]:
    """The last 50 changes to who may see what, newest first, and how many are older."""
    rijen = Accountnieuws.objects.filter(naar_regio=True).select_related("gebruiker__gemeente", "door")
    return list(rijen[:LAATSTE]), max(0, rijen.count() - LAATSTE)
