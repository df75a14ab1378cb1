"""Scenario d: the choice, Fase 1 with what each does in it, Fase 2, the evaluation and the end.

A form that this story filled in before is not filled in again in a window: somebody does that task elsewhere, by the
same verb of the product (at full size in the window too; over HTTP: tests/verhalen/test_scenario_d.py).
"""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from basis import klok
from basis.kalender import lokaal
from calamiteiten.models import Melding
from tests import bouw
from tests.statussen import Status

from .conftest import BREEDTES, Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADVIES = {
    "Wat doen wij nu?": "De gemeente vertelt de buurt wat er is gebeurd en wat zij doet.",
    "Wat is er gebeurd?": "Op een woongroep is een jeugdige gewond geraakt.",
    "Wat doen jullie om herhaling te voorkomen?": "Er is dag en nacht extra begeleiding.",
    "Hoe leggen we uit wat dit betekent?": "Wij leven mee met de jeugdige en de familie.",
    "Wie zegt het": "De wethouder jeugd van Zwolle.",
    "Kernboodschap": "Iedereen op de groep is veilig.",
    "Met wie is dit advies afgestemd?": "De managers en woordvoerders van Zwolle en Deventer, vandaag.",
}
BUREAU, TELEFOON = BREEDTES
ALLES = os.environ.get("STORING") == "alles"
REDEN = "De manager van Deventer was niet bereikbaar; wij belden met de vervanger."


@pytest.mark.eis("R79")
@pytest.mark.eis("R80")
@pytest.mark.eis("R82")
@pytest.mark.eis("R84")
@pytest.mark.eis("R89")
@pytest.mark.eis("R97")
def test_van_scenario_d_tot_afgerond(openen: Openen, website: str, nu: datetime) -> None:
    """The longest story, told once: the RSJ at a desk, the regiomanager and the manager of Zwolle on a phone."""
    kenmerk = _klaar_om_te_kiezen(nu)
    rsj, leider = openen(BUREAU), openen(TELEFOON)
    _kies_d(rsj, kenmerk)

    leider.log_in("regiomanager")
    leider.ga("/dashboard/", "dashboard")
    leider.volg(kenmerk)
    _overleg(leider, kenmerk, "Overleg met de managers van de gemeenten", "Samen optrekken.", nu)
    _stap(leider, "Fase 1 starten")
    _leid_fase_1(leider, kenmerk, nu)
    _adviseer(openen(BUREAU), kenmerk)
    _bevestig_in_zwolle(openen(TELEFOON), kenmerk, nu)

    leider.ga(f"/meldingen/{kenmerk}/verloop/", "verloop-fase-1")
    leider.ga(f"/meldingen/{kenmerk}/taken/", "taken-fase-1")
    expect(leider.page.locator("#matrix").get_by_text("nog niet gedaan")).to_contain_text("4")
    leider.ga(f"/meldingen/{kenmerk}/", "dossier-fase-1")
    _stap(leider, "Fase 2 starten", REDEN)
    _leg_rapport_vast(rsj, kenmerk, nu)
    _evalueer(leider, kenmerk, nu)
    _stap(leider, "Melding afronden", "Deventer heeft het rapport via RSJ gekregen.")
    leider.ziet("Afgerond")
    assert Melding.objects.get().status == Status.AFGEROND


def _klaar_om_te_kiezen(nu: datetime) -> str:
    """A melding about Zwolle and Deventer in beoordeling, confirmed as d by both."""
    loper = bouw.loper(nu - timedelta(hours=3))
    loper.registreer(bouw.gegevens(nu - timedelta(hours=3), ("zwolle", "deventer")))
    loper.stap("start_impactanalyse").doe("jeugdige_familie").analyseer("d").stap("start_beoordeling").bevestig("d")
    return loper.melding.kenmerk


def _kies_d(rsj: Venster, kenmerk: str) -> None:
    rsj.log_in("contractmanager")
    rsj.ga(f"/meldingen/{kenmerk}/beoordeling/", "beoordeling")
    rsj.druk("Scenario d kiezen")
    rsj.bekijk("dossier-scenario-d")


def _stap(venster: Venster, naam: str, reden: str = "") -> None:
    """Take a step from the dossier; `reden` goes in every field that asks why something was passed over."""
    venster.volg(naam)
    if reden:
        for vak in venster.inhoud.get_by_role("textbox").all():
            vak.fill(reden)
    venster.druk(naam)
    expect(venster.page).to_have_url(re.compile(r"/meldingen/CAL-[\d-]+/$"))
    venster.bekijk(f"na {naam}")


def _taak(venster: Venster, kenmerk: str, titel: str) -> None:
    """Open a task from the dossier."""
    venster.page.goto(f"{venster.adres}/meldingen/{kenmerk}/taken/")
    venster.volg(titel, in_=venster.page.locator("#taken"))


def _leg_vast(venster: Venster, knop: str = "Vastleggen") -> None:
    venster.druk(knop)
    venster.ziet("Vastgelegd")
    venster.bekijk("dossier-na-vastleggen")


def _overleg(venster: Venster, kenmerk: str, titel: str, uitkomst: str, nu: datetime) -> None:
    _taak(venster, kenmerk, titel)
    _vul_zojuist(venster, re.compile("^Wanneer was"), nu)
    venster.inhoud.get_by_role("radio", name="Telefoon").check()
    venster.vul("Wie ", "manager Zwolle, manager Deventer")
    venster.vul("Wat kwam eruit?", uitkomst)
    _leg_vast(venster)


def _gebeurt_elders(code: str, gemeente: str = "") -> None:
    """Who has this task does it, and not here."""
    bouw.loper(klok.nu())._voltooi(bouw.taak(Melding.objects.get(), code, gemeente))


