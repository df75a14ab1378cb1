"""The contractmanager takes in a melding, Zwolle comes by way of the mail; both analyse, Zwolle confirms."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from basis.kalender import lokaal
from calamiteiten.models import Betrokkenheid, Melding
from tests.bouw import Regio
from tests.calamiteiten.gegevens import NIET, WEL

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A made-up address at a name that cannot exist.
MET_ADRES = "Een jeugdige viel uit het raam. Contact: groepsleiding@wissel.example"
ZONDER = "Een jeugdige viel uit het raam van de tweede verdieping en is zwaar gewond."


@pytest.mark.eis("R26")
@pytest.mark.eis("R44")
@pytest.mark.eis("R46")
@pytest.mark.eis("R59")
def test_van_telefoontje_tot_bevestigd_scenario(
    openen: Openen, breedte: int, regio: Regio, nu: datetime, link_uit_mail: Callable[..., str]
) -> None:
    rsj = openen(breedte)
    rsj.ga("/", "inloggen")
    rsj.log_in("contractmanager")
    rsj.volg("Nieuwe melding")
    _vul_melding_in(rsj, nu)
    kenmerk = _leg_vast_met_waarschuwing(rsj)
    _start_impactanalyse(rsj, kenmerk)
    _analyseer_als_contractmanager(rsj)

    zwolle = openen(breedte)
    zwolle.ga(link_uit_mail(regio.gebruikers["toegang_zwolle"], f"{kenmerk}: maak"), "inloggen-uit-mail")
    zwolle.log_in("toegang_zwolle")
    expect(zwolle.page).to_have_url(re.compile(f"/meldingen/{kenmerk}/analyse/"))
    _analyseer_als_toegang(zwolle)
    zwolle.ziet("Er is nog gevaar in Zwolle.")
    _leg_vast_dat_het_veilig_is(rsj, kenmerk, nu)

    rsj.ga(f"/meldingen/{kenmerk}/", "dossier-met-analyses")
    rsj.volg("Samen beoordelen")
    rsj.druk("Samen beoordelen")
    rsj.bekijk("dossier-in-beoordeling")
    _bevestig_scenario(zwolle, kenmerk)
    assert Betrokkenheid.objects.get(melding__kenmerk=kenmerk).bevestigd_scenario == "d"


def _vul_melding_in(rsj: Venster, nu: datetime) -> None:
    """Every section of the form, in the order of the page."""
    gisteren, straks = lokaal(nu - timedelta(days=1)), lokaal(nu - timedelta(minutes=10))
    rsj.kies("Wat voor melding is dit?", "Calamiteit")
    for vraag in ("Was de gebeurtenis", "Gaat het over de kwaliteit", "Was het gevolg", "Trof het gevolg"):
        rsj.kies(vraag, "Ja")
    rsj.druk("Controleer of dit meldingswaardig is")
    expect(rsj.page.locator("#triage")).to_be_focused()
    rsj.bekijk("triage")
    rsj.selecteer("Aanbieder", "Jeugdzorg De Wissel")
    rsj.selecteer("Waar past het het beste bij?", "Ernstig of blijvend letsel van een jeugdige")
    rsj.vul("Onderwerp", "Val uit raam op woongroep")
    rsj.vul("Wat is er gebeurd?", MET_ADRES)
    rsj.vul("Op welke dag gebeurde het?", f"{gisteren:%Y-%m-%d}")
    rsj.vul("Hoe laat?", "21:15")
    rsj.selecteer("Waar gebeurde het?", "Bij de aanbieder")
    rsj.selecteer("Gemeente waar de jeugdige verblijft", "Zwolle")
    rsj.vul_moment("Bij u", f"{straks:%Y-%m-%d}", f"{straks:%H:%M}")
    rsj.vouw_open("Waar meldde de aanbieder het nog meer?")
    rsj.vul_moment("Bij de gemeentelijke toegang waar de jeugdige verblijft", f"{straks:%Y-%m-%d}", f"{straks:%H:%M}")
    rsj.vul_moment("Bij de IGJ", f"{straks:%Y-%m-%d}", f"{straks:%H:%M}")
    rsj.vul("Kenmerk van de IGJ", "V-000002")


def _leg_vast_met_waarschuwing(rsj: Venster) -> str:
    """The warning while typing, the question of the server, the correction, and a double click; give the kenmerk."""
    rsj.ziet("Hier lijkt een e-mailadres te staan")
    for tekst, verwacht in (*((tekst, [soort]) for tekst, soort in WEL), *((tekst, []) for tekst in NIET)):
        assert rsj.page.evaluate("tekst => vindPersoonsgegevens(tekst)", tekst) == verwacht, tekst
    rsj.druk("Melding vastleggen")
    rsj.bekijk("persoonsgegevens-gevonden")
    expect(rsj.page).to_have_title(re.compile("^Fout: Nieuwe melding"))
    expect(rsj.page.locator("[data-concept-terug]")).to_have_count(0)  # all of it is there
    expect(rsj.page.locator("#fouten")).to_be_focused()
    assert not Melding.objects.exists(), "Er is niets bewaard zolang de vraag openstaat"
    rsj.vul("Wat is er gebeurd?", ZONDER)
    rsj.inhoud.get_by_role("button", name="Melding vastleggen").dblclick()
    rsj.page.wait_for_url("**/meldingen/CAL-*/")
    rsj.bekijk("dossier-ontvangen")
    melding = Melding.objects.get()  # one, whatever was clicked
    assert melding.omschrijving == ZONDER
    return melding.kenmerk


def _start_impactanalyse(rsj: Venster, kenmerk: str) -> None:
    rsj.volg("Impactanalyse starten")
    rsj.druk("Impactanalyse starten")
    rsj.bekijk("analyse-van-de-regio")
    rsj.ziet("Hierna: impactanalyses maken, vóór")
    rsj.ga("/", "werkvoorraad-contractmanager")
    rsj.ziet(kenmerk)


def _analyseer_als_contractmanager(rsj: Venster) -> None:
    """First a concept, then definitive; the facts stand there with their source."""
    rsj.volg("Maak de impactanalyse van de regio")
    rsj.ziet("Bron:")
    rsj.druk("Concept bewaren")
    rsj.bekijk("analyse-concept")
    rsj.druk("Indienen")
    rsj.bekijk("analyse-onvolledig")
    expect(rsj.page.locator("#fouten")).to_be_focused()
    rsj.kies("Hoe groot is het effect", "Ja, onrust of risico daarop in meer gemeenten")
    rsj.page.locator("#id_toelichting_onrust_regio").fill("In drie gemeenten wonen gezinnen van deze groep.")
    rsj.druk("Indienen")
    rsj.bekijk("analyse-ingediend")


def _analyseer_als_toegang(zwolle: Venster) -> None:
    zwolle.kies("Is iedereen die erbij betrokken is", "Nee, er is nog gevaar")
    zwolle.kies("Heeft de aanbieder genoeg", "Nee, onvoldoende")
    zwolle.kies("Kan dit nog een keer", "De kans is reëel")
    zwolle.kies("Is er maatschappelijke onrust", "Ja, er is al onrust")
    for code in ("veiligheid", "handelen", "onrust"):
        zwolle.page.locator(f"#id_toelichting_{code}").fill("Wij spraken de groepsleiding en de wijkagent.")
    zwolle.druk("Indienen")
    zwolle.bekijk("analyse-toegang-ingediend")


def _leg_vast_dat_het_veilig_is(rsj: Venster, kenmerk: str, nu: datetime) -> None:
    """The danger stands on top of everything, until the proof that it is over."""
    rsj.ga("/dashboard/", "dashboard-met-gevaar")
    rsj.ziet("Er is nog gevaar in Zwolle")
    rsj.ga("/meldingen/", "meldingen-met-gevaar")
    rsj.ga(f"/meldingen/{kenmerk}/", "dossier-met-gevaar")
    rsj.volg("Leg vast dat het is geregeld")
    rsj.bekijk("taak-veiligheid")
    rsj.vul_moment("Sinds wanneer is het geregeld?", f"{lokaal(nu):%Y-%m-%d}", f"{lokaal(nu):%H:%M}")
    rsj.vul("Wie heeft het geregeld?", "teamleider toegang")
    rsj.vul("Hoe is het geregeld?", "Iedereen verblijft nu op een andere plek.")
    rsj.vul("Namens wie legt u dit vast?", "manager sociaal domein, telefonisch")
    rsj.druk("Vastleggen")
    rsj.bekijk("dossier-zonder-gevaar")
    expect(rsj.page.locator("#signalen")).to_have_count(0)


def _bevestig_scenario(zwolle: Venster, kenmerk: str) -> None:
    zwolle.ga("/", "werkvoorraad-toegang")
    zwolle.volg("Bevestig het scenario")
    zwolle.kies("Met welk scenario bent u het eens?", "Scenario d")
    zwolle.druk("Bevestiging vastleggen")
    zwolle.bekijk("scenario-bevestigd")
