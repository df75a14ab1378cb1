"""Help: every role with a manual reads its own, finds a word in it, and every word has a meaning."""

from datetime import datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from contacten.rollen import TABEL
from escalatie.handleiding.lezen import KOP, LIJST, blokken, lees, zoek
from escalatie.handleiding.woorden import eigen, handleidingen, woordenlijst
from escalatie.protocol.lezen import versies
from tests import klok

ROLLEN = ("contractmanager", "regiomanager", "adviseur", "toegang_zwolle", "manager_zwolle", "beheerder")


def test_elke_handleiding_is_er_en_is_van_een_rol_die_bestaat() -> None:
    for rol, bestand in handleidingen().items():
        assert TABEL[rol].mag_inloggen, rol
        titel, *rest = lees(bestand)
        assert titel.soort == KOP, bestand
        assert any(blok.soort == LIJST for blok in rest) or rest, bestand
        assert not any(teken in blok.tekst for blok in rest for teken in ("**", "](", "`")), bestand


def test_een_lijst_een_kop_en_vette_woorden_worden_gelezen() -> None:
    kop, lijst, alinea = blokken("# Titel\n\n1. **Doe** dit\n   en dat.\n2. Kijk [hier](x.md).\n\nTot *slot*.\n")
    assert (kop.tekst, lijst.tekst, alinea.tekst) == ("Titel", "Doe dit en dat. Kijk hier.", "Tot slot.")
    assert [stuk.soort for stuk in lijst.regels[0]] == ["vet", ""]
    assert [blok.tekst for blok in zoek((kop, lijst, alinea), "HIER kijk")] == ["Kijk hier."]


@pytest.mark.parametrize("versie", versies())
def test_elk_woord_heeft_een_uitleg_en_een_eigen_plek(versie: str) -> None:
    woorden = woordenlijst(versie)
    assert {woord.naam for woord in eigen().values()} <= {woord.naam for woord in woorden}
    assert len({woord.code for woord in woorden}) == len(woorden)
    assert all(woord.uitleg.endswith((".", "?")) and "{" not in woord.uitleg for woord in woorden)


@pytest.mark.django_db
def test_ieder_leest_de_eigen_hulp_en_weet_wie_te_bellen(client: Client, nu: datetime, regio: Any) -> None:
    for naam in ROLLEN:
        client.force_login(regio.gebruikers[naam])
        with klok.op(nu):
            pagina = client.get("/hulp/").content.decode()
        assert "Zo werkt u" in pagina, naam
        assert 'href="tel:' in pagina, naam
        assert 'href="/hulp/"' in client.get("/woordenlijst/").content.decode(), naam
    client.force_login(regio.gebruikers["toegang_zwolle"])
    gevonden = client.get("/hulp/", {"q": "nog gevaar"}).content.decode()
    assert "Vul de impactanalyse in" in gevonden
    assert "Doe de taken van uw gemeente" not in gevonden
    assert "Niets gevonden" in client.get("/hulp/", {"q": "onvindbaar woord"}).content.decode()


def test_een_woord_wordt_op_een_pagina_een_keer_uitgelegd_en_niets_anders_wordt_opmaak(rf: Any) -> None:
    zin = "{% load woorden %}{% met_woorden een %} {% met_woorden twee %}"
    gegevens = {"een": "Het slot & <b>spoed</b>, dagslot", "twee": "Weer het slot.", "request": rf.get("/")}
    html = Template(zin).render(Context(gegevens))
    assert html.count('href="/woordenlijst/#slot"') == 1
    assert html.count('href="/woordenlijst/#spoed"') == 1
    assert f'data-uitleg="{eigen()["slot"].uitleg}"' in html
    assert "&amp; &lt;b&gt;" in html
    assert html.endswith("Weer het slot.")
    # Another page explains it again.
    assert "#slot" in Template(zin).render(Context({**gegevens, "request": rf.get("/")}))
