"""A contact who is asked whether it is still right, as two files of this room begin."""

from datetime import UTC, datetime, timedelta

import pytest

from contacten.bijhouden import verzoeken as bijhouden
from tests import bouw_contacten as bouw

BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAG = timedelta(days=1)


@pytest.fixture
def contact():
    """Confirmed 92 days ago: due today."""
    return bouw.contact("P. Proef", functie="teamleider", bevestigd_op=BEGIN - 92 * DAG)


@pytest.fixture
def verzoek(contact):
    (gemaakt,) = bijhouden.start_ronde(BEGIN)
    return gemaakt
