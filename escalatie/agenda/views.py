"""The page on which somebody makes or ends the private address of his agenda, and what that address gives."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from basis.klok import nu
from calamiteiten.toegang import inzage
from contacten.bijhouden.linkposten import UUR, TeVaak
from contacten.gebruikers import agendalink
from contacten.gebruikers.toegang import aangemeld

from .punten import Punt, punten
from .vormen import als_atom, als_ics

# How a reading is called where it says who looked.
AGENDA = "agenda"
# What an address whose owner is no longer who he was was asked: no zaak is called so.
GEWEIGERD = "geweigerd"


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """Show whether there is an address, since when, and when it was last read; never the address itself."""
    return _toon(request)


@require_POST
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
def agenda_maken(request: HttpRequest) -> HttpResponse:
    """Make an address and show it, this once, to who said anew who he is; the one before ends."""
    token = agendalink.maak(aangemeld(request), nu())
    adressen = {vorm: f"{settings.SITE_URL}{reverse(f'agenda_{vorm}', args=[token])}" for vorm in ("ics", "atom")}
    return _toon(request, nieuw=adressen)


@require_POST
def agenda_intrekken(request: HttpRequest) -> HttpResponse:
    """End the address."""
    agendalink.trek_in(aangemeld(request))
    messages.success(request, "Het agenda-adres werkt niet meer.")
    return redirect("agenda")


@login_not_required
@require_safe
@never_cache
def agenda_ics(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar behind this token."""
    return _lees(token, als_ics, "text/calendar")


@login_not_required
@require_safe
@never_cache
def agenda_atom(request: HttpRequest, token: str) -> HttpResponse:
    """Give the feed behind this token."""
    return _lees(token, als_atom, "application/atom+xml")


def _lees(token: str, vorm: Callable[[Iterable[Punt]], bytes], soort: str) -> HttpResponse:
    """Raises Http404 for whatever opens nothing; 429 when it is read too often."""
    moment = nu()
    try:
        link = agendalink.open_met(token, moment)
    except agendalink.GeenAgenda as fout:
        if fout.link and agendalink.is_nieuw(fout.link, [GEWEIGERD], moment):
            inzage.gelezen_door(fout.link.gebruiker, AGENDA, 0)
        raise Http404 from fout
    except TeVaak:
        wacht = {"Retry-After": str(int(UUR.total_seconds()))}
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers=wacht)
    gevonden = punten(link.gebruiker, moment)
    kenmerken = sorted({punt.kenmerk for punt in gevonden})
    if agendalink.is_nieuw(link, kenmerken, moment):
        nieuw = inzage.nog_niet_vernomen(link.gebruiker, kenmerken, link.gemaakt_op)
        inzage.gelezen_door(link.gebruiker, AGENDA, len(kenmerken), nieuw)
    return HttpResponse(vorm(gevonden), content_type=f"{soort}; charset=utf-8")


def _toon(request: HttpRequest, **ook: Any) -> HttpResponse:
    """`nieuw`: the addresses that were made just now."""
    link = agendalink.van(aangemeld(request))
    gegevens = {"link": link, "werkt": link is not None and agendalink.geldt(link, nu()), **ook}
    return render(request, "agenda/agenda.html", gegevens)
