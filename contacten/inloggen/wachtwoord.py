"""A forgotten password: asked for an address, answered by a mail with a link that sets another one, once (R102).

The page writes down what was asked and looks nobody up, so that neither its words nor its time tell whether an address
is known. Who it is, the outbox asks (`van_adres`).
"""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.http import QueryDict
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from contacten.models import Accountnieuws, Gebruiker, Nieuws

MERK = "deur"
# Longer than a number that the library reads: of this one it looks nobody up.
VAN_NIEMAND = "z" * 20


def vraag_nieuw(email: str, nu: datetime) -> None:
    """Write down that somebody at this address forgot the password, at `nu` (aware)."""
    Accountnieuws.objects.create(soort=Nieuws.WACHTWOORD_VERGETEN, aan=email.strip().casefold(), gebeurd_op=nu)


def van_adres(email: str) -> Gebruiker | None:
    """Return whose password can be set anew at this address: an active account that has one."""
    wie = Gebruiker.objects.filter(email__iexact=email, is_active=True).first() if email else None
    return wie if wie and wie.has_usable_password() else None


def pad_voor_nieuw_wachtwoord(gebruiker: Gebruiker) -> str:
    """Return the path of the link that sets another password. It dies with its use, its time, a sign-in, and another
    password or address. That it is ours, its mark says without the database (`is_wachtwoordlink`)."""
    sleutel = default_token_generator.make_token(gebruiker)
    uid = user_pk_to_url_str(gebruiker)
    pad = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": sleutel})
    return f"{pad}?{urlencode({MERK: _merk(pad)})}"


def is_wachtwoordlink(pad: str, vraag: str) -> bool:
    """Whether we made the link with this path and question; whether it still opens anything, its page finds out."""
    return constant_time_compare(QueryDict(vraag).get(MERK, ""), _merk(pad)) if MERK in vraag else False


def _merk(pad: str) -> str:
    return salted_hmac("contacten.wachtwoordlink", pad, algorithm="sha256").hexdigest()[:32]
