"""Middleware around the forms of signed-in users: one that comes when nobody is signed in any more is not lost without
a word, and each goes through once."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from auditlog.context import set_extra_data
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from basis import klok
from basis.ingevuld import ONLEESBAAR, is_formulier
from basis.views import niet_bewaard
from contacten.models import Gebruiker

from . import eenmaal

INZENDING = "formulier_dat_nu_loopt"
AL_GEDAAN = "Dit formulier was al binnen. Het is één keer gedaan."


class Ingelogd(LoginRequiredMiddleware):
    """Middleware: who is not signed in, signs in first."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """The page to sign in; for a form a page that says that nothing was kept, with the text."""
        antwoord = super().process_view(request, view_func, view_args, view_kwargs)
        if antwoord is None or not is_formulier(request):
            return antwoord
        return niet_bewaard(request, resolve_url(self.get_login_url(view_func)))


class Historie:
    """Middleware: whatever changes is on record with the number of who is signed in. Not with his address, nor with the
    machine that he came from: those would stay where nothing can be taken away once his account is forgotten (R102,
    docs/besluiten/0040), and the library believes whatever a visitor sends as `X-Forwarded-For` or correlation id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Middleware of Django, in the place of that of the library."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Who it is, is asked when something changes."""
        with set_extra_data({"actor_id": lambda: request.user.pk}):
            antwoord: HttpResponse = self.get_response(request)
        return antwoord


class Eenmaal:
    """Middleware, the last before the page. What was sent before gets the receipt of the first. A form that was
    refused, or led to no other page, may come again as it is. So may one that never reached its page, because something
    else had to be done first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Middleware of Django."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the form on, or give the receipt of the first."""
        wie = request.user if request.method == "POST" else None
        sleutel = _sleutel(request) if isinstance(wie, Gebruiker) else None
        if not isinstance(wie, Gebruiker) or sleutel is None:
            return self.get_response(request)
        try:
            with eenmaal.eenmaal(wie, sleutel, klok.echt()) as inzending:
                setattr(request, INZENDING, inzending)
                antwoord = self.get_response(request)
                inzending.is_mislukt = antwoord.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
                if isinstance(antwoord, HttpResponseRedirect) and inzending.is_bij_de_pagina:
                    inzending.naar = "" if _is_geweigerd(request) else antwoord.url
            return antwoord
        except eenmaal.AlVerstuurd as eerder:
            messages.info(request, AL_GEDAAN)
            return HttpResponseRedirect(eerder.naar or request.get_full_path())

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Nothing before the page answered for it."""
        _zet_bij_de_pagina(request, is_erbij=True)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """The page gave no answer: whoever gives one now sends the reader elsewhere first."""
        _zet_bij_de_pagina(request, is_erbij=False)


def _zet_bij_de_pagina(request: HttpRequest, *, is_erbij: bool) -> None:
    inzending = getattr(request, INZENDING, None)
    if isinstance(inzending, eenmaal.Inzending):
        inzending.is_bij_de_pagina = is_erbij


def _is_geweigerd(request: HttpRequest) -> bool:
    """Whether this answer tells that it was not done: a warning or an error, and nothing that went well. They are
    looked at where they wait: reading them would take them from the next page."""
    gezegd = {bericht.level for bericht in getattr(messages.get_messages(request), "_queued_messages", [])}
    return bool(gezegd) and max(gezegd) >= messages.WARNING and messages.SUCCESS not in gezegd


def _sleutel(request: HttpRequest) -> UUID | None:
    """None as well for what cannot be read: the page itself says what is wrong with it."""
    try:
        return eenmaal.sleutel_van(request.get_full_path(), request.POST, request.FILES)
    except ONLEESBAAR:
        return None
