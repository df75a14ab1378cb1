"""What an address means: a kenmerk in another spelling leads to its own page, one of a drill into the world of it."""

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse

from basis.wereld import binnen, hier
from contacten.models import Gebruiker

from .kenmerk import in_vorm, soort_van
from .oefening import is_van_een_link, mag_erin, speelt, wordt_gespeeld
from .statussen import MELDING, PARAATHEID, PERSVRAAG
from .toegang import inzage

# Which kind of zaak an address asks for, by the name of its part; and how the page of such a zaak is called.
VELDEN = {"kenmerk": MELDING, "perskenmerk": PERSVRAAG, "paraatkenmerk": PARAATHEID}
PAGINA = {
    MELDING: ("melding", "kenmerk"),
    PERSVRAAG: ("persvraag", "perskenmerk"),
    PARAATHEID: ("paraatheid", "paraatkenmerk"),
}


class EenSpelling:
    """Middleware: reading `/meldingen/cal-2026-0005/` is sent on to `/meldingen/CAL-2026-0005/`, for good (301), and
    `/meldingen/PV-2026-0007/` to the press question.

    It looks at the address alone, so it tells nobody whether there is such a zaak. Sending a form keeps its address: a
    browser would lose what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Middleware of Django."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing of its own before or after the page."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send on, or let the page answer."""
        beter = {naam: in_vorm(str(kwargs[naam])) or kwargs[naam] for naam in VELDEN if naam in kwargs}
        adres = request.resolver_match
        if request.method not in {"GET", "HEAD"} or adres is None:
            return None
        for naam, kenmerk in beter.items():
            if (soort := soort_van(kenmerk)) and soort != VELDEN[naam]:
                pagina, veld = PAGINA[soort]
                return HttpResponsePermanentRedirect(reverse(pagina, kwargs={veld: kenmerk}))
        if beter.items() <= kwargs.items():
            return None
        vraag = request.META.get("QUERY_STRING", "")
        pad = reverse(adres.view_name, kwargs={**kwargs, **beter})
        return HttpResponsePermanentRedirect(f"{pad}?{vraag}" if vraag else pad)


# Below this every page of the procedures is that of a drill.
_IN_OEFENING = re.compile(r"^/oefening/(?P<nummer>[0-9]{1,9})(?P<rest>/.*)$")


class InOefening:
    """Middleware: `/oefening/3/meldingen/` is `/meldingen/` in the world of drill 3, for who plays in it (R153).

    The page itself knows nothing of it: it asks for its rows and for the time, and gets those of the drill. What is no
    part of a procedure (the contact list, the register, an account) is not played: reading is sent on to the real page,
    and a form is refused. After the end a drill can be read, and no longer changed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Middleware of Django."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go into the world that the address names. 404 when it has not begun, or is not this user's."""
        gevonden = _IN_OEFENING.match(request.path_info)
        if gevonden is None:
            return self.get_response(request)
        oefening = speelt(int(gevonden["nummer"]))
        wie = request.user if isinstance(request.user, Gebruiker) else None
        # A link is its own leave: who has one may happen to be signed in for something else.
        if oefening is None or (wie and not mag_erin(oefening, wie) and not is_van_een_link(gevonden["rest"])):
            inzage.geweigerd()
            raise Http404
        request.path_info = gevonden["rest"]
        with binnen(oefening.wereld):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let what is played answer; the rest of this site is real."""
        wereld = hier()
        if wereld is None:
            return None
        leest = request.method in {"GET", "HEAD"}
        if not wordt_gespeeld(view):
            if leest or request.path_info == "/uitloggen/":
                return HttpResponseRedirect(request.get_full_path().removeprefix(wereld.pad.rstrip("/")))
            raise Http404
        # The page of a link says itself that it is over.
        if wereld.gestopt_op and not leest and not is_van_een_link(request.path_info):
            raise Http404
        return None
