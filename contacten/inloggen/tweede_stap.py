"""The second step of signing in: who has to have one, who has shown it, and what happens when it is wiped."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from basis.ingevuld import is_formulier
from basis.views import niet_bewaard
from contacten.gebruikers.nieuws import meld
from contacten.models import Agendalink, Gebruiker, Nieuws

View = TypeVar("View", bound=Callable[..., HttpResponse])
GEZET = "tweede_stap_gezet"
MET_CODE, CODE_GEGEVEN = "met_code", "code_gegeven"
# What somebody can do who has no second step yet: make one, and leave.
OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "livez",
        "readyz",
    }
)


class TweedeStap(AuthenticateStage):  # type: ignore[misc]
    """The second step of the library, passed over when the code came along with the password."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not getattr(request, CODE_GEGEVEN, False) and bool(super()._should_handle(request))


class EistTweedeStap:
    """Middleware: where a second step is required, nobody sees a page before it was shown in this session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_: object) -> HttpResponse | None:
        """Send who signed in with a password alone to the page that makes a second step; a form gets its text back."""
        gevonden = request.resolver_match
        if not settings.TWEEDE_STAP_VERPLICHT or not request.user.is_authenticated or is_getoond(request):
            return None
        if getattr(view, "login_required", True) is False or (gevonden and gevonden.url_name in OPEN):
            return None
        if is_formulier(request):
            return niet_bewaard(request, reverse("mfa_index"), waarom="tweede_stap")
        return redirect("mfa_index")


def opnieuw_bevestigd(view: View) -> View:
    """View decorator: whoever sends this form says anew who he is, where a second step is required. For what makes or
    changes the account of another: a screen that somebody left open gives nobody one. The form goes on afterwards."""
    streng = reauthentication_required(view)

    @wraps(view)
    def bewaakt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        vraagt = settings.TWEEDE_STAP_VERPLICHT and request.method == "POST"
        return cast(HttpResponse, (streng if vraagt else view)(request, *args, **kwargs))

    return cast(View, bewaakt)


def is_getoond(request: HttpRequest) -> bool:
    """Whether this session showed a second step, at signing in or by making one."""
    stappen = get_authentication_records(request, request.user)
    return bool(request.session.get(GEZET)) or any(stap.get("method") == "mfa" for stap in stappen)


def is_gezet(request: HttpRequest, gebruiker: Gebruiker) -> None:
    """A second step was made in this session: it has been shown; every other session of this account ends."""
    request.session[GEZET] = True
    sluit_sessies(gebruiker, behalve=request.session.session_key or "")


def wis(gebruiker: Gebruiker, door: Gebruiker | None, nu: datetime) -> None:
    """Take away every second step of an account, which also ends its sessions and the address of its agenda: at the
    next sign-in it makes a new one. Its organisation is one too, where the setting lets it count, and is bound anew.

    Call inside a transaction; `contacten.personen.accounts` says who may.
    """
    Authenticator.objects.filter(user=gebruiker).delete()
    SocialAccount.objects.filter(user=gebruiker).delete()
    Agendalink.objects.filter(gebruiker=gebruiker).delete()
    sluit_sessies(gebruiker)
    meld(gebruiker, Nieuws.FACTOR_GEWIST, nu, door)


def sluit_sessies(gebruiker: Gebruiker, behalve: str = "") -> None:
    """End every session of this account, but that with this key."""
    for sessie in UserSession.objects.filter(user=gebruiker).exclude(session_key=behalve):
        sessie.end()
