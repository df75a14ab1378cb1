"""A press question that turns out to be about a calamity after the mails left; over the pages, with real mail."""

from datetime import datetime
from email.message import EmailMessage

import pytest
from django.test import Client

from basis.kalender import ZONE
from calamiteiten.models import Melding
from communicatie.models import PERSTEKST, Bericht, BerichtStatus
from communicatie.post import berichten
from escalatie.bewaking import controle
from tests import bouw, klok
from tests.communicatie.persklikken import formulier
from tests.conftest import Mailserver

from .persverteller import Persverteller
from .test_persvragen import TEKST_KREGEN

BEGIN = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
BEHANDELAARS = ["communicatieadviseur", "contractmanager", "contractmanager", "regiomanager"]


@pytest.fixture
def verhaal(db: None, mailserver: Mailserver) -> Persverteller:
    klok.zet(BEGIN)
    return Persverteller(mailserver, BEGIN)


def als(verhaal: Persverteller, wie: str) -> Client:
    browser = Client()
    browser.force_login(verhaal.regio.gebruikers[wie])
    return browser


def tekst_van(mail: EmailMessage) -> str:
    """The plain part."""
    deel = mail.get_body(("plain",))
    assert deel is not None
    return str(deel.get_content())


def typ(verhaal: Persverteller, wie: str, onderwerp: str, vraag: str, gemeente: str = "") -> str:
    """What the page says while this question is being typed."""
    velden = {"onderwerp": onderwerp, "vraag": vraag, "gemeente": gemeente}
    antwoord = als(verhaal, wie).post("/persvragen/lijkt-op/", velden)
    assert antwoord.status_code == 200
    return str(antwoord.content.decode())


@pytest.mark.eis("R22")
@pytest.mark.eis("R111")
@pytest.mark.eis("R120")
@pytest.mark.eis("R125")
def test_een_vraag_blijkt_over_een_calamiteit_te_gaan_nadat_de_mails_weg_zijn(verhaal: Persverteller) -> None:
    # 3.5: a melding of forty minutes old; while typing who may open it gets a link, who may not whom to call.
    melding: Melding = bouw.melding(verhaal.nu, gemeenten=("zwolle",))
    adviseurs = Bericht.objects.filter(zaak=melding, sjabloon="melding_voor_adviseur")
    assert [rij.rol for rij in adviseurs] == ["communicatieadviseur"]
    verhaal.kenmerk = melding.kenmerk
    verhaal.server.ontvangen.clear()
    berichten.verzend(verhaal.nu, limiet=500)
    mail = next(m for m in verhaal.server.ontvangen if "let op vragen van de pers" in str(m["Subject"]))
    tekst = tekst_van(mail)
    assert f"/persvragen/bij/{melding.kenmerk}/" in tekst
    assert melding.onderwerp not in tekst
    verhaal.server.ontvangen.clear()
    verhaal.wordt("2026-11-24 10:40")
    naam = melding.aanbieder.naam
    ziet = typ(verhaal, "contractmanager", "Incident", f"Wat gebeurde er bij {naam}?")
    assert melding.kenmerk in ziet
    assert 'name="melding"' in ziet
    ziet_niet = typ(verhaal, "adviseur", "Incident", f"Wat gebeurde er bij {naam}?", "zwolle")
    assert "Er loopt iets dat hierop lijkt" in ziet_niet
    assert 'href="tel:' in ziet_niet
    for feit in (melding.kenmerk, melding.onderwerp, naam):
        assert feit not in ziet_niet
    assert typ(verhaal, "contractmanager", "Wachttijden", "Hoe lang wachten kinderen?", "kampen").strip() == ""
    # R111: the page behind the mail says no fact, and the dossier stays shut.
    deur = als(verhaal, "adviseur").get(f"/persvragen/bij/{melding.kenmerk}/").content.decode()
    assert melding.onderwerp not in deur
    assert naam not in deur
    assert als(verhaal, "adviseur").get(f"/meldingen/{melding.kenmerk}/").status_code == 404
    _gekoppeld_na_de_mails(verhaal, melding)
    _waarschuw(verhaal, melding)
    _los_en_weer_vast(verhaal, melding)


