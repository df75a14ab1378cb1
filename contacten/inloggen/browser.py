"""The browser from which somebody came in before: it has guesses and questions of its own, so that neither who guesses
from its network nor who guesses at its account keeps it out (R102; "device cookies" of OWASP).

Why, and what it does not do: docs/besluiten/0061-wie-het-weet-komt-binnen.md. It signs nobody in.
"""

import secrets
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from contacten.models import Gebruiker

from .rem import Plek, netwerk_van, sleutel_van

ZOUT = "contacten.bekende-browser"
GELDIG_DAGEN = 180
# A name is kept as so many signs of a keyed hash, and of so many names: a computer that four people share.
LETTERS, MEESTE_NAMEN = 16, 12
_ONTHOUD, _GELEZEN = "te_onthouden_namen", "gelezen_browser"


class Browser(NamedTuple):
    """What stands in the cookie: a number at random, and for whom it is known."""

    nummer: str
    namen: tuple[str, ...]


def lees(request: HttpRequest) -> Browser | None:
    """The browser as we knew it; None for one that we do not know, or whose cookie is not ours or too old."""
    if not hasattr(request, _GELEZEN):
        setattr(request, _GELEZEN, _ontcijfer(request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")))
    gevonden: Browser | None = getattr(request, _GELEZEN)
    return gevonden


def plek_van(request: HttpRequest, naam: str) -> Plek:
    """Where an attempt for this name comes from: its network, and its browser when that name came in from it before."""
    gevonden = lees(request)
    is_bekend = gevonden is not None and _kort(naam) in gevonden.namen
    return Plek(netwerk_van(request), gevonden.nummer if gevonden and is_bekend else "")


def is_bekend(request: HttpRequest, wie: Gebruiker) -> bool:
    """Whether `wie` came in from this browser before, or opened a link of his mailbox in it."""
    return bool(plek_van(request, wie.username).browser)


def onthoud(request: HttpRequest, wie: Gebruiker, *, is_binnen: bool = False) -> None:
    """Have this browser known for `wie`, who came in with the second step (`is_binnen`) or holds the mailbox of the
    account, once the answer goes out. Codes of its own has only the browser of who came in: a link opens as often as
    one likes, and who reads the mail of another would have codes without end."""
    namen = (wie.username, wie.email, stap_van(wie.pk) if is_binnen else "")
    setattr(request, _ONTHOUD, [_kort(naam) for naam in namen if naam])


def stap_van(pk: int) -> str:
    """How the second step of this account is called among the names."""
    return f"stap:{pk}"


def zet(request: HttpRequest, antwoord: HttpResponseBase) -> HttpResponseBase:
    """The answer, with the cookie when `onthoud` asked for it."""
    eigen: list[str] | None = getattr(request, _ONTHOUD, None)
    if eigen is None:
        return antwoord
    eerder = lees(request) or Browser(secrets.token_hex(12), ())
    namen = list(dict.fromkeys([*eigen, *eerder.namen]))[:MEESTE_NAMEN]
    antwoord.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        signing.dumps([eerder.nummer, namen], salt=ZOUT),
        max_age=GELDIG_DAGEN * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return antwoord


def _ontcijfer(waarde: str) -> Browser | None:
    try:
        nummer, namen = signing.loads(waarde, salt=ZOUT, max_age=GELDIG_DAGEN * 86_400)
    except (signing.BadSignature, ValueError):
        return None
    gelezen: list[Any] = namen
    return Browser(str(nummer), tuple(gelezen))


def _kort(naam: str) -> str:
    return sleutel_van(naam)[:LETTERS]
