"""Who signs in with this name and password: the same work for whoever tries, known or not."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from basis.voorbereid import voorbereid
from contacten.models import Gebruiker


@voorbereid
def _account(gebruiker: int) -> QuerySet[Gebruiker]:
    return Gebruiker.objects.filter(pk=gebruiker).select_related("gemeente")


class Achterkant(AuthenticationBackend):  # type: ignore[misc]
    """One look-up and one hash for every attempt: a name that nobody has, an account that ended and one without a
    password take as long as a wrong password, and get the same answer."""

    def get_user(self, user_id: int) -> Gebruiker | None:
        """The account of a session, when it is active. Every page asks this, so its SQL is kept."""
        return next((wie for wie in _account(user_id) if self.user_can_authenticate(wie)), None)

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Gebruiker | None:
        """The account of this name or address, in whatever capitals, when the password is right and it is active."""
        naam = credentials.get("username") or credentials.get("email") or ""
        wachtwoord = credentials.get("password") or ""
        wie = Gebruiker.objects.filter(Q(username__iexact=naam) | Q(email__iexact=naam)).order_by("pk").first()
        gehasht = wie or Gebruiker(password=make_password(None))
        klopt = gehasht.check_password(wachtwoord)
        return wie if klopt and wie is not None and wie.is_active else None
