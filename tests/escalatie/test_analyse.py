"""The impactanalyse: fill in, submit, reopen; the task, the facts beside the questions, and two people at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.models import Impactanalyse, Melding
from contacten.models import Gebruiker
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Invoer
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import analyse_velden

CM_ANTWOORDEN = {"werkgebied": "regionaal", "signalen": "geen_signalen", "onrust_regio": "geen_onrust"}


def adres(melding: Melding, gemeente: str = "zwolle") -> str:
    return f"/meldingen/{melding.kenmerk}/analyse/{gemeente}/" if gemeente else f"/meldingen/{melding.kenmerk}/analyse/"


def rij(melding: Melding, gemeente: str = "zwolle") -> Impactanalyse:
    if not gemeente:
        return melding.analyses.get(soort="contractmanager")
    return melding.analyses.get(gemeente__code=gemeente)


def fouten(antwoord: Any) -> set[str]:
    return set(antwoord.context["form"].errors)


@pytest.mark.eis("R46", "R47", "R48", "R49", "R50")
def test_de_toegang_dient_in_en_de_taak_is_klaar(browser: Client, melding: Melding, nu: datetime) -> None:
    antwoord = browser.post(adres(melding), analyse_velden(indienen="1"))

    analyse = rij(melding)
    assert (antwoord.status_code, antwoord["Location"]) == (302, f"/meldingen/{melding.kenmerk}/")
    assert (analyse.status, analyse.ingediend_op, str(analyse.ingediend_door)) == ("definitief", nu, "toegang_zwolle")
    assert analyse.antwoorden["handelen"] == "voldoende"
    assert bouw.taak(melding, "analyse_toegang", "zwolle").status == "afgerond"
    assert bouw.taak(melding, "analyse_toegang", "raalte").status == "open"


def test_een_concept_mag_half_zijn(browser: Client, melding: Melding) -> None:
    antwoord = browser.post(adres(melding), {"versie": "1", "antwoord_onrust": "onbekend", "concept": "1"})

    assert (antwoord.status_code, antwoord["Location"]) == (302, rij(melding).get_absolute_url())
    assert (rij(melding).status, rij(melding).antwoorden) == ("concept", {"onrust": "onbekend"})
    assert bouw.taak(melding, "analyse_toegang", "zwolle").status == "open"
    pagina = browser.get(adres(melding)).content.decode()
    assert 'value="onbekend"' in pagina


def test_indienen_vraagt_elk_antwoord_en_de_verplichte_toelichting(browser: Client, melding: Melding) -> None:
    velden = analyse_velden(indienen="1", antwoord_herhaling=None, toelichting_onrust="  ", toelichting_herhaling=None)

    antwoord = browser.post(adres(melding), velden)

    assert fouten(antwoord) == {"antwoord_herhaling", "toelichting_onrust"}
    assert "Onze uitleg bij veiligheid." in antwoord.content.decode()
    assert rij(melding).status == "concept"


def test_een_antwoord_dat_niet_bestaat_wordt_geweigerd(browser: Client, melding: Melding) -> None:
    antwoord = browser.post(adres(melding), analyse_velden(antwoord_onrust="verzonnen"))

    assert fouten(antwoord) == {"antwoord_onrust"}


def test_het_werkwoord_zelf_dient_niets_halfs_in(melding: Melding, toegang_zwolle: Gebruiker, nu: datetime) -> None:
    with pytest.raises(Geweigerd, match="ontbreken nog 4"):
        analyses.dien_in(rij(melding), Invoer(), 1, toegang_zwolle, nu)

    assert rij(melding).status == "concept"


def test_twee_keer_op_indienen_is_een_keer_indienen(browser: Client, melding: Melding) -> None:
    antwoorden = [browser.post(adres(melding), analyse_velden(indienen="1")) for _ in range(2)]

    assert [antwoord.status_code for antwoord in antwoorden] == [302, 302]
    assert rij(melding).versie == 2


def test_wie_later_bewaart_houdt_de_eigen_tekst_en_ziet_die_van_de_collega(browser: Client, melding: Melding) -> None:
    browser.post(adres(melding), analyse_velden(toelichting_onrust="Van de collega"))

    antwoord = browser.post(adres(melding), analyse_velden(toelichting_onrust="Van mij"))

    pagina = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "Van mij" in pagina
    assert "Van de collega" in pagina
    versie = antwoord.context["form"]["versie"].value()
    assert browser.post(adres(melding), analyse_velden(versie=versie, toelichting_onrust="Van mij")).status_code == 302
    assert rij(melding).toelichtingen["onrust"] == "Van mij"


def test_na_indienen_overschrijft_een_oud_tabblad_niets(browser: Client, melding: Melding) -> None:
    browser.post(adres(melding), analyse_velden(indienen="1"))

    antwoord = browser.post(adres(melding), analyse_velden(toelichting_onrust="Uit een oud tabblad"))

    assert antwoord.status_code == 409
    assert "Uit een oud tabblad" in antwoord.content.decode()
    assert rij(melding).status == "definitief"


@pytest.mark.eis("R44")
def test_een_toelichting_met_een_telefoonnummer_vraagt_een_bevestiging(browser: Client, melding: Melding) -> None:
    velden = analyse_velden(indienen="1", toelichting_onrust="Bel 06-00000012.")

    assert fouten(browser.post(adres(melding), velden)) == {"toelichting_onrust", "bevestig_persoonsgegevens"}
    assert browser.post(adres(melding), {**velden, "bevestig_persoonsgegevens": "on"}).status_code == 302


@pytest.mark.eis("R46")
def test_de_contractmanager_noteert_voor_een_toegang_met_de_functie_erbij(
    client: Client, melding: Melding, contractmanager: Gebruiker
) -> None:
    client.force_login(contractmanager)
    velden = analyse_velden(indienen="1")

    assert fouten(client.post(adres(melding), velden)) == {"namens"}
    client.post(adres(melding), {**velden, "namens": "leidinggevende toegang"})

    assert (rij(melding).status, rij(melding).namens) == ("definitief", "leidinggevende toegang")
    assert bouw.taak(melding, "analyse_toegang", "zwolle").namens == "leidinggevende toegang"
    assert "namens leidinggevende toegang" in client.get(adres(melding)).content.decode()


@pytest.mark.eis("R51", "R52")
def test_de_contractmanager_ziet_de_feiten_met_hun_bron_en_een_voorstel(
    client: Client, regio: Regio, nu: datetime, contractmanager: Gebruiker
) -> None:
    bouw.melding(nu - timedelta(days=30))
    melding = bouw.tot("impactanalyse", nu)
    client.force_login(contractmanager)

    antwoord = client.get(adres(melding, ""))

    pagina = antwoord.content.decode()
    blokken = {blok.vraag.code: blok for blok in antwoord.context["form"].blokken()}
    assert "Bron: contracten per gemeente op 24 nov 2026" in pagina
    assert "CAL-2026-0001" in pagina
    assert blokken["werkgebied"].antwoord.value() == "regionaal"
    assert blokken["signalen"].antwoord.value() == "meer_signalen"
    assert blokken["signalen"].is_voorgesteld
    assert blokken["onrust_regio"].antwoord.value() is None
    assert "vooraf gekozen" in pagina


def test_een_eigen_antwoord_wint_van_het_voorstel(client: Client, melding: Melding, contractmanager: Gebruiker) -> None:
    client.force_login(contractmanager)
    client.post(adres(melding, ""), {"versie": "1", "antwoord_werkgebied": "onbekend"})

    blokken = {blok.vraag.code: blok for blok in client.get(adres(melding, "")).context["form"].blokken()}

    assert blokken["werkgebied"].antwoord.value() == "onbekend"
    assert blokken["signalen"].antwoord.value() is None
    assert not blokken["signalen"].is_voorgesteld


@pytest.mark.eis("R53")
def test_de_contractmanager_dient_de_eigen_analyse_in(
    client: Client, melding: Melding, contractmanager: Gebruiker
) -> None:
    client.force_login(contractmanager)
    velden = {f"antwoord_{code}": antwoord for code, antwoord in CM_ANTWOORDEN.items()}

    client.post(adres(melding, ""), {"versie": "1", **velden, "toelichting_onrust_regio": "Rustig.", "indienen": "1"})

    assert rij(melding, "").antwoorden == CM_ANTWOORDEN
    assert bouw.taak(melding, "analyse_contractmanager").status == "afgerond"


def test_de_lopende_termijn_staat_bovenaan(browser: Client, melding: Melding) -> None:
    blad = browser.get(adres(melding)).context["blad"]

    assert blad.termijn.tekst == "nog 31 u"
    assert blad.termijn.tekst in browser.get(adres(melding)).content.decode()


def test_heropenen_vraagt_een_reden_bewaart_de_oude_versie_en_maakt_de_taak_weer_open(
    browser: Client, melding: Melding, toegang_zwolle: Gebruiker
) -> None:
    browser.post(adres(melding), analyse_velden(indienen="1"))

    zonder = browser.post(adres(melding), {"heropenen": "1", "reden": " "})
    assert zonder.status_code == 200
    assert rij(melding).status == "definitief"

    browser.post(adres(melding), {"heropenen": "1", "reden": "Er is nieuws van de politie."})

    analyse = rij(melding)
    oud = analyse.geschiedenis[0]
    assert analyse.status == "concept"
    assert (oud["reden"], oud["heropend_door"]) == ("Er is nieuws van de politie.", toegang_zwolle.naam)
    taak = bouw.taak(melding, "analyse_toegang", "zwolle")
    assert (taak.status, taak.uiterlijk_op) == ("open", bouw.taak(melding, "analyse_toegang", "raalte").uiterlijk_op)
    pagina = browser.get(adres(melding)).content.decode()
    assert "Eerdere versies" in pagina
    assert "Er is nieuws van de politie." in pagina


def test_na_de_keuze_ligt_de_analyse_vast(browser: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.in_scenario("a", nu)
    pagina = browser.get(adres(melding)).content.decode()

    antwoord = browser.post(adres(melding), {"heropenen": "1", "reden": "Toch nog iets."})

    assert "Heropenen met een reden" not in pagina
    assert antwoord.status_code == 409
    assert rij(melding).status == "definitief"
