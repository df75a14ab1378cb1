"""A mail server with a certificate of its own authority, on loopback: offers STARTTLS, TLS from the first byte, or
neither."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.diensten import vrije_poort


@dataclass
class Loket:
    """What came in: the sender on the envelope, whether the line was guarded, and the mail itself."""

    post: list[tuple[str, bool, bytes]] = field(default_factory=list)
    wachtwoorden: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep it."""
        self.post.append((envelope.mail_from, _is_bewaakt(server), envelope.original_content))
        return "250 OK"


@dataclass(frozen=True)
class Gezag:
    """An authority that signs; `pad` is its own certificate, as a region would give it in EMAIL_TLS_CA."""

    map: Path
    naam: str
    sleutel: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def pad(self) -> Path:
        """The certificate of this authority."""
        pad = self.map / f"{self.naam}.pem"
        if not pad.exists():
            pad.write_bytes(self._teken(self.naam, self.sleutel, None).public_bytes(serialization.Encoding.PEM))
        return pad

    def certificaat(self, host: str) -> ssl.SSLContext:
        """The server side for this host name, signed by this authority."""
        sleutel = ec.generate_private_key(ec.SECP256R1())
        blad = self._teken(host, sleutel, x509.SubjectAlternativeName([x509.DNSName(host)]))
        bundel = self.map / f"{self.naam}-{host}.pem"
        vorm = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        bundel.write_bytes(
            sleutel.private_bytes(serialization.Encoding.PEM, *vorm) + blad.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(bundel)
        return context

    def _teken(
        self, naam: str, sleutel: ec.EllipticCurvePrivateKey, namen: x509.SubjectAlternativeName | None
    ) -> x509.Certificate:
        nu = datetime.now(UTC)  # held in most tests, and OpenSSL reads the real clock: valid for years
        bouw = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, naam)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.naam)]))
            .public_key(sleutel.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(nu - timedelta(days=3650))
            .not_valid_after(nu + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=namen is None, path_length=None), critical=True)
        )
        return (bouw.add_extension(namen, critical=False) if namen else bouw).sign(self.sleutel, hashes.SHA256())


@contextmanager
def mailserver(
    soort: str, context: ssl.SSLContext | None, *, alleen_bewaakt: bool = False
) -> Iterator[tuple[Loket, int]]:
    """A server of this kind ("starttls", "tls" or "geen"): what came in, and its port. `alleen_bewaakt`: it asks for a
    password over a guarded line only."""
    from aiosmtpd.controller import Controller

    loket, poort = Loket(), vrije_poort()
    lijn: dict[str, Any] = {"starttls": {"tls_context": context}, "tls": {"ssl_context": context}, "geen": {}}[soort]
    bediening = Controller(
        loket,
        hostname="127.0.0.1",
        port=poort,
        authenticator=lambda server, session, envelope, hoe, gegevens: _laat_in(loket, server),
        auth_require_tls=alleen_bewaakt,
        **lijn,
    )
    # Only knock: what the library would say here, it would say with the context of the server.
    klop: Any = lambda: socket.create_connection(("127.0.0.1", poort), 5).close()  # noqa: E731
    bediening._trigger_server = klop  # type: ignore[method-assign]
    bediening.start()
    try:
        yield loket, poort
    finally:
        bediening.stop()


def _is_bewaakt(server: Any) -> bool:
    return server.transport.get_extra_info("ssl_object") is not None


def _laat_in(loket: Loket, server: Any) -> Any:
    from aiosmtpd.smtp import AuthResult

    loket.wachtwoorden.append(_is_bewaakt(server))
    return AuthResult(success=True)
