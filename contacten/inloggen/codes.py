"""A code of the second step that comes along with the password: whose it is, and what it costs to guess one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from contacten.models import Gebruiker

from . import browser, rem


def stap_van(wie: Gebruiker | None) -> rem.Stap:
    """Under what the wrong codes of this account count, of nobody's account when there is none. Another password begins
    anew: who was guessing does not know it any more, unless he reads the mail; so all of a day count as well."""
    naam = browser.stap_van(wie.pk) if wie else ""
    return rem.Stap(f"{naam}:{wie.password[-24:]}", naam) if wie else rem.NIEMAND


@contextmanager
def een_tegelijk(wie: Gebruiker | None) -> Iterator[None]:
    """While this lasts nobody else has a code of `wie` looked at: of a hundred that come at the same moment all would
    be looked at before the first of them counts. What is raised inside undoes the counting: return it instead.

    The row of the account is held, in the weaker of the two ways, so that what refers to it can be written meanwhile;
    of nobody there is no row, and no stranger waits for another.
    """
    with transaction.atomic():
        list(Gebruiker.objects.select_for_update(no_key=True).filter(pk=wie.pk if wie else 0).values_list("pk"))
        yield


def van(request: HttpRequest, naam: str, wie: Gebruiker | None, code: str, nu: datetime) -> Authenticator | None:
    """Which second step of `wie`, whose password was right, this code is of; it is used up. None, and counted, when it
    is of none, when so many were wrong that none is looked at, and when nobody's password was right: whichever it is,
    the database is asked the same."""
    with een_tegelijk(wie):
        passend = [stap for stap in _stappen_van(naam) if past(stap, code)]
        plek = browser.plek_van(request, browser.stap_van(wie.pk) if wie else naam)
        zijn_op = rem.zijn_codes_op(stap_van(wie), plek, nu)
        eigen = [stap for stap in passend if wie is not None and not zijn_op and stap.user_id == wie.pk]
        gevonden = next((stap for stap in eigen if stap.wrap().validate_code(code)), None)
        if gevonden is None:
            # What was not looked at counts for nobody: else who goes on would hold the door shut.
            rem.tel(naam, browser.plek_van(request, naam), nu, stap_van(None if zijn_op else wie), plek)
    return gevonden


def past(stap: Authenticator, code: str) -> bool:
    """Whether this code is one of this step that may not have been used; uses nothing up and asks nothing."""
    if stap.type == Authenticator.Type.TOTP:
        return bool(validate_totp_code(decrypt(stap.data["secret"]), code))
    return any(compare_user_code(actual=code, expected=een) for een in stap.wrap().get_unused_codes())


def _stappen_van(naam: str) -> list[Authenticator]:
    is_die_naam = Q(user__username__iexact=naam) | Q(user__email__iexact=naam)
    met_code = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).filter(is_die_naam)
    return list(met_code.select_related("user").order_by("pk"))
