"""A closed dossier says so before anybody types, and says what opens it again."""

import re
from datetime import datetime

import pytest

from calamiteiten.models import Melding
from escalatie.models import Taak
from tests import bouw
from tests.bouw import Regio
from tests.communicatie.persklikken import als

from .invullen import melding_velden

pytestmark = pytest.mark.django_db
DICHT = ["afgerond", "niet_meldingswaardig", "ingetrokken", "dubbel"]
PAGINAS = ("wijzigen/", "analyse/", "communicatieadvies/", "beoordeling/", "communicatie/", "taken/nieuw/")


def hoofd(antwoord: object) -> str:
    return re.split("<main|</main", antwoord.content.decode())[1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", DICHT)
def test_geen_pagina_van_een_gesloten_dossier_laat_iets_invullen(regio: Regio, nu: datetime, status: str) -> None:
    melding = bouw.tot(status, nu)
    taken = [f"taken/{taak.pk}/" for taak in Taak.objects.filter(zaak=melding)]
    gezien = 0
    for wie in ("contractmanager", "regiomanager", "adviseur", "toegang_zwolle"):
        client = als(regio.gebruikers[wie])
        for pad in (*PAGINAS, *taken):
            antwoord = client.get(melding.get_absolute_url() + pad)
            if antwoord.status_code == 200:
                gezien += 1
                assert 'method="post"' not in hoofd(antwoord), (wie, pad)
    assert gezien > 5


@pytest.mark.parametrize("status", DICHT)
def test_wie_wil_wijzigen_hoort_wat_het_dossier_weer_opent(regio: Regio, nu: datetime, status: str) -> None:
    melding = bouw.tot(status, nu)
    pagina = hoofd(als(regio.gebruikers["contractmanager"]).get(f"{melding.get_absolute_url()}wijzigen/"))
    assert "De gegevens zijn nu niet te wijzigen." in pagina
    assert f"{melding.get_absolute_url()}stap/" in pagina


def test_wie_aan_het_typen_was_houdt_zijn_tekst_en_hoort_niets_dat_niet_kan(regio: Regio, nu: datetime) -> None:
    melding = bouw.tot("afgerond", nu)
    velden = melding_velden(regio, nu, omschrijving="Wat ik net typte.", versie=melding.versie, reden="Zo was het.")
    antwoord = als(regio.gebruikers["contractmanager"]).post(f"{melding.get_absolute_url()}wijzigen/", velden)
    assert antwoord.status_code == 409
    pagina = hoofd(antwoord)
    assert "Wat ik net typte." in pagina
    assert "Bewaart u opnieuw" not in pagina
    assert "Wijzigingen bewaren" not in pagina
    assert Melding.objects.get().omschrijving != "Wat ik net typte."
