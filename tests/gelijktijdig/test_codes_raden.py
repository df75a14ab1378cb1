"""Codes of the second step that come in at the same moment: no more of them are looked at than one after the other
(R102, docs/besluiten/0061)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from contacten.inloggen import codes, rem
from contacten.models import Gebruiker, Inlogpoging
from contacten.rollen import Rol
from tests import bouw_contacten as bouw
from tests.contacten.test_inloggen import code, is_binnen, log_in, met_app

from .parallel import na_het_wachten

RADER = "203.0.113.7"


def _op_de_inlogpagina(wie: Gebruiker, client: Client) -> Callable[[str], str]:
    return lambda getal: log_in(client, wie.username, adres=RADER, code=getal).content.decode()


def _op_de_tweede_pagina(wie: Gebruiker, client: Client) -> Callable[[str], str]:
    log_in(client, wie.username, adres=RADER)
    pad = reverse("mfa_authenticate")
    return lambda getal: client.post(pad, {"code": getal}, REMOTE_ADDR=RADER).content.decode()


@pytest.mark.gelijktijdig
@pytest.mark.django_db(transaction=True)
@pytest.mark.eis("R102")
def test_wie_zijn_laatste_code_twee_keer_tegelijk_stuurt_heeft_er_een(nu: datetime) -> None:
    cache.clear()
    for weg, zin in ((_op_de_inlogpagina, "de code klopt niet"), (_op_de_tweede_pagina, "te vaak een code")):
        wie = bouw.gebruiker(Rol.CONTRACTMANAGER, username=weg.__name__)
        geheim, stap, client = met_app(wie), codes.stap_van(wie), Client()
        for _ in range(rem.PER_NAAM - 1):
            rem.tel("", rem.Plek(RADER), nu, stap)
        eerst, daarna = weg(wie, Client()), weg(wie, client)

        # The second is right, and waits until it is known that the first was wrong.
        tekst = na_het_wachten(partial(eerst, "000000"), partial(daarna, code(geheim)))

        assert zin in tekst, weg.__name__
        assert not is_binnen(client)
        assert Inlogpoging.objects.filter(naam=rem.sleutel_van(stap.nu)).count() == rem.PER_NAAM
