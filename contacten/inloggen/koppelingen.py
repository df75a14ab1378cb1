"""What an organisation says of somebody, held against the account: who comes in, and who is bound to whom.

An organisation opens an account that its owner bound to it, while signed in and confirmed anew; an address alone opens
nothing. Nothing here makes or changes an account. Why: docs/besluiten/0042-inloggen-via-de-organisatie.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.toekomst import sinds
from contacten.gebruikers.nieuws import meld
from contacten.models import Accountnieuws, Gebruiker, Nieuws

from .organisaties import Organisatie

# One sentence for whoever is not known, not verified, ended, or of another organisation: it tells nothing.
NIET_BINNEN = "U kunt niet inloggen via uw organisatie. Log in met uw wachtwoord, of vraag de beheerder om hulp."
WIJKT_AF = (
    "Uw organisatie noemt een andere rol of gemeente dan uw account hier heeft. U kunt daarom niet via uw organisatie "
    "inloggen. Log in met uw wachtwoord en vertel het aan de beheerder."
)
NIET_TE_KOPPELEN = (
    "Koppelen is niet gelukt. Uw organisatie moet uw e-mailadres hebben bevestigd, en dat adres, uw rol en uw gemeente "
    "moeten dezelfde zijn als in uw account hier. Een inlog van uw organisatie hoort bij één account."
)
# An account that keeps being refused is told of once in this time; each refusal is in the log.
EEN_KEER_PER = timedelta(days=1)


@dataclass(frozen=True)
class Aanmelding:
    """What the organisation said, once its token was verified (`openid.py`): the claims, and from whom they came."""

    organisatie: Organisatie
    claims: Mapping[str, Any]

    @property
    def kenmerk(self) -> str:
        """Issuer and subject as one print: another issuer under the same code is somebody else, and no name is kept."""
        return kenmerk_van(self.organisatie, self.claims)

    @property
    def is_tweede_stap(self) -> bool:
        """Whether the organisation says that a second step was taken, and the setting says that it counts."""
        amr, acr = self.claims.get("amr"), self.claims.get("acr")
        return bool({*_teksten(amr), *_teksten(acr)} & set(self.organisatie.tweede_stap))


@dataclass(frozen=True)
class Koppelstand:
    """One organisation on the page of its owner, and whether he is bound to it."""

    organisatie: Organisatie
    is_gekoppeld: bool


def kenmerk_van(organisatie: Organisatie, claims: Mapping[str, Any]) -> str:
    """The print of issuer and subject under which an account is bound."""
    return sha256(f"{organisatie.issuer}\n{claims['sub']}".encode()).hexdigest()


def laat_binnen(aanmelding: Aanmelding, wie: Gebruiker | None, nu: datetime) -> Gebruiker:
    """Return `wie`, who is bound to this sign-in, when everything still fits at `nu` (aware).

    Raises Geweigerd: with a sentence that tells nothing, or, to who is known, that role or gemeente differs. The last
    is written down for the regiomanager.
    """
    if wie is None or not wie.is_active or not _is_van(aanmelding, wie):
        raise Geweigerd(NIET_BINNEN)
    if not _zegt_hetzelfde(aanmelding, wie):
        _vertel_afwijking(wie, nu)
        raise Geweigerd(WIJKT_AF)
    return wie


@transaction.atomic
def koppel(aanmelding: Aanmelding, gebruiker_pk: int, nu: datetime) -> None:
    """Bind this sign-in to the account of who is signed in and confirmed himself anew; he hears of it.

    The account is locked first, so that two at once do not bind it twice. Raises Geweigerd, also when the sign-in or
    the account is bound already: what is bound, is loosened first.
    """
    gebruiker = Gebruiker.objects.select_for_update(of=("self",)).get(pk=gebruiker_pk)
    code = aanmelding.organisatie.code
    past = gebruiker.is_active and _is_van(aanmelding, gebruiker) and _zegt_hetzelfde(aanmelding, gebruiker)
    if not past or SocialAccount.objects.filter(user=gebruiker, provider=code).exists():
        raise Geweigerd(NIET_TE_KOPPELEN)
    eigen = {"user": gebruiker, "extra_data": {}}
    _, is_nieuw = SocialAccount.objects.get_or_create(provider=code, uid=aanmelding.kenmerk, defaults=eigen)
    if not is_nieuw:
        raise Geweigerd(NIET_TE_KOPPELEN)
    meld(gebruiker, Nieuws.ORGANISATIE, nu, gebruiker)


@transaction.atomic
def maak_los(gebruiker: Gebruiker, code: str, nu: datetime) -> None:
    """Loosen this account from this organisation; its owner hears of it. Nothing when it was not bound."""
    aantal, _ = SocialAccount.objects.filter(user=gebruiker, provider=code).delete()
    if aantal:
        meld(gebruiker, Nieuws.ORGANISATIE, nu, gebruiker)


def koppelstanden(gebruiker: Gebruiker) -> list[Koppelstand]:
    """The organisations to which this account may be bound, or is."""
    if not settings.INLOG_ORGANISATIES:
        return []
    gekoppeld = set(SocialAccount.objects.filter(user=gebruiker).values_list("provider", flat=True))
    standen = [Koppelstand(een, een.code in gekoppeld) for een in settings.INLOG_ORGANISATIES.values()]
    return [stand for stand in standen if stand.is_gekoppeld or stand.organisatie.gemeente == _gemeente_van(gebruiker)]


def _is_van(aanmelding: Aanmelding, wie: Gebruiker) -> bool:
    """Whether the organisation verified the address of this account, and the account is one of that organisation."""
    claims, adres = aanmelding.claims, aanmelding.claims.get("email")
    is_adres = claims.get("email_verified") is True and isinstance(adres, str) and bool(wie.email)
    return (
        is_adres
        and str(adres).strip().casefold() == wie.email.casefold()
        and aanmelding.organisatie.gemeente == _gemeente_van(wie)
    )


def _zegt_hetzelfde(aanmelding: Aanmelding, wie: Gebruiker) -> bool:
    organisatie, claims = aanmelding.organisatie, aanmelding.claims
    return _noemt(claims, organisatie.rol_claim, wie.rol) and _noemt(
        claims, organisatie.gemeente_claim, _gemeente_van(wie)
    )


def _noemt(claims: Mapping[str, Any], naam: str, waarde: str) -> bool:
    """Whether the claim of this name holds this value, alone or among others; no name is no claim to hold against."""
    if not naam:
        return True
    genoemd = {tekst.strip().casefold() for tekst in _teksten(claims.get(naam))} - {""}
    return waarde.casefold() in genoemd if waarde else not genoemd


def _teksten(waarde: object) -> list[str]:
    delen = waarde if isinstance(waarde, list) else [waarde]
    return [deel for deel in delen if isinstance(deel, str)]


def _gemeente_van(wie: Gebruiker) -> str:
    return wie.gemeente.code if wie.gemeente else ""


@transaction.atomic
def _vertel_afwijking(wie: Gebruiker, nu: datetime) -> None:
    soort = Nieuws.ORGANISATIE_WIJKT_AF
    pas = Accountnieuws.objects.filter(sinds("gebeurd_op", nu - EEN_KEER_PER, nu), gebruiker=wie, soort=soort)
    if not pas.exists():
        meld(wie, soort, nu)
