"""Make a PDF from HTML: the only place that knows WeasyPrint. Archive (PDF/A-3a) and accessible (tagged) in one."""

import mimetypes
import warnings
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.contrib.staticfiles import finders

STATISCH = "static:"
VORM: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}


def maak_pdf(html: str, titel: str) -> bytes:
    """Return the PDF of a page. `html` may refer to our own static files as `static:css/x.css`, and to nothing else.

    `titel` becomes the title of the document. No file of this machine and no address on a network is ever read.
    """
    from weasyprint import HTML  # noqa: PLC0415 (0.6 s that only a PDF should pay)

    document = HTML(string=html, url_fetcher=_ophaler()()).render(**VORM)
    document.metadata.title = titel
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves closing the file of its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        inhoud: bytes = document.write_pdf(**VORM)
    return inhoud


def haal_statisch(adres: str) -> tuple[bytes, str]:
    """Return content and media type of one of our static files. Raises ValueError for every other address."""
    naam = unquote(adres.removeprefix(STATISCH))
    pad = finders.find(naam) if adres.startswith(STATISCH) else None
    if not isinstance(pad, str):
        raise ValueError(f"Een PDF haalt dit niet op: {adres[:80]}")
    return Path(pad).read_bytes(), mimetypes.guess_type(naam)[0] or "application/octet-stream"


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