def _vul_zojuist(venster: Venster, vraag: re.Pattern[str], nu: datetime) -> None:
    venster.inhoud.get_by_label(vraag).first.fill(f"{lokaal(nu):%d-%m-%Y %H:%M}")


def _leid_fase_1(leider: Venster, kenmerk: str, nu: datetime) -> None:
    """Parties, consultation, an action on the list, and the list itself."""
    _taak(leider, kenmerk, "Bepaal met de voorzitter")
    for partij in ("Betrokken gemeenten", "Jeugdige en familie"):
        leider.inhoud.get_by_role("checkbox", name=f"{partij}: betrokken").check()
    leider.inhoud.get_by_role("checkbox", name="Inspectie (IGJ): informeren").check()
    _leg_vast(leider)
    if ALLES:
        _overleg(leider, kenmerk, "Bepaal met de managers", "Elke gemeente wijst een woordvoerder aan.", nu)
    else:
        _gebeurt_elders("managersoverleg_fase_1")
    morgen = lokaal(nu + timedelta(days=1))
    leider.volg("Taken", in_=leider.page.locator(".cal-tabs"))
    leider.volg("Actie toevoegen")
    leider.vul("Welke actie?", "Vraag de aanbieder om extra begeleiding op de groep")
    leider.kies("Van welke rol is de actie", "Contractmanager")
    leider.vul("Wie doet het?", "directeur aanbieder")
    _vul_zojuist(leider, re.compile("^Wanneer is het uiterlijk"), morgen)
    leider.druk("Actie toevoegen")
    leider.ziet("Actie toegevoegd")
    _taak(leider, kenmerk, "Stel de actielijst vast")
    _leg_vast(leider, "De lijst is compleet")


def _adviseer(adviseur: Venster, kenmerk: str) -> None:
    adviseur.log_in("adviseur")
    _taak(adviseur, kenmerk, "Stel het communicatieadvies vast")
    for vraag, antwoord in ADVIES.items():
        adviseur.vul(vraag, antwoord)
    adviseur.kies("Passief of actief?", "Passief")
    adviseur.kies("Lokaal of regionaal?", "Regionaal")
    adviseur.druk("Vaststellen")
    adviseur.ziet("Versie 1 van het communicatieadvies is vastgesteld.")


def _bevestig_in_zwolle(manager: Venster, kenmerk: str, nu: datetime) -> None:
    """The manager does the four things of Fase 1; each changes the matrix."""
    manager.log_in("manager_zwolle")
    manager.volg("Bevestig dat de veiligheid is gewaarborgd")
    _leg_vast(manager, "Gedaan")
    rij = manager.page.locator("#matrix").get_by_role("row", name=re.compile("^Zwolle"))
    taken = f"{manager.adres}/meldingen/{kenmerk}/taken/"
    manager.page.goto(taken)
    expect(rij.locator(".cal-cel--klaar")).to_have_count(1)
    vragen = {"bestuurder": "Informeer de bestuurder", "college": "Informeer het college", "raad": "Informeer de raad"}
    for gedaan, (wie, titel) in enumerate(vragen.items(), 2):
        if gedaan > 2 and not ALLES:
            _gebeurt_elders(f"{wie}_informeren", "zwolle")
            continue
        _taak(manager, kenmerk, titel)
        manager.vul("Wie is geïnformeerd?", "wethouder jeugd")
        _vul_zojuist(manager, re.compile("^Wanneer"), nu)
        manager.vul("Hoe?", "telefonisch")
        _leg_vast(manager)
        manager.page.goto(taken)
        expect(rij.locator(".cal-cel--klaar")).to_have_count(gedaan)
    manager.page.goto(taken)
    expect(rij.locator(".cal-cel--klaar")).to_have_count(4)


def _leg_rapport_vast(rsj: Venster, kenmerk: str, nu: datetime) -> None:
    _taak(rsj, kenmerk, "Leg vast dat RSJ het rapport heeft")
    rsj.vul("Op welke dag", f"{lokaal(nu):%Y-%m-%d}")
    rsj.kies("Welke weg koos de inspectie?", "De aanbieder onderzoekt")
    rsj.vul("Wat moet de aanbieder verbeteren?", "De ramen op de verdieping krijgen een slot.")
    _leg_vast(rsj)


def _evalueer(leider: Venster, kenmerk: str, nu: datetime) -> None:
    if ALLES:
        _overleg(leider, kenmerk, "Evalueer met de betrokken partijen", "De samenwerking verliep goed.", nu)
    else:
        _gebeurt_elders("evaluatieoverleg")
    _taak(leider, kenmerk, "Beantwoord de zeven evaluatievragen")
    leider.vul("Wie deden er mee?", "managers, contractmanager, aanbieder")
    for vraag, antwoord in (
        ("Stond deze calamiteit", "Deels"),
        ("Heeft iemand iets", "Nee"),
        ("Ging er iets mis", "Ja"),
        ("Hebben wij", "Ja"),
        ("Heeft dit gevolgen", "Nee"),
        ("Hoe ging het overleg", "Goed"),
    ):
        groep = leider.inhoud.get_by_role("group", name=re.compile(f"^{vraag}"))
        groep.get_by_role("radio", name=antwoord, exact=True).check()
    leider.vul("Wat leren wij", "Wij spreken eerder af wie het woord voert.")
    _leg_vast(leider)
    _taak(leider, kenmerk, "Koppel terug in het MO of het BO")
    leider.kies("In welk overleg?", "BO")
    leider.vul("Op welke dag?", f"{lokaal(nu):%Y-%m-%d}")
    leider.vul("Wat is er besproken?", "De uitkomst van de evaluatie en de afspraken.")
    _leg_vast(leider)
