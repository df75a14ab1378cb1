"""The main job, counted: from the call of the aanbieder to the choice of the scenario. It is walked on a telephone
without scripts and at a desk with the keyboard alone, and both count; at full size it is tapped with scripts too.

Counted as the design counts (docs/besluiten/0054): a tap is a press on a link, button, radio button or checkbox; a
field is something typed or chosen from a list; a load is a page that came up. Both people signed in this morning.

What a screen reader says of each page of the walk stands in hoofdtaak_boom.txt. Set SCHRIJF_BOOM=ja to write it anew,
and read what changed: a name that is gone is gone for who cannot see.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from calamiteiten.models import Melding
from communicatie.models import Bericht
from contacten.models import Gebruiker
from escalatie.models import Stap
from tests.bouw import Regio

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAFOND = {"tikken": 18, "velden": 12, "pagina's": 9}
Link = Callable[[Gebruiker, str], str]
BOOM = Path(__file__).with_name("hoofdtaak_boom.txt")
# What somebody who hears the page goes by: headings, groups, what can be filled in or pressed, what speaks by itself.
GEHOORD = {"heading", "group", "radio", "checkbox", "textbox", "combobox", "button", "link", "navigation", "region"}
GEHOORD |= {"alert", "status", "table", "form", "searchbox"}
# What differs with the day and the hour on which the walk is done.
VLUCHTIG = re.compile(
    r"(?<!level=)\d+|\b(?:maan|dins|woens|donder|vrij|zater|zon)dag\b|\b(?:vandaag|morgen|gisteren)\b"
    r"|\b(?:jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)


def boom(inhoud: Locator) -> list[str]:
    """The page as a screen reader has it: what can be heard by role and name, in order, without days and numbers."""
    regels = [
        regel
        for regel in inhoud.aria_snapshot().splitlines()
        if re.sub(r"^\s*- ", "", regel).split(" ")[0].rstrip(":") in GEHOORD
    ]
    # A day is said in more words than another: what changes is one mark, however much it is.
    return [re.sub(r"#(?:[ ,:-]+#)+", "#", VLUCHTIG.sub("#", regel)).rstrip(":") for regel in regels]


@dataclass
class Teller:
    """What a walk costs; `hier` is the window that is walked in."""

    hier: Venster
    telling: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PLAFOND, 0))

    def open(self, pad: str, *, is_tik: bool = True) -> None:
        """An address from a mail, tapped; or the page on which the day begins."""
        self.hier.ga(pad)
        self._tel("pagina's", tikken=int(is_tik))

    def volg(self, woorden: str) -> None:
        self.hier.volg(woorden)
        self._tel("pagina's", tikken=1)

    def druk(self, woorden: str) -> None:
        self.hier.druk(woorden)
        self.hier.bekijk(woorden)
        self._tel("pagina's", tikken=1)

    def kies(self, vraag: str, antwoord: str) -> None:
        self.hier.kies(vraag, antwoord)
        self._tel("tikken")

    def vul(self, label: str, waarde: str) -> None:
        self.hier.vul(label, waarde)
        self._tel("velden")

    def selecteer(self, label: str, keuze: str) -> None:
        self.hier.selecteer(label, keuze)
        self._tel("velden")

    def blijft_onder_het_plafond(self) -> None:
        """Fail when the walk, which is over, took more."""
        te_veel = {wat: aantal for wat, aantal in self.telling.items() if aantal > PLAFOND[wat]}
        assert all(self.telling.values())
        assert not te_veel, f"{self.telling} tegen {PLAFOND}"

    def _tel(self, wat: str, tikken: int = 0) -> None:
        self.telling[wat] += 1
        self.telling["tikken"] += tikken


class Toetsen(Teller):
    """The same walk without a mouse: Tab to the thing, and the keys that a browser has for it. `gehoord`: what a screen
    reader says of each page, after the word that led there."""

    def __init__(self, hier: Venster) -> None:
        super().__init__(hier)
        self.gehoord: list[str] = []

    def open(self, pad: str, *, is_tik: bool = True) -> None:
        super().open(pad, is_tik=is_tik)
        self._hoor("een link uit de mail" if is_tik else "het begin van de dag")

    def _hoor(self, woorden: str) -> None:
        self.gehoord += [f"== Na: {woorden}", *boom(self.hier.inhoud), ""]

    def volg(self, woorden: str) -> None:
        self._enter(self.hier.inhoud.get_by_role("link", name=woorden).first, woorden)

    def druk(self, woorden: str) -> None:
        self._enter(self.hier.inhoud.get_by_role("button", name=woorden, exact=True).first, woorden)

    def kies(self, vraag: str, antwoord: str) -> None:
        groep = self.hier.groep(vraag)
        keuze = groep.get_by_role("radio", name=re.compile(rf"^{re.escape(antwoord)}")).first
        self._naar(groep, "e => e.contains(document.activeElement) && document.activeElement.type === 'radio'")
        self._tel("tikken")
        self._toets("Space")
        for _ in range(10):
            if keuze.is_checked():
                return
            self._toets("ArrowDown")
        pytest.fail(f"{antwoord} is met pijltjes niet te kiezen")

    def vul(self, label: str, waarde: str) -> None:
        self._naar(self.hier.inhoud.get_by_label(re.compile(rf"^{re.escape(label)}")).first)
        self._toets("Control+A")
        self.hier.page.keyboard.type(waarde)
        self._tel("velden")

    def selecteer(self, label: str, keuze: str) -> None:
        lijst = self.hier.inhoud.get_by_label(re.compile(rf"^{re.escape(label)}")).first
        self._naar(lijst)
        self.hier.page.keyboard.type(keuze)
        assert lijst.evaluate("e => e.selectedOptions[0].textContent.trim()") == keuze
        self._tel("velden")

    def _enter(self, doel: Locator, woorden: str) -> None:
        self._naar(doel)
        self.hier.druk_enter()
        self.hier.bekijk(woorden)
        self._hoor(woorden)
        self._tel("pagina's", tikken=1)

    def _naar(self, doel: Locator, is_er: str = "e => e === document.activeElement") -> None:
        for _ in range(200):
            if doel.evaluate(is_er):
                return
            self._toets("Tab")
        pytest.fail(f"Met Tab is dit niet te bereiken: {doel}")

    def _toets(self, toets: str) -> None:
        self.hier.page.keyboard.press(toets)


@pytest.mark.eis("R46")
@pytest.mark.eis("R59")
@pytest.mark.parametrize(
    "scripts", [pytest.param(False, id="zonder"), pytest.param(True, id="met", marks=pytest.mark.alleen_alles)]
)
def test_de_hoofdtaak_kost_op_de_telefoon_met_en_zonder_javascript_hoogstens_18_tikken_12_velden_en_9_paginas(
    openen: Openen, regio: Regio, link_uit_mail: Link, scripts: bool
) -> None:
    teller = Teller(openen(390, scripts=scripts))
    _loop(teller, openen(390, scripts=scripts), regio, link_uit_mail)
    teller.blijft_onder_het_plafond()


@pytest.mark.eis("R46")
@pytest.mark.eis("R59")
def test_de_hoofdtaak_gaat_met_het_toetsenbord_alleen_en_kost_dan_niet_meer(
    openen: Openen, regio: Regio, link_uit_mail: Link
) -> None:
    toetsen = Toetsen(openen(1440))
    _loop(toetsen, openen(1440), regio, link_uit_mail)
    toetsen.blijft_onder_het_plafond()
    gehoord = "\n".join(toetsen.gehoord)
    if os.environ.get("SCHRIJF_BOOM"):
        BOOM.write_text(gehoord, encoding="utf-8")
    assert gehoord == BOOM.read_text(encoding="utf-8"), "Wat een schermlezer zegt is anders: zie de kop van dit bestand"


def _loop(teller: Teller, zwolle: Venster, regio: Regio, link_uit_mail: Link) -> None:
    """From the call of the aanbieder to the choice of the scenario, every step through the door."""
    rsj = teller.hier
    rsj.log_in("contractmanager")
    zwolle.log_in("toegang_zwolle")

    teller.open("/", is_tik=False)
    teller.volg("Nieuwe melding")
    _registreer(teller)
    teller.druk("Vastleggen en impactanalyse starten")
    melding = Melding.objects.get()
    rsj.ziet(f"vastgelegd als {melding.kenmerk}")
    _analyseer_voor_de_regio(teller)

    teller.hier = zwolle
    teller.open(link_uit_mail(regio.gebruikers["toegang_zwolle"], f"{melding.kenmerk}: maak de impactanalyse"))
    zwolle.ziet("Val uit raam op woongroep")
    zwolle.ziet("Een jeugdige viel uit het raam")
    gelezen = Bericht.objects.filter(zaak=melding, regel="analyse_naar_toegang").values_list("gelezen_op", flat=True)
    assert all(gelezen), "Het formulier openen telt als gelezen"
    _analyseer_voor_de_gemeente(teller)
    teller.druk("Indienen en samen beoordelen")
    teller.druk("Bevestiging vastleggen")

    teller.hier = rsj
    teller.open(link_uit_mail(regio.gebruikers["contractmanager"], melding.kenmerk))
    teller.druk("Scenario d kiezen")

    melding.refresh_from_db()
    assert melding.status == "scenario_d"
    gezet = [stap.code for stap in Stap.objects.filter(zaak=melding).order_by("volgnummer") if stap.van != stap.naar]
    assert gezet == ["registreer", "start_impactanalyse", "start_beoordeling", "kies_d"]


def _registreer(teller: Teller) -> None:
    teller.kies("Wat voor melding is dit?", "Calamiteit")
    for vraag in ("Was de gebeurtenis", "Gaat het over de kwaliteit", "Was het gevolg", "Trof het gevolg"):
        teller.kies(vraag, "Ja")
    teller.selecteer("Aanbieder", "Jeugdzorg De Wissel")
    teller.vul("Onderwerp", "Val uit raam op woongroep")
    teller.vul("Wat is er gebeurd?", "Een jeugdige viel uit het raam van de tweede verdieping en is zwaar gewond.")
    teller.vul("Op welke dag gebeurde het?", "gisteren")
    teller.selecteer("Waar gebeurde het?", "Bij de aanbieder")
    teller.selecteer("Gemeente waar de jeugdige verblijft", "Zwolle")
    teller.vul("Bij u", "nu")


def _analyseer_voor_de_regio(teller: Teller) -> None:
    teller.kies("Hoe groot is het effect", "Ja, onrust of risico daarop in meer gemeenten")
    teller.vul("Toelichting bij vraag 3", "In drie gemeenten wonen gezinnen van deze groep.")
    teller.druk("Indienen")


def _analyseer_voor_de_gemeente(teller: Teller) -> None:
    teller.kies("Is iedereen die erbij betrokken is", "Ja")
    teller.kies("Heeft de aanbieder genoeg", "Nee, onvoldoende")
    teller.kies("Kan dit nog een keer", "De kans is reëel")
    teller.kies("Is er maatschappelijke onrust", "Ja, er is al onrust")
    for nummer in (1, 2, 4):
        teller.vul(f"Toelichting bij vraag {nummer}", "Wij spraken de groepsleiding en de wijkagent.")
