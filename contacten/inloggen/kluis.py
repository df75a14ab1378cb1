"""What the second step keeps of a code app and of the codes on paper: only behind the key of the installation, so that
neither who reads the database nor who finds a back-up of it can make a code (docs/besluiten/0035). A link that waits
for its mail stands behind it too (`communicatie/post/linkkluis.py`), with a key for that alone: what is put from one
place in the other opens nothing there, and a mail tells nobody a secret."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from functools import lru_cache

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

_regels = structlog.stdlib.get_logger("inloggen")
DOEL = b"contacten.tweede-stap"
# Where in a row it stands: of a code app, and of the codes on paper.
PLEKKEN = ("secret", "seed")


def versleutel(tekst: str, doel: bytes = DOEL) -> str:
    """The text behind the key of now. `doel`: what it is for; only who names the same opens it."""
    return _slot(doel).encrypt(tekst.encode()).decode()


def ontsleutel(waarde: str) -> str:
    """The text, with the key of now or the one before it. What another key closed, or nobody did, gives a secret that
    nobody knows: no code is right then."""
    tekst = open_(waarde)
    if tekst is None:
        _regels.error("tweede stap onleesbaar")
        return str(generate_totp_secret())
    return tekst


def open_(waarde: str, doel: bytes = DOEL) -> str | None:
    """The text, with the key of now or the one before it; None for what no key of ours closed for this."""
    try:
        return _slot(doel).decrypt(waarde.encode()).decode()
    except InvalidToken:
        return None


def onleesbaar() -> list[Authenticator]:
    """The steps that no key of ours opens: their owners cannot show a code."""
    return [stap for stap in _met_geheim() if not all(_is_leesbaar(stap.data[plek]) for plek in _van(stap))]


@transaction.atomic
def versleutel_opnieuw() -> int:
    """Put every step behind the key of now that it or the one before opens; how many."""
    gedaan = 0
    for stap in _met_geheim().select_for_update(of=("self",)):
        if all(_is_leesbaar(stap.data[plek]) for plek in _van(stap)):
            stap.data |= {plek: _slot(DOEL).rotate(stap.data[plek].encode()).decode() for plek in _van(stap)}
            stap.save(update_fields=["data"])
            gedaan += 1
    return gedaan


def _met_geheim() -> QuerySet[Authenticator]:
    rijen: QuerySet[Authenticator] = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    return rijen.select_related("user").order_by("pk")


def _van(stap: Authenticator) -> Iterator[str]:
    return (plek for plek in PLEKKEN if plek in stap.data)


def _is_leesbaar(waarde: str) -> bool:
    return open_(waarde) is not None


def _slot(doel: bytes) -> MultiFernet:
    eerder = [settings.EERDERE_SLEUTEL] if settings.EERDERE_SLEUTEL else []
    return MultiFernet([Fernet(_sleutel(geheim, doel)) for geheim in (settings.SECRET_KEY, *eerder)])


@lru_cache(maxsize=8)
def _sleutel(geheim: str, doel: bytes) -> bytes:
    """A key of its own, made from the one of the installation: what signs links opens no second step."""
    return urlsafe_b64encode(HKDF(algorithm=SHA256(), length=32, salt=None, info=doel).derive(geheim.encode()))
