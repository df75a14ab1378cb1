"""One address per page: a kenmerk in another spelling, or of the other kind, leads to the page of that zaak."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from .kenmerk import in_vorm, soort_van
from .statussen import MELDING, PARAATHEID, PERSVRAAG

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
