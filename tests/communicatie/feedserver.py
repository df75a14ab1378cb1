"""A feed server on loopback that behaves as badly as a test asks: it answers each path with a function of that test."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Doen = Callable[[BaseHTTPRequestHandler], object]


@dataclass
class Feedserver:
    """Where it listens, what each path does, and what it was asked: (path, headers)."""

    poort: int
    paden: dict[str, Doen] = field(default_factory=dict)
    gevraagd: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def plek(self) -> str:
        """Its place as it stands on the list of hosts."""
        return f"127.0.0.1:{self.poort}"

    def adres(self, pad: str = "/feed") -> str:
        """The web address of a path."""
        return f"http://{self.plek}{pad}"

    def geef(self, pad: str, inhoud: bytes, status: int = 200, **koppen: str) -> str:
        """Answer this path with these bytes; returns its address. An underscore in a header is a dash."""
        self.paden[pad] = lambda wie: antwoord(wie, inhoud, status, koppen)
        return self.adres(pad)

    def doe(self, pad: str, doen: Doen) -> str:
        """Let a function handle this path; returns its address."""
        self.paden[pad] = doen
        return self.adres(pad)

    def verwijs(self, pad: str, naar: str) -> str:
        """Redirect this path; returns its address."""
        return self.geef(pad, b"", 302, Location=naar)

    @property
    def paden_gevraagd(self) -> list[str]:
        """The paths it was asked for, in order."""
        return [pad for pad, _ in self.gevraagd]


def antwoord(wie: BaseHTTPRequestHandler, inhoud: bytes, status: int, koppen: dict[str, str]) -> None:
    """Write a whole answer."""
    wie.send_response(status)
    for naam, waarde in {"Content_Length": str(len(inhoud)), **koppen}.items():
        wie.send_header(naam.replace("_", "-"), waarde)
    wie.end_headers()
    wie.wfile.write(inhoud)


def druppel(wie: BaseHTTPRequestHandler) -> None:
    """A byte now and then, for as long as anybody listens: each read succeeds, and the whole never ends."""
    wie.send_response(200)
    wie.end_headers()
    while True:
        wie.wfile.write(b" ")
        wie.wfile.flush()
        time.sleep(0.05)


def druppel_koppen(wie: BaseHTTPRequestHandler) -> None:
    """As `druppel`, before the headers are complete."""
    wie.wfile.write(b"HTTP/1.1 200 OK\r\nX-Lang: ")
    while True:
        wie.wfile.write(b"x")
        wie.wfile.flush()
        time.sleep(0.05)


def eindeloos(wie: BaseHTTPRequestHandler) -> None:
    """As much as anybody takes, without saying how much."""
    wie.send_response(200)
    wie.end_headers()
    while True:
        wie.wfile.write(b"x" * 65536)


def bom(megabytes: int) -> bytes:
    """A small file that unpacks to many megabytes."""
    return gzip.compress(b"\0" * (megabytes * 1024 * 1024), 9)


def rss(*items: tuple[str, ...]) -> bytes:
    """A feed of (guid, title, link[, pubDate])."""
    delen = []
    for guid, titel, link, *op in items:
        datum = f"<pubDate>{op[0]}</pubDate>" if op else ""
        delen.append(
            f"<item><guid>{escape(guid)}</guid><title>{escape(titel)}</title><link>{escape(link)}</link>{datum}</item>"
        )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{"".join(delen)}</channel></rss>'.encode()


@contextmanager
def feedserver() -> Iterator[Feedserver]:
    """Serve on a free port until the block ends. Whoever hangs up first, hangs up: that is no fault of the test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Afhandeling)
    server.daemon_threads = True
    server.block_on_close = False
    dienst = Feedserver(server.server_address[1])
    server.dienst = dienst  # type: ignore[attr-defined]
    draad = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    draad.start()
    try:
        yield dienst
    finally:
        server.shutdown()
        server.server_close()
        draad.join()


class _Afhandeling(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer as the test asked."""
        dienst: Feedserver = self.server.dienst  # type: ignore[attr-defined]
        dienst.gevraagd.append((self.path, dict(self.headers)))
        try:
            dienst.paden.get(self.path, lambda wie: antwoord(wie, b"", 404, {}))(self)
            self.wfile.flush()
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the base class
        """Be silent."""