def _gekoppeld_na_de_mails(verhaal: Persverteller, melding: Melding) -> None:
    """Nobody links it, and the mails leave."""
    verhaal.registreer("adviseur")
    verhaal.post()
    verhaal.stap("verzamel_informatie")
    verhaal.schrijf()
    verhaal.stap("stem_af", "adviseur")
    assert verhaal.post()["kernboodschap"] == TEKST_KREGEN

    # 3.6: the adviseur links, before start_impactanalyse; who handles it hears, and the adviseur knows (3.8).
    verhaal.wordt("2026-11-24 11:00")
    verhaal.stap("koppel", "adviseur", melding=melding.kenmerk, motivering="Het gaat over dit incident.")
    assert verhaal.vraag.melding == melding
    assert verhaal.post() == {"gekoppeld": [wie for wie in BEHANDELAARS if wie != "communicatieadviseur"]}
    dicht = als(verhaal, "contractmanager").post(
        f"/persvragen/{verhaal.kenmerk}/stap/informeer_gemeenten/", {"verwachte_status": verhaal.vraag.status}
    )
    assert dicht.status_code == 409
    # What left stands in the register of the calamity.
    register = als(verhaal, "contractmanager").get(f"/meldingen/{melding.kenmerk}/communicatie/").content.decode()
    assert "vóór de koppeling" in register
    assert f"{verhaal.kenmerk}: " in register


def _waarschuw(verhaal: Persverteller, melding: Melding) -> None:
    """One button tells everyone who got it, with a number and without a fact, also while the lock is shut."""
    pagina = als(verhaal, "adviseur").get(f"/persvragen/{verhaal.kenmerk}/").content.decode()
    assert "Waarschuw wie de tekst al kreeg" in pagina
    assert melding.kenmerk not in pagina
    verhaal.stap("waarschuw", "adviseur")
    berichten.verzend(verhaal.nu, limiet=500)
    gewaarschuwd = Bericht.objects.filter(zaak=verhaal.vraag, sjabloon="persvraag_tekst_terug")
    assert sorted(f"{rij.rol} {rij.gemeente.code}" for rij in gewaarschuwd if rij.gemeente) == TEKST_KREGEN
    assert {rij.status for rij in gewaarschuwd} == {BerichtStatus.VERZONDEN}
    assert not gewaarschuwd.filter(gegevens__has_key=PERSTEKST).exists()
    for brief in verhaal.server.ontvangen:
        inhoud = tekst_van(brief)
        assert "06-00000021" in inhoud
        assert melding.kenmerk not in inhoud
    verhaal.server.ontvangen.clear()


def _los_en_weer_vast(verhaal: Persverteller, melding: Melding) -> None:
    """It was another incident after all: undone with a reason, the register forgets it, nothing leaves by itself."""
    verhaal.wordt("2026-11-24 12:00")
    verhaal.stap("ontkoppel", "contractmanager", motivering="Het gaat over een andere groep.")
    assert verhaal.vraag.melding is None
    # Whoever let it go knows.
    assert verhaal.post() == {"losgemaakt": ["communicatieadviseur", "contractmanager", "regiomanager"]}
    leeg = als(verhaal, "contractmanager").get(f"/meldingen/{melding.kenmerk}/communicatie/").content.decode()
    assert "vóór de koppeling" not in leeg
    # And it can be linked after the end too.
    verhaal.stap("informeer_gemeenten", "adviseur")
    verhaal.stap("stuur_door", "regiomanager")
    verhaal.stap("vraag_na", "adviseur", heeft_afstemming_nodig="nee", meer_informatie="")
    verhaal.stap("communiceer", monitor_tot_datum="")
    verhaal.antwoord()
    verhaal.sluit()
    assert verhaal.vraag.status == "afgerond"
    verhaal.stap("koppel", "contractmanager", melding=melding.kenmerk, motivering="Toch wel dit incident.")
    assert verhaal.vraag.melding == melding
    assert "Antwoord aan de pers" in (
        als(verhaal, "contractmanager").get(f"/meldingen/{melding.kenmerk}/communicatie/").content.decode()
    )
    assert controle.controleer(verhaal.nu) == []


@pytest.mark.eis("R22")
def test_wat_bij_het_typen_wordt_aangevinkt_is_gekoppeld_bij_het_vastleggen(verhaal: Persverteller) -> None:
    melding = bouw.melding(verhaal.nu)
    browser = als(verhaal, "contractmanager")
    velden = {
        "vraag": "Wat is er gebeurd?",
        "onderwerp": "Incident",
        "vrager": "journalist",
        "gemeente": "zwolle",
        "melding": melding.kenmerk,
        "ontvangen_op_0": "2026-11-24",
        "ontvangen_op_1": "10:00",
    }
    antwoord = browser.post("/persvragen/nieuw/", {**formulier(browser, "/persvragen/nieuw/"), **velden})
    assert antwoord.status_code == 302
    verhaal.kenmerk = str(antwoord["Location"]).strip("/").split("/")[-1]
    assert verhaal.vraag.melding == melding
