"""Every story begins on Tuesday 24 November 2026 at 10:00 in Amsterdam, with the clock held."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from tests.conftest import Mailserver

from .verteller import Verteller


@pytest.fixture
def verhaal(db: None, mailserver: Mailserver, nu: datetime) -> Iterator[Verteller]:
    """A story that has not begun."""
    with time_machine.travel(nu, tick=False) as klok:
        yield Verteller(mailserver, klok, nu)
