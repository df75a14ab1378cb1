"""Signing in, with our own words: no self sign-up, and a landing page that fits the role."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import resolve_url

from contacten.rollen import Rol

GEGEVENS_KLOPPEN_NIET = "De gebruikersnaam of het wachtwoord klopt niet."


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How allauth behaves here: accounts come from the beheerder, and every text is Dutch in the u-form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Dit account is niet meer actief. Vraag uw beheerder om hulp.",
        "email_password_mismatch": GEGEVENS_KLOPPEN_NIET,
        "username_password_mismatch": GEGEVENS_KLOPPEN_NIET,
        "invalid_login": GEGEVENS_KLOPPEN_NIET,
        "enter_current_password": "Vul uw huidige wachtwoord in.",
        "incorrect_password": "Het huidige wachtwoord klopt niet.",
        "invalid_password_reset": "Deze link werkt niet meer. Vraag een nieuwe link aan.",
        "too_many_login_attempts": "Te veel pogingen. Wacht vijf minuten en probeer het opnieuw.",
        "unknown_email": "Dit e-mailadres hoort niet bij een account.",
    }
    # Only what a user wants to hear; the page itself shows that signing in worked.
    meldingen = {
        "account/messages/password_changed.txt": "Uw wachtwoord is gewijzigd.",
        "account/messages/password_set.txt": "Uw wachtwoord is ingesteld.",
        "account/messages/logged_out.txt": "U bent uitgelogd.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account: the beheerder does (R102)."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The beheerder sees no dossier and starts at the contacts; everyone else at the worklist."""
        is_beheerder = getattr(request.user, "rol", "") == Rol.BEHEERDER
        return resolve_url("contacten" if is_beheerder else "werkvoorraad")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a changed password, back to where signing in leads."""
        return self.get_login_redirect_url(request)

    def format_email_subject(self, subject: str) -> str:
        """Our own name in front, not the name of the host."""
        return f"Calamiteitenregie: {subject.strip()}"

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Show our own sentence for the few events that need one; leave out the rest."""
        if zin := self.meldingen.get(message_template or ""):
            messages.add_message(request, level, zin)
