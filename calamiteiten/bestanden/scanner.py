"""ClamAV, when an installation has one: clamd over a socket or TCP, command INSTREAM. Without the setting there is
none, and the pages say so.

The protocol (clamd(8)): `zINSTREAM\\0`, then pieces with their length in four bytes, then a length of zero; the answer
is `stream: OK`, `stream: NAAM FOUND`, or ends in ERROR. To `zPING\\0` it answers `PONG`.
"""

import socket
import struct
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings

from basis.haast import Gehaast, Lezer, verbind

STUK = 64 * 1024
LANGSTE_ANTWOORD = 4096


class GeenScanner(Exception):
    """The scanner cannot be reached or gave no verdict: nothing is known of the file."""


class GeenOordeel(GeenScanner):
    """The scanner answered, and not about this file: too large for it, or it could not read it. Of another file it may
    say something."""


class TeTraag(GeenOordeel):
    """It had no answer about this file in time, and says meanwhile that it is there."""


@dataclass(frozen=True)
class Oordeel:
    """What the scanner says; `virus` is its name of what was found, empty when clean."""

    virus: str

    @property
    def is_schoon(self) -> bool:
        """Whether nothing was found."""
        return not self.virus


def is_er() -> bool:
    """Whether this installation has a scanner."""
    return bool(settings.CLAMAV_ADRES)


def scan(inhoud: bytes) -> Oordeel:
    """Have these bytes scanned. Raises GeenScanner when there is no verdict, GeenOordeel when that lies in the file."""
    try:
        with _verbind() as lijn:
            antwoord = _vraag(lijn, inhoud)
    except TimeoutError as fout:
        if _leeft():
            raise TeTraag(str(fout)) from fout
        raise GeenScanner(str(fout)) from fout
    except (OSError, ValueError) as fout:
        raise GeenScanner(str(fout)) from fout
    if antwoord == "stream: OK":
        return Oordeel("")
    if antwoord.startswith("stream: ") and antwoord.endswith(" FOUND"):
        return Oordeel(antwoord.removeprefix("stream: ").removesuffix(" FOUND"))
    if antwoord:
        raise GeenOordeel(antwoord)
    raise GeenScanner("no answer")


def _leeft() -> bool:
    """Whether it answers at all: then it lies in the file that it had no answer about that."""
    try:
        with _verbind() as lijn:
            Gehaast(lijn, monotonic() + settings.CLAMAV_SECONDEN).sendall(b"zPING\0")
            return _antwoord(lijn) == "PONG"
    except (OSError, ValueError):
        return False


def _verbind() -> socket.socket:
    adres = urlsplit(settings.CLAMAV_ADRES)
    if adres.scheme == "unix":
        lijn = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        lijn.settimeout(settings.CLAMAV_SECONDEN)
        try:
            lijn.connect(adres.path)
        except OSError:
            lijn.close()
            raise
        return lijn
    if adres.scheme != "tcp" or not adres.hostname:
        raise ValueError("CLAMAV_ADRES is tcp://HOST:POORT or unix:///PAD")
    return verbind(adres.hostname, adres.port or 3310, monotonic() + settings.CLAMAV_SECONDEN)


def _vraag(lijn: socket.socket, inhoud: bytes) -> str:
    """What it answers about these bytes. Raises GeenOordeel when it hangs up, as it does on what is too large."""
    try:
        heen = Gehaast(lijn, monotonic() + settings.CLAMAV_SECONDEN)
        heen.sendall(b"zINSTREAM\0")
        for hier in range(0, len(inhoud), STUK):
            stuk = inhoud[hier : hier + STUK]
            heen.sendall(struct.pack("!L", len(stuk)) + stuk)
        heen.sendall(struct.pack("!L", 0))
        return _antwoord(lijn)
    except ConnectionError as fout:
        raise GeenOordeel(str(fout)) from fout


def _antwoord(lijn: socket.socket) -> str:
    bytes_, lezer = b"", Lezer(lijn, monotonic() + settings.CLAMAV_SECONDEN)
    while not bytes_.endswith(b"\0") and len(bytes_) < LANGSTE_ANTWOORD and (stuk := lezer.read(1024)):
        bytes_ += stuk
    return bytes_.rstrip(b"\0\n").decode("utf-8", "replace")
