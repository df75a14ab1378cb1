"""A name server of one name, as the one of Docker is for the name of a service: every address that it has at this
moment, in another order each time."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

VIER, GEEN_FOUT, BESTAAT_NIET = 1, 0x8180, 0x8183


class Naamserver:
    """Answers on a port of its own. `adressen` may be changed while it runs."""

    def __init__(self, naam: str, adressen: list[str]) -> None:
        self.naam, self.adressen = naam, adressen
        self.gevraagd = 0
        self._lijn = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._lijn.bind(("127.0.0.1", 0))

    @property
    def regel(self) -> str:
        """What the Caddyfile asks (NAAMSERVERS). The Caddy of Debian 12 would ask it over TCP."""
        return f"resolvers udp/127.0.0.1:{self._lijn.getsockname()[1]}"

    def antwoord(self, vraag: bytes) -> bytes:
        """The answer to one question: the addresses of version 4, nothing of version 6, no other name."""
        delen, plek = [], 12
        while lengte := vraag[plek]:
            delen.append(vraag[plek + 1 : plek + 1 + lengte].decode())
            plek += 1 + lengte
        (soort,) = struct.unpack("!H", vraag[plek + 1 : plek + 3])
        bekend = ".".join(delen) == self.naam and bool(self.adressen)
        self.gevraagd += 1
        draai = self.gevraagd % max(len(self.adressen), 1)
        rijen = [*self.adressen[draai:], *self.adressen[:draai]] if bekend and soort == VIER else []
        kop = struct.pack("!2s5H", vraag[:2], GEEN_FOUT if bekend else BESTAAT_NIET, 1, len(rijen), 0, 0)
        # The name (that of the question), A, IN, no time to keep it, four bytes.
        staart = b"".join(struct.pack("!HHHLH4s", 0xC00C, VIER, 1, 0, 4, socket.inet_aton(adres)) for adres in rijen)
        return kop + vraag[12 : plek + 5] + staart

    def luister(self) -> None:
        """Until it is closed."""
        with suppress(OSError):
            vraag, wie = self._lijn.recvfrom(512)
            while vraag:
                self._lijn.sendto(self.antwoord(vraag), wie)
                vraag, wie = self._lijn.recvfrom(512)

    def sluit(self) -> None:
        """No more answers."""
        with suppress(OSError):
            self._lijn.shutdown(socket.SHUT_RDWR)
        self._lijn.close()


@contextmanager
def naamserver(naam: str, adressen: list[str]) -> Iterator[Naamserver]:
    """One that runs for the length of the block."""
    server = Naamserver(naam, adressen)
    draad = threading.Thread(target=server.luister, daemon=True)
    draad.start()
    try:
        yield server
    finally:
        server.sluit()
        draad.join(5)
