"""What a step says of itself: what it does, what has to be done first, and what is true once it was taken. And what
whoever took it reads: who was told, and what is next and before when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from contacten.models import Gebruiker
from escalatie.draaiboek import daarna as na
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.mogelijkheden import mogelijkheid
from escalatie.models import Termijn
from escalatie.protocol import controle_basis
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol, versies
from tests import bouw, gezegd

VERSIES = [versie for versie in versies() if not haal_protocol(versie).gebaseerd_op]


def stappen(versie: str) -> list[tuple[str, Any]]:
    protocol, pers = haal_protocol(versie), haal_communicatieregels(versie)
    groepen = {"melding": protocol.overgangen, "paraatheid": protocol.paraatheid_stappen, "pers": pers.stappen}
    return [(soort, stap) for soort, regels in groepen.items() for stap in regels]


@pytest.mark.parametrize("versie", VERSIES)
def test_elke_stap_zegt_wat_zij_doet_wat_eerst_moet_en_wat_er_dan_klopt(versie: str) -> None:
    for soort, stap in stappen(versie):
        waar = f"{versie}, {soort}, {stap.code}"
        assert stap.zin, waar
        assert stap.gedaan, waar
        assert bool(stap.kan_niet) == bool(stap.vereist), waar
        for tekst in (stap.zin, stap.gedaan, stap.kan_niet):
            # Words and no codes: none of its own names, and no place that was left open.
            assert "_" not in tekst, waar
            assert "{" not in tekst, waar


def test_de_start_weigert_een_stap_die_niets_zegt() -> None:
    class Wet:
        stappen: tuple[Any, ...] = ()

    wet, stap = Wet(), haal_communicatieregels(VERSIES[0]).stap_per_code["vraag_na"]
    for anders, klacht in (
        ({"gedaan": ""}, "zeg in gedaan"),
        ({"gedaan": "Gedaan"}, "schrijf een hele zin"),
        ({"kan_niet": "Eerst dit", "vereist": ("x",)}, "schrijf een hele zin"),
        ({"vereist": ()}, "kan_niet hoort bij"),
    ):
        wet.stappen = (type(stap)(**{**vars(stap), **anders}),)
        assert any(klacht in zin for zin in controle_basis.zinnen(wet, "stappen")), anders
    wet.stappen = (stap,)
    assert list(controle_basis.zinnen(wet, "stappen")) == []


def test_wie_iets_nog_niet_kan_leest_waarom_en_wat_eerst_moet(contractmanager: Gebruiker, nu: datetime) -> None:
    melding = bouw.tot("impactanalyse", nu)
    kan = mogelijkheid(
        melding, contractmanager, haal_protocol(melding.protocol_versie).stap_per_code["start_beoordeling"]
    )
    assert not kan.mag
    assert kan.reden == (
        "De contractmanager RSJ heeft de impactanalyse nog niet ingediend. "
        "Die analyse moet eerst zijn ingediend. Daarna kunt u samen beoordelen."
    )


@pytest.mark.django_db
def test_daarna_staat_er_wie_bericht_kreeg_en_wat_hierna_komt(nu: datetime) -> None:
    melding = bouw.tot("ontvangen", nu)
    zin = daarna(melding, "Gedaan", nu)
    assert zin.startswith("Gedaan. Om 10:00 uur gaat er bericht naar de ")
    assert "Hierna: beoordelen of het meldingswaardig is, vóór " in zin
    assert gezegd.mist(melding.get_absolute_url(), zin) == []
    # Nobody was told at another moment, and no term runs: that is said too.
    Termijn.objects.filter(zaak=melding).update(geeindigd_op=nu, status="gehaald")
    later = nu.replace(year=nu.year + 1)
    assert daarna(melding, "Gedaan?", later) == f"Gedaan? {na.NIEMAND} {na.GEEN_TERMIJN}"
    # Nothing followed that sentence, as when no gemeente joined or left.
    assert daarna(melding, "Aangepast. ", later).startswith(f"Aangepast. {na.NIEMAND}")
    klaar = bouw.tot("niet_meldingswaardig", nu)
    assert daarna(klaar, "Gedaan?", later) == f"Gedaan? {na.NIEMAND} {na.KLAAR}"
    assert gezegd.mist(melding.get_absolute_url(), "Opgeslagen.") == ["wie bericht kreeg", "wat hierna komt"]
