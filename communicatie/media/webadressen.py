"""Which web addresses may be fetched: only those of hosts on a list, and only at public addresses (ASVS 1.3.6).

The list is `MEDIA_HOSTS`: "nieuws.example" (ports 80 and 443) or "nieuws.example:8080". A private address, such as
that of a server of one's own, is reached only when it is on the list itself as "10.0.0.5:8080".
"""

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from basis.haast import zoek_op

POORTEN = {"http": 80, "https": 443}
LANGSTE_ADRES = 500
# The part of IPv6 that is given out to the world; inside it, 6to4 and Teredo carry a hidden IPv4 address.
_WERELD = ip_network("2000::/3")


class OphaalFout(Exception):
    """Why nothing was fetched: a Dutch sentence for the beheerder."""


@dataclass(frozen=True)
class Webadres:
    """An address that may be fetched, taken apart. `pad` holds the query too; a fragment is dropped."""

    schema: str
    host: str
    poort: int
    pad: str

    @property
    def kop(self) -> str:
        """What goes in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.poort == POORTEN[self.schema] else f"{host}:{self.poort}"


def ontleed(adres: str, hosts: Collection[str]) -> Webadres:
    """Take an address apart. Raises OphaalFout when it may not be fetched, whatever it resolves to."""
    delen, poort = _delen(adres)
    if delen.username is not None or delen.password is not None:
        raise OphaalFout("Er staat een gebruikersnaam of wachtwoord in het adres. Dat mag niet.")
    host = _ascii(delen.hostname or "")
    if not _staat_op_lijst(host, poort, delen.scheme, hosts):
        raise OphaalFout(f"De host {host}:{poort} staat niet op de lijst met toegestane hosts (MEDIA_HOSTS).")
    pad = f"{delen.path or '/'}{f'?{delen.query}' if delen.query else ''}"
    if not pad.isascii():
        raise OphaalFout("Het adres bevat tekens die niet in een webadres horen.")
    return Webadres(delen.scheme, host, poort, pad)


def bestemmingen(adres: Webadres, hosts: Collection[str], einde: float) -> list[tuple[int, str]]:
    """The addresses of this host as (family, ip), by `einde` (of `monotonic`). Raises OphaalFout when it has none, or
    one that is not public, and TimeoutError.

    The caller connects to one of these and to nothing else: a name that answers otherwise a second time gains nothing.
    """
    try:
        rijen = zoek_op(adres.host, adres.poort, einde)
    except TimeoutError:
        raise
    except (OSError, UnicodeError) as fout:
        raise OphaalFout(f"De host {adres.host} is niet te vinden.") from fout
    gevonden = list(dict.fromkeys((int(rij[0]), str(rij[4][0])) for rij in rijen))
    for _, ip in gevonden:
        if not is_openbaar(ip) and literaal(ip, adres.poort) not in _lijst(hosts):
            raise OphaalFout(
                f"De host {adres.host} wijst naar een adres binnen een eigen netwerk. Dat halen wij niet op."
            )
    return gevonden


def is_openbaar(ip: str) -> bool:
    """Whether this address lies on the public internet, and does not hide another address."""
    adres = ip_address(ip.partition("%")[0])
    if not adres.is_global or adres.is_multicast or adres.is_reserved:
        return False
    return isinstance(adres, IPv4Address) or _is_gewoon(adres)


def literaal(ip: str, poort: int) -> str:
    """An address with its port as it stands on the list."""
    return f"[{ip}]:{poort}" if ":" in ip else f"{ip}:{poort}"


def _is_gewoon(adres: IPv6Address) -> bool:
    return adres in _WERELD and adres.sixtofour is None and adres.teredo is None


def _delen(adres: str) -> tuple[SplitResult, int]:
    if (
        len(adres) > LANGSTE_ADRES
        or any(teken.isspace() or not teken.isprintable() for teken in adres)
        or "\\" in adres
    ):
        raise OphaalFout("Dit is geen geldig webadres.")
    try:
        delen = urlsplit(adres)
        poort = delen.port
    except ValueError as fout:
        raise OphaalFout("Dit is geen geldig webadres.") from fout
    if delen.scheme not in POORTEN:
        raise OphaalFout("Alleen adressen met http of https mogen.")
    return delen, poort or POORTEN[delen.scheme]


def _ascii(host: str) -> str:
    """The host as DNS knows it: lower case, without a dot at the end, punycode for other letters."""
    try:
        kaal = host.rstrip(".").lower()
        return kaal if kaal.isascii() else kaal.encode("idna").decode()
    except UnicodeError as fout:
        raise OphaalFout("Dit is geen geldig webadres.") from fout


def _staat_op_lijst(host: str, poort: int, schema: str, hosts: Collection[str]) -> bool:
    lijst = _lijst(hosts)
    return bool(host) and (literaal(host, poort) in lijst or (host in lijst and poort == POORTEN[schema]))


def _lijst(hosts: Collection[str]) -> frozenset[str]:
    return frozenset(host.strip().lower() for host in hosts)
