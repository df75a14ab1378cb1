"""A mail server on loopback: offers STARTTLS, TLS from the first byte, or neither (certificates: `tests.tlslijn`)."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

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
