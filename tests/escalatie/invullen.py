"""What a browser sends: the fields of the registration form and of an impactanalyse, ready to change."""

from datetime import datetime, timedelta
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.test import Client

from basis.kalender import lokaal
from contacten.models import Aanbieder
from tests.bouw import CRITERIA, REGIONALE_AANBIEDER, Regio

OMSCHRIJVING = "Een jeugdige viel van het dak van de woongroep en is zwaargewond."


def melding_velden(regio: Regio, nu: datetime, **anders: Any) -> dict[str, Any]:
    """A complete form about a calamiteit of yesterday in Zwolle; `anders` replaces fields, None leaves one out."""
    velden: dict[str, Any] = {
        "sleutel": str(uuid4()),
        "soort": "calamiteit",
        "meldingssoort": "verplicht",
        "melder": "aanbieder",
        **{f"criterium_{code}": "ja" for code in CRITERIA["calamiteit"]},
        "categorie": "letsel_jeugdige",
        "aanbieder": str(aanbieder(regio).pk),
        "aanbieder_soort": "",
        "zorgcontext": "jeugdhulp",
        "grondslag": "jeugdwet",
        "onderwerp": "Val van dak op woongroep",
        "omschrijving": OMSCHRIJVING,
        "gebeurd_datum": (lokaal(nu) - timedelta(days=1)).strftime("%Y-%m-%d"),
        "plaatssoort": "bij_aanbieder",
        "gemeente_verblijf": "zwolle",
        "gemeente_woonplaats": "zelfde",
        **moment("ontvangen_op", nu),
        "persoonsgegevens": "nee",
    }
    return {naam: waarde for naam, waarde in {**velden, **anders}.items() if waarde is not None}


def moment(naam: str, op: datetime) -> dict[str, str]:
    """The two inputs of a moment, on a Dutch clock."""
    hier = lokaal(op)
    return {f"{naam}_0": hier.strftime("%Y-%m-%d"), f"{naam}_1": hier.strftime("%H:%M")}


def aanbieder(regio: Regio) -> Aanbieder:
    """The aanbieder of the form."""
    return regio.aanbieders[REGIONALE_AANBIEDER]


def analyse_velden(versie: int = 1, **anders: Any) -> dict[str, Any]:
    """A complete analysis of a toegang that points to scenario a; `anders` replaces fields, None leaves one out."""
    antwoorden = {
        "veiligheid": "gewaarborgd",
        "handelen": "voldoende",
        "herhaling": "geen_herhaling",
        "onrust": "geen_onrust",
    }
    velden: dict[str, Any] = {"versie": str(versie)}
    velden |= {f"antwoord_{code}": antwoord for code, antwoord in antwoorden.items()}
    velden |= {f"toelichting_{code}": f"Onze uitleg bij {code}." for code in antwoorden}
    return {naam: waarde for naam, waarde in {**velden, **anders}.items() if waarde is not None}


class _Lezer(HTMLParser):
    """Collects what a browser would send of a page that nobody touched."""

    def __init__(self) -> None:
        super().__init__()
        self.velden: dict[str, Any] = {}
        self.lijst = self.vak = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kenmerk = {naam: waarde or "" for naam, waarde in attrs}
        naam = kenmerk.get("name", "")
        if tag == "select":
            self.lijst = naam
        elif tag == "option" and ("selected" in kenmerk or self.lijst not in self.velden):
            self.velden[self.lijst] = kenmerk["value"]
        elif tag == "textarea":
            self.vak = naam
            self.velden[naam] = ""
        elif tag == "input" and (kenmerk.get("type") not in {"radio", "checkbox"} or "checked" in kenmerk):
            waarde = kenmerk.get("value", "")
            # More boxes of one name go along as more values.
            eerder = self.velden.get(naam) if kenmerk.get("type") == "checkbox" else None
            self.velden[naam] = (
                [*eerder, waarde] if isinstance(eerder, list) else [eerder, waarde] if eerder else waarde
            )

    def handle_data(self, data: str) -> None:
        if self.vak:
            self.velden[self.vak] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.velden[self.vak] = self.velden[self.vak].removeprefix("\n")
            self.vak = ""


def van_pagina(antwoord: Any) -> dict[str, Any]:
    """The fields of the page as they stand on screen."""
    return van_tekst(antwoord.content.decode())


def van_tekst(html: str) -> dict[str, Any]:
    """The fields of this page as they stand on screen."""
    lezer = _Lezer()
    lezer.feed(html)
    return lezer.velden


def verstuur(client: Client, adres: str, **velden: Any) -> Any:
    """Open the page of a form and send it as a browser does: with what the page itself gave, and these fields. A page
    that is not there is sent to all the same, with these fields alone."""
    pagina = client.get(adres)
    gegeven = van_pagina(pagina) if pagina.status_code == HTTPStatus.OK else {}
    return client.post(adres, {**gegeven, **{naam.replace("__", "-"): waarde for naam, waarde in velden.items()}})
