"""Make a PDF from HTML: the only place that knows WeasyPrint. Archive (PDF/A-3a) and accessible (tagged) in one.

It runs in a process of its own (`python -m basis.pdf`) that has a time and a memory to live in, none of our
secrets and no way to the database. A page that never ends or eats all memory costs one PDF and no web process (F23).
"""

import json
import logging
import mimetypes
import os
import resource
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders

from . import wereld

STATISCH = "static:"
VORM: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
# What the process may know of ours: where its fonts, libraries and temporary files are.
OMGEVING = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "FONTCONFIG_FILE", "XDG_CACHE_HOME")
# So many at a time per web process; who comes more waits for a place.
_plekken = BoundedSemaphore(2)
_log = logging.getLogger(__name__)


class PdfMislukt(Exception):
    """No PDF came: it took too long, asked too much memory, or its maker broke. Trying again changes nothing here."""


def maak_pdf(html: str, titel: str) -> bytes:
    """Return the PDF of a page. `html` may refer to our own static files as `static:css/x.css`, and to nothing else.

    `titel` becomes the title of the document. No file of this machine and no address on a network is ever read.
    Raises PdfMislukt after PDF_SECONDEN, above PDF_MEGABYTES of memory, or when the process ends in another way.
    """
    vraag = {
        "html": _gemerkt(html),
        "titel": wereld.merk(titel),
        "mappen": [str(map_) for map_ in settings.STATICFILES_DIRS],
        "seconden": settings.PDF_SECONDEN,
        "megabytes": settings.PDF_MEGABYTES,
    }
    with _plek(settings.PDF_SECONDEN):
        return _draai(json.dumps(vraag).encode(), settings.PDF_SECONDEN)


def _gemerkt(html: str) -> str:
    """In a drill every page says so, above its text and in a box of its own."""
    if not wereld.hier():
        return html
    rand = f'@page {{ @top-center {{ content: "{wereld.WOORD}"; font-weight: 700; font-size: 14pt; color: #a3000c }} }}'
    return html.replace("</head>", f"<style>{rand}</style></head>", 1).replace(
        "<body>", f"<body><p><strong>{wereld.WOORD}</strong>. Dit is niet echt.</p>", 1
    )


def haal_statisch(adres: str) -> tuple[bytes, str]:
    """Return content and media type of one of our static files. Raises ValueError for every other address."""
    naam = unquote(adres.removeprefix(STATISCH))
    pad = finders.find(naam) if adres.startswith(STATISCH) else None
    if not isinstance(pad, str):
        raise ValueError(f"Een PDF haalt dit niet op: {adres[:80]}")
    return Path(pad).read_bytes(), mimetypes.guess_type(naam)[0] or "application/octet-stream"


@contextmanager
def _plek(seconden: float) -> Iterator[None]:
    if not _plekken.acquire(timeout=seconden):
        raise PdfMislukt("te druk")
    try:
        yield
    finally:
        _plekken.release()


def _draai(vraag: bytes, seconden: float) -> bytes:
    omgeving = {naam: os.environ[naam] for naam in OMGEVING if naam in os.environ} | {"PYTHONDONTWRITEBYTECODE": "1"}
    opdracht = [sys.executable, "-m", "basis.pdf"]
    try:
        klaar = subprocess.run(
            opdracht, input=vraag, capture_output=True, timeout=seconden, cwd=settings.BASIS, env=omgeving, check=False
        )
    except subprocess.TimeoutExpired:
        _log.warning("PDF: niet klaar binnen %s s", seconden)
        raise PdfMislukt("duurde te lang") from None
    if klaar.returncode or not klaar.stdout.startswith(b"%PDF"):
        # What it said may hold text of a dossier; how it ended does not.
        _log.warning("PDF: het proces eindigde met %s", klaar.returncode)
        raise PdfMislukt("het proces brak af")
    return klaar.stdout


# In the process of its own ------------------------------------------------------------------------------------------


def _begrens(seconden: float, megabytes: int) -> None:
    """Let this process never grow above its memory, nor outlive its time when nobody is left to end it."""
    os.nice(5)
    for wat, hoeveel in ((resource.RLIMIT_CPU, int(seconden) + 1), (resource.RLIMIT_AS, megabytes * 1024 * 1024)):
        with suppress(ValueError, OSError):  # not every system knows every limit; the time is kept from outside too
            resource.setrlimit(wat, (hoeveel, hoeveel))


def _teken(html: str, titel: str) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 (only the process that draws pays for it)

    document = HTML(string=html, url_fetcher=_ophaler()()).render(**VORM)
    document.metadata.title = titel
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves closing the file of its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        inhoud: bytes = document.write_pdf(**VORM)
    return inhoud


@cache
def _ophaler() -> Any:
    """Return the class that fetches for WeasyPrint: our static files or nothing (hazard M12)."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 (as above)

    class Ophaler(URLFetcher):  # type: ignore[misc]
        """Refuses files, networks and data addresses."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return one of our static files."""
            inhoud, soort = haal_statisch(url)
            return URLFetcherResponse(url, body=inhoud, headers={"Content-Type": soort})

    return Ophaler


def _hoofd() -> None:
    """Read what is asked on standard input, as JSON; write the PDF to standard output."""
    vraag = json.load(sys.stdin.buffer)
    _begrens(vraag["seconden"], vraag["megabytes"])
    zoeker = "django.contrib.staticfiles.finders.FileSystemFinder"
    settings.configure(STATICFILES_DIRS=vraag["mappen"], STATICFILES_FINDERS=[zoeker])
    sys.stdout.buffer.write(_teken(vraag["html"], vraag["titel"]))


if __name__ == "__main__":
    _hoofd()
