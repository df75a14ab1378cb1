"""The functionaris gegevensbescherming in a real browser: who looked, who asks what is known of him, and no dossier."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from contacten.models import Gebruiker
from tests import bouw

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_zij_ziet_wie_keek_en_haalt_op_wat_van_een_persoon_bekend_is(
    openen: Openen, breedte: int, website: str, nu: datetime, tmp_path: Path
) -> None:
    melding = bouw.in_fase_1(nu)
    manager = openen(breedte)
    manager.log_in("regiomanager")
    manager.ga(melding.get_absolute_url())

    zij = openen(breedte)
    zij.log_in("privacy")
    with zij.verwacht(404):
        zij.ga(melding.get_absolute_url(), "geen-dossier")
    zij.ga("/inzage/", "inzage")
    zij.vul("Kenmerk", f" {melding.kenmerk.lower()} ")
    zij.druk("Wie heeft dit bekeken")
    zij.bekijk("wie-heeft-dit-bekeken")
    regel = str(Gebruiker.objects.get(username="regiomanager").naam)
    zij.ziet(regel)
    assert zij.inhoud.get_by_role("link", name=melding.kenmerk).count() == 0
    zij.inhoud.get_by_role("link", name=regel, exact=True).first.click()
    zij.bekijk("wat-een-persoon-bekeek")
    zij.ga("/beheer/bewaren/", "bewaren-lezen")
    zij.volg("Inzage vragen")
    zij.kies("Waarvan vraagt u inzage?", "één account")
    zij.vul("Gebruikersnaam", "toegang_zwolle")
    zij.vul("Waarom?", "Verzoek van de persoon zelf.")
    zij.druk("Vragen")
    zij.ziet("Een ander moet het goedkeuren")
    zij.bekijk("inzage-gevraagd")
    verzoek = zij.page.url

    manager.ga(verzoek, "inzage-goedkeuren")
    manager.druk("Goedkeuren")
    zij.ga(verzoek, "inzage-ophalen")
    with zij.page.expect_download() as gehaald:
        zij.inhoud.get_by_role("link", name="Bestand ophalen").click()
    gehaald.value.save_as(tmp_path / "inzage.zip")
    assert (tmp_path / "inzage.zip").read_bytes()[:2] == b"PK"
