"""The page of one step: what follows from it, what it asks, and what happens when it is refused."""

from datetime import datetime

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.mogelijkheden import mogelijkheden
from escalatie.draaiboek.opdrachten import Opdracht, Scenariokeuze
from escalatie.draaiboek.stand import Stand
from escalatie.models import Stap
from tests import bouw

pytestmark = pytest.mark.django_db


def adres(melding: Melding, code: str) -> str:
    """The page of a step."""
    return reverse("overgang", args=[melding.kenmerk, code])


def zet(client: Client, melding: Melding, code: str, **velden: str) -> tuple[int, str]:
    """Send the form of a step as it was shown for this melding; gives status and page."""
    antwoord = client.post(adres(melding, code), {"verwachte_status": melding.status, **velden})
    return antwoord.status_code, antwoord.content.decode()


def status(melding: Melding) -> str:
    """Where the melding stands now."""
    return Melding.objects.get(pk=melding.pk).status


@pytest.fixture
def ontvangen(nu: datetime, client: Client, contractmanager: Gebruiker) -> Melding:
    """A new melding; the contractmanager is signed in."""
    client.force_login(contractmanager)
    return bouw.melding(nu)


def test_de_pagina_zegt_vooraf_wat_er_volgt(client: Client, ontvangen: Melding) -> None:
    tekst = client.get(adres(ontvangen, "start_impactanalyse")).content.decode()

    assert "Impactanalyses maken" in tekst
    assert "Maak de impactanalyse van de gemeente" in tekst
    assert "Wie krijgt bericht?" in tekst


def test_een_stap_gaat_door_de_deur_en_komt_terug_in_het_dossier(client: Client, ontvangen: Melding) -> None:
    antwoord = client.post(adres(ontvangen, "start_impactanalyse"), {"verwachte_status": "ontvangen"})

    assert antwoord.status_code == 302
    assert client.get(antwoord["Location"])["Location"] == f"{ontvangen.get_absolute_url()}analyse/"
    assert status(ontvangen) == "impactanalyse"


