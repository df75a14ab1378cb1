"""A local clamd that speaks INSTREAM, for the tests: it calls everything with the mark of EICAR infected."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# In two parts, so that a scanner on the computer of who reads this has nothing to say of it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"

# What it does not judge at all.
TE_LASTIG = b"te groot voor deze scanner"
# What it never comes back from.
TE_TRAAG = b"te lang voor deze scanner"


class _Gesprek(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        opdracht = self.rfile.read(6)
        if opdracht == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert opdracht + self.rfile.read(4) == b"zINSTREAM\0"
        inhoud = b""
        while lengte := struct.unpack("!L", self.rfile.read(4))[0]:
            inhoud += self.rfile.read(lengte)
        if TE_LASTIG in inhoud:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            return
        if TE_TRAAG in inhoud:
            self.rfile.read(1)  # until whoever asked hangs up
            return
        gezien = self.server.gezien  # type: ignore[attr-defined]
        gezien.append(inhoud)
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in inhoud else b"stream: OK\0")


@contextmanager
def clamd() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a running one, and all that it was given."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Gesprek) as dienst:
        dienst.gezien = []  # type: ignore[attr-defined]
        draad = threading.Thread(target=dienst.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        draad.start()
        try:
            yield f"tcp://127.0.0.1:{dienst.server_address[1]}", dienst.gezien  # type: ignore[attr-defined]
        finally:
            dienst.shutdown()
            draad.join()
