"""OpenID Connect with an organisation, on django-allauth: state and PKCE are the library's, what is verified is ours.

The library does not verify the signature of what it fetched itself, knows no nonce, and takes the issuer from what the
issuer says of itself. Here the token is verified whole, against the setting.
"""

import http.client
import io
import socket
from collections.abc import Callable, Mapping
from hmac import compare_digest
from secrets import token_urlsafe
from time import monotonic
from typing import Any

import jwt
import requests
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from urllib3 import connection, connectionpool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from basis.haast import Lezer, verbind

from .koppelingen import Aanmelding, kenmerk_van
from .organisaties import Organisatie, mag_gevraagd

# No shared secrets and no "none": the organisation signs with a key of its own.
ALGORITMES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
VERPLICHT = ("iss", "sub", "aud", "exp", "iat", "nonce")
EINDPUNTEN = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# How far the clock of the organisation may be off, and how long is waited for it.
SPELING, WACHTEN = 30, 5
# And how long and how large an answer is at most: what is asked is a page of JSON.
HOOGSTENS, MEESTE, _STUK = 10.0, 512 * 1024, 16 * 1024
# What goes wrong when an organisation cannot be asked, or answers with something else than was asked.
MISLUKT = (requests.RequestException, OAuth2Error)


class _Lezer(Lezer):
    """In the place of the library's own reader (`eerste`), which says that the line is in use until it is closed. The
    line itself stays open: it may be asked again."""

    def __init__(self, eerste: io.BufferedReader, lijn: socket.socket) -> None:
        super().__init__(lijn, monotonic() + HOOGSTENS)
        self._eerste = eerste

    def close(self) -> None:
        """Give the line back."""
        self._eerste.close()
        io.RawIOBase.close(self)


class _Antwoord(http.client.HTTPResponse):
    """An answer that is read to the end within the time, head and all."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Lezer(self.fp, sock))


class _Vlot:
    """Beside the library's own class: a line that is there in time, the name included, and an answer that ends."""

    def _new_conn(self: Any) -> socket.socket:
        """Connect, as the library asks for it. Raises what it does (HTTPError)."""
        try:
            return verbind(self._dns_host, self.port, monotonic() + WACHTEN)
        except TimeoutError as fout:
            raise ConnectTimeoutError(self, f"{self.host} gave no line in time") from fout
        except (OSError, UnicodeError) as fout:
            raise NewConnectionError(self, f"no line to {self.host} ({fout})") from fout


class _Gewoon(_Vlot, connection.HTTPConnection):
    """Over a plain line."""

    response_class = _Antwoord


class _Veilig(_Vlot, connection.HTTPSConnection):
    """Over TLS."""

    response_class = _Antwoord


class _Gewonen(connectionpool.HTTPConnectionPool):
    ConnectionCls = _Gewoon


class _Veiligen(connectionpool.HTTPSConnectionPool):
    ConnectionCls = _Veilig


class _Gehaast(requests.adapters.HTTPAdapter):
    """The library's own way, over connections whose answer has an end."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As the library does, with our connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Gewonen, "https": _Veiligen}


class Lijn(requests.Session):
    """The line to an organisation: over TLS, no further than the address that was asked, and not for long."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        for schema in ("http://", "https://"):
            self.mount(schema, _Gehaast())

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask. Raises OAuth2Error for an address that may not be asked, and RequestException."""
        if not mag_gevraagd(str(url), alleen_verzonnen=settings.ALLEEN_VERZONNEN_ADRESSEN):
            raise OAuth2Error("De organisatie noemt een adres dat niet mag.")
        vast = {"allow_redirects": False, "timeout": WACHTEN, "stream": True}
        return _begrensd(super().request(method, url, *args, **{**kwargs, **vast}))


def _begrensd(antwoord: requests.Response) -> requests.Response:
    """This answer with all of its body. Raises ReadTimeout or ContentDecodingError (RequestException) when it is larger
    than anything that is asked, or takes longer: each time limit of the library is of one read, and begins anew."""
    einde, inhoud = monotonic() + HOOGSTENS, bytearray()
    try:
        while deel := antwoord.raw.read1(_STUK, decode_content=True):
            inhoud += deel
            if len(inhoud) > MEESTE:
                raise requests.exceptions.ContentDecodingError("De organisatie antwoordt met te veel.")
            if monotonic() > einde:
                raise requests.exceptions.ReadTimeout("De organisatie antwoordt te traag.")
    except HTTPError as fout:
        raise requests.exceptions.ConnectionError(fout) from fout
    finally:
        antwoord.raw.close()
    # As the library itself keeps what it read.
    antwoord._content, antwoord._content_consumed = bytes(inhoud), True
    return antwoord


class Uitgever(OpenIDConnectProvider):  # type: ignore[misc]
    """An organisation as the library knows a provider: by its issuer and subject alone, and nothing else is kept."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "Uitwisseling":
        """Ours."""
        return Uitwisseling(request, self.app.provider_id)

    def extract_uid(self, data: Mapping[str, Any]) -> str:
        """The print of issuer and subject."""
        return kenmerk_van(settings.INLOG_ORGANISATIES[self.app.provider_id], data)

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing."""
        return {}

    def extract_common_fields(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing."""
        return {}

    def extract_email_addresses(self, data: Mapping[str, Any]) -> list[Any]:
        """None: an address alone opens nothing."""
        return []


