"""Press questions taken in at the same moment, on a real PostgreSQL: one per form, each with a number of its own."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from communicatie.models import Bericht, Persvraag
from escalatie.persvragen import procedure as persvragen
from tests import bouw
from tests.communicatie import persbouw

from .parallel import tegelijk

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.gelijktijdig
@pytest.mark.django_db(transaction=True)
def test_twintig_keer_tegelijk_vastgelegd_geeft_een_persvraag() -> None:
    door, nieuw, zelfde = bouw.regio(NU).gebruikers["adviseur"], persbouw.nieuw(NU), uuid4()
    sleutels = [zelfde] * 20 + [uuid4() for _ in range(4)]

    def leg_vast(nummer: int) -> str:
        return persvragen.registreer(nieuw, sleutels[nummer], door, NU).kenmerk

    kenmerken = tegelijk(*(lambda n=n: leg_vast(n) for n in range(len(sleutels))))

    assert len(set(kenmerken[:20])) == 1
    assert len(set(kenmerken)) == Persvraag.objects.count() == 5
    assert Bericht.objects.filter(zaak__kenmerk=kenmerken[0], regel="naar_adviseur").count() == 1
