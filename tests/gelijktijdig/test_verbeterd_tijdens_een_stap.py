"""A step that waited for its zaak sees what was changed meanwhile, also where that points to another row."""

from dataclasses import replace
from datetime import datetime

import pytest

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie import onderzoeken
from communicatie.models import Bericht, Persvraag
from escalatie.draaiboek import betrokkenen
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.persvragen.opdrachten import Koppeling
from tests import bouw
from tests.communicatie import persbouw, slotbouw

from .parallel import na_het_wachten

pytestmark = [pytest.mark.gelijktijdig, pytest.mark.django_db(transaction=True)]


def test_een_stap_na_een_verbetering_van_de_aanbieder(nu: datetime) -> None:
    melding, door = bouw.in_scenario("b", nu), bouw.regio(nu).gebruikers["contractmanager"]
    oud = bouw.gegevens(nu)
    ander = next(bedrijf for bedrijf in bouw.regio().aanbieders.values() if bedrijf != oud.aanbieder)
    nieuw = replace(oud, aanbieder=ander, aanbieder_soort=ander.soort)
    opdracht = Opdracht(melding.pk, "heroverweeg", door.pk, melding.status, motivering="Er is nieuwe informatie.")

    stap = na_het_wachten(
        lambda: betrokkenen.wijzig(melding, nieuw, melding.versie, door, nu, "Belde."),
        lambda: voer_uit(opdracht, nu),
    )

    assert Melding.objects.values_list("aanbieder", "status").get(pk=melding.pk) == (ander.pk, stap.naar)


@pytest.mark.eis("R22", "R125")
def test_wat_intussen_bij_een_melding_hoort_gaat_niet_naar_buiten(nu: datetime) -> None:
    melding, mensen = bouw.in_fase_1(nu), bouw.regio(nu).gebruikers
    vraag = persbouw.loop(persbouw.persvraag(nu), "teksten", nu)
    opdracht = Opdracht(vraag.pk, "stem_af", mensen["contractmanager"].pk, vraag.status)

    with pytest.raises(Geweigerd):
        na_het_wachten(
            lambda: persbouw.stap(vraag, "koppel", mensen["regiomanager"], nu, gegevens=Koppeling(melding.pk)),
            lambda: voer_uit(opdracht, nu),
        )

    assert Persvraag.objects.values_list("melding", "status").get(pk=vraag.pk) == (melding.pk, vraag.status)


@pytest.mark.eis("R22", "R156")
def test_een_slot_dat_intussen_dichtgaat_houdt_de_tekst_van_wie_koppelt_tegen(nu: datetime) -> None:
    melding, mensen = bouw.in_fase_1(nu), bouw.regio(nu).gebruikers
    leider = mensen["regiomanager"]
    slotbouw.vertel_de_familie(melding, leider, nu)
    vraag = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu)
    feit = onderzoeken.Begin(nu, "officier van justitie", "De politie belde.")

    na_het_wachten(
        lambda: onderzoeken.begin(melding, feit, leider, nu, slotbouw.REGELS),
        lambda: persbouw.stap(vraag, "koppel", leider, nu, gegevens=Koppeling(melding.pk)),
    )

    teksten = Bericht.objects.filter(zaak=vraag.pk, gegevens__has_key="antwoordroute")
    assert set(teksten.values_list("status", flat=True)) == {"ingetrokken"}
