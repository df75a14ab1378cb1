"""What somebody typed and that was not saved: whatever the reason is, the page that says so gives it back.

One place for every refusal and every fault (gevallen 5.14, 5.17). A password is never given back, and nothing to who
comes from another site: what that made up would stand on a page of ours.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

Velden = tuple[tuple[str, str], ...]
# Part of the name of a field. "credential" is what a passkey says: of no use to a reader, and long.
GEHEIM = ("password", "wachtwoord", "credential")
# What reading a form can end in that somebody sent as no form is sent.
ONLEESBAAR = (SuspiciousOperation, BadRequest, MultiPartParserError, OSError)
EENMALIG = frozenset({"sleutel", "formulier"})
ZONDER_TEKST = frozenset({"csrfmiddlewaretoken", *EENMALIG})
LANG = 20  # from so many characters on, an answer is worth copying
# Behind a flood of strangers no more than this is read of what one of them sends.
MEESTE_VAN_EEN_VREEMDE = 128 * 1024


@dataclass(frozen=True)
class NietOpgeslagen:
    """What was asked and could not be done. `velden` are name and value of everything typed, passwords excepted."""

    adres: str
    is_bezet: bool = False
    is_verstuurd: bool = True
    is_geheim: bool = False
    had_bestand: bool = False
    velden: Velden = ()

    @property
    def is_eenmalig(self) -> bool:
        """Whether the form carries a key that lets it be saved only once."""
        return any(naam in EENMALIG for naam, _ in self.velden)

    @property
    def teksten(self) -> list[str]:
        """The longer answers, to read aloud over the telephone or to copy."""
        eigen = (waarde.strip() for naam, waarde in self.velden if naam not in ZONDER_TEKST)
        return list(dict.fromkeys(tekst for tekst in eigen if len(tekst) >= LANG))


def vat_samen(request: HttpRequest, *, is_bezet: bool = False) -> NietOpgeslagen:
    """What must not be lost of a request: where it went, and name and value of what was filled in. What cannot be read,
    or was made by another site, is not kept."""
    velden, had_bestand = ((), False) if _herkomst(request) is False else _lees(request)
    is_geheim = any(woord in naam.lower() for naam, _ in velden for woord in GEHEIM)
    return NietOpgeslagen(
        request.get_full_path(), is_bezet, request.method == "POST", is_geheim, had_bestand, () if is_geheim else velden
    )


def is_van_hier(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent this. One that says nothing does not count."""
    return _herkomst(request) is True


def is_formulier(request: HttpRequest) -> bool:
    """Whether somebody sent a form with something in it; what a page asks by itself is none."""
    is_gevuld = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
    return request.method == "POST" and is_gevuld and request.headers.get("HX-Request") != "true"


def is_klein(request: HttpRequest) -> bool:
    """Whether this is little enough to read of a stranger."""
    lengte = request.META.get("CONTENT_LENGTH") or "0"
    return lengte.isdecimal() and int(lengte) <= MEESTE_VAN_EEN_VREEMDE


def _herkomst(request: HttpRequest) -> bool | None:
    """Whether this came from a page of this site; None when the browser does not say. What a page may not set itself
    goes first; without it the address that every form tells."""
    if waarvandaan := request.headers.get("Sec-Fetch-Site"):
        return waarvandaan == "same-origin"
    adres = request.headers.get("Origin") or request.headers.get("Referer")
    return f"{adres}/".startswith(f"{settings.SITE_URL}/") if adres else None


def _lees(request: HttpRequest) -> tuple[Velden, bool]:
    """Name and value of everything sent, and whether a file came along."""
    try:
        velden = tuple((naam, str(waarde)) for naam, rij in request.POST.lists() for waarde in rij)
        return velden, bool(request.FILES)
    except ONLEESBAAR:
        return (), False
