"""Every story begins on Tuesday 24 November 2026 at 10:00 in Amsterdam, with the clock held."""

from datetime import datetime

import pytest

from tests.conftest import Mailserver

from .verteller import Verteller


@pytest.fixture
def verhaal(db: None, mailserver: Mailserver, nu: datetime) -> Verteller:
    """A story that has not begun."""
    return Verteller(mailserver, nu)
