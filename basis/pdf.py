"""Make a PDF from HTML: the only place that knows WeasyPrint. Archive (PDF/A-3a) and accessible (tagged) in one.

It runs in a process of its own (`python -m basis.pdf`) that has a time and a memory to live in, none of our
secrets and no way to the database. A page that never ends or eats all memory costs one PDF and no web process (F23).

The same input gives the same bytes: every date in the file is the moment that the caller hands in, and every
identifier follows from the content. Every page says that it is confidential, who made it and when, and which page of
how many it is (docs/besluiten/0055).
"""

import json
import logging
import mimetypes
import os
import re
import resource
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders

from . import wereld
from .taal import moment
from .tekst import AFZONDERING, afgezonderd, afgezonderd_op_blad

STATISCH = "static:"
VORM: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
STIJL = "css/pdf.css"
BIJLAGE = "gegevens.json"
# What the process may know of ours: where its fonts, libraries and temporary files are.
OMGEVING = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "FONTCONFIG_FILE", "XDG_CACHE_HOME")
# So many at a time per web process; who comes more waits for a place.
_plekken = BoundedSemaphore(2)
_log = logging.getLogger(__name__)


class PdfMislukt(Exception):
    """No PDF came: it took too long, asked too much memory, or its maker broke. Trying again changes nothing here."""


@dataclass(frozen=True)
class Vel:
    """A document as HTML, with the data that it shows (`als_gegevens`): they go along as a file in the PDF."""

    html: str
    gegevens: Any = None


def maak_pdf(
    html: str | Sequence[Vel], titel: str, *, op: datetime, door: str, gegevens: Any = None, keer: int = 1
) -> bytes:
    """Return the PDF of a page. `html` may refer to our own static files as `static:css/x.css`, and to nothing else.

    `titel` becomes the title of the document; `op` (aware) is when it was made and `door` who made it, both on every
    page. `gegevens` are attached as JSON. `html` can also be one document in more measures, the roomiest first: the
    first that fits on one page is given, and without one that fits no PDF is. `keer`: how many times the usual time it
    may take, for who does not keep a page waiting.

    No file of this machine and no address on a network is ever read, and no clock. Raises PdfMislukt after
    `keer` times PDF_SECONDEN, above PDF_MEGABYTES of memory, or when the process ends in another way.
    """
    seconden = settings.PDF_SECONDEN * keer
    vellen = [Vel(html, gegevens)] if isinstance(html, str) else html
    vraag = {
        "vellen": [[afgezonderd_op_blad(_gemerkt(vel.html), AFZONDERING), _als_json(vel.gegevens)] for vel in vellen],
        "bladzijden": 0 if isinstance(html, str) else 1,
        "titel": wereld.merk(titel),
        "door": door,
        "op": op.astimezone(UTC).replace(microsecond=0).isoformat(),
        "stempel": _stempel(op, door, titel),
        "mappen": [str(map_) for map_ in settings.STATICFILES_DIRS],
        "seconden": seconden,
        "megabytes": settings.PDF_MEGABYTES,
    }
    with _plek(seconden):
        return _draai(json.dumps(vraag).encode(), seconden, int(op.timestamp()))


def als_gegevens(wat: Any) -> Any:
    """The same as plain data for JSON: of a dataclass its fields, of a moment its ISO text, of what JSON does not know
    how it reads."""
    if is_dataclass(wat) and not isinstance(wat, type):
        return {veld.name: als_gegevens(getattr(wat, veld.name)) for veld in fields(wat)}
    if isinstance(wat, Mapping):
        return {str(sleutel): als_gegevens(waarde) for sleutel, waarde in wat.items()}
    if isinstance(wat, (list, tuple, set, frozenset)):
        return [als_gegevens(deel) for deel in wat]
    if isinstance(wat, Enum):
        return wat.value
    if isinstance(wat, (datetime, date, time)):
        return wat.isoformat()
    return wat if wat is None or isinstance(wat, (str, int, float, bool)) else str(wat)


def _als_json(gegevens: Any) -> str:
    if gegevens is None:
        return ""
    return json.dumps(als_gegevens(gegevens), ensure_ascii=False, indent=1, sort_keys=True)


def _gemerkt(html: str) -> str:
    """In a drill the page says so above its text; the stamp says it on every page."""
    if not wereld.hier():
        return html
    zin = f"<p><strong>{wereld.WOORD}</strong>. Dit is niet echt.</p>"
    return re.sub(r"<body\b[^>]*>", lambda begin: begin.group() + zin, html, count=1)


