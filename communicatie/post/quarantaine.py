"""Quarantine of the outbox after a restore: nothing is mailed until a beheerder has looked and let it go (F24).

What a back-up says is still to be sent may have been sent after that back-up was made. So the sender stands still, and
every row that waits is marked as a possible double.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from basis.geweigerd import Geweigerd
from communicatie.models import NOG_TE_VERZENDEN, Bericht, BerichtStatus, Herstel, Sms, SmsStatus
from contacten.models import Gebruiker
from contacten.rollen import Rol

_KAN_NOG_WEG = (*NOG_TE_VERZENDEN, BerichtStatus.WACHT, BerichtStatus.VASTGELOPEN, BerichtStatus.VERZAMELD)


def is_in_quarantaine() -> bool:
    """Whether a restore waits for its release: nothing is sent."""
    return Herstel.objects.filter(vrijgegeven_op__isnull=True).exists()


def lopend() -> Herstel | None:
    """The newest restore that waits for its release; None when mail may go."""
    return Herstel.objects.filter(vrijgegeven_op__isnull=True).first()


def begin(back_up_van_op: datetime, nu: datetime) -> Herstel:
    """Put the outbox in quarantine, right after a restore at `nu` of a back-up of `back_up_van_op` (both aware).

    Leases of the old machine are dropped, and what waits is marked as a possible double: also what waits for a lock or
    for a beheerder, for that may have been let go after the back-up.
    """
    with transaction.atomic():
        Bericht.objects.filter(status=BerichtStatus.BEZIG).update(status=BerichtStatus.GEPLAND, lease_tot=None)
        Bericht.objects.filter(status__in=_KAN_NOG_WEG, verzonden_op__isnull=True).update(mogelijk_dubbel=True)
        Sms.objects.filter(status=SmsStatus.BEZIG).update(status=SmsStatus.GEPLAND, lease_tot=None)
        return Herstel.objects.create(hersteld_op=nu, back_up_van_op=back_up_van_op)


def geef_vrij(door: Gebruiker, nu: datetime) -> int:
    """Let the mail go again; returns how many restores that released.

    Raises Geweigerd for anyone but a beheerder, and when there is no quarantine (any more).
    """
    if not door.is_rol(Rol.BEHEERDER):
        raise Geweigerd("Alleen een beheerder kan de post weer laten gaan.")
    aantal = Herstel.objects.filter(vrijgegeven_op__isnull=True).update(vrijgegeven_op=nu, vrijgegeven_door=door)
    if not aantal:
        raise Geweigerd("De post is al vrijgegeven.")
    return aantal


def laatste_herstel() -> datetime | None:
    """When a back-up was last put back; None when that never was. An alarm that was due by then and has not rung may
    have rung before it."""
    moment: datetime | None = Herstel.objects.aggregate(op=Max("hersteld_op"))["op"]
    return moment
