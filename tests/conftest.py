"""Fixtures for all tests: real local servers and the real browser. The database is that of ``tests.diensten``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from tests.diensten import vrije_poort


@pytest.fixture(scope="session")
def redis_adres(worker_id: str) -> str:
    """The address of a Redis database for this test process alone."""
    adres = os.environ["REDIS_URL"].rsplit("/", 1)[0]
    return f"{adres}/{1 + int(worker_id.removeprefix('gw') or 0) if worker_id != 'master' else 0}"


@pytest.fixture(scope="session")
def chromium_pad() -> str:
    """The path of a real Chromium. Without one the test fails: a story that did not run is not a story that passed."""
    namen = ("chromium", "chromium-browser", "google-chrome")
    pad = os.environ.get("CHROMIUM") or next((gevonden for naam in namen if (gevonden := shutil.which(naam))), None)
    assert pad, "Chromium ontbreekt: bin/test installeert het, of zet CHROMIUM op het pad ervan"
    return pad


@dataclass
class Mailserver:
    """A real SMTP server on loopback. ``weiger`` maps an address to the reply that it gets instead of acceptance."""

    poort: int
    ontvangen: list[EmailMessage] = field(default_factory=list)
    weiger: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]) -> str:
        """Accept a recipient, or answer what the test asked for."""
        if address in self.weiger:
            return self.weiger[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the message."""
        self.ontvangen.append(message_from_bytes(envelope.original_content, _class=EmailMessage, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailserver(settings: Any) -> Iterator[Mailserver]:
    """Django mails to a real server that keeps what it gets, for this test."""
    from aiosmtpd.controller import Controller

    vanger = Mailserver(vrije_poort())
    bediening = Controller(vanger, hostname="127.0.0.1", port=vanger.poort)
    bediening.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", vanger.poort
    yield vanger
    bediening.stop()
