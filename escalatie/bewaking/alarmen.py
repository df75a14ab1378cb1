"""Alarms: who keeps the machine running hears of a fault by mail, once per six hours per fault.

The mail goes through the outbox like every other, with sentences and counts and no kenmerk. When the mail server is
down too, the exit code and the log of `bewaak` remain: each is enough for cron, systemd or a monitor.
"""

import hashlib
import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from basis.toekomst import onmogelijk
from communicatie.post.berichten import plan_persoonlijk
from contacten.bezetting import bezet
from contacten.models import Gebruiker
from contacten.rollen import Deel, die_zien
from escalatie.models import Alarm

log = logging.getLogger(__name__)
HERHAAL_NA = timedelta(hours=6)
ROLLEN = die_zien(Deel.BEWAKING)


def meld_alle(fouten: Mapping[str, str], nu: datetime) -> list[str]:
    """Tell of these faults (key -> sentence) in one mail per person, as far as they were not told of for six hours.

    Returns the keys told of now. Two watchdogs at the same moment tell once.
    """
    if not fouten:
        return []
    log.critical("watch: %s", "; ".join(f"{sleutel}: {zin}" for sleutel, zin in fouten.items()))
    aan = adressen(ROLLEN, nu)
    # Told at a moment that has not come: not told, or it would be silent until then.
    Alarm.objects.filter(onmogelijk("gemeld_op", nu)).update(gemeld_op=nu - HERHAAL_NA)
    if not aan:  # nobody to tell yet: it is not told, so it comes back as soon as there is
        return []
    with transaction.atomic():
        nieuw = {sleutel: zin for sleutel, zin in fouten.items() if _is_aan_de_beurt(sleutel, zin, nu)}
        if nieuw:
            _mail(nieuw, aan, nu)
    return list(nieuw)


def adressen(rollen: Collection[str], nu: datetime) -> list[str]:
    """The addresses of the active accounts of these roles; of a role without any, those of the contact list."""
    gevonden: dict[str, None] = {}
    for rol in rollen:
        accounts = Gebruiker.objects.filter(rol=rol, is_active=True).exclude(email="").order_by("pk")
        eigen = list(accounts.values_list("email", flat=True)) or [c.email for c in bezet(rol, nu).met_mail]
        gevonden |= dict.fromkeys(adres.casefold() for adres in eigen)
    return list(gevonden)


def _is_aan_de_beurt(sleutel: str, zin: str, nu: datetime) -> bool:
    """Whether this fault is to be told of now; if so, that is written down at once."""
    eerder = Alarm.objects.filter(pk=sleutel)
    if eerder.filter(gemeld_op__lte=nu - HERHAAL_NA).update(gemeld_op=nu, zin=zin):
        return True
    if eerder.exists():
        return False
    try:
        with transaction.atomic():
            Alarm.objects.create(sleutel=sleutel, zin=zin, begonnen_op=nu, gemeld_op=nu)
    except IntegrityError:  # another watchdog was first
        return False
    return True


def _mail(fouten: Mapping[str, str], aan: Collection[str], nu: datetime) -> None:
    welke = hashlib.sha256("|".join(sorted(fouten)).encode()).hexdigest()[:12]
    for adres in aan:
        plan_persoonlijk(
            aan=None,
            email=adres,
            sjabloon="alarm",
            pad=reverse("bewaking"),
            aanleiding=f"alarm:{nu:%Y%m%d%H%M%S}:{welke}",
            regel="alarm",
            nu=nu,
            opsomming=list(fouten.values()),
        )