def _stempel(op: datetime, door: str, titel: str) -> str:
    """The rule that puts on every page what every page says, in the language of style sheets."""
    in_oefening = _css_tekst(wereld.WOORD) if wereld.hier() else '""'
    return (
        f"@page {{ @top-left {{ content: {_css_tekst(settings.REGIO.vertrouwelijk)} }}"
        f" @top-center {{ content: {in_oefening} }}"
        f" @top-right {{ content: {_css_tekst(titel)} }}"
        f" @bottom-left {{ content: {_css_tekst(f'Gemaakt door {afgezonderd(door)}, {moment(op)}')} }} }}"
        " @page :first { @top-right { content: none } }"
    )


def _css_tekst(tekst: str) -> str:
    """A string of a style sheet that ends where it should, whatever a name holds: all but letters and digits in hex."""
    return '"' + "".join(t if t.isalnum() or t == " " else f"\\{ord(t):06x} " for t in tekst) + '"'


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


def _draai(vraag: bytes, seconden: float, tijd: int) -> bytes:
    # The library that cuts the fonts writes when it did so, and takes that from here.
    vast = {"PYTHONDONTWRITEBYTECODE": "1", "SOURCE_DATE_EPOCH": str(tijd)}
    omgeving = {naam: os.environ[naam] for naam in OMGEVING if naam in os.environ} | vast
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

_TE_VEEL = 3  # how the process ends when not one of the measures fits
# That the file is PDF/UA too. PDF/A does not know that mark, so the file explains it (ISO 19005-3, 6.6.2.3.3).
UA = (
    b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""'
    b' pdfuaid:part="1" /><rdf:Description rdf:about=""'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description></rdf:li></rdf:Seq>"
    b"</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
_EINDE_RDF = b"</rdf:RDF>"


def _begrens(seconden: float, megabytes: int) -> None:
    """Let this process never grow above its memory, nor outlive its time when nobody is left to end it."""
    os.nice(5)
    for wat, hoeveel in ((resource.RLIMIT_CPU, int(seconden) + 1), (resource.RLIMIT_AS, megabytes * 1024 * 1024)):
        with suppress(ValueError, OSError):  # not every system knows every limit; the time is kept from outside too
            resource.setrlimit(wat, (hoeveel, hoeveel))


def _teken(vraag: dict[str, Any]) -> bytes:
    """Return the PDF of the first document that fits; of the only one when it may be as long as it is."""
    for html, gegevens in vraag["vellen"]:
        document = _leg_uit(html, vraag["stempel"])
        if not vraag["bladzijden"] or len(document.pages) <= vraag["bladzijden"]:
            return _schrijf(document, gegevens, vraag)
    sys.exit(_TE_VEEL)


def _leg_uit(html: str, stempel: str) -> Any:
    from weasyprint import CSS, HTML  # noqa: PLC0415 (only the process that draws pays for it)
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 (as above)

    letters, ophaler = FontConfiguration(), _ophaler()()
    stijl = f'@import url("{STATISCH}{STIJL}"); {stempel}'
    css = CSS(string=stijl, url_fetcher=ophaler, font_config=letters, base_url=STATISCH)
    return HTML(string=html, url_fetcher=ophaler).render(stylesheets=[css], font_config=letters, **VORM)


def _schrijf(document: Any, gegevens: str, vraag: dict[str, Any]) -> bytes:
    from weasyprint import Attachment  # noqa: PLC0415 (as above)

    moment_ = datetime.fromisoformat(vraag["op"])
    document.metadata = _metagegevens(document.metadata, vraag)
    document.metadata.attachments = [
        Attachment(
            string=gegevens.encode(),
            name=BIJLAGE,
            description="De gegevens van dit document",
            created=moment_,
            modified=moment_,
            relationship="Data",
        )
    ] * bool(gegevens)
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves closing the file of its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        inhoud: bytes = document.write_pdf(finisher=_een_keer, **VORM)
    return inhoud


def _een_keer(document: Any, pdf: Any) -> None:
    """WeasyPrint 70 names every attachment twice as a file of the document."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _metagegevens(van_de_pagina: Any, vraag: dict[str, Any]) -> Any:
    """What the file says of itself. The language is Dutch, whatever the page says or forgets."""
    from weasyprint.pdf.metadata import DocumentMetadata  # noqa: PLC0415 (as above)

    class Metagegevens(DocumentMetadata):  # type: ignore[misc]
        """With the mark of PDF/UA, in the one description that XMP allows."""

        def generate_rdf_metadata(self, *soort: Any) -> bytes:
            """Return the description as WeasyPrint makes it, with the mark at its end."""
            rdf: bytes = super().generate_rdf_metadata(*soort)
            return rdf.replace(_EINDE_RDF, UA + _EINDE_RDF)

    return Metagegevens(
        title=vraag["titel"],
        authors=[vraag["door"]],
        description=van_de_pagina.description,
        generator="Calamiteitenregie",
        created=vraag["op"],
        modified=vraag["op"],
        lang="nl",
    )


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
    sys.stdout.buffer.write(_teken(vraag))


if __name__ == "__main__":
    _hoofd()
