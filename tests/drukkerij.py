"""One process per test process that draws its PDFs: ready, with the library and the letters read.

The product starts a process for every PDF (basis/pdf.py), and most of what that costs is its beginning. Here it began
once, and each PDF is drawn in a fork of it: the same code, under the same limits, that ends with its PDF. What the own
process of a PDF promises (its end, its memory, its secrets, its bytes) is proved with that process itself
(tests/calamiteiten/test_pdf_proces.py), and in tests/storing, where the product runs by itself.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import IO, Any

import pytest
from django.conf import settings

from basis import pdf

ECHT = pdf._draai
BEGIN = "<html lang='nl'><h1>Kop</h1><p><strong>Vet</strong>, <em>schuin</em>.</p></html>"


@dataclass
class Drukkerij:
    """The process that is ready, begun when the first PDF is asked. A fork of a test process begins its own."""

    proces: subprocess.Popen[bytes] | None = None
    eigenaar: int = 0
    mappen: list[str] = field(default_factory=list)
    slot: Any = field(default_factory=Lock)

    def draai(self, vraag: bytes, seconden: float, tijd: int) -> bytes:
        """As `pdf._draai`."""
        with self.slot:
            proces = self._sta_klaar(json.loads(vraag)["mappen"])
            heen, terug = _pijpen(proces)
            heen.write(f"{len(vraag)} {tijd}\n".encode() + vraag)
            heen.flush()
            code, lengte = map(int, terug.readline().split())
            inhoud = terug.read(lengte)
        if code or not inhoud.startswith(b"%PDF"):
            raise pdf.PdfMislukt("het proces brak af")
        return inhoud

    def _sta_klaar(self, mappen: list[str]) -> subprocess.Popen[bytes]:
        hier = self.proces is not None and self.proces.poll() is None and self.eigenaar == os.getpid()
        if self.proces is None or not hier or self.mappen != mappen:
            self.sluit()
            omgeving = {naam: os.environ[naam] for naam in pdf.OMGEVING if naam in os.environ}
            opdracht = [sys.executable, "-m", "tests.drukkerij", *mappen]
            self.proces = subprocess.Popen(
                opdracht, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=omgeving, cwd=settings.BASIS
            )
            self.eigenaar, self.mappen = os.getpid(), mappen
        return self.proces

    def sluit(self) -> None:
        """End it, when it is ours: it stops where nothing more can be asked."""
        if self.proces is not None and self.eigenaar == os.getpid():
            for pijp in _pijpen(self.proces):
                pijp.close()
            self.proces.wait()
        self.proces = None


def _pijpen(proces: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert proces.stdin
    assert proces.stdout
    return proces.stdin, proces.stdout


@contextmanager
def open_() -> Iterator[None]:
    """For a whole run: PDFs come from here."""
    drukkerij = Drukkerij()
    with pytest.MonkeyPatch.context() as lap:
        lap.setattr(pdf, "_draai", drukkerij.draai)
        yield
    drukkerij.sluit()


# In the process that is ready ---------------------------------------------------------------------------------------


def _hoofd(mappen: list[str]) -> None:
    """Read the letters, and then draw what is asked until nobody asks."""
    zoeker = "django.contrib.staticfiles.finders.FileSystemFinder"
    settings.configure(STATICFILES_DIRS=mappen, STATICFILES_FINDERS=[zoeker])
    pdf._leg_uit(BEGIN, "")
    binnen, buiten = sys.stdin.buffer, sys.stdout.buffer
    while kop := binnen.readline().split():
        lengte, tijd = map(int, kop)
        code, inhoud = _in_een_kind(binnen.read(lengte), tijd)
        buiten.write(f"{code} {len(inhoud)}\n".encode() + inhoud)
        buiten.flush()


def _in_een_kind(vraag: bytes, tijd: int) -> tuple[int, bytes]:
    """How the fork that drew this ended (0: well), and what it drew."""
    lees, schrijf = os.pipe()
    if not (kind := os.fork()):
        os.close(lees)
        _teken(vraag, tijd, schrijf)
    os.close(schrijf)
    with os.fdopen(lees, "rb") as pijp:
        inhoud = pijp.read()
    return os.waitpid(kind, 0)[1], inhoud


def _teken(vraag: bytes, tijd: int, schrijf: int) -> None:
    """As the process of the product does; it ends here, whatever happens."""
    code = 1
    try:
        gevraagd = json.loads(vraag)
        os.environ["SOURCE_DATE_EPOCH"] = str(tijd)
        signal.alarm(int(gevraagd["seconden"]) + 1)
        pdf._begrens(gevraagd["seconden"], gevraagd["megabytes"])
        inhoud = pdf._teken(gevraagd)
        with os.fdopen(schrijf, "wb") as pijp:
            pijp.write(inhoud)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    _hoofd(sys.argv[1:])
