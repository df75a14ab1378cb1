"""First the family, in a real browser: the lock, the task that opens it, leave with a reason, an investigation."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from basis.kalender import lokaal
from tests import bouw

from .conftest import Openen
from .venster import Venster


@pytest.mark.eis("R125")
@pytest.mark.eis("R126")
@pytest.mark.eis("R149")
@pytest.mark.eis("R156")
def test_eerst_de_familie_dan_de_rest(openen: Openen, breedte: int, website: str, nu: datetime) -> None:
    zaak = bouw.in_scenario("d", nu - timedelta(hours=2))
    rsj, leider = openen(breedte), openen(breedte)
    leider.log_in("regiomanager")
    leider.ga(f"/meldingen/{zaak.kenmerk}/", "dossier-slot-dicht")
    leider.volg("Communicatie", in_=leider.page.locator(".cal-tabs"))
    leider.bekijk("communicatie-slot-dicht")
    leider.volg("Vrijgeven met een reden")
    leider.kies("Wat mag één keer naar buiten?", "Persbericht")
    leider.druk("Eén keer vrijgeven")
    leider.bekijk("vrijgeven-zonder-reden")
    leider.vul("Waarom mag dit toch nu naar buiten?", "Er gaat een onjuist bericht rond.")
    leider.druk("Eén keer vrijgeven")
    leider.ziet("Vrijgegeven, voor één keer: persbericht.")

    rsj.log_in("contractmanager")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/communicatie/")
    rsj.volg("De familie weet het")
    for wie in ("Jeugdige", "Ouder of verzorger"):
        rsj.inhoud.get_by_role("checkbox", name=wie, exact=True).check()
    _moment(rsj, "Wanneer hoorden zij het?", nu)
    rsj.vul("Hoe?", "in een gesprek")
    rsj.vul("Wie vertelde het?", "gedragswetenschapper aanbieder")
    rsj.kies("Is slachtofferhulp aangeboden?", "Ja")
    _moment(rsj, "Wanneer aangeboden?", nu)
    rsj.vul("Door wie aangeboden?", "maatschappelijk werker aanbieder")
    rsj.bekijk("familie-ingevuld")
    rsj.druk("Vastleggen")
    rsj.ziet("Vastgelegd: Vraag of de jeugdige en de familie")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/communicatie/", "communicatie-slot-open")
    rsj.ziet("Het slot is open.")

    leider.ga(f"/meldingen/{zaak.kenmerk}/communicatie/onderzoek/")
    _moment(leider, "Wanneer begon het onderzoek?", nu)
    leider.vul("Wie beslist nu wat naar buiten gaat?", "officier van justitie")
    leider.vul("Hoe weet u dit?", "Gehoord in de driehoek van Zwolle.")
    leider.druk("Vastleggen")
    leider.ziet("Politie en OM")
    leider.bekijk("communicatie-onderzoek")
    leider.ga(f"/meldingen/{zaak.kenmerk}/communicatie/informeren/?orgaan=raad&gemeente=zwolle", "raad-informeren")


def _moment(venster: Venster, vraag: str, nu: datetime) -> None:
    hier = lokaal(nu - timedelta(minutes=5))
    venster.inhoud.get_by_label(re.compile(re.escape(vraag))).first.fill(f"{hier:%d-%m-%Y %H:%M}")
