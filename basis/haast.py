"""A time limit for the whole of an answer. That of a socket is of one read: a server that lets its answer drip, a byte
every few seconds, keeps whoever asked it waiting for ever, and with him all that waits behind him.
"""

import http.client
import io
import socket
import urllib.request
from functools import partial
from time import monotonic
from typing import Any

_BLOK = 64 * 1024


def opener(seconden: float, *erbij: type[urllib.request.BaseHandler]) -> urllib.request.OpenerDirector:
    """What opens a web address and is done, answer and all, within so many seconds from now; else TimeoutError, alone
    or within a URLError. `erbij`: other handlers of urllib."""
    einde = monotonic() + seconden
    return urllib.request.build_opener(_Http(einde), _Https(einde), *erbij)


class Gehaast:
    """A socket whose every read and write gets only the time that is left of the whole."""

    def __init__(self, sok: socket.socket, einde: float) -> None:
        """`einde`: a moment of `monotonic`."""
        self._sok, self._einde, self._is_gelezen = sok, einde, False

    def sendall(self, data: Any) -> None:
        """Send, in the time that is left."""
        self._sok.settimeout(rest(self._einde))
        self._sok.sendall(data)

    def makefile(self, *args: Any, **kwargs: Any) -> io.BufferedReader:
        """The reading side, as http.client asks for it."""
        self._is_gelezen = True
        return io.BufferedReader(Lezer(self._sok, self._einde), _BLOK)

    def close(self) -> None:
        """Nothing more will be sent. http.client closes us while it still reads: then the reader closes the socket."""
        if not self._is_gelezen:
            self._sok.close()


class Lezer(io.RawIOBase):
    """The reading side of `Gehaast`. Closing it closes the socket too: nothing else reads after it."""

    def __init__(self, sok: socket.socket, einde: float) -> None:
        """Keep the socket and the end (of `monotonic`), which may be set anew."""
        self._sok, self.einde = sok, einde

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there, in the time that is left. Raises TimeoutError when there is none."""
        self._sok.settimeout(rest(self.einde))
        return self._sok.recv_into(buffer)

    def close(self) -> None:
        """Close the socket with the last reader."""
        self._sok.close()
        super().close()


def rest(einde: float) -> float:
    """The seconds that are left until `einde` (of `monotonic`). Raises TimeoutError when there are none."""
    rest = einde - monotonic()
    if rest <= 0:
        raise TimeoutError
    return rest


class _Verbinding(http.client.HTTPConnection):
    def __init__(self, *args: Any, einde: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._einde = einde

    def connect(self) -> None:
        self.timeout = rest(self._einde)
        super().connect()
        # Read by http.client as a socket; it needs no more of it than `Gehaast` has.
        self.sock = Gehaast(self.sock, self._einde)


class _VeiligeVerbinding(_Verbinding, http.client.HTTPSConnection):
    """The same over TLS: the class after it makes the line safe, before it is hurried."""


class _Http(urllib.request.HTTPHandler):
    def __init__(self, einde: float) -> None:
        super().__init__()
        self._einde = einde

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_Verbinding, einde=self._einde), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, einde: float) -> None:
        super().__init__()
        self._einde = einde

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_VeiligeVerbinding, einde=self._einde), req)
