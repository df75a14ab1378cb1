"""A journalist calls: the contractmanager takes it in, the adviseur writes, every gemeente hears, all look back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from basis import klok
from basis.kalender import lokaal
from communicatie.models import Persvraag
from communicatie.post.berichten import verzend
from tests.bouw import Regio
from tests.conftest import Mailserver

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUREAU, TELEFOON = 1440, 390
KERN = "Kinderen wachten gemiddeld zes weken. De gemeenten betalen dit jaar extra voor snelle hulp."
CITAAT = "De wethouder zegt: zes weken is te lang, daarom betalen wij extra."


@pytest.mark.eis("R3")
@pytest.mark.eis("R10")
@pytest.mark.eis("R14")
@pytest.mark.eis("R16")
@pytest.mark.eis("R20")
def test_van_de_telefoon_van_de_contractmanager_tot_de_evaluatie(
    openen: Openen, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    onderweg, schrijver, leider = openen(TELEFOON), openen(BUREAU), openen(TELEFOON)
    vraag = _neem_aan(onderweg, nu)
    _schrijf(schrijver, vraag)
    _zet(schrijver, vraag, "Kernboodschap sturen")
    onderweg.ga(vraag.get_absolute_url(), "persvraag-in-afstemming")
    onderweg.volg("Navraag vastleggen")
    onderweg.kies("Moeten de communicatieadviseurs", "Nee")
    onderweg.druk("Navraag vastleggen")
    _zet(schrijver, vraag, "Andere gemeenten informeren")
    leider.ga("/", "inloggen")
    leider.log_in("regiomanager")
    _zet(leider, vraag, "Doorsturen aan het escalatieteam (wethouders jeugd)")
    _naar_communicatie(schrijver, vraag)
    _leg_antwoord_vast(onderweg, vraag)
    _zet(schrijver, vraag, "Evaluatie beginnen")
    _evalueer(onderweg, vraag)

    verzend(nu + timedelta(minutes=1), limiet=500)
    brieven = [str(brief.get_body(("plain",)).get_content()) for brief in mailserver.ontvangen]  # type: ignore[union-attr]
    assert sum(KERN.split(".", maxsplit=1)[0] in brief for brief in brieven) >= 12
    schrijver.ga("/persvragen/?stand=gesloten", "persvragen-afgerond")
    schrijver.ziet(vraag.kenmerk)
    leider.ga("/communicatie/", "werkbank-leeg")


def _neem_aan(venster: Venster, nu: datetime) -> Persvraag:
    """On the phone: the list is empty, the form warns, then it is there."""
    venster.ga("/", "inloggen")
    venster.log_in("contractmanager")
    venster.ga("/persvragen/", "persvragen-leeg")
    venster.volg("Nieuwe persvraag")
    venster.druk("Persvraag vastleggen")
    venster.bekijk("persvraag-onvolledig")
    venster.vul("Wat wil de pers weten?", "Hoe lang wachten kinderen op ambulante hulp?")
    venster.vul("Onderwerp", "Wachttijden ambulante hulp")
    venster.vul("Welk medium?", "Omroep Oost (verzonnen)")
    venster.kies("Wie belde of mailde u?", "Gemeente")
    venster.selecteer("Welke gemeente geeft het antwoord?", "Zwolle")
    venster.druk("Persvraag vastleggen")
    venster.bekijk("persvraag-vastgelegd")
    venster.ziet("Antwoord vóór")
    venster.volg("Informatie verzamelen")
    venster.druk("Informatie verzamelen")
    venster.bekijk("persvraag-informatie-verzamelen")
    venster.ga("/persvragen/", "persvragen-kaarten")
    return Persvraag.objects.get()


def _schrijf(venster: Venster, vraag: Persvraag) -> None:
    venster.ga("/", "inloggen")
    venster.log_in("adviseur")
    venster.ga("/communicatie/", "werkbank")
    venster.volg(vraag.kenmerk)
    venster.volg("Teksten schrijven")
    venster.vul("Kernboodschap", KERN)
    venster.vul("Achtergrond", "De cijfers zijn van het derde kwartaal.")
    venster.vul("Memo", "Verwijs vragen van de pers door naar Zwolle.")
    venster.druk("Teksten bewaren")
    venster.bekijk("persvraag-met-teksten")


def _zet(venster: Venster, vraag: Persvraag, naam: str) -> None:
    """Take a step that asks nothing; the page before it says what goes out."""
    venster.ga(vraag.get_absolute_url(), f"voor-{naam}")
    venster.volg(naam)
    venster.druk(naam)
    venster.bekijk(f"na-{naam}")


def _naar_communicatie(venster: Venster, vraag: Persvraag) -> None:
    venster.ga(vraag.get_absolute_url(), "voor-naar-communicatie")
    venster.volg("Naar communicatie")
    venster.kies("Is er extra communicatie nodig?", "Nee")
    venster.druk("Naar communicatie")
    venster.bekijk("na-naar-communicatie")


def _leg_antwoord_vast(venster: Venster, vraag: Persvraag) -> None:
    venster.ga(vraag.get_absolute_url(), "persvraag-in-communicatie")
    venster.volg("Antwoord vastleggen")
    venster.vul("Of was het een eigen antwoord?", CITAAT)
    venster.vul("Wie gaf het antwoord?", "wethouder jeugd")
    # Now, and not when the test began: that may be the minute before the question was taken in.
    straks = lokaal(klok.nu())
    venster.vul_moment("Wanneer kreeg de pers", f"{straks:%Y-%m-%d}", f"{straks:%H:%M}")
    venster.druk("Antwoord vastleggen")
    venster.bekijk("persvraag-beantwoord")
    assert venster.page.url.endswith(vraag.get_absolute_url()), "het formulier is geweigerd"
    venster.ziet(CITAAT)


def _evalueer(venster: Venster, vraag: Persvraag) -> None:
    venster.ga(vraag.get_absolute_url(), "persvraag-in-evaluatie")
    venster.volg("Persvraag afronden")
    venster.vul("Liepen het proces", "Ja, dezelfde dag nog.")
    venster.kies("Zijn er nieuwe", "Nee")
    venster.vul("Licht uw keuze toe", "Niets veranderde.")
    venster.druk("Persvraag afronden")
    venster.bekijk("persvraag-afgerond")
    venster.ziet("Ja, dezelfde dag nog.")
