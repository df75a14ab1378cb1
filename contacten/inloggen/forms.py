"""The forms of signing in that are ours and not the library's."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from basis import klok

from . import rem, tweede_stap
from .adapter import GEGEVENS_KLOPPEN_NIET, te_vaak
from .organisaties import Organisatie
from .wachtwoord import vraag_nieuw

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}


class InlogForm(LoginForm):  # type: ignore[misc]
    """Name and password, and, for who has to wait, a code of the second step along with them."""

    code = forms.CharField(label="Code van uw tweede stap", required=False, max_length=20)
    stap: Authenticator | None = None

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        """Name and password, and the code when one was given: one answer, whichever of them was wrong."""
        code = self.cleaned_data.get("code", "").strip()
        setattr(self.request, tweede_stap.MET_CODE, bool(code))
        schoon: dict[str, Any] = super()._clean_with_password(credentials)
        if code:
            self.stap = _stap_met(self.user.pk, code)
            if self.stap is None:
                rem.tel(self.cleaned_data["login"], rem.netwerk_van(self.request), klok.nu())
                raise ValidationError(GEGEVENS_KLOPPEN_NIET)
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
    """The first code of a new code app."""

    code = forms.CharField(label="Code", max_length=20, widget=forms.TextInput(CODE))


class VergetenForm(forms.Form):
    """The address of who forgot the password. Nobody is looked up here."""

    email = forms.EmailField(label="E-mailadres", max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))

    def save(self, request: HttpRequest, **_: Any) -> str:
        """Write down what was asked; the outbox finds out whether it is for anybody."""
        email: str = self.cleaned_data["email"]
        vraag_nieuw(email, klok.nu())
        return email


class _Geremd:
    """A code that is wrong too often makes that network wait, and nobody else."""

    def clean_code(self) -> str:
        """The code, when it is right and there was not too much guessing."""
        naam, netwerk, nu = f"stap:{self.user.pk}", rem.netwerk_van(context.request), klok.nu()  # type: ignore[attr-defined]
        if rem.is_geremd(naam, netwerk, nu):
            raise te_vaak()
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            rem.tel(naam, netwerk, nu)
            raise
        return code


class CodeForm(_Geremd, AuthenticateForm):  # type: ignore[misc]
    """The code at signing in: of the app, or a recovery code."""

    code = forms.CharField(label="Code", max_length=20, widget=forms.TextInput(CODE))


class CodeOpnieuwForm(_Geremd, ReauthenticateForm):  # type: ignore[misc]
    """The code before something that is protected."""

    code = forms.CharField(label="Code", max_length=20, widget=forms.TextInput(CODE))


def _stap_met(gebruiker_pk: int, code: str) -> Authenticator | None:
    """Which second step of this account this code is of; it is used up by asking."""
    stappen = Authenticator.objects.filter(user=gebruiker_pk).exclude(type=Authenticator.Type.WEBAUTHN)
    return next((stap for stap in stappen.select_related("user") if stap.wrap().validate_code(code)), None)
