"""A time limit for the whole of an answer, the name of the server included. That of a socket is of one read: a server
that lets its answer drip, a byte every few seconds, keeps whoever asked it waiting for ever, and with him all that
waits behind him. A name server that is silent does the same before there is a socket (docs/besluiten/0088).
"""

import http.client
import io
import socket
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

_BLOK = 64 * 1024
_Uitkomst = TypeVar("_Uitkomst")


def binnen(einde: float, vraag: Callable[[], _Uitkomst]) -> _Uitkomst:
    """What `vraag` returns or raises, by `einde` (of `monotonic`); else TimeoutError.

    For what the system itself does without a limit and what cannot be broken off. It goes on in a thread that nobody
    waits for, until the system gives up: of names that takes seconds (RES_OPTIONS in the settings).
    """
    uitkomst = Future[_Uitkomst]()
    Thread(target=_vervul, args=(uitkomst, vraag), daemon=True).start()
    return uitkomst.result(rest(einde))


def _vervul(uitkomst: Future[_Uitkomst], vraag: Callable[[], _Uitkomst]) -> None:
    try:
        uitkomst.set_result(vraag())
    except Exception as fout:
        uitkomst.set_exception(fout)


def zoek_op(host: str, poort: int, einde: float) -> list[Any]:
    """The addresses of this name, as `getaddrinfo` has them. Raises TimeoutError at `einde`, OSError, UnicodeError."""
    return binnen(einde, partial(socket.getaddrinfo, host, poort, type=socket.SOCK_STREAM))


def verbind(host: str, poort: int, einde: float) -> socket.socket:
    """A line to the first address of this name that answers, by `einde`. One that says nothing leaves the next its
    share of the time. Raises TimeoutError, OSError, UnicodeError."""
    rijen, fout = zoek_op(host, poort, einde), OSError("no address")
    for nummer, (familie, soort, protocol, _, adres) in enumerate(rijen):
        try:
            lijn = socket.socket(familie, soort, protocol)
            try:
                lijn.settimeout(rest(einde) / (len(rijen) - nummer))
                lijn.connect(adres)
                lijn.settimeout(rest(einde))
                return lijn
            except BaseException:
                lijn.close()
                raise
        except OSError as bezwaar:
            fout = bezwaar
    raise fout


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
        # How http.client makes its line.
        self._create_connection = lambda plek, *_: verbind(plek[0], plek[1], self._einde)

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