class Uitwisseling(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """What is asked of the organisation, and what of its answers is believed. `stand`: what was kept at the start."""

    stand: Mapping[str, Any] = {}
    _gelezen: dict[str, Any] | None = None

    @property
    def organisatie(self) -> Organisatie:
        """The organisation of the setting."""
        gevonden: Organisatie = settings.INLOG_ORGANISATIES[self.provider_id]
        return gevonden

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the organisation says of itself, once per request. Raises what `MISLUKT` names."""
        if self._gelezen is None:
            gelezen = _haal(self.get_provider().server_url)
            heel = all(isinstance(gelezen.get(naam), str) for naam in EINDPUNTEN)
            mag = heel and mag_gevraagd(
                gelezen["authorization_endpoint"], alleen_verzonnen=settings.ALLEEN_VERZONNEN_ADRESSEN
            )
            if gelezen.get("issuer") != self.organisatie.issuer or not mag:
                raise OAuth2Error("De organisatie zegt van zichzelf iets anders dan de instelling.")
            self._gelezen = gelezen
        return self._gelezen

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """On the address of the setting, never on the host that a request names."""
        return f"{settings.SITE_URL}{reverse('organisatie_terug', args=[self.provider_id])}"

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Change the code for tokens. Raises what `MISLUKT` names, whatever was answered."""
        try:
            gegevens: dict[str, Any] = super().get_access_token_data(*args, **kwargs)
        except requests.RequestException:
            raise
        except (AttributeError, KeyError, TypeError, ValueError) as fout:
            raise OAuth2Error("Het antwoord van de organisatie is niet te lezen.") from fout
        return gegevens

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """The token that is never used and never kept."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Whom the token is about. Raises OAuth2Error when it is not ours, not now, or not for this start."""
        sleutels = _haal(self.openid_config["jwks_uri"])
        claims = _lees(kwargs["response"].get("id_token"), sleutels, self.organisatie, str(self.stand.get("nonce", "")))
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.aanmelding = Aanmelding(self.organisatie, claims)
        return login


class Terug(OAuth2CallbackView):  # type: ignore[misc]
    """The way back of the library, that hands what was kept at the start to who reads the token."""

    def _get_state(self, request: HttpRequest, provider: Uitgever) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        stand, antwoord = super()._get_state(request, provider)
        self.adapter.stand = stand or {}
        # Who answers may say who he is (RFC 9207): an answer of another than was asked is thrown away, unused.
        issuer = self.adapter.organisatie.issuer
        if stand and request.GET.get("iss", issuer) != issuer:
            return None, render_authentication_error(request, provider)
        return stand, antwoord


def uitgever(request: HttpRequest, code: str) -> Uitgever:
    """The provider of this organisation. Raises KeyError when there is none."""
    organisatie = settings.INLOG_ORGANISATIES[code]
    eigen = {
        "server_url": f"{organisatie.issuer.rstrip('/')}/.well-known/openid-configuration",
        "oauth_pkce_enabled": True,
        "fetch_userinfo": False,
        "scope": ["openid", "email"],
    }
    app = SocialApp(
        provider=Uitgever.id,
        provider_id=code,
        name=organisatie.naam,
        client_id=organisatie.client_id,
        secret=organisatie.geheim,
        settings=eigen,
    )
    return Uitgever(request, app=app)


def adres_van_organisatie(request: HttpRequest, code: str, proces: str, **stand: Any) -> str:
    """Where this person goes on at the organisation; `stand` is kept for the way back. Raises what `MISLUKT` names."""
    nonce = token_urlsafe(32)
    volgende = get_next_redirect_url(request)
    antwoord = uitgever(request, code).redirect(
        request, proces, next_url=volgende, nonce=nonce, auth_params={"nonce": nonce}, **stand
    )
    adres: str = antwoord.url
    return adres


def terug(code: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view of who comes back from this organisation; it raises what `MISLUKT` names."""

    def view(request: HttpRequest) -> HttpResponse:
        antwoord: HttpResponse = Terug.adapter_view(Uitwisseling(request, code))(request)
        return antwoord

    return view


def _haal(adres: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as lijn:
        antwoord = lijn.get(adres)
        antwoord.raise_for_status()
        gelezen = antwoord.json()
    if not isinstance(gelezen, dict):
        raise OAuth2Error("Het antwoord van de organisatie is niet te lezen.")
    return gelezen


def _lees(token: object, sleutels: Mapping[str, Any], organisatie: Organisatie, nonce: str) -> dict[str, Any]:
    """The claims of a token that this organisation signed, for us, now, for this start. Raises OAuth2Error."""
    try:
        claims: dict[str, Any] = jwt.decode(
            str(token),
            _sleutel(str(token), sleutels),
            algorithms=ALGORITMES,
            audience=organisatie.client_id,
            issuer=organisatie.issuer,
            leeway=SPELING,
            options={"require": list(VERPLICHT)},
        )
    except (jwt.PyJWTError, AttributeError, KeyError, TypeError, ValueError) as fout:
        raise OAuth2Error("Het token klopt niet.") from fout
    # A token for more than us names for whom it was made (OpenID Connect Core, 3.1.3.7).
    voor_meer = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    voor_ons = claims.get("azp", None if voor_meer else organisatie.client_id) == organisatie.client_id
    is_van_nu = bool(nonce) and compare_digest(str(claims["nonce"]).encode(), nonce.encode())
    if not (voor_ons and is_van_nu and claims["sub"]):
        raise OAuth2Error("Het token is niet voor ons, of niet van deze keer.")
    return claims


def _sleutel(token: str, sleutels: Mapping[str, Any]) -> jwt.PyJWK:
    """The key with which the token says that it was signed; without a name the only one. Raises PyJWTError."""
    naam = jwt.get_unverified_header(token).get("kid")
    passend = [
        sleutel
        for sleutel in jwt.PyJWKSet.from_dict(dict(sleutels)).keys
        if naam in (None, sleutel.key_id) and sleutel.public_key_use in (None, "sig")
    ]
    if len(passend) != 1:
        raise jwt.InvalidKeyError("geen sleutel")
    return passend[0]
