"""Forgetting who an account was, when its term is over: the row stays, for what was done under it; the person goes."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from contacten import zegels
from contacten.models import Accountnieuws, Accountverzoek, Agendalink, Gebruiker, Uitnodiging


def rijen_van(pk: int) -> dict[type[Model], list[Any]]:
    """The rows about this account that go: requests, news, invitations, its agenda, means to sign in, its history."""
    eigen: dict[type[Model], Any] = {
        Accountverzoek: Accountverzoek.objects.filter(gebruiker=pk),
        Accountnieuws: Accountnieuws.objects.filter(gebruiker=pk),
        Uitnodiging: Uitnodiging.objects.filter(gebruiker=pk),
        Agendalink: Agendalink.objects.filter(gebruiker=pk),
        Authenticator: Authenticator.objects.filter(user=pk),
        SocialAccount: SocialAccount.objects.filter(user=pk),
        EmailAddress: EmailAddress.objects.filter(user=pk),
        UserSession: UserSession.objects.filter(user=pk),
        LogEntry: LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Gebruiker), object_pk=str(pk)),
    }
    return {model: list(rijen.values_list("pk", flat=True)) for model, rijen in eigen.items()}


def vergeet(pk: int) -> int:
    """Make this account nobody's; how many (1, or 0 when it is active or not there). No history is kept of it: that
    would hold what is forgotten."""
    gedaan = Gebruiker.objects.filter(pk=pk, is_active=False).update(
        username=f"vertrokken-{pk}",
        password=make_password(None),
        first_name="",
        last_name="",
        email="",
        contactpersoon=None,
        last_login=None,
        voorkeuren={},
    )
    zegels.wis_eerdere(Gebruiker, [pk] if gedaan else [])
    return gedaan
