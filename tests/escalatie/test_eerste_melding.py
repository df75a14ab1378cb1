"""How long a first melding takes somebody who never saw the form: a keystroke-level model over the form as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from contacten.models import Gebruiker
from tests.bouw import CRITERIA, Regio

# Card, Moran and Newell (1980): a key of an average typist, pointing, pressing, hands to the keys and back, a decision.
TOETS, WIJZEN, DRUK, HANDEN, DENKEN = 0.28, 1.10, 0.20, 0.40, 1.35
# Silent reading of running text, 240 words a minute (Brysbaert 2019).
WOORD = 60 / 240
DRIE_MINUTEN = 180
# What the aanbieder tells on the telephone, as short as it can be and still be a melding.
GETYPT = {
    "onderwerp": "Val uit raam op woongroep",
    "omschrijving": "Een jeugdige viel uit het raam van de tweede verdieping en is zwaar gewond.",
    "gebeurd_datum": "gisteren",
}
GEKOZEN = ("aanbieder", "plaatssoort", "gemeente_verblijf")
GETIKT = ("soort", *(f"criterium_{code}" for code in CRITERIA["calamiteit"]))
# What static/css/melding.css shows with another answer only.
BIJ_EEN_ANDER_ANTWOORD = ("gemeente_verblijf_buiten", "doel", "kanaal", "ontvanger")
# Only of another kind of event; for who hears a page; what a script shows later.
NIET_TE_ZIEN = ("cal-triage--geweld", "alleen-voorlezen", "cal-waarschuwing")
LEEG = {"input", "br", "meta", "link", "img", "use", "hr"}


class Lezer(HTMLParser):
    """Collects the words that stand on the screen in the form, and which fields it has."""

    def __init__(self) -> None:
        super().__init__()
        self.woorden: list[str] = []
        self.velden: dict[str, bool] = {}
        self.stapel: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kenmerk = {naam: waarde or "" for naam, waarde in attrs}
        dicht = (
            "hidden" in kenmerk or tag in {"script", "noscript", "svg"} or (tag == "details" and "open" not in kenmerk)
        )
        dicht = dicht or any(klasse in kenmerk.get("class", "") for klasse in NIET_TE_ZIEN)
        # Of a list only what is chosen is read; of what is folded its name.
        dicht = dicht or (tag == "option" and "selected" not in kenmerk)
        if naam := kenmerk.get("name"):
            self.velden[naam] = self.velden.get(naam, False) or "required" in kenmerk
        if tag not in LEEG:
            self.stapel.append((tag, dicht))

    def handle_endtag(self, tag: str) -> None:
        while tag in {open_ for open_, _ in self.stapel}:
            if self.stapel.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.stapel]
        dicht = [tag for tag, is_dicht in self.stapel if is_dicht]
        if "form" in tags and (not dicht or (dicht == ["details"] and "summary" in tags)):
            self.woorden += data.split()


@pytest.mark.eis("R43")
def test_een_eerste_melding_kost_wie_haar_nooit_zag_hoogstens_drie_minuten(
    client: Client, contractmanager: Gebruiker, regio: Regio
) -> None:
    client.force_login(contractmanager)
    pagina = client.get("/meldingen/nieuw/").content.decode()
    lezer = Lezer()
    formulier = pagina[pagina.index('<form method="post" action="/meldingen/nieuw/"') :].partition("</form>")[0]
    lezer.feed(_zonder_velden(formulier))

    nodig = {naam for naam, verplicht in lezer.velden.items() if verplicht}
    # What is demanded and not answered here begins with an answer.
    begonnen = {"meldingssoort", "melder", "ontvangen_op", "persoonsgegevens"}
    assert nodig - {*GETYPT, *GEKOZEN, *GETIKT} == begonnen
    woorden = len(lezer.woorden)
    assert woorden > 300, "De hele bladzijde is gelezen"
    tijd = {
        "lezen": woorden * WOORD,
        "typen": sum(len(tekst) for tekst in GETYPT.values()) * TOETS,
        "velden in": len(GETYPT) * (DENKEN + WIJZEN + DRUK + 2 * HANDEN),
        "kiezen uit een lijst": len(GEKOZEN) * (DENKEN + 2 * (WIJZEN + DRUK)),
        "tikken": (len(GETIKT) + 1) * (DENKEN + WIJZEN + DRUK),
    }
    assert sum(tijd.values()) <= DRIE_MINUTEN, {wat: round(hoeveel) for wat, hoeveel in tijd.items()}


def _zonder_velden(formulier: str) -> str:
    """The form without the fields that another answer brings."""
    delen = re.split(r'(?=<(?:div|fieldset) class="utrecht-form-field)', formulier)
    namen = tuple(f'name="{naam}"' for naam in BIJ_EEN_ANDER_ANTWOORD)
    rest = [re.sub(r"^.*?(?=</fieldset>|\Z)", "", deel, count=1, flags=re.DOTALL) for deel in delen]
    return "".join(r if any(naam in deel for naam in namen) else deel for deel, r in zip(delen, rest, strict=True))
