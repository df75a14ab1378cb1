"""The brake on guessing: counts what failed per name and per network, and slows that network down, nobody else.

Nothing here locks an account, so nobody can lock somebody else out. Who is slowed down can still get in with password
and a code of the second step together, in one go: guessing both at once is no use, knowing both is. Why:
docs/besluiten/0035-inloggen.md.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_address, ip_network

import structlog
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from basis.toekomst import onmogelijk, sinds
from contacten.models import Inlogpoging

_regels = structlog.stdlib.get_logger("inloggen")
VENSTER = timedelta(minutes=5)
# For one name from one network, whatever the account; for all names from one network, which may be a whole office;
# and for a password with a code at once.
PER_NAAM, PER_NETWERK, MET_CODE = 5, 30, 60
ONTHOUDEN = timedelta(days=1)
# Of an address of version 6 one person has a whole network.
IPV6_DEEL = 64


def netwerk_van(request: HttpRequest) -> str:
    """The network a request comes from. What a header says counts only as far as trusted proxies wrote it: the last
    address that is none of them."""
    adres = request.META.get("REMOTE_ADDR", "")
    via = [deel.strip() for deel in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if deel.strip()]
    while via and _is_vertrouwd(adres):
        adres = via.pop()
    return _netwerk(adres)


def is_geremd(naam: str, netwerk: str, nu: datetime, *, met_code: bool = False) -> bool:
    """Whether an attempt for this name from this network has to wait; with a code at once hardly ever."""
    recent = Inlogpoging.objects.filter(sinds("op", nu - VENSTER, nu), netwerk=netwerk)
    namen = list(recent.values_list("naam", flat=True)[: PER_NETWERK + MET_CODE])
    zelfde = namen.count(_sleutel(naam))
    geremd = zelfde >= MET_CODE if met_code else zelfde >= PER_NAAM or len(namen) >= PER_NETWERK
    if geremd:
        _regels.warning("inloggen geremd", netwerk=netwerk)
    return geremd


def tel(naam: str, netwerk: str, nu: datetime) -> None:
    """Count one attempt that failed, whether or not there is such an account; and say so in the log: from where, and
    not for whom, for people type their password in the wrong field."""
    _regels.warning("inloggen mislukt", netwerk=netwerk)
    Inlogpoging.objects.create(naam=_sleutel(naam), netwerk=netwerk, op=nu)


def vergeet(nu: datetime) -> None:
    """Forget what is older than a day, and what a wrong clock wrote."""
    Inlogpoging.objects.filter(Q(op__lte=nu - ONTHOUDEN) | onmogelijk("op", nu)).delete()


def _sleutel(naam: str) -> str:
    return salted_hmac("contacten.inlogpoging", naam.strip().casefold(), algorithm="sha256").hexdigest()


def _netwerk(adres: str) -> str:
    try:
        gelezen = ip_address(adres)
    except ValueError:
        return "onbekend"
    return str(IPv6Network((gelezen, IPV6_DEEL), strict=False)) if gelezen.version == 6 else str(gelezen)


def _is_vertrouwd(adres: str) -> bool:
    try:
        gelezen = ip_address(adres)
    except ValueError:
        return False
    return any(gelezen in ip_network(deel.strip(), strict=False) for deel in settings.VERTROUWDE_PROXIES)
