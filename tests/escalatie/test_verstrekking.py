"""That personal data were supplied outside the application: recorded at any time, put right, taken back (R44, R45)."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.dossier import Verstrekking
from calamiteiten.models import Melding, Persoonsgegevens
from escalatie.draaiboek import verstrekkingen
from escalatie.models import Stap
from tests import bouw
from tests.bouw import Regio

GEDEELD = {"doel": "Om de ouders te bereiken", "kanaal": "beveiligde_mail", "ontvanger": "jeugdbeschermer"}
WAAROM = "Het was een ander."


@pytest.fixture
def zaak(nu: datetime) -> Melding:
    return bouw.melding(nu)


@pytest.fixture
def browser(client: Client, regio: Regio) -> Client:
    client.force_login(regio.gebruikers["contractmanager"])
    return client


def leg_vast(browser: Client, zaak: Melding) -> Persoonsgegevens:
    assert browser.post(f"/meldingen/{zaak.kenmerk}/persoonsgegevens/", GEDEELD).status_code == 302
    return Persoonsgegevens.objects.get(melding=zaak)


def verander(browser: Client, zaak: Melding, rij: Persoonsgegevens, einde: str = "", **velden: Any) -> Any:
    begin = {**GEDEELD, "gezien": verstrekkingen.laatste_correctie(rij), "reden": WAAROM}
    return browser.post(f"/meldingen/{zaak.kenmerk}/persoonsgegevens/{rij.pk}/{einde}", {**begin, **velden})


@pytest.mark.eis("R44")
@pytest.mark.eis("R45")
def test_wat_er_stond_blijft_doorgestreept_in_dossier_tijdlijn_en_bewijs(browser: Client, zaak: Melding) -> None:
    rij = leg_vast(browser, zaak)
    leg_vast(browser, zaak)  # the same form sent twice
    for veld, nieuw in (("doel", "Onderzoek"), ("kanaal", "mondeling"), ("ontvanger", "inspecteur")):
        oud = getattr(rij, veld)
        assert verander(browser, zaak, rij, **{**vormvelden(rij), veld: nieuw}).status_code == 302
        rij.refresh_from_db()
        stap = Stap.objects.filter(zaak=zaak, code="verbeter").latest("volgnummer")
        assert [(was, is_) for _, was, is_ in stap.gegevens["velden"]] == [(oud, getattr(rij, veld))]
        assert stap.motivering == WAAROM
        assert oud in browser.get(f"/meldingen/{zaak.kenmerk}/verloop/").content.decode(), veld
        # The proof goes to more people than read these: it says that it reads otherwise, and why.
        bewijs = browser.get(f"/meldingen/{zaak.kenmerk}/bewijs/").content.decode()
        assert f"Verbeterd: {verstrekkingen.WAT}" in bewijs
        assert oud not in bewijs

    assert verander(browser, zaak, rij, "intrekken/").status_code == 302
    rij.refresh_from_db()
    assert rij.weg
    dossier = browser.get(f"/meldingen/{zaak.kenmerk}/gegevens/").content.decode()
    assert f"<s>{rij.doel}" in dossier
    assert rij.weg in dossier
    assert verander(browser, zaak, rij).status_code == 404


@pytest.mark.eis("R45")
def test_het_kan_altijd_en_wie_het_niet_leest_leest_ook_de_oude_waarde_niet(
    browser: Client, client: Client, regio: Regio, nu: datetime
) -> None:
    dicht = bouw.tot("afgerond", nu)
    rij = leg_vast(browser, dicht)
    verander(browser, dicht, rij, ontvanger="inspecteur")
    client.force_login(regio.gebruikers["toegang_zwolle"])
    for kamer in ("", "gegevens/", "verloop/"):
        assert "jeugdbeschermer" not in client.get(f"/meldingen/{dicht.kenmerk}/{kamer}").content.decode()
    for pad in ("", f"{rij.pk}/", f"{rij.pk}/intrekken/"):
        assert client.get(f"/meldingen/{dicht.kenmerk}/persoonsgegevens/{pad}").status_code == 404


def test_zonder_reden_zonder_recht_en_de_tweede_van_twee_worden_geweigerd(
    browser: Client, regio: Regio, zaak: Melding, nu: datetime
) -> None:
    rij, cm = leg_vast(browser, zaak), regio.gebruikers["contractmanager"]
    anders = Verstrekking("Onderzoek", "Beveiligde e-mail", "inspecteur")
    gezien = verstrekkingen.laatste_correctie(rij)
    with pytest.raises(Geweigerd, match="Schrijf op waarom"):
        verstrekkingen.verbeter(zaak, rij.pk, anders, " ", gezien, cm, nu)
    with pytest.raises(Geweigerd, match="kunt u bij deze melding niet vastleggen"):
        verstrekkingen.trek_in(zaak, rij.pk, WAAROM, gezien, regio.gebruikers["toegang_zwolle"], nu)
    with pytest.raises(Geweigerd, match="waarvoor de gegevens nodig waren"):
        verstrekkingen.leg_vast(zaak, Verstrekking("Onderzoek", "Beveiligde e-mail"), cm, nu)
    assert verstrekkingen.verbeter(zaak, rij.pk, anders, WAAROM, gezien, cm, nu)
    assert verander(browser, zaak, rij, gezien=gezien).status_code == 409
    rij.refresh_from_db()
    assert rij.ontvanger == "inspecteur"


def vormvelden(rij: Persoonsgegevens) -> dict[str, str]:
    codes = {"Beveiligde e-mail": "beveiligde_mail", "Telefoon of gesprek": "mondeling"}
    return {"doel": rij.doel, "kanaal": codes[rij.kanaal], "ontvanger": rij.ontvanger}
