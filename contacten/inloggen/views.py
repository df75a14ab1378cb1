"""Signing in through an organisation: going there, coming back, binding and loosening (docs/besluiten/0042)."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from allauth.account.views import INTERNAL_RESET_SESSION_KEY, password_reset_from_key
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from basis import klok
from contacten.gebruikers.toegang import aangemeld

from . import koppelingen, openid
from .adapter import ONBEREIKBAAR, niet_gelukt
from .organisaties import Organisatie
from .wachtwoord import VAN_NIEMAND, is_wachtwoordlink


@login_not_required
def nieuw_wachtwoord(request: HttpRequest, uidb36: str, key: str) -> HttpResponse:
    """The page behind the link in a mail. The library looks up whose account an address names before it looks whether
    the link is one, and writes down its address: so that who makes up links counts accounts. Of a link that is not ours
    nobody is looked up; what opened one before, says its session."""
    is_van_ons = is_wachtwoordlink(request.path, request.META.get("QUERY_STRING", ""))
    wie = uidb36 if is_van_ons or INTERNAL_RESET_SESSION_KEY in request.session else VAN_NIEMAND
    antwoord: HttpResponse = password_reset_from_key(request, uidb36=wie, key=key)
    return antwoord


@login_not_required
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Send who wants to sign in on to the organisation."""
    if request.user.is_authenticated:
        return redirect("account_login")
    return _verder(request, code, AuthProcess.LOGIN)


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def koppel(request: HttpRequest, code: str) -> HttpResponse:
    """Send who wants to bind his account on to the organisation, once he said anew who he is."""
    return _verder(request, code, AuthProcess.CONNECT, wie=aangemeld(request).pk)


@login_not_required
@require_GET
def terug(request: HttpRequest, code: str) -> HttpResponse:
    """Who comes back from the organisation: signed in, bound, or refused."""
    _organisatie(code)
    try:
        return openid.terug(code)(request)
    except openid.MISLUKT:
        return niet_gelukt(request, ONBEREIKBAAR, HTTPStatus.SERVICE_UNAVAILABLE)


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def los(request: HttpRequest, code: str) -> HttpResponse:
    """Loosen the account from the organisation."""
    koppelingen.maak_los(aangemeld(request), code, klok.nu())
    messages.success(request, "Uw account is losgemaakt van deze organisatie.")
    return redirect("mfa_index")


def _verder(request: HttpRequest, code: str, proces: str, **stand: int) -> HttpResponse:
    """A page that goes on by itself: our policy lets no form end at another site, so a redirect would stop there."""
    organisatie = _organisatie(code)
    try:
        adres = openid.adres_van_organisatie(request, code, proces, **stand)
    except openid.MISLUKT:
        return niet_gelukt(request, ONBEREIKBAAR, HTTPStatus.SERVICE_UNAVAILABLE)
    return render(request, "account/organisatie_verder.html", {"organisatie": organisatie, "adres": adres})


def _organisatie(code: str) -> Organisatie:
    if code not in settings.INLOG_ORGANISATIES:
        raise Http404
    gevonden: Organisatie = settings.INLOG_ORGANISATIES[code]
    return gevonden
