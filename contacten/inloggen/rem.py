"""The brake on guessing: counts what failed per name and network, per network, per name and per browser, and slows
whoever guesses. It keeps nobody out who knows what he should: why, and how, docs/besluiten/0061.

A browser from which this name came in before has guesses of its own. Anybody else may, when too much went wrong, give
password and code of the second step together, in one go: guessing both at once is no use, knowing both is, and that is
never refused. Codes are counted on their own, and only where the password was right: who does not know that, uses up
nobody's codes.
"""

from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from basis.toekomst import onmogelijk, sinds
from contacten.models import Inlogpoging

_regels = structlog.stdlib.get_logger("inloggen")
VENSTER = timedelta(minutes=5)
# For one name from one network or one browser; for all names from one network, which may be a whole office; and for one
# name from everywhere.
PER_NAAM, PER_NETWERK, OVERAL = 5, 30, 20
# Wrong codes behind a right password, in all: of a million codes one is right, so in a year of guessing all day by who
# knows the password it is one chance in fifty.
CODES, CODES_PER_DAG = 10, 50
# And whatever the password was: who reads somebody's mail knows each new one. Twice as many, so that an owner at whom
# somebody guessed with the old one has as many again.
CODES_IN_ALLES = 2 * CODES_PER_DAG
ONTHOUDEN = timedelta(days=1)
# Of an address of version 6 one person has a whole network.
IPV6_DEEL = 64
_BROWSER, _CODE, _ERGENS = "browser:", "code:", "ergens"
# Before the place of an attempt of which nobody knows yet whether it is wrong: it counts for its name, so that of a
# hundred at once no more are looked at than one after the other; not for its network, where a whole office may begin.
_BEZIG = "~"


class Stap(NamedTuple):
    """Under which names the wrong codes of an account count: with the password of `nu`, and with any of them."""

    nu: str
    altijd: str


NIEMAND = Stap("niemand", "niemand, nooit")


class Plek(NamedTuple):
    """Where an attempt comes from; `browser`: the number of one that is known for the name, or empty."""

    netwerk: str
    browser: str = ""

    @property
    def waar(self) -> str:
        """Under what its failures count."""
        return f"{_BROWSER}{self.browser}" if self.browser else self.netwerk

    @property
    def waar_code(self) -> str:
        """Under what its wrong codes count: apart from the attempts of its network, where each counted already."""
        return self.waar if self.browser else f"{_CODE}{self.netwerk}"


def netwerk_van(request: HttpRequest) -> str:
    """The network a request comes from. What a header says counts only as far as trusted proxies wrote it: the last
    address that is none of them."""
    adres = request.META.get("REMOTE_ADDR", "")
    via = [deel.strip() for deel in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if deel.strip()]
    while via and _is_vertrouwd(adres):
        adres = via.pop()
    return _netwerk(adres)


def is_geremd(naam: str, plek: Plek, nu: datetime, eigen: int = 0) -> bool:
    """Whether an attempt for this name from this place needs a code along with the password; one question, whoever it
    is and wherever he comes from. `eigen`: the number of the attempt itself, when it counts already."""
    zelfde = Q(naam=sleutel_van(naam))
    recent = Inlogpoging.objects.filter(sinds("op", nu - VENSTER, nu), Q(netwerk=plek.netwerk) | zelfde)
    van_browser = Q(netwerk__startswith=_BROWSER) | Q(netwerk__startswith=f"{_BEZIG}{_BROWSER}")
    geteld = recent.exclude(pk=eigen).aggregate(
        eigen=Count("pk", filter=zelfde & Q(netwerk__in=[plek.waar, f"{_BEZIG}{plek.waar}"])),
        hier=Count("pk", filter=zelfde & Q(netwerk__in=[plek.netwerk, f"{_BEZIG}{plek.netwerk}"])),
        allen=Count("pk", filter=Q(netwerk=plek.netwerk)),
        overal=Count("pk", filter=zelfde & ~van_browser),
    )
    if plek.browser and geteld["eigen"] < PER_NAAM:
        return False
    geremd: bool = geteld["hier"] >= PER_NAAM or geteld["allen"] >= PER_NETWERK or geteld["overal"] >= OVERAL
    # A known browser that guessed too much itself is no better than a strange one that did.
    geremd = geremd or geteld["eigen"] >= PER_NAAM
    if geremd:
        _regels.warning("inloggen geremd", netwerk=plek.netwerk)
    return geremd


def begin(naam: str, plek: Plek, nu: datetime) -> int:
    """Count an attempt for this name before anything of it is looked at, and return its number: of a hundred that come
    at the same moment each then sees the others. What it was, `mislukt` or `geen_poging` says."""
    rij = Inlogpoging.objects.create(naam=sleutel_van(naam), netwerk=f"{_BEZIG}{plek.waar}", op=nu)
    nummer: int = rij.pk
    return nummer


