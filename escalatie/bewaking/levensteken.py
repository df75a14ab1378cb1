"""The sign of life to outside: a monitor elsewhere that hears nothing for some minutes raises the alarm itself.

Sent by `bewaak` and by the task of the audit, never by the web, and only when all invariants hold and every guarded
part lives. So silence means: something is wrong, or everything is off.
"""

import logging
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import Request

from django.conf import settings

from basis import haast

log = logging.getLogger(__name__)
WACHTTIJD = 5.0


def geef() -> bool:
    """GET the address of the setting HARTSLAG_URL; False when there is none, or when it does not answer within 5 s."""
    adres = settings.HARTSLAG_URL
    try:
        if urlsplit(adres).scheme not in {"http", "https"}:
            return False
        vraag = Request(adres, headers={"User-Agent": "Calamiteitenregie"})  # noqa: S310  the scheme was looked at above
        with haast.opener(WACHTTIJD).open(vraag, timeout=WACHTTIJD) as antwoord:
            return bool(antwoord.status < 300)
    except (OSError, HTTPException, ValueError) as fout:
        log.warning("sign of life not delivered: %s", type(fout).__name__)
        return False
