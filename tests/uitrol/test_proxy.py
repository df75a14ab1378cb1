"""The front door as it is (deploy/Caddyfile, the real Caddy): more websites share the work, one that dies costs no
answer, one that comes gets its part. By name, as with containers, and by address, as without. What is too large or too
slow it stops, and so does the web server behind it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event

import pytest
import yaml

from tests.diensten import vrije_poort
from tests.storing.processen import Kind, wacht_tot

from .naamserver import naamserver
from .samenstelling import WORTEL

pytestmark = [pytest.mark.echte_klok, pytest.mark.eis("R79"), pytest.mark.alleen_alles]
HERHAALT_FORMULIEREN = (2, 11, 2)
ADRESSEN = ["127.0.0.2", "127.0.0.3", "127.0.0.4"]
WEBSITE = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Website(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        goed = self.path != "/livez" or self.headers["Host"] == "localhost"
        self.send_response(200 if goed else 400)
        self.send_header("Content-Length", str(len(sys.argv[1])))
        self.end_headers()
        self.wfile.write(sys.argv[1].encode())
    do_POST = do_GET
    def log_message(self, *_): pass

ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Website).serve_forever()
"""


class Straat:
    """Three websites that may run, behind one proxy."""

    def __init__(self, map_: Path, caddy: str) -> None:
        self.poort, self.deur, self.map = vrije_poort(), vrije_poort(), map_
        self.caddy = caddy
        self.proxy: Kind | None = None
        self.websites = {adres: self._kind(adres, sys.executable, "-c", WEBSITE, adres) for adres in ADRESSEN}

    @property
    def herhaalt_formulieren(self) -> bool:
        """Whether this Caddy sends a form that found a closed door elsewhere (caddyserver/caddy#7546)."""
        gezegd = subprocess.run([self.caddy, "version"], capture_output=True, text=True, check=True).stdout
        return tuple(map(int, re.findall(r"\d+", gezegd)[:3])) >= HERHAALT_FORMULIEREN

    def _kind(self, naam: str, *woorden: str, **omgeving: str) -> Kind:
        return Kind(naam, [*woorden, str(self.poort)], omgeving, self.map / f"{naam}.log")

    def begin(self, **omgeving: str) -> None:
        """The first two, and the proxy in front."""
        for adres in ADRESSEN[:2]:
            self.websites[adres].start()
        eigen = {naam: str(self.map) for naam in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        eigen |= {"VOORDEUR": f"http://localhost:{self.deur}", "WEBPOORT": str(self.poort)}
        woorden = [self.caddy, "run", "--config", str(WORTEL / "deploy" / "Caddyfile"), "--adapter", "caddyfile"]
        self.proxy = Kind("proxy", woorden, eigen | omgeving, self.map / "proxy.log").start()
        wacht_tot(lambda: set(self.wie(8)) == set(ADRESSEN[:2]), 30, "de voordeur antwoordt, en beide werken")

    def vraag(self, data: bytes | None = None) -> str:
        """Who answers; empty when nobody does."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.deur}/", data, timeout=20) as antwoord:
                return str(antwoord.read().decode())
        except OSError:
            return ""

    def wie(self, aantal: int = 40, data: bytes | None = None) -> Counter[str]:
        """Who answers so many questions, four at a time."""
        with ThreadPoolExecutor(4) as samen:
            return Counter(samen.map(lambda _: self.vraag(data), range(aantal)))

    @contextmanager
    def druk(self) -> Iterator[list[str]]:
        """Four visitors who ask without a pause, and who answered them."""
        klaar, gehoord = Event(), list[str]()

        def bezoek() -> None:
            while not klaar.is_set():
                gehoord.append(self.vraag())

        with ThreadPoolExecutor(4) as samen:
            for _ in range(4):
                samen.submit(bezoek)
            try:
                yield gehoord
            finally:
                klaar.set()

    def hoort(self, woorden: bytes) -> bytes:
        """What somebody hears who says this and then nothing more, until the door hangs up."""
        return hoor(self.deur, woorden)

    def doodt(self, adres: str) -> None:
        """Kill one under load: nobody is left without an answer, whatever he sends afterwards."""
        with self.druk() as gehoord:
            wacht_tot(lambda: gehoord.count(adres) > 2, 20, f"{adres} werkt mee", tussen=0.02)
            self.websites[adres].dood()
            begin = len(gehoord)
            wacht_tot(lambda: len(gehoord) > begin + 80, 30, "het gaat door", tussen=0.02)
        assert gehoord.count("") == 0
        if self.herhaalt_formulieren:
            assert self.wie(12, b"een formulier") == {ADRESSEN[0]: 12}

    def sluit(self) -> None:
        for kind in [*self.websites.values(), *([self.proxy] if self.proxy else [])]:
            kind.dood()


def hoor(poort: int, woorden: bytes) -> bytes:
    """Say this, and listen until the other side hangs up; the time limit of the socket is of a test that fails."""
    with socket.create_connection(("127.0.0.1", poort), 60) as lijn:
        with suppress(BrokenPipeError, ConnectionResetError):
            lijn.sendall(woorden)
        gehoord = b""
        with suppress(ConnectionResetError):
            while deel := lijn.recv(65536):
                gehoord += deel
        return gehoord


@pytest.fixture
def straat(tmp_path: Path) -> Iterator[Straat]:
    caddy = shutil.which("caddy")
    assert caddy, "caddy is hier niet; bin/test --alles installeert het"
    straat = Straat(tmp_path, caddy)
    try:
        yield straat
    finally:
        straat.sluit()


def test_achter_een_naam_delen_websites_het_werk_en_gaat_er_geen_vraag_verloren(straat: Straat) -> None:
    """As with `--scale web=2`, and then 3: the name knows the dead one for a while still."""
    een, twee, drie = ADRESSEN
    with naamserver("web", [een, twee]) as namen:
        straat.begin(WEBBRON="op_naam", NAAMSERVERS=namen.regel)
        verdeeld = straat.wie()
        assert set(verdeeld) == {een, twee}, verdeeld
        straat.doodt(twee)
        namen.adressen = [een]
        straat.websites[drie].start()
        namen.adressen = [een, drie]
        wacht_tot(lambda: drie in straat.wie(8), 20, "de nieuwe krijgt werk")
        straat.websites[een].dood()
        assert straat.wie(12) == {drie: 12}
        straat.websites[een].start()
        wacht_tot(lambda: een in straat.wie(8), 20, "wie terugkomt krijgt werk")
    print(f"verdeeld: {dict(verdeeld)}; namen gevraagd: {namen.gevraagd}")


def test_op_vaste_adressen_net_zo(straat: Straat) -> None:
    adressen = " ".join(f"{adres}:{straat.poort}" for adres in ADRESSEN[:2])
    straat.begin(WEBBRON="op_adres", WEBSERVERS=adressen, WEBHOST="localhost")
    straat.doodt(ADRESSEN[1])
    straat.websites[ADRESSEN[1]].start()
    wacht_tot(lambda: ADRESSEN[1] in straat.wie(8), 30, "wie terugkomt krijgt werk")


VRAAG, STUUR = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    b"POST /%b HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n",
)
# So small that each is met at once; the production ones stand in the same places of the same files.
KLEIN = {"KOP_MAX": "8KB", "KOP_TIJD": "1s", "LICHAAM_MAX": "64KB", "LICHAAM_TIJD": "1s", "STIL_TIJD": "1s"}


def code(gehoord: bytes) -> int:
    """The status of the first answer; 0 when there was none."""
    return int((re.match(rb"HTTP/1\.1 (\d+)", gehoord) or [0, 0])[1])


def test_de_voordeur_houdt_tegen_wat_te_groot_of_te_traag_is(straat: Straat) -> None:
    adressen = " ".join(f"{adres}:{straat.poort}" for adres in ADRESSEN[:2])
    straat.begin(WEBBRON="op_adres", WEBSERVERS=adressen, WEBHOST="localhost", **KLEIN)

    assert code(straat.hoort(VRAAG + b"X: %b\r\n\r\n" % (b"x" * 4_000))) == 200
    assert code(straat.hoort(VRAAG + b"X: %b\r\n\r\n" % (b"x" * 40_000))) == 431
    assert code(straat.hoort(STUUR % (b"", 60_000) + b"x" * 60_000)) == 200
    # An older Caddy calls a letter that is too large a website that did not answer: it passes none of it on either way.
    assert code(straat.hoort(STUUR % (b"", 70_000) + b"x" * 70_000)) in {413, 502}
    # Asks once and stays: it hangs up. Half a head and half a letter: no page, and it hangs up.
    assert code(straat.hoort(VRAAG + b"\r\n")) == 200
    assert code(straat.hoort(VRAAG + b"X: hal")) in {0, 408}
    half = straat.hoort(STUUR % (b"", 10) + b"half")
    assert not any(adres.encode() in half for adres in ADRESSEN), "geen website antwoordde"
    # However many of those hang on the line, who asks is answered.
    with ExitStack() as samen:
        for _ in range(50):
            lijn = samen.enter_context(socket.create_connection(("127.0.0.1", straat.deur), 60))
            lijn.sendall(VRAAG + b"X: hal")
        assert straat.wie(12).keys() <= set(ADRESSEN[:2])


PLEIN = """
import os, time
def application(omgeving, begin):
    if omgeving["PATH_INFO"] == "/houd":
        with open("binnen", "a") as wie: wie.write("x")
        while not os.path.exists("los"): time.sleep(0.02)
        with open("binnen", "a") as wie: wie.write("o")
    omgeving["wsgi.input"].read(int(omgeving.get("CONTENT_LENGTH") or 0))
    begin("200 OK", [("Content-Length", "2")])
    return [b"ja"]
"""


@pytest.fixture
def plein(tmp_path: Path) -> Iterator[int]:
    """The web server as docker-compose.yml starts it, one visitor at a time and with little room, for a website that
    holds who asks `/houd` until the file `los` is there. The port."""
    (tmp_path / "plein.py").write_text(PLEIN, encoding="utf-8")
    compose = yaml.safe_load((WORTEL / "docker-compose.yml").read_text(encoding="utf-8"))
    woorden, poort = list(compose["services"]["web"]["command"]), vrije_poort()
    klein = {"--host": "127.0.0.1", "--port": str(poort), "--workers": "1", "--blocking-threads": "1"}
    klein |= {"--backpressure": "2", "--http1-header-read-timeout": "1000"}
    klein["--log-config"] = str(WORTEL / woorden[woorden.index("--log-config") + 1])
    for naam, waarde in klein.items():
        woorden[woorden.index(naam) + 1] = waarde
    woorden = [sys.executable, "-m", *woorden[:-1], "--http1-buffer-size", "8192", "plein:application"]
    pad = {"PYTHONPATH": str(WORTEL), "PATH": os.environ["PATH"]}
    kind = Kind("plein", woorden, pad, tmp_path / "plein.log", tmp_path).start()
    try:
        wacht_tot(lambda: _luistert(poort), 60, "de webserver luistert")
        yield poort
    finally:
        kind.dood()


def _luistert(poort: int) -> bool:
    try:
        return code(hoor(poort, VRAAG + b"Connection: close\r\n\r\n")) == 200
    except OSError:
        return False


def test_de_webserver_houdt_zelf_ook_grenzen(plein: int, tmp_path: Path) -> None:
    """For who has a proxy of his own in front, or none."""
    sluit = VRAAG + b"Connection: close\r\n"
    assert code(hoor(plein, sluit + b"X: %b\r\n\r\n" % (b"x" * 40_000))) == 431
    assert code(hoor(plein, VRAAG + b"X: hal")) in {0, 408}

    def houd(_: int) -> int:
        return code(hoor(plein, sluit.replace(b" / ", b" /houd ") + b"\r\n"))

    with ThreadPoolExecutor(6) as samen:
        vragers = [samen.submit(houd, nummer) for nummer in range(6)]
        wacht_tot((tmp_path / "binnen").exists, 30, "een is er binnen")
        (tmp_path / "los").touch()
        # Six at once for one place and two at the door: nobody is refused, they wait their turn.
        assert [vrager.result(60) for vrager in vragers] == [200] * 6
    assert (tmp_path / "binnen").read_text() == "xo" * 6
