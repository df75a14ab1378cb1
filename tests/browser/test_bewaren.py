"""Keeping and destroying in a real browser, at the desk and on the phone: one asks, another approves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from escalatie.bewaren import rekenen, verzoeken
from tests import bouw
from tests.statussen import Status

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_de_een_vraagt_en_een_ander_vernietigt(
    openen: Openen, breedte: int, website: str, nu: datetime, settings: Any
) -> None:
    termijnen = {naam: 12 for naam in rekenen.NAMEN if naam.startswith("scenario")} | {"niet_meldingswaardig": 24}
    settings.REGIO = replace(settings.REGIO, bewaren=termijnen)
    weg = bouw.tot(Status.NIET_MELDINGSWAARDIG, nu - timedelta(days=1100))
    blijft = bouw.melding(nu)
    verzoeken.stel_voor(nu)
    beheer = openen(breedte)
    beheer.log_in("beheerder")
    beheer.ga("/beheer/bewaren/bewaarplicht/", "bewaren-plicht")
    beheer.vul("Kenmerk van het dossier", blijft.kenmerk)
    beheer.vul("Waarom moet dit dossier blijven?", "De inspectie onderzoekt dit nog.")
    beheer.druk("Opleggen")
    beheer.ga("/beheer/bewaren/", "bewaren")
    beheer.ziet("geen termijn gezet: blijft bewaard")
    beheer.volg(weg.kenmerk)
    beheer.vul("Waarom?", "De termijn is voorbij.")
    beheer.bekijk("bewaren-vragen")
    beheer.druk("Vraag om te vernietigen")
    beheer.ziet("Wacht op een tweede persoon")

    manager = openen(breedte)
    manager.log_in("regiomanager")
    manager.ga("/beheer/bewaren/")
    manager.volg(weg.kenmerk)
    manager.bekijk("bewaren-besluiten")
    manager.druk("Goedkeuren en vernietigen")
    manager.ziet("Akte van vernietiging 1")
    manager.bekijk("bewaren-akte")
    manager.ga("/beheer/bewaren/inzage/", "bewaren-inzage")
