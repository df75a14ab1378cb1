"""Press questions taken in at the same moment, on a real PostgreSQL: one per form, each with a number of its own."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.models import Bericht, Persvraag
from escalatie.persvragen import procedure as persvragen
from escalatie.persvragen.opdrachten import Koppeling
from tests import bouw
from tests.communicatie import persbouw

from .parallel import na_het_wachten, tegelijk

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


@pytest.mark.gelijktijdig
@pytest.mark.django_db(transaction=True)
def test_een_stap_van_een_persvraag_wacht_eerst_op_wie_haar_melding_vasthoudt() -> None:
    cm = bouw.regio(NU).gebruikers["contractmanager"]
    melding, vraag = bouw.melding(NU), persbouw.persvraag(NU)
    persbouw.stap(vraag, "koppel", cm, NU, gegevens=Koppeling(melding.pk))

    def houd_vast() -> None:
        vergrendeld(Melding.objects.all()).get(pk=melding.pk)

    # A step that sends nothing outside asks no lock of the melding by itself; it waits all the same, so that nobody who
    # holds the melding waits for the question meanwhile.
    na_het_wachten(houd_vast, lambda: persbouw.stap(vraag, "verzamel_informatie", cm, NU))

    vraag.refresh_from_db()
    assert vraag.status == "informatie_verzamelen"
