"""The same form at the same moment, on connections of their own: the second waits for the first and gets its receipt
(gevallen 5.16)."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from escalatie.models import Taak
from tests import bouw
from tests.escalatie.invullen import van_pagina

from .parallel import tegelijk


@pytest.mark.gelijktijdig
@pytest.mark.django_db(transaction=True)
def test_vier_keer_tegelijk_gedrukt_is_een_actie(nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)
    begin = Client()
    begin.force_login(bouw.regio(nu).gebruikers["regiomanager"])
    pad = f"/meldingen/{melding.kenmerk}/taken/nieuw/"
    gezegd = {
        "titel": "Bel de school",
        "rol": "contractmanager",
        "uiterlijk_op_0": "2026-11-26",
        "uiterlijk_op_1": "12:00",
    }
    velden = {**van_pagina(begin.get(pad)), **gezegd}

    def druk() -> tuple[int, str]:
        client = Client()
        client.cookies = begin.cookies
        antwoord = client.post(pad, velden)
        connection.close()
        return antwoord.status_code, antwoord.get("Location", "")

    assert set(tegelijk(druk, druk, druk, druk)) == {(302, f"{melding.get_absolute_url()}taken/")}
    assert Taak.objects.filter(zaak=melding, code="actie").count() == 1
