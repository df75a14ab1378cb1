"""What somebody sets for himself: views of the list that he keeps, and that he read what a first visit shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from contacten.gebruikers import vergeten, voorkeuren
from contacten.models import Gebruiker
from contacten.rollen import ROLLEN_MET_ACCOUNT
from escalatie.handleiding.woorden import eerste_keer

LIJST = "/meldingen/"
WELKOM = "drie dingen om te weten"
pytestmark = pytest.mark.django_db


def stuur(client: Client, handeling: str, naam: str, keuze: str = "") -> str:
    return client.post(f"{LIJST}weergaven/{handeling}/", {"naam": naam, "keuze": keuze}, follow=True).content.decode()


def test_een_weergave_wordt_bewaard_geopend_het_begin_en_weggehaald(
    client: Client, contractmanager: Gebruiker, regiomanager: Gebruiker
) -> None:
    client.force_login(contractmanager)
    pagina = stuur(client, "bewaren", "Bijna te laat", "termijn=binnen_12_uur&gemeente=bestaat-niet&stand=open")
    assert "Bewaard: Bijna te laat. Alleen u ziet deze weergave." in pagina
    # Only what can be chosen was kept.
    keuze = "stand=open&termijn=binnen_12_uur"
    assert f'href="?{keuze.replace("&", "&amp;")}"' in pagina

    assert "(hiermee begint u)" in stuur(client, "beginnen", "Bijna te laat", keuze)
    assert client.get(LIJST)["Location"] == f"{LIJST}?{keuze}"
    # Every choice can be taken away again, also the last.
    assert client.get(LIJST, {"stand": "open"}).status_code == 200

    client.force_login(regiomanager)
    assert "Bijna te laat" not in client.get(LIJST).content.decode()

    client.force_login(contractmanager)
    assert "niet meer met Bijna te laat" in stuur(client, "gewoon", "Bijna te laat", keuze)
    assert client.get(LIJST).status_code == 200
    assert "Weggehaald: Bijna te laat." in stuur(client, "weghalen", "Bijna te laat", keuze)
    assert voorkeuren.weergaven(Gebruiker.objects.get(pk=contractmanager.pk)) == []


def test_wat_niet_kan_wordt_gezegd(client: Client, contractmanager: Gebruiker, beheerder: Gebruiker) -> None:
    client.force_login(contractmanager)
    assert "Vul" in stuur(client, "bewaren", "")
    assert voorkeuren.weergaven(contractmanager) == []
    for nummer in range(voorkeuren.MEESTE):
        voorkeuren.bewaar_weergave(contractmanager, f"Weergave {nummer}", {"stand": "open"})
    assert f"U bewaart al {voorkeuren.MEESTE} weergaven" in stuur(client, "bewaren", "Een te veel")
    # Taken away in another tab, and one that chooses nothing: the list opens as it does for everyone.
    assert "De weergave Weg is er niet meer." in stuur(client, "beginnen", "Weg")
    voorkeuren.haal_weergave_weg(contractmanager, "Weergave 0")
    stuur(client, "bewaren", "Niets", "stand=verzonnen")
    assert "(hiermee begint u)" in stuur(client, "beginnen", "Niets")
    assert client.get(LIJST).status_code == 200
    assert client.post(f"{LIJST}weergaven/verzonnen/", {"naam": "x"}).status_code == 404
    client.force_login(beheerder)
    assert client.post(f"{LIJST}weergaven/bewaren/", {"naam": "x"}).status_code == 404


def test_de_eerste_keer_drie_dingen_en_daarna_nooit_meer(client: Client, regio: Any) -> None:
    for gebruiker in regio.gebruikers.values():
        assert len(eerste_keer(gebruiker)) in {0, 3}, gebruiker
    for naam in ("contractmanager", "toegang_zwolle", "beheerder"):
        client.force_login(regio.gebruikers[naam])
        assert WELKOM in client.get("/").content.decode(), naam
        assert WELKOM not in client.post("/welkom/gelezen/", follow=True).content.decode(), naam
        client.logout()
        client.force_login(regio.gebruikers[naam])
        assert WELKOM not in client.get("/").content.decode(), naam


def test_elke_rol_leest_drie_zinnen() -> None:
    for rol in ROLLEN_MET_ACCOUNT:
        zinnen = eerste_keer(Gebruiker(rol=rol))
        assert len(zinnen) == 3, rol
        assert all(zin.endswith(".") for zin in zinnen), rol


def test_met_het_account_gaan_de_voorkeuren_weg(contractmanager: Gebruiker) -> None:
    voorkeuren.bewaar_weergave(contractmanager, "Mijn lijst", {"stand": "open"})
    Gebruiker.objects.filter(pk=contractmanager.pk).update(is_active=False)
    vergeten.vergeet(contractmanager.pk)
    assert Gebruiker.objects.get(pk=contractmanager.pk).voorkeuren == {}
