"""Twenty times the same form at once: one melding, and everyone lands on it (F18)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from basis.klok import nu
from calamiteiten.models import Melding
from communicatie.models import Bericht
from tests import bouw
from tests.escalatie.invullen import melding_velden

AANTAL = 20


@pytest.mark.gelijktijdig
@pytest.mark.django_db(transaction=True)
def test_twintig_keer_tegelijk_verstuurd_geeft_een_melding() -> None:
    regio = bouw.regio(datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
    velden = melding_velden(regio, nu())
    begin = Client()
    begin.force_login(regio.gebruikers["contractmanager"])
    start = Barrier(AANTAL)

    def verstuur(_: int) -> tuple[int, str]:
        client = Client()
        client.cookies = begin.cookies
        start.wait(30)
        try:
            antwoord = client.post("/meldingen/nieuw/", velden)
            return antwoord.status_code, antwoord.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(AANTAL) as groep:
        antwoorden = set(groep.map(verstuur, range(AANTAL)))

    melding = Melding.objects.get()
    assert antwoorden == {(302, f"/meldingen/{melding.kenmerk}/")}
    assert Bericht.objects.filter(zaak=melding, regel="melding_naar_toegang", gemeente__code="zwolle").count() == 1
