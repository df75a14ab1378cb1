"""What several files of this room begin with; a file that begins elsewhere makes its own of the same name."""

from datetime import datetime

import pytest
from django.test import Client

from calamiteiten.models import Melding
from contacten.models import Gebruiker
from tests import bouw
from tests.bouw import Regio


@pytest.fixture
def melding(regio: Regio, nu: datetime) -> Melding:
    """Zwolle and Raalte make their impactanalyse."""
    return bouw.tot("impactanalyse", nu, gemeenten=["zwolle", "raalte"])


@pytest.fixture
def browser(client: Client, toegang_zwolle: Gebruiker) -> Client:
    """The toegang of Zwolle, signed in."""
    client.force_login(toegang_zwolle)
    return client
