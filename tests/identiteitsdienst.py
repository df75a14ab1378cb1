"""A real provider of OpenID Connect on loopback, as an organisation has one; it lies in the ways that a test asks.

It signs with a key of its own, gives a code once, and keeps to PKCE: whoever cannot show the verifier gets no token.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from basis.klok import nu

CLIENT, GEHEIM = "calamiteiten", "geheim-van-de-organisatie"
Antwoord = tuple[int, dict[str, Any]]


@dataclass
class Identiteitsdienst:
    """`zegt`: what it says of who signs in, over what it says of itself; `sleutel`: with what it signs, which it shows;
    `stuk`: the part of its addresses that answers with an error; `token`: what it gives instead of its own token, made
    of the claims."""

    adres: str = ""
    zegt: dict[str, Any] = field(default_factory=dict)
    stuk: str = ""
    # The part of its addresses that answers with a page without end, and the pause after each piece of it.
    eindeloos: str = ""
    pauze: float = 0.0
    ondertekent: Any = None
    token: Callable[[dict[str, Any]], Any] | None = None
    vragen: dict[str, dict[str, str]] = field(default_factory=dict)
    ingewisseld: list[dict[str, str]] = field(default_factory=list)
    sleutel: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def opnieuw(self, **zegt: Any) -> None:
        """Forget what an earlier test asked, and say this from now on."""
        self.zegt, self.stuk, self.ondertekent, self.token = zegt, "", None, None
        self.eindeloos, self.pauze = "", 0.0
        self.vragen, self.ingewisseld = {}, []

    def meld_aan(self, adres: str) -> str:
        """Sign in there, as the browser of somebody who is known there would: where it is sent back to."""
        vraag = {naam: waarden[0] for naam, waarden in parse_qs(urlsplit(adres).query).items()}
        assert adres.startswith(f"{self.adres}/aanmelden?")
        assert (vraag["response_type"], vraag["code_challenge_method"]) == ("code", "S256")
        code = f"code-{len(self.vragen)}"
        self.vragen[code] = vraag
        return f"{vraag['redirect_uri']}?{urlencode({'code': code, 'state': vraag['state']})}"

    def over_zichzelf(self) -> Antwoord:
        """The discovery document."""
        return 200, {
            "issuer": self.zegt.get("noemt_zich", self.adres),
            "authorization_endpoint": f"{self.adres}/aanmelden",
            "token_endpoint": f"{self.adres}/inwisselen",
            "jwks_uri": f"{self.adres}/sleutels",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def sleutels(self) -> Antwoord:
        """The public key."""
        jwk = json.loads(ECAlgorithm.to_jwk(self.sleutel.public_key()))
        return 200, {"keys": [{**jwk, "kid": "een", "use": "sig", "alg": "ES256"}]}

    def wissel_in(self, gegeven: dict[str, str]) -> Antwoord:
        """A token for a code, to who knows the secret and started it (RFC 7636)."""
        self.ingewisseld.append(gegeven)
        vraag = self.vragen.pop(gegeven.get("code", ""), {})
        bewijs = hashlib.sha256(gegeven.get("code_verifier", "").encode()).digest()
        gelijk = base64.urlsafe_b64encode(bewijs).rstrip(b"=").decode() == vraag.get("code_challenge")
        if not gelijk or (gegeven.get("client_id"), gegeven.get("client_secret")) != (CLIENT, GEHEIM):
            return 400, {"error": "invalid_grant"}
        tijd = int(nu().timestamp())
        zelf = {"iss": self.adres, "sub": "een", "aud": CLIENT, "iat": tijd, "exp": tijd + 300, "nonce": vraag["nonce"]}
        claims = {naam: waarde for naam, waarde in {**zelf, **self.zegt}.items() if waarde is not None}
        token = jwt.encode(claims, self.ondertekent or self.sleutel, algorithm="ES256", headers={"kid": "een"})
        eigen = self.token(claims) if self.token else token
        return 200, {"access_token": "toegang", "token_type": "Bearer", "id_token": eigen}


@contextmanager
def identiteitsdienst() -> Iterator[Identiteitsdienst]:
    """The provider, for as long as this block lasts."""
    dienst = Identiteitsdienst()

    class Balie(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Say who it is, or with which key it signs; or send who signs in back at once."""
            if self.path.startswith("/aanmelden?"):
                self.send_response(302)
                self.send_header("Location", dienst.meld_aan(f"{dienst.adres}{self.path}"))
                self.end_headers()
                return
            wegen = {"/.well-known/openid-configuration": dienst.over_zichzelf, "/sleutels": dienst.sleutels}
            self._antwoord(wegen[self.path])

        def do_POST(self) -> None:
            """Change a code for a token."""
            tekst = self.rfile.read(int(self.headers["Content-Length"])).decode()
            gegeven = {naam: waarden[0] for naam, waarden in parse_qs(tekst).items()}
            self._antwoord(lambda: dienst.wissel_in(gegeven))

        def _antwoord(self, geef: Callable[[], Antwoord]) -> None:
            is_stuk = bool(dienst.stuk) and dienst.stuk in self.path
            code, inhoud = (500, {}) if is_stuk else geef()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self._zonder_einde()
            self.wfile.write(b"stuk" if is_stuk else json.dumps(inhoud).encode())

        def _zonder_einde(self) -> None:
            """Where that is asked: until whoever asked hangs up."""
            with contextlib.suppress(OSError):
                while dienst.eindeloos and dienst.eindeloos in self.path:
                    self.wfile.write(b" " * (1 if dienst.pauze else 65536))
                    self.wfile.flush()
                    time.sleep(dienst.pauze)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Balie)
    draad = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    draad.start()
    dienst.adres = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield dienst
    finally:
        server.shutdown()
        server.server_close()