@pytest.mark.eis("A14")
def test_zonder_verplichte_motivering_gebeurt_er_niets(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    melding = bouw.in_scenario("b", nu)
    client.force_login(regiomanager)

    zonder, tekst = zet(client, melding, "heroverweeg", motivering="   ")
    assert zonder == 200
    assert "Motivering" in tekst
    assert status(melding) == "scenario_b"

    met, _ = zet(client, melding, "heroverweeg", motivering="Er is nieuwe informatie.")
    assert met == 302
    assert status(melding) == "beoordeling"


@pytest.mark.eis("R2")
def test_afwijken_mag_met_een_reden_per_voorwaarde(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    melding = bouw.in_scenario("d", nu)
    client.force_login(regiomanager)

    zonder, tekst = zet(client, melding, "start_fase_1")
    assert zonder == 200
    assert "Nog te doen: overleg met de managers van de gemeenten." in tekst

    met, _ = zet(client, melding, "start_fase_1", afwijking_taak__managersoverleg="Het overleg is vanavond.")
    assert met == 302
    laatste = Stap.objects.filter(zaak=melding).order_by("-volgnummer").first()
    assert laatste is not None
    assert laatste.afwijkingen == {"taak:managersoverleg": "Het overleg is vanavond."}


def test_wie_zelf_twee_keer_klikt_leest_dat_het_al_is_vastgelegd(client: Client, ontvangen: Melding) -> None:
    """Nobody was first but himself."""
    zet(client, ontvangen, "start_impactanalyse")

    code, tekst = zet(client, ontvangen, "start_impactanalyse")

    assert code == 409
    assert "U hebt dit al vastgelegd" in tekst
    assert "was u voor" not in tekst


def test_wie_te_laat_is_leest_wie_eerst_was_en_houdt_zijn_tekst(
    client: Client, ontvangen: Melding, contractmanager: Gebruiker
) -> None:
    zet(client, ontvangen, "start_impactanalyse")

    code, tekst = zet(client, ontvangen, "wijs_af", motivering="Mijn eigen woorden.")

    assert code == 409
    assert f"{contractmanager.naam} was u voor" in tekst
    assert "Mijn eigen woorden." in tekst
    assert status(ontvangen) == "impactanalyse"


def test_een_rol_zonder_bevoegdheid_wordt_geweigerd(
    client: Client, ontvangen: Melding, toegang_zwolle: Gebruiker
) -> None:
    client.force_login(toegang_zwolle)

    assert "Dit doet de contractmanager RSJ." in client.get(adres(ontvangen, "start_impactanalyse")).content.decode()
    code, _ = zet(client, ontvangen, "start_impactanalyse")

    assert code == 409
    assert status(ontvangen) == "ontvangen"


def test_een_stap_die_niet_bestaat_is_er_niet(client: Client, ontvangen: Melding) -> None:
    for code in ("toveren", "registreer"):
        assert client.get(adres(ontvangen, code)).status_code == 404


def test_een_stap_uit_een_andere_status_toont_waarom_niet(client: Client, ontvangen: Melding) -> None:
    tekst = client.get(adres(ontvangen, "rond_af")).content.decode()

    assert "Deze stap kan nu niet." in tekst
    assert 'data-concept="overgang"' not in tekst


def test_een_burgerservicenummer_in_de_motivering_vraagt_eerst(client: Client, ontvangen: Melding) -> None:
    woorden = {"motivering": "Het gaat om 111222333.", "afwijking_niet_meldingswaardig": "Zie motivering."}

    eerst, tekst = zet(client, ontvangen, "wijs_af", **woorden)
    assert eerst == 200
    assert "een burgerservicenummer" in tekst

    daarna, _ = zet(client, ontvangen, "wijs_af", bevestig_persoonsgegevens="on", **woorden)
    assert daarna == 302


def test_mogelijkheden_noemen_de_rol_en_wat_ontbreekt(
    toegang_zwolle: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    stand = Stand(bouw.in_beoordeling(nu, "b"))

    van_toegang = {m.code: m for m in mogelijkheden(stand.melding, toegang_zwolle, stand)}
    van_manager = {m.code: m for m in mogelijkheden(stand.melding, contractmanager, stand)}

    assert van_toegang["raadpleeg_bij_twijfel"].mag
    assert not van_toegang["kies_b"].is_bevoegd
    assert van_toegang["kies_b"].reden == "Dit doet de contractmanager RSJ."
    assert van_manager["kies_b"].ontbreekt == (
        "Scenario b is nog niet bevestigd door de gemeentelijke toegang van Zwolle.",
    )
    assert ("volgens_advies", "Het advies is scenario b, niet a.") in van_manager["kies_a"].afwijkbaar


def test_de_keuze_van_een_scenario_staat_met_haar_letter_op_de_stap(nu: datetime) -> None:
    melding = bouw.in_scenario("b", nu)

    rijen = Stap.objects.filter(zaak=melding).exclude(van=F("naar")).values_list("code", "gegevens")
    assert [gegevens for code, gegevens in rijen if code == "kies_b"] == [{"scenario": "b"}]
    assert all(gegevens == {} for code, gegevens in rijen if code != "kies_b")


@pytest.mark.parametrize("gegevens", [None, Scenariokeuze("b"), Scenariokeuze("")])
def test_de_deur_weigert_een_andere_letter_dan_die_van_de_pijl(
    nu: datetime, contractmanager: Gebruiker, gegevens: Scenariokeuze | None
) -> None:
    melding = bouw.in_beoordeling(nu, "a")
    opdracht = Opdracht(melding.pk, "kies_a", contractmanager.pk, melding.status, gegevens=gegevens)

    with pytest.raises(Geweigerd, match="horen niet bij"):
        voer_uit(opdracht, nu)


def test_een_stap_zonder_eigen_gegevens_weigert_die_van_een_andere(
    nu: datetime, ontvangen: Melding, contractmanager: Gebruiker
) -> None:
    opdracht = Opdracht(
        ontvangen.pk, "start_impactanalyse", contractmanager.pk, ontvangen.status, gegevens=Scenariokeuze("a")
    )

    with pytest.raises(Geweigerd, match="horen niet bij"):
        voer_uit(opdracht, nu)
    assert status(ontvangen) == "ontvangen"