def geen_poging(nummer: int) -> None:
    """This attempt was right, or was not looked at: it counts for nobody."""
    Inlogpoging.objects.filter(pk=nummer).delete()


def mislukt(nummer: int, plek: Plek) -> None:
    """This attempt was wrong: it counts for its network too."""
    Inlogpoging.objects.filter(pk=nummer).update(netwerk=plek.waar)
    _zeg(plek)


def zijn_codes_op(stap: Stap, plek: Plek, nu: datetime) -> bool:
    """Whether so many codes were wrong for this account that no more are looked at from this place: from a known
    browser its own count, from anywhere else those of all others together."""
    namen = {sleutel_van(naam) for naam in stap}
    pogingen = Inlogpoging.objects.filter(sinds("op", nu - ONTHOUDEN, nu), naam__in=namen)
    is_kort, is_nu = sinds("op", nu - VENSTER, nu), Q(naam=sleutel_van(stap.nu))
    hier, elders = Q(netwerk=plek.waar_code), ~Q(netwerk__startswith=_BROWSER)
    geteld = pogingen.aggregate(
        eigen=Count("pk", filter=hier & is_nu & is_kort),
        eigen_dag=Count("pk", filter=hier & is_nu),
        eigen_alles=Count("pk", filter=hier & ~is_nu),
        vreemd=Count("pk", filter=elders & is_nu & is_kort),
        vreemd_dag=Count("pk", filter=elders & is_nu),
        vreemd_alles=Count("pk", filter=elders & ~is_nu),
    )
    eigen_op = geteld["eigen"] >= PER_NAAM or _is_dag_op(geteld, "eigen")
    if not eigen_op and plek.browser:
        return False
    zijn_op: bool = eigen_op or geteld["vreemd"] >= CODES or _is_dag_op(geteld, "vreemd")
    if zijn_op:
        _regels.warning("codes geremd", netwerk=plek.netwerk)
    return zijn_op


def tel(naam: str, plek: Plek, nu: datetime, stap: Stap | None = None, stap_plek: Plek | None = None) -> None:
    """Count one attempt that failed, whether or not there is such an account, and with `stap` a wrong code too (from
    `stap_plek`: a browser may be known for the name and not for codes); and say so in the log."""
    _zeg(plek)
    van = stap_plek or plek
    overal = van.waar if van.browser else _ERGENS
    # One attempt is one for its network, also when a code was wrong in it: the rows of codes stand under other names.
    rijen = [(naam, plek.waar)]
    rijen += [(stap.nu, van.waar_code), (stap.altijd, overal)] if stap else []
    Inlogpoging.objects.bulk_create(Inlogpoging(naam=sleutel_van(een), netwerk=waar, op=nu) for een, waar in rijen)


def vergeet(nu: datetime) -> None:
    """Forget what is older than a day, and what a wrong clock wrote."""
    Inlogpoging.objects.filter(Q(op__lte=nu - ONTHOUDEN) | onmogelijk("op", nu)).delete()


def sleutel_van(naam: str) -> str:
    """A keyed hash of this name. The database compares names in capitals, where more signs are alike than in small
    letters: who writes an i without its dot means the same account, and counts as the same name."""
    return salted_hmac("contacten.inlogpoging", naam.strip().upper().casefold(), algorithm="sha256").hexdigest()


def _zeg(plek: Plek) -> None:
    """From where, and not for whom: people type their password in the wrong field."""
    _regels.warning("inloggen mislukt", netwerk=plek.netwerk)


def _is_dag_op(geteld: dict[str, int], wie: str) -> bool:
    return geteld[f"{wie}_dag"] >= CODES_PER_DAG or geteld[f"{wie}_alles"] >= CODES_IN_ALLES


def _netwerk(adres: str) -> str:
    gelezen = _lees(adres)
    if gelezen is None:
        return "onbekend"
    return str(IPv6Network((gelezen, IPV6_DEEL), strict=False)) if gelezen.version == 6 else str(gelezen)


def _is_vertrouwd(adres: str) -> bool:
    gelezen = _lees(adres)
    if gelezen is None:
        return False
    return any(gelezen in ip_network(deel.strip(), strict=False) for deel in settings.VERTROUWDE_PROXIES)


def _lees(adres: str) -> IPv4Address | IPv6Address | None:
    """An address as a proxy or a socket writes it, also with a port behind it, and one of version 4 in the clothes of
    version 6: else everybody would be of one network. None for what is none."""
    if adres.startswith("["):
        adres = adres[1:].partition("]")[0]
    elif adres.count(":") == 1:
        adres = adres.partition(":")[0]
    try:
        gelezen = ip_address(adres)
    except ValueError:
        return None
    return getattr(gelezen, "ipv4_mapped", None) or gelezen
