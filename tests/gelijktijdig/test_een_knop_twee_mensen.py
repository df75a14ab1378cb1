"""Two people press one button at the same moment, on a real PostgreSQL: one wins, the other reads who was first
(M8)."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from calamiteiten.models import Melding
from contacten.models import Gebruiker
from escalatie.models import Stap, Taak
from tests import bouw

pytestmark = pytest.mark.django_db(transaction=True)


def tegelijk(*acties: Callable[[], None]) -> None:
    """Run these at the same moment, each in a thread with a connection of its own."""
    start = Barrier(len(acties))

    def voer_uit(actie: Callable[[], None]) -> None:
        start.wait()
        try:
            actie()
        finally:
            connection.close()

    draden = [Thread(target=voer_uit, args=(actie,)) for actie in acties]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()


def drukker(gebruiker: Gebruiker, melding: Melding, code: str, uit: list[tuple[int, str]]) -> Callable[[], None]:
    """A user who sends this step and keeps the answer."""
    client = Client()
    client.force_login(gebruiker)

    def druk() -> None:
        velden = {"verwachte_status": melding.status, "motivering": f"Woorden van {gebruiker.username}."}
        antwoord = client.post(reverse("overgang", args=[melding.kenmerk, code]), velden)
        uit.append((antwoord.status_code, antwoord.content.decode()))

    return druk


def test_een_wint_en_de_ander_leest_wie_eerst_was(nu: datetime) -> None:
    mensen = bouw.regio(nu).gebruikers
    melding = bouw.in_scenario("b", nu)
    uit: list[tuple[int, str]] = []

    tegelijk(*(drukker(mensen[naam], melding, "heroverweeg", uit) for naam in ("contractmanager", "regiomanager")))

    stappen = Stap.objects.filter(zaak=melding, code="heroverweeg")
    winnaar = stappen.get().dader
    verliezer = next(m for m in (mensen["contractmanager"], mensen["regiomanager"]) if m != winnaar)
    assert sorted(code for code, _ in uit) == [302, 409]
    tekst = next(tekst for code, tekst in uit if code == 409)
    assert f"{winnaar.naam} was u voor" in tekst
    assert f"Woorden van {verliezer.username}." in tekst


def test_een_taak_wordt_een_keer_vastgelegd(nu: datetime) -> None:
    mensen = bouw.regio(nu).gebruikers
    melding = bouw.in_fase_1(nu)
    taak = bouw.taak(melding, "veiligheid")
    uit: list[int] = []

    def vastlegger(naam: str) -> Callable[[], None]:
        client = Client()
        client.force_login(mensen[naam])

        def leg_vast() -> None:
            adres = reverse("taak", args=[melding.kenmerk, taak.pk])
            uit.append(client.post(adres, {"verslag": naam, "namens": "manager Zwolle"}).status_code)

        return leg_vast

    tegelijk(vastlegger("manager_zwolle"), vastlegger("regiomanager"))

    assert sorted(uit) == [302, 409]
    assert Taak.objects.get(pk=taak.pk).status == "afgerond"
