"""The joint judgement: side by side, what differs, the advice, and each toegang's confirmation (R59, A6, A7)."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from escalatie.draaiboek.stand import Stand
from escalatie.meldingen.beoordeling.beoordelen import bevestig
from escalatie.meldingen.beoordeling.pagina import vergelijk
from escalatie.models import Taak
from tests import bouw

pytestmark = pytest.mark.django_db


def pagina(client: Client, melding: Melding) -> str:
    """The page for who is signed in."""
    antwoord = client.get(reverse("beoordeling", args=[melding.kenmerk]))
    assert antwoord.status_code == 200
    return antwoord.content.decode()


def stuur(client: Client, melding: Melding, gemeente: str, scenario: str, **velden: str) -> int:
    """Send the confirmation form; gives the status."""
    gegevens = {"gemeente": gemeente, "scenario": scenario, **velden}
    return client.post(reverse("bevestig", args=[melding.kenmerk]), gegevens).status_code


def bevestigd(melding: Melding, gemeente: str) -> tuple[str, str]:
    """What stands for this gemeente: scenario and in whose name."""
    rij = melding.betrokkenheden.get(gemeente__code=gemeente)
    return rij.bevestigd_scenario, rij.bevestigd_namens


@pytest.fixture
def beoordeling(nu: datetime) -> Melding:
    """Two gemeenten, analyses that point to d."""
    return bouw.in_beoordeling(nu, "d", gemeenten=("zwolle", "deventer"))


@pytest.mark.eis("R59")
def test_de_analyses_staan_naast_elkaar_met_het_advies_en_zijn_redenen(
    client: Client, beoordeling: Melding, contractmanager: Gebruiker
) -> None:
    client.force_login(contractmanager)

    tekst = pagina(client, beoordeling)

    assert "Scenario d: onrust in meer gemeenten" in tekst
    assert "Gemeentelijke toegang Zwolle" in tekst
    assert "Gemeentelijke toegang Deventer" in tekst
    assert "Regionaal: in meer gemeenten" in tekst


@pytest.mark.eis("A7")
def test_een_verschil_is_gemerkt_en_twijfel_wordt_voorgesteld(
    client: Client, contractmanager: Gebruiker, nu: datetime
) -> None:
    melding = bouw.in_beoordeling(nu, "twijfel")
    client.force_login(contractmanager)

    verschillen = [rij for rij in vergelijk(list(melding.analyses.all()), Stand(melding).protocol, ()) if rij.verschilt]
    tekst = pagina(client, melding)

    assert any("onrust" in vraag for rij in verschillen for vraag in rij.vragen)
    assert "verschilt" in tekst
    assert "Er is reden voor twijfel." in tekst
    assert reverse("overgang", args=[melding.kenmerk, "raadpleeg_bij_twijfel"]) in tekst


def test_gelijke_antwoorden_verschillen_niet(beoordeling: Melding) -> None:
    rijen = vergelijk(list(beoordeling.analyses.select_related("gemeente")), Stand(beoordeling).protocol, ())

    assert not any(rij.verschilt for rij in rijen)


@pytest.mark.eis("R59")
def test_een_toegang_bevestigt_voor_de_eigen_gemeente_en_de_taak_is_af(
    client: Client, beoordeling: Melding, toegang_zwolle: Gebruiker
) -> None:
    client.force_login(toegang_zwolle)

    assert stuur(client, beoordeling, "zwolle", "d") == 302
    assert bevestigd(beoordeling, "zwolle") == ("d", "")
    taken = Taak.objects.filter(zaak=beoordeling, code="beoordeling_toegang")
    assert {(t.gemeente.code, t.status) for t in taken if t.gemeente} == {("zwolle", "afgerond"), ("deventer", "open")}


def test_een_toegang_bevestigt_niet_voor_een_ander(
    client: Client, beoordeling: Melding, toegang_zwolle: Gebruiker
) -> None:
    client.force_login(toegang_zwolle)

    assert stuur(client, beoordeling, "deventer", "d") == 409
    assert bevestigd(beoordeling, "deventer") == ("", "")


def test_de_contractmanager_legt_een_telefoontje_vast_met_namens_wie(
    client: Client, beoordeling: Melding, contractmanager: Gebruiker
) -> None:
    client.force_login(contractmanager)

    assert stuur(client, beoordeling, "deventer", "d") == 200
    assert bevestigd(beoordeling, "deventer") == ("", "")
    assert stuur(client, beoordeling, "deventer", "d", namens="teamleider toegang") == 302
    assert bevestigd(beoordeling, "deventer") == ("d", "teamleider toegang")


def test_na_alle_bevestigingen_kan_de_contractmanager_kiezen(
    client: Client, beoordeling: Melding, contractmanager: Gebruiker
) -> None:
    client.force_login(contractmanager)
    kies = reverse("overgang", args=[beoordeling.kenmerk, "kies_d"])

    assert kies not in pagina(client, beoordeling)
    for gemeente in ("zwolle", "deventer"):
        stuur(client, beoordeling, gemeente, "d", namens="teamleider toegang")

    assert kies in pagina(client, beoordeling)
    assert client.post(kies, {"verwachte_status": "beoordeling"}).status_code == 302
    assert Melding.objects.get(pk=beoordeling.pk).scenario == "d"


def test_bevestigen_kan_alleen_tijdens_de_beoordeling(toegang_zwolle: Gebruiker, nu: datetime) -> None:
    melding = bouw.in_scenario("b", nu)
    zwolle = melding.betrokkenheden.get().gemeente

    with pytest.raises(Geweigerd, match="Bevestigen kan nu niet"):
        bevestig(melding, zwolle, "a", toegang_zwolle, nu)
    assert bevestigd(melding, "zwolle") == ("b", "")


def test_wie_de_analyses_niet_leest_heeft_hier_geen_pagina(
    client: Client, beoordeling: Melding, adviseur: Gebruiker, buitenstaander: Gebruiker
) -> None:
    for gebruiker in (adviseur, buitenstaander):
        client.force_login(gebruiker)
        assert client.get(reverse("beoordeling", args=[beoordeling.kenmerk])).status_code == 404
        assert stuur(client, beoordeling, "zwolle", "d") == 404
