"""A line with TLS for a test: who signs, what he signs, and a front that ends TLS before a server that has none."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import shutil
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.diensten import als_nobody

# Whatever the clock of a test says.
VAN, TOT = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2049, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Papieren:
    """A certificate and its key, as files."""

    certificaat: Path
    sleutel: Path

    @property
    def context(self) -> ssl.SSLContext:
        """The side of the server with these."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificaat, self.sleutel)
        return context


@dataclass(frozen=True)
class Gezag:
    """Who signs certificates, and the file by which others know him."""

    map: Path
    naam: str
    sleutel: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def bestand(self) -> Path:
        """The file of this one, made at the first asking."""
        pad = self.map / f"{self.naam}.pem"
        if not pad.is_file():
            pad.write_bytes(self._teken(self.naam, self.sleutel, []).public_bytes(serialization.Encoding.PEM))
        return pad

    def voor(self, naam: str) -> Papieren:
        """A certificate for one name or address, that PostgreSQL may read."""
        sleutel = ec.generate_private_key(ec.SECP256R1())
        kort = naam.replace(".", "-")
        papieren = Papieren(self.map / f"{self.naam}-{kort}.crt", self.map / f"{self.naam}-{kort}.key")
        getekend = self._teken(naam, sleutel, [_anders(naam)])
        papieren.certificaat.write_bytes(getekend.public_bytes(serialization.Encoding.PEM))
        vorm = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        papieren.sleutel.touch(0o600)
        papieren.sleutel.write_bytes(sleutel.private_bytes(*vorm))
        if als_nobody():
            shutil.chown(papieren.sleutel, "nobody")
        return papieren

    def _teken(self, naam: str, sleutel: ec.EllipticCurvePrivateKey, ook: list[x509.GeneralName]) -> x509.Certificate:
        bouw = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, naam)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.naam)]))
            .public_key(sleutel.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(VAN)
            .not_valid_after(TOT)
            .add_extension(x509.BasicConstraints(ca=not ook, path_length=None), critical=True)
        )
        if ook:
            bouw = bouw.add_extension(x509.SubjectAlternativeName(ook), critical=False)
        return bouw.sign(self.sleutel, hashes.SHA256())


def _anders(naam: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(naam))
    except ValueError:
        return x509.DNSName(naam)


@contextlib.contextmanager
def ervoor(naar: int, papieren: Papieren) -> Iterator[int]:
    """Yield the port of a front that speaks TLS and passes all on to this port of this machine."""
    context = papieren.context
    balie = socket.create_server(("127.0.0.1", 0))

    def ontvang() -> None:
        while True:
            try:
                kaal, _ = balie.accept()
            except OSError:
                return
            threading.Thread(target=verbind, args=(kaal,), daemon=True).start()

    def verbind(kaal: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            context.wrap_socket(kaal, server_side=True) as binnen,
            socket.create_connection(("127.0.0.1", naar)) as achter,
        ):
            threading.Thread(target=_pomp, args=(binnen, achter), daemon=True).start()
            _pomp(achter, binnen)

    threading.Thread(target=ontvang, daemon=True).start()
    try:
        yield int(balie.getsockname()[1])
    finally:
        balie.close()


def _pomp(van: socket.socket, naar: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while stuk := van.recv(65536):
            naar.sendall(stuk)
    with contextlib.suppress(OSError):
        naar.shutdown(socket.SHUT_RDWR)
