"""A real SMS service on loopback: it keeps what it gets, and fails in the ways that such a service fails."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Smsdienst:
    """`antwoord`: the code it gives; `traag`: seconds before it gives one; `zwijgt`: it takes the text and gives none,
    but hangs up ("hangt op") or says something that is no HTTP ("onzin")."""

    ontvangen: list[dict[str, str]] = field(default_factory=list)
    pogingen: list[dict[str, Any]] = field(default_factory=list)
    antwoord: int = 200
    traag: float = 0
    zwijgt: str = ""
    adres: str = ""


@contextmanager
def smsdienst() -> Iterator[Smsdienst]:
    """The service, for as long as this block lasts."""
    dienst = Smsdienst()

    class Balie(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take a text, or answer what the test asked for."""
            tekst = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            dienst.pogingen.append({**tekst, "kop": dict(self.headers)})
            time.sleep(dienst.traag)
            if dienst.zwijgt:
                self.wfile.write(b"" if dienst.zwijgt == "hangt op" else b"geen antwoord\r\n\r\n")
                self.close_connection = True
                return
            if dienst.antwoord < 300:
                dienst.ontvangen.append(tekst)
            self.send_response(dienst.antwoord)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Balie)
    draad = threading.Thread(target=server.serve_forever, daemon=True)
    draad.start()
    dienst.adres = f"http://127.0.0.1:{server.server_address[1]}/sms"
    try:
        yield dienst
    finally:
        server.shutdown()
        server.server_close()
