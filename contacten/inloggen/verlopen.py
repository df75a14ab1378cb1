"""Sessions that are over: who signed in, from which address and with which device, is kept no longer than it counts."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction


@transaction.atomic
def ruim_op(nu: datetime) -> int:
    """Remove what ended by itself at `nu` (aware), and the address and device of every session that is no more; how
    many. Called by the hourly round: Django leaves what expired, and the library what was signed out of."""
    Session.objects.filter(expire_date__lte=nu).delete()
    aantal: int = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]
    return aantal
