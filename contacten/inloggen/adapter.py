"""Signing in with django-allauth, in our own words: what is on, what it says, and how its mails leave.

Nobody makes an account, and nobody changes the address with which he signs in: the beheerder asks, the regiomanager
approves. No mail of the library leaves: each becomes a row that the outbox words (`contacten.gebruikers.nieuws`).
"""

from http import HTTPStatus
from typing import Any, NoReturn

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context as allauth
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from requests import RequestException, Session

from basis import klok
from basis.geweigerd import Geweigerd
from contacten.gebruikers import leg_vast
from contacten.gebruikers.nieuws import meld
from contacten.models import Gebruiker, Nieuws
from contacten.rollen import Rol

from . import browser, kluis, rem, tweede_stap
from .koppelingen import koppel, laat_binnen

_regels = structlog.stdlib.get_logger("inloggen")
GEGEVENS_KLOPPEN_NIET = "De gebruikersnaam of het wachtwoord klopt niet."
TE_VAAK = (
    "Met deze naam of vanaf dit netwerk is te vaak geprobeerd. Vul hieronder ook meteen een code van uw tweede stap "
    "in: dan komt u binnen. Of wacht vijf minuten."
)
# Whatever of the three was wrong, and also when so many codes were wrong that none is looked at any more.
DRIE_KLOPPEN_NIET = (
    "De gebruikersnaam, het wachtwoord of de code klopt niet. Weet u zeker dat alles klopt? Kies dan een nieuw "
    "wachtwoord met de link ‘Wachtwoord vergeten’. Daarna kunt u het meteen opnieuw proberen."
)
CODES_OP = (
    "Er is voor uw account te vaak een code geprobeerd. Wacht vijf minuten. Helpt dat niet, kies dan een nieuw "
    "wachtwoord met de link ‘Wachtwoord vergeten’. Daarna kunt u het meteen opnieuw proberen."
)
ONBEREIKBAAR = "Inloggen via uw organisatie lukt nu niet. Log in met uw wachtwoord, of probeer het straks opnieuw."
ONGELDIG = "Inloggen via uw organisatie is niet gelukt. Begin opnieuw op de inlogpagina, of log in met uw wachtwoord."
# What the library would mail, by the beginning of the name of its mail.
POST = {
    "account/email/password_": Nieuws.WACHTWOORD,
    "mfa/email/": Nieuws.FACTOR,
}
# On the request: the number of the attempt to sign in that is looked at now.
_POGING = "inlogpoging"
# The mails of the library that say that a second step was made.
ERBIJ = ("totp_activated", "webauthn_added")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How allauth behaves here: accounts come from the beheerder, and every text is Dutch in the u-form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": GEGEVENS_KLOPPEN_NIET,
        "email_password_mismatch": GEGEVENS_KLOPPEN_NIET,
        "username_password_mismatch": GEGEVENS_KLOPPEN_NIET,
        "invalid_login": GEGEVENS_KLOPPEN_NIET,
        "enter_current_password": "Vul uw huidige wachtwoord in.",
        "incorrect_password": "Het huidige wachtwoord klopt niet.",
        "invalid_password_reset": "Deze link werkt niet meer. Vraag een nieuwe link aan.",
        "too_many_login_attempts": TE_VAAK,
        "rate_limited": CODES_OP,
    }
    # Only what a user wants to hear; the page itself shows that signing in worked.
    meldingen = {
        "account/messages/password_changed.txt": "Uw wachtwoord is gewijzigd.",
        "account/messages/password_set.txt": "Uw wachtwoord is ingesteld.",
        "account/messages/logged_out.txt": "U bent uitgelogd.",
        "mfa/messages/totp_activated.txt": "De code-app is toegevoegd.",
        "mfa/messages/totp_deactivated.txt": "De code-app is verwijderd.",
        "mfa/messages/webauthn_added.txt": "De passkey is toegevoegd.",
        "mfa/messages/webauthn_removed.txt": "De passkey is verwijderd.",
        "mfa/messages/recovery_codes_generated.txt": "Uw herstelcodes staan klaar. Eerdere codes werken niet meer.",
        "usersessions/messages/sessions_logged_out.txt": "U bent op alle andere apparaten uitgelogd.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account: the beheerder does (R102)."""
        return False

    def get_login_stages(self) -> list[str]:
        """As the library has them, with our own second step: it knows the code that was given at once."""
        eigen = "contacten.inloggen.tweede_stap.TweedeStap"
        return [eigen if stap.endswith(".AuthenticateStage") else stap for stap in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The beheerder sees no dossier and starts at the contacts; everyone else at the worklist."""
        is_beheerder = getattr(request.user, "rol", "") == Rol.BEHEERDER
        return resolve_url("contacten" if is_beheerder else "werkvoorraad")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a changed password, back to where signing in leads."""
        return self.get_login_redirect_url(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address behind the proxies that are trusted, for the counters of the library."""
        return rem.netwerk_van(request).partition("/")[0]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Make who guesses show a code as well; who does already is never refused, and his attempt counts with its
        code. Raises ValidationError."""
        if _met_code(request):
            return
        naam, nu = _naam(credentials), klok.nu()
        plek = browser.plek_van(request, naam)
        poging = rem.begin(naam, plek, nu)
        if rem.is_geremd(naam, plek, nu, poging):
            rem.geen_poging(poging)
            raise self.validation_error("too_many_login_attempts")
        setattr(request, _POGING, poging)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Gebruiker | None:
        """The account of this name and password, unless there was too much guessing."""
        from django.contrib.auth import authenticate  # noqa: PLC0415 (needs the models)

        self.pre_authenticate(request, **credentials)
        wie = authenticate(request, **credentials)
        if wie is None:
            self.authentication_failed(request, **credentials)
        elif not _met_code(request):
            rem.geen_poging(getattr(request, _POGING))
        return wie

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count it, whoever was meant; with a code along, the form counts both."""
        if not _met_code(request):
            rem.mislukt(getattr(request, _POGING), browser.plek_van(request, _naam(credentials)))

    def post_login(self, request: HttpRequest, user: Gebruiker, **kwargs: Any) -> HttpResponse:
        """Have this browser known from now on; with codes of its own when it showed one: who came in with a password
        alone, before there was a second step, may not be the owner. Of one that was not known its owner hears: whoever
        has his password and a code of his comes in as he does, and that is all there is to see of it."""
        is_binnen = tweede_stap.is_getoond(request)
        if is_binnen and user.email and not browser.is_bekend(request, user):
            meld(user, Nieuws.BROWSER, klok.nu(), user)
        browser.onthoud(request, user, is_binnen=is_binnen)
        antwoord: HttpResponse = super().post_login(request, user, **kwargs)
        return antwoord

    def set_password(self, user: Gebruiker, password: str) -> None:
        """Through the one verb that writes an account; every session of the old password ends by itself."""
        user.set_password(password)
        leg_vast(user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse: a mail of the library has its own words, and the host of the request in its links."""
        raise ImproperlyConfigured(f"allauth wil {template_prefix} mailen; daar is geen eigen mail voor.")

    def send_notification_mail(
        self, template_prefix: str, user: Gebruiker, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Have our own mail sent of what changed in signing in. Who just made a second step has shown it; whoever else
        is signed in with this account has not."""
        if template_prefix.endswith(ERBIJ):
            tweede_stap.is_gezet(allauth.request, user)
        soort = next((soort for begin, soort in POST.items() if template_prefix.startswith(begin)), None)
        if soort is None:
            self.send_mail(template_prefix, user.email, context or {})
        elif user.email:
            meld(user, soort, klok.nu(), user)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Show our own sentence for the few events that need one; leave out the rest, but what a form refused."""
        zin = self.meldingen.get(message_template or "") or kwargs.get("message")
        if zin:
            messages.add_message(request, level, zin)


class TweedeStapAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How the second step behaves here: our own name and words, and never the host that a request names."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Deze code klopt niet. Een code werkt één keer, en niet lang: wacht op de volgende.",
        "cannot_delete_authenticator": "Dit is uw enige tweede stap. Voeg eerst een andere toe.",
        "cannot_generate_recovery_codes": "Stel eerst een code-app of een passkey in.",
    }

    def encrypt(self, text: str) -> str:
        """The secret of a code app, and what the codes on paper are made of, behind our key."""
        return kluis.versleutel(text)

    def decrypt(self, encrypted_text: str) -> str:
        """And out again."""
        return kluis.ontsleutel(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What the app on the phone calls us."""
        return "Calamiteitenregie"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For which site a passkey is: that of the setting."""
        return {"id": settings.SITE_URL.partition("//")[2].partition(":")[0], "name": "Calamiteitenregie"}

    def generate_authenticator_name(self, user: Gebruiker, type: Authenticator.Type) -> str:  # noqa: A002 (library)
        """What a new passkey is called, until its owner says otherwise."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one, where a second step is required."""
        anderen = Authenticator.objects.filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
        return not settings.TWEEDE_STAP_VERPLICHT or anderen.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class OrganisatieAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """How the library behaves with who comes from an organisation: it makes no account, finds none by address, keeps no
    token, and has no page of its own (docs/besluiten/0042-inloggen-via-de-organisatie.md)."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody makes an account (R102)."""
        return False

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """None of the database: an organisation stands in the settings."""
        return []

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """The organisation of the settings. Raises KeyError when there is none."""
        from .openid import uitgever  # noqa: PLC0415 (it asks this class)

        return uitgever(request, provider)

    def get_requests_session(self) -> Session:
        """The one line to the outside."""
        from .openid import Lijn  # noqa: PLC0415 (it asks this class)

        return Lijn()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in who is bound and still fits, or bind who is signed in; every other road of the library ends here.

        Raises ImmediateHttpResponse for each but the first.
        """
        try:
            if sociallogin.state.get("process") == AuthProcess.CONNECT:
                _koppel(request, sociallogin)
            wie = sociallogin.user if sociallogin.is_existing else None
            if request.user.is_authenticated:
                raise Geweigerd(ONGELDIG)
            laat_binnen(sociallogin.aanmelding, wie, klok.nu())
        except Geweigerd as fout:
            _weiger(request, sociallogin.account.provider, sociallogin.account.uid, str(fout), HTTPStatus.FORBIDDEN)
        if sociallogin.aanmelding.is_tweede_stap:
            record_authentication(request, wie, "mfa", type="organisatie")
            setattr(request, tweede_stap.CODE_GEGEVEN, True)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, exception: Exception | None = None, **_: Any
    ) -> None:
        """Say it on a page of ours; why stays out of it, and out of the log but for its kind."""
        _regels.warning("organisatie antwoordt niet goed", organisatie=provider.sub_id, soort=type(exception).__name__)
        if isinstance(exception, RequestException):
            raise ImmediateHttpResponse(niet_gelukt(request, ONBEREIKBAAR, HTTPStatus.SERVICE_UNAVAILABLE))
        _weiger(request, provider.sub_id, "", ONGELDIG, HTTPStatus.BAD_REQUEST)


def niet_gelukt(request: HttpRequest, zin: str, code: HTTPStatus) -> HttpResponse:
    """The page that says why signing in through an organisation, or binding to it, stops here."""
    return render(request, "account/organisatie_niet.html", {"zin": zin}, status=code)


def _koppel(request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
    """Bind to who started it and is still signed in. Raises Geweigerd, and ImmediateHttpResponse when it is done."""
    if not request.user.is_authenticated or request.user.pk != sociallogin.state.get("wie"):
        raise Geweigerd(ONGELDIG)
    koppel(sociallogin.aanmelding, request.user.pk, klok.nu())
    messages.success(request, "U kunt nu inloggen via uw organisatie.")
    raise ImmediateHttpResponse(redirect("mfa_index"))


def _weiger(request: HttpRequest, organisatie: str, kenmerk: str, zin: str, code: HTTPStatus) -> NoReturn:
    """Count it as an attempt that failed, write it in the log, and say `zin`."""
    netwerk = rem.netwerk_van(request)
    rem.tel(f"organisatie:{organisatie}:{kenmerk}", rem.Plek(netwerk), klok.nu())
    _regels.warning("inloggen via organisatie geweigerd", organisatie=organisatie, netwerk=netwerk)
    raise ImmediateHttpResponse(niet_gelukt(request, zin, code))


def _met_code(request: HttpRequest) -> bool:
    return bool(getattr(request, tweede_stap.MET_CODE, False))


def _naam(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")
