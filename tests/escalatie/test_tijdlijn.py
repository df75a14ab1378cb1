"""The timeline is computed from rows and tells who, when and why, the newest first."""

from datetime import datetime, timedelta

import pytest

from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking import ronde
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from tests import bouw

pytestmark = pytest.mark.django_db


def test_de_nieuwste_staat_bovenaan_en_de_melding_onderaan(regio: bouw.Regio, nu: datetime) -> None:
    momenten = tijdlijn(bouw.in_fase_1(nu))

    assert [m.op for m in momenten] == sorted((m.op for m in momenten), reverse=True)
    assert momenten[-1].tekst == "Melding vastleggen"


@pytest.mark.eis("R2")
def test_een_afwijking_staat_er_met_haar_reden(regiomanager: Gebruiker, nu: datetime) -> None:
    melding = bouw.in_scenario("d", nu)
    opdracht = Opdracht(
        melding.pk,
        "start_fase_1",
        regiomanager.pk,
        "scenario_d",
        afwijkingen={"taak:managersoverleg": "Het overleg is vanavond."},
    )

    voer_uit(opdracht, nu + timedelta(hours=1))

    stap = next(m for m in tijdlijn(melding) if m.tekst.startswith("Fase 1 starten"))
    assert stap.door == regiomanager.naam
    assert "Het overleg is vanavond." in stap.toelichting
    assert "overleg met de managers" in stap.toelichting


@pytest.mark.eis("R79")
def test_een_waarschuwing_en_een_verstreken_termijn_staan_er(regio: bouw.Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)
    ronde.bewaak(nu + timedelta(hours=43))
    ronde.bewaak(nu + timedelta(hours=49))

    teksten = [m.tekst for m in tijdlijn(melding)]

    assert "Waarschuwing: Fase 1: organisatie loopt bijna af" in teksten
    assert "Termijn verstreken: Fase 1: organisatie" in teksten


@pytest.mark.eis("R99")
def test_wie_niet_is_bereikt_staat_er_bij_naam_van_de_plek(regio: bouw.Regio, nu: datetime) -> None:
    momenten = tijdlijn(bouw.melding(nu, gemeenten=("deventer",)))

    rood = [m for m in momenten if m.kleur == "negative"]
    assert any("gemeentelijke toegang Deventer" in m.tekst for m in rood)


def test_een_overleg_staat_er_een_keer_en_een_bevestiging_met_wie(regio: bouw.Regio, nu: datetime) -> None:
    loper = bouw.loper(nu).registreer(bouw.gegevens(nu)).stap("start_impactanalyse").analyseer("d")
    loper.stap("start_beoordeling").bevestig("d").stap("kies_d").doe("managersoverleg")
    loper.stap("start_fase_1", Rol.REGIOMANAGER)

    teksten = [m.tekst for m in tijdlijn(loper.melding)]

    assert teksten.count("Overleg: Overleg met de managers van de gemeenten") == 1
    assert "Gedaan: Overleg met de managers van de gemeenten" not in teksten
    assert "Gemeentelijke toegang Zwolle bevestigt scenario d" in teksten
