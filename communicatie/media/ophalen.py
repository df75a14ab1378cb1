"""Fetch one page from outside, within bounds: of time, of size, and of where it may lead.

http.client and nothing on top of it: no proxy of the environment, no cookies, no redirect that nobody looked at. The
whole has one end (`einde`): a server that drips a byte a second is cut off as one that says nothing.
"""

import http.client
import socket
import ssl
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urljoin

from django.conf import settings

from basis.haast import Gehaast, rest

from .webadressen import OphaalFout, Webadres, bestemmingen, ontleed

MAX_OMLEIDINGEN = 3
OMLEIDINGEN = frozenset({301, 302, 303, 307, 308})
ONGEWIJZIGD = 304
BLOK = 64 * 1024
AGENT = "Calamiteitenregie-mediamonitor"


@dataclass(frozen=True)
class Grenzen:
    """How far a fetch may go: hosts, seconds in all, seconds to connect, bytes (also after unpacking)."""

    hosts: Collection[str]
    seconden: float
    verbindtijd: float
    bytes: int


@dataclass(frozen=True)
class Antwoord:
    """What came back. `inhoud` is None when nothing changed since (304)."""

    inhoud: bytes | None
    tekenset: str
    etag: str
    laatst_gewijzigd: str


def grenzen() -> Grenzen:
    """The bounds of this installation."""
    return Grenzen(
        hosts=tuple(settings.MEDIA_HOSTS),
        seconden=settings.MEDIA_TIMEOUT,
        verbindtijd=settings.MEDIA_TIMEOUT / 2,
        bytes=settings.MEDIA_MAX_BYTES,
    )


def haal(adres: str, binnen: Grenzen, *, etag: str = "", laatst_gewijzigd: str = "") -> Antwoord:
    """Fetch an address, following at most three redirects, each checked as the first address was.

    Raises OphaalFout with a Dutch sentence: not allowed, not there, too slow, too large, or not understood.
    """
    einde = monotonic() + binnen.seconden
    kop = {"If-None-Match": etag, "If-Modified-Since": laatst_gewijzigd}
    try:
        for _ in range(MAX_OMLEIDINGEN + 1):
            uitkomst = _een(ontleed(adres, binnen.hosts), binnen, einde, {k: v for k, v in kop.items() if v})
            if isinstance(uitkomst, Antwoord):
                return uitkomst
            adres = _verder(adres, uitkomst)
    except TimeoutError as fout:
        raise OphaalFout(f"De server gaf geen volledig antwoord binnen {binnen.seconden:g} seconden.") from fout
    except ssl.SSLError as fout:
        raise OphaalFout("De beveiligde verbinding met de server lukt niet (certificaat).") from fout
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as fout:
        raise OphaalFout(f"De verbinding met de server mislukte ({type(fout).__name__}).") from fout
    raise OphaalFout(f"De server verwijst meer dan {MAX_OMLEIDINGEN} keer door.")


def _verder(adres: str, naar: str) -> str:
    """Where a redirect leads, in full. It is checked as every address is, before anything is asked of it."""
    try:
        return urljoin(adres, naar)
    except ValueError as fout:
        raise OphaalFout("De server verwijst naar iets dat geen geldig webadres is.") from fout


def _een(adres: Webadres, binnen: Grenzen, einde: float, kop: dict[str, str]) -> Antwoord | str:
    """One request: the answer, or the address it sends us to."""
    verbinding = _Verbinding(adres, binnen, einde)
    try:
        verbinding.request("GET", adres.pad, headers=_kop(adres) | kop)
        with verbinding.getresponse() as antwoord:
            if antwoord.status in OMLEIDINGEN:
                return antwoord.getheader("Location") or ""
            if antwoord.status == ONGEWIJZIGD and kop:
                return Antwoord(None, "", kop.get("If-None-Match", ""), kop.get("If-Modified-Since", ""))
            if antwoord.status != http.client.OK:
                raise OphaalFout(f"De server antwoordt met code {antwoord.status}.")
            return _antwoord(antwoord, binnen)
    finally:
        verbinding.close()


def _kop(adres: Webadres) -> dict[str, str]:
    return {"Host": adres.kop, "User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close"}


def _antwoord(antwoord: http.client.HTTPResponse, binnen: Grenzen) -> Antwoord:
    verpakt = (antwoord.getheader("Content-Encoding") or "identity").strip().lower()
    if verpakt not in {"identity", "gzip", "x-gzip"}:
        raise OphaalFout("De server stuurt de inhoud in een vorm die wij niet lezen.")
    inhoud = _lees(antwoord, binnen.bytes, uitpakken=verpakt != "identity")
    return Antwoord(
        inhoud,
        antwoord.headers.get_content_charset() or "",
        _merk(antwoord, "ETag", 200),
        _merk(antwoord, "Last-Modified", 60),
    )


def _merk(antwoord: http.client.HTTPResponse, naam: str, lengte: int) -> str:
    """What the server wants to hear again next time; nothing when it is too long to keep whole."""
    waarde = " ".join((antwoord.getheader(naam) or "").split())
    return waarde if len(waarde) <= lengte else ""


def _lees(antwoord: http.client.HTTPResponse, maximum: int, *, uitpakken: bool) -> bytes:
    """Read to the end, counting what comes in and what comes out of it. Raises OphaalFout when it grows too large."""
    uitpakker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if uitpakken else None
    uit, binnengekomen = bytearray(), 0
    while blok := antwoord.read1(BLOK):
        binnengekomen += len(blok)
        uit += uitpakker.decompress(blok, maximum + 1 - len(uit)) if uitpakker else blok
        if max(len(uit), binnengekomen) > maximum:
            raise OphaalFout(f"De inhoud is groter dan {maximum // 1024} kB. Wij stoppen dan met lezen.")
    if antwoord.length or (uitpakker and not uitpakker.eof):
        raise OphaalFout("De server brak het antwoord halverwege af.")
    return bytes(uit)


class _Verbinding(http.client.HTTPConnection):
    """A connection to the address that was checked, and to no other, in the time that is left."""

    def __init__(self, adres: Webadres, binnen: Grenzen, einde: float) -> None:
        """Nothing is opened yet."""
        super().__init__(adres.host, adres.poort)
        self._adres, self._binnen, self._einde = adres, binnen, einde

    def connect(self) -> None:
        """Resolve, check, and connect to the first address that answers."""
        fout: OSError = TimeoutError()
        for familie, ip in bestemmingen(self._adres, self._binnen.hosts, self._einde):
            try:
                # Read by http.client as a socket; it needs no more of it than `Gehaast` has.
                self.sock = Gehaast(self._open(familie, ip), self._einde)
                return
            except OSError as bezwaar:
                fout = bezwaar
        raise fout

    def _open(self, familie: int, ip: str) -> socket.socket:
        kaal = socket.socket(familie, socket.SOCK_STREAM)
        try:
            kaal.settimeout(min(self._binnen.verbindtijd, rest(self._einde)))
            kaal.connect((ip, self._adres.poort))
            if self._adres.schema == "http":
                return kaal
            kaal.settimeout(rest(self._einde))
            return ssl.create_default_context().wrap_socket(kaal, server_hostname=self._adres.host)
        except BaseException:
            kaal.close()
            raise
