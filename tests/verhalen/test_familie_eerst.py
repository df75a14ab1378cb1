"""Families first, over the pages: the raad waits, the mail waits, the family is told, everything goes (R124-R126)."""

import pytest

from communicatie.models import Bericht, Informeermoment, Slachtofferhulp, Uiting

from .test_scenario_d import tot_scenario_d
from .verteller import Verteller


@pytest.mark.eis("R124")
@pytest.mark.eis("R125")
@pytest.mark.eis("R126")
def test_de_raad_en_de_medewerkers_horen_het_na_de_familie(verhaal: Verteller) -> None:
    tot_scenario_d(verhaal, familie=False)
    verhaal.stap("start_fase_1", "regiomanager")
    verhaal.post()

    with pytest.raises(AssertionError, match="Kies hoe dit naar buiten kwam"):
        verhaal.doe("raad_informeren", "manager_zwolle", "zwolle")
    verhaal.doe("communicatieadvies_fase_1", "adviseur")
    assert "gedeeld_beeld" not in verhaal.post()
    wacht = Bericht.objects.filter(status="wacht")
    assert {rij.rol for rij in wacht} == {"medewerkers_regio"}

    verhaal.doe("jeugdige_familie", "contractmanager")
    assert Slachtofferhulp.objects.get().is_aangeboden
    assert {rij.informering.rol for rij in Informeermoment.objects.all()} == {"jeugdige_familie"}
    assert set(verhaal.post()["gedeeld_beeld"]) == {"medewerkers_regio"}
    verhaal.doe("raad_informeren", "manager_zwolle", "zwolle")
    assert [(rij.soort, rij.wist_familie) for rij in Uiting.objects.all()] == [("raadsbrief", True)]
