"""Press questions as people click them: the forms of the pages, filled in and sent."""

import re
from datetime import datetime
from typing import Any

from django.test import Client

from basis.kalender import lokaal
from communicatie.models import Persvraag
from contacten.models import Gebruiker
from tests.gelezen import zonder_tijdmerk

KERN = "De wachttijd daalt sinds september. De gemeenten en aanbieders maken elke maand nieuwe afspraken."
CITAAT = "De wethouder zegt: geen kind hoort te wachten. Daarom zetten wij extra mensen in."


def als(gebruiker: Gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


def formulier(client: Client, pad: str) -> dict[str, str]:
    """The hidden fields of the form on this page."""
    tekst = client.get(pad).content.decode()
    rijen = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', tekst)
    return {naam: waarde for naam, waarde in rijen if naam not in {"csrfmiddlewaretoken", "formulier"}}


def intake(client: Client, nu: datetime, pad: str = "/persvragen/nieuw/", **anders: str) -> Any:
    velden = {
        "vraag": "Hoe lang wachten jeugdigen op ambulante hulp?",
        "onderwerp": "Wachttijden ambulante hulp",
        "medium": "Dagblad De Brug",
        "vrager": "gemeente",
        "vrager_toelichting": "woordvoerder",
        "gemeente": "zwolle",
        "gelijkenis_gelezen": "ja",
        "ontvangen_op_0": f"{lokaal(nu):%Y-%m-%d}",
        "ontvangen_op_1": f"{lokaal(nu):%H:%M}",
    }
    return client.post(pad, {**velden, **formulier(client, pad), **anders})


def stap(client: Client, persvraag: Persvraag, code: str, **velden: str) -> Any:
    pad = f"/persvragen/{persvraag.kenmerk}/stap/{code}/"
    reden = {"motivering": "Zij gaan over hetzelfde."} if code in {"koppel", "ontkoppel"} else {}
    return client.post(pad, {**formulier(client, pad), **reden, **velden})


def lees(client: Client, persvraag: Persvraag) -> str:
    antwoord = client.get(persvraag.get_absolute_url())
    assert antwoord.status_code == 200
    return zonder_tijdmerk(antwoord.content.decode())


def lees_stap(client: Client, persvraag: Persvraag, code: str) -> str:
    return str(client.get(f"/persvragen/{persvraag.kenmerk}/stap/{code}/").content.decode())


def nieuwe(client: Client, nu: datetime, **anders: str) -> Persvraag:
    assert intake(client, nu, **anders).status_code == 302
    return Persvraag.objects.latest("pk")
