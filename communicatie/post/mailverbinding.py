"""The line to the mail server: guarded or none, quick to give up before it has the mail, patient once it has.

It is guarded (STARTTLS, or TLS from the first byte): a server with a certificate that does not fit, or that offers no
STARTTLS, gets no mail and no password (docs/beheer/mail.md).

A server that scans a mail before it answers takes minutes, and has the mail meanwhile: whoever hangs up sends it again,
and its reader gets it five times. RFC 5321 (4.5.3.2.6) asks ten minutes of patience for that one answer. While we wait,
whoever holds the rows of the outbox says every few seconds that he lives (`zolang`).
"""

import io
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from functools import cached_property
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.utils import DNS_NAME

from basis.haast import Lezer, binnen, verbind

# For the answer to the mail itself: not all that the standard asks, for the watchdog's rounds wait for it too.
GEDULD = 240.0
# How often it is said that the sender lives: well within its lease.
STUKJE = 20.0
NA_DE_MAIL = 2
GEEN_STARTTLS = "De mailserver biedt geen STARTTLS aan."
GEEN_WACHTWOORD = "Bij de mailserver kan langs deze weg niet met een wachtwoord worden ingelogd."
Zolang = Callable[[], object]


def _niets() -> None:
    """Nobody needs to know."""


class _Geduldig:
    """Beside smtplib's own class: the wait for the answer after the mail, and an end to the wait for the line and for
    any answer: the time limit of a line is of one read, and a server may let its answer drip."""

    zolang: Zolang = staticmethod(_niets)
    file: Any | None
    _lezer: Lezer
    _antwoorden = -1

    def _get_socket(self: Any, host: str, port: int, timeout: float) -> socket.socket:
        """The line, as smtplib asks for it, the name of the server looked up within the time."""
        lijn = verbind(host, port, monotonic() + timeout)
        lijn.settimeout(timeout)
        return lijn

    def data(self: Any, msg: Any) -> Any:
        """Send the mail: the first answer says that it may come, the second what became of it."""
        self._antwoorden = 0
        try:
            return super().data(msg)  # type: ignore[misc]
        finally:
            self._antwoorden = -1

    def getreply(self: Any) -> Any:
        """Read an answer; the one after the mail may take long. Raises SMTPServerDisconnected."""
        if self._antwoorden >= 0:
            self._antwoorden += 1
            if self._antwoorden == NA_DE_MAIL:
                self._wacht()
        self._haast()
        try:
            return super().getreply()  # type: ignore[misc]
        finally:
            if self.sock:  # what is sent next has a time of its own
                self.sock.settimeout(self.timeout)

    def _haast(self: Any) -> None:
        einde = monotonic() + self.timeout
        if self.file is None:
            self._lezer = Lezer(self.sock, einde)
            self.file = io.BufferedReader(self._lezer)
        self._lezer.einde = einde

    def _wacht(self: Any) -> None:
        einde = monotonic() + GEDULD
        while not _is_leesbaar(self.sock, min(STUKJE, max(einde - monotonic(), 0))):
            if monotonic() >= einde:
                self.close()
                raise smtplib.SMTPServerDisconnected("the mail server did not answer after the mail")
            self.zolang()


class _Smtp(_Geduldig, smtplib.SMTP):
    """Over a plain line, or one that STARTTLS closes."""


class _SmtpTls(_Geduldig, smtplib.SMTP_SSL):
    """Over a line that is closed from the first byte on."""

    def _get_socket(self: Any, host: str, port: int, timeout: float) -> socket.socket:
        """The same, and closed."""
        lijn: socket.socket = self.context.wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)
        return lijn


class GeenVeiligeLijn(ConnectionError):
    """The line to the mail server cannot be guarded as the settings ask; nothing was sent over it."""


class Verbinding(EmailBackend):
    """Django's connection with our patience. `zolang` is called while the server has the mail and says nothing;
    EMAIL_TLS_CA is the file of who signed the certificate of the server."""

    zolang: Zolang = staticmethod(_niets)

    @property
    def connection_class(self) -> Any:
        """The class of the line."""
        return _SmtpTls if self.use_ssl else _Smtp

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """Checks the certificate and its name, and speaks TLS 1.2 or newer."""
        return ssl.create_default_context(cafile=settings.EMAIL_TLS_CA or None)

    def open(self) -> bool | None:
        """Connect when there is no connection. Raises GeenVeiligeLijn, or what Django's does."""
        try:
            if self.connection is None:
                # The name by which we greet the mail server: asked of the system once, and kept.
                binnen(monotonic() + (self.timeout or settings.EMAIL_TIMEOUT), DNS_NAME.get_fqdn)
            is_nieuw = super().open()
        except smtplib.SMTPNotSupportedError as fout:
            raise GeenVeiligeLijn(GEEN_STARTTLS if "STARTTLS" in str(fout) else GEEN_WACHTWOORD) from fout
        except ssl.SSLCertVerificationError as fout:
            raise GeenVeiligeLijn(f"Het certificaat van de mailserver klopt niet ({fout.verify_message}).") from fout
        except ssl.SSLError as fout:
            raise GeenVeiligeLijn(f"De mailserver spreekt geen TLS zoals ingesteld ({fout.reason}).") from fout
        if isinstance(self.connection, _Geduldig):
            self.connection.zolang = self.zolang
        return is_nieuw


def _is_leesbaar(sock: Any, seconden: float) -> bool:
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    return bool(select.select([sock], [], [], seconden)[0])
