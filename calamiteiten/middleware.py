"""One address per page: a kenmerk in another spelling leads to the page under the one spelling."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from .kenmerk import in_vorm

VELDEN = ("kenmerk", "perskenmerk")


class EenSpelling:
    """Middleware: reading `/meldingen/cal-2026-0005/` is sent on to `/meldingen/CAL-2026-0005/`, for good (301).

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
        if request.method not in {"GET", "HEAD"} or adres is None or beter.items() <= kwargs.items():
            return None
        vraag = request.META.get("QUERY_STRING", "")
        pad = reverse(adres.view_name, kwargs={**kwargs, **beter})
        return HttpResponsePermanentRedirect(f"{pad}?{vraag}" if vraag else pad)
