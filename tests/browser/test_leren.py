"""One walk through what is learned: the inspection, an improvement, the lessons, the aanbieder, and the figures."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from basis.kalender import lokaal
from tests import bouw
from tests.bouw import Regio

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEKST = "In de nacht was er te weinig toezicht."


def telt(rsj: Venster, kenmerk: str) -> None:
    """The figures of it, and the agenda of who reads them."""
    rsj.ga("/rapportages/", "rapportages")
    rsj.page.locator("main a.cal-getal").first.click()
    rsj.bekijk("rapportage-lijst")
    rsj.ziet(kenmerk)
    rsj.ga("/agenda/", "agenda")
    rsj.druk("Adres maken")
    # It is a key to what is due to him: he says anew who he is.
    rsj.vul("Wachtwoord", bouw.WACHTWOORD)
    rsj.druk("Doorgaan")
    rsj.bekijk("agenda-adres")
    rsj.ziet("U ziet het maar één keer")


@pytest.mark.eis("R136", "R94", "A15")
def test_van_een_bevinding_tot_een_verbeterpunt_en_een_signaal(
    openen: Openen, breedte: int, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.tot("impactanalyse", nu, gemeenten=["zwolle"], aanbieder="molen")
    rsj = openen(breedte)
    rsj.log_in("contractmanager")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/inspectie/", "inspectiespoor-leeg")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/inspectie/bevinding/", "bevinding")
    rsj.vul("Op welke dag?", f"{lokaal(nu):%Y-%m-%d}")
    rsj.kies("Welke inspectie?", "Inspectie Gezondheidszorg en Jeugd (IGJ)")
    rsj.vul("Over welke partij?", "de aanbieder")
    rsj.kies("Wat vond de inspectie?", "Schoot tekort")
    rsj.vul("Wat moet beter?", TEKST)
    rsj.druk("Vastleggen")
    rsj.bekijk("inspectiespoor")
    rsj.ziet(TEKST)

    rsj.ga(f"/meldingen/{zaak.kenmerk}/leren/", "leren")
    feit = zaak.inspectiefeiten.get()
    rsj.ga(f"/meldingen/{zaak.kenmerk}/leren/nieuw/bevinding-{feit.pk}/", "verbeterpunt")
    straks = lokaal(nu + timedelta(days=30))
    rsj.vul("Welke actie?", "Maak een rooster voor de nacht")
    rsj.page.locator("input[name=rol][value=contractmanager]").check()
    rsj.page.locator("#id_uiterlijk_op").fill(f"{straks:%Y-%m-%d} 12:00")
    rsj.vul("Wat leren anderen hiervan?", "Vraag bij elk contract naar de nacht.")
    rsj.druk("Verbeterpunt maken")
    rsj.bekijk("leren-met-verbeterpunt")
    rsj.ziet("Verbeterpunt vastgelegd: Maak een rooster voor de nacht.")
    rsj.ga("/verbeterpunten/", "verbeterpunten")
    rsj.ga("/lessen/?q=nacht", "lessen")
    rsj.ziet("Vraag bij elk contract naar de nacht.")

    rsj.ga("/aanbieders/", "aanbieders")
    rsj.ga(f"/aanbieders/{zaak.aanbieder_id}/signalen/nieuw/", "signaal")
    rsj.vul("Op welke dag", f"{lokaal(nu):%Y-%m-%d}")
    rsj.vul("Van wie komt het?", "toegang van een gemeente")
    rsj.vul("Wat is het signaal?", "In het weekend neemt niemand op.")
    rsj.druk("Vastleggen")
    rsj.bekijk("aanbieder")
    rsj.ziet("In het weekend neemt niemand op.")
    rsj.ga("/terugkoppelingen/", "terugkoppelingen")
    telt(rsj, zaak.kenmerk)
