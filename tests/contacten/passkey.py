"""A passkey without a browser: it makes and shows what a laptop with a fingerprint reader would."""

from __future__ import annotations

import json
import secrets
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from contacten.models import Gebruiker

VLAG = AuthenticatorData.FLAG


class Passkey:
    """One key of `wie` for the site with this address."""

    def __init__(self, wie: Gebruiker, site: str) -> None:
        self.wie, self.site = wie, site
        self._geheim = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(16)

    def maak(self, vraag: str) -> str:
        """The answer to the question of a page that adds a passkey, as its form sends it."""
        sleutel = ES256.from_cryptography_key(self._geheim.public_key())
        eigen = AttestedCredentialData.create(Aaguid.NONE, self._id, sleutel)
        gegevens = AuthenticatorData.create(self._plek, VLAG.UP | VLAG.UV | VLAG.AT, 0, eigen)
        return self._antwoord(
            clientDataJSON=self._gezegd(CollectedClientData.TYPE.CREATE, vraag),
            attestationObject=AttestationObject.create("none", gegevens, {}),
        )

    def toon(self, vraag: str) -> str:
        """The answer to the question of a page that wants to see this passkey, as its form sends it."""
        gezegd = self._gezegd(CollectedClientData.TYPE.GET, vraag)
        gegevens = AuthenticatorData.create(self._plek, VLAG.UP | VLAG.UV, 1)
        return self._antwoord(
            clientDataJSON=gezegd,
            authenticatorData=gegevens,
            signature=self._geheim.sign(gegevens + gezegd.hash, ec.ECDSA(hashes.SHA256())),
            userHandle=user_pk_to_url_str(self.wie).encode(),
        )

    @property
    def _plek(self) -> bytes:
        return sha256(self.site.partition("//")[2].partition(":")[0].encode())

    def _gezegd(self, soort: str, vraag: str) -> CollectedClientData:
        return CollectedClientData.create(soort, vraag, self.site)

    def _antwoord(self, **delen: bytes) -> str:
        nummer = websafe_encode(self._id)
        antwoord: dict[str, Any] = {naam: websafe_encode(deel) for naam, deel in delen.items()}
        heel = {"id": nummer, "rawId": nummer, "type": "public-key", "response": antwoord}
        return json.dumps({**heel, "clientExtensionResults": {"credProps": {"rk": True}}})
