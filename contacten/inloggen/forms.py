"""The forms of signing in that are ours and not the library's."""

from typing import Any

from allauth.account.forms import LoginForm, UserTokenForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from basis import klok

from . import browser, codes, kluis, rem, tweede_stap
from .adapter import CODES_OP, DRIE_KLOPPEN_NIET
from .organisaties import Organisatie
from .wachtwoord import vraag_nieuw

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}


class InlogForm(LoginForm):  # type: ignore[misc]
    """Name and password, and, for who has to wait, a code of the second step along with them."""

    code = forms.CharField(label="Code van uw tweede stap", required=False, max_length=20)
    stap: Authenticator | None = None

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        """Name and password, and the code when one was given: one answer, whichever of them was wrong, and the same
        questions to the database. The code is looked at whatever the password was, and only used up with it."""
        code = self.cleaned_data.get("code", "").strip()
        setattr(self.request, tweede_stap.MET_CODE, bool(code))
        if not code:
            alleen: dict[str, Any] = super()._clean_with_password(credentials)
            return alleen
        try:
            super()._clean_with_password(credentials)
            wie = self.user
        except ValidationError:
            wie = None
        self.stap = codes.van(self.request, self.cleaned_data["login"], wie, code, klok.nu())
        if self.stap is None:
            raise ValidationError(DRIE_KLOPPEN_NIET)
        schoon: dict[str, Any] = self.cleaned_data
        return schoon

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in; what was shown already is not asked again."""
        if self.stap is not None:
            post_authentication(request, self.stap)
            setattr(request, tweede_stap.CODE_GEGEVEN, True)
        antwoord: HttpResponse = super().login(request, redirect_url)
        return antwoord

    @property
    def organisaties(self) -> list[Organisatie]:
        """Through which organisations somebody can sign in."""
        return list(settings.INLOG_ORGANISATIES.values())

    @property
    def vraagt_code(self) -> bool:
        """Whether the page offers the field: only to who has to wait."""
        return any(fout.code == "too_many_login_attempts" for fout in self.non_field_errors().as_data()) or bool(
            self.data.get("code")
        )


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: what it is called, and whether it opens the account by itself."""

    name = forms.CharField(label="Naam", required=False, max_length=60)
    passwordless = forms.BooleanField(
        label="Zonder wachtwoord",
        required=False,
        help_text="Dan logt u met alleen deze passkey in. Uw apparaat vraagt om uw vingerafdruk, gezicht of pincode.",
    )


class PasskeynaamForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(label="Naam", max_length=60)


class CodeAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new code app. Its secret waits in the session for that code, and a session is a row of the
    database: there too it stands behind our key."""

    code = forms.CharField(label="Code", max_length=20, widget=forms.TextInput(CODE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As the library, that makes the secret or finds it in the session."""
        sessie = context.request.session
        if SECRET_SESSION_KEY in sessie:
            sessie[SECRET_SESSION_KEY] = kluis.ontsleutel(sessie[SECRET_SESSION_KEY])
        super().__init__(*args, **kwargs)
        sessie[SECRET_SESSION_KEY] = kluis.versleutel(self.secret)


class VergetenForm(forms.Form):
    """The address of who forgot the password. Nobody is looked up here."""

    email = forms.EmailField(label="E-mailadres", max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))

    def save(self, request: HttpRequest, **_: Any) -> str:
        """Write down what was asked; the outbox finds out whether it is for anybody."""
        email: str = self.cleaned_data["email"]
        vraag_nieuw(email, klok.nu())
        return email


class LinkForm(UserTokenForm):  # type: ignore[misc]
    """The link to another password. Who opens it holds the mailbox of the account: this browser is known from then on,
    also where others misuse the network, or guess at the name. It has no codes of its own."""

    def clean(self) -> dict[str, Any]:
        """As the library; raises ValidationError for a link that works no more."""
        schoon: dict[str, Any] = super().clean()
        browser.onthoud(context.request, self.reset_user)
        return schoon


class _Geremd:
    """Codes that are wrong too often are looked at no more, wherever they come from, but from a known browser."""

    def clean_code(self) -> str:
        """The code, when it is right and there was not too much guessing."""
        with codes.een_tegelijk(self.user):  # type: ignore[attr-defined]
            oordeel = self._oordeel()
        if isinstance(oordeel, ValidationError):
            raise oordeel
        return oordeel

    def _oordeel(self) -> str | ValidationError:
        """What is refused is returned, not raised: that it was wrong has to count."""
        wie, nu = self.user, klok.nu()  # type: ignore[attr-defined]
        stap, plek = codes.stap_van(wie), browser.plek_van(context.request, browser.stap_van(wie.pk))
        if rem.zijn_codes_op(stap, plek, nu):
            return ValidationError(CODES_OP, code="rate_limited")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as fout:
            rem.tel("", plek, nu, stap)
            return fout
        return code


class CodeForm(_Geremd, AuthenticateForm):  # type: ignore[misc]
    """The code at signing in: of the app, or a recovery code."""

    code = forms.CharField(label="Code", max_length=20, widget=forms.TextInput(CODE))


class CodeOpnieuwForm(_Geremd, ReauthenticateForm):  # type: ignore[misc]
    """The code before something that is protected."""

    code = forms.CharField(label="Code", max_length=20, widget=forms.TextInput(CODE))
