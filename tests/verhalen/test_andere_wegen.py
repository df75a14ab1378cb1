"""The other roads: not meldingswaardig, doubt, another judgement, opening again, and a gemeente without anyone."""

from typing import Any

import pytest
from django.db.models import F

from communicatie.models import Bericht, BerichtStatus
from escalatie.models import Stap, Taak
from tests.bouw import CRITERIA

from .verteller import KANARIE, Verteller

CM = ["contractmanager", "contractmanager"]


@pytest.mark.eis("R36")
@pytest.mark.eis("R37")
@pytest.mark.eis("R40")
@pytest.mark.parametrize("velden", [{"soort": "incident"}, {"soort": "andere_melding", "meldingssoort": "andere"}])
def test_wat_niet_meldingswaardig_is_stopt_na_de_triage(verhaal: Verteller, velden: dict[str, str]) -> None:
    geen_criteria: dict[str, Any] = {f"criterium_{code}": None for code in CRITERIA["calamiteit"]}
    verhaal.registreer("zwolle", categorie="", **geen_criteria, **velden)
    verhaal.post()

    verhaal.stap("wijs_af", motivering="de aanbieder handelt dit zelf af")

    assert verhaal.melding.status == "niet_meldingswaardig"
    assert verhaal.melding.afgerond_op == verhaal.nu
    assert (verhaal.termijnen(), verhaal.open_taken()) == ({}, [])
    assert verhaal.post() == {"melding_afgewezen": ["toegang zwolle"]}
    assert KANARIE in Stap.objects.get(code="wijs_af").motivering

    verhaal.wordt("2026-11-26 17:00")
    assert verhaal.post() == {}
    verhaal.stap("herzie_triage", motivering="er is meer bekend")
    assert verhaal.melding.status == "ontvangen"
    assert verhaal.melding.afgerond_op is None
    assert verhaal.termijnen() == {"triage": "2026-11-27 17:00"}
    assert verhaal.post() == {"melding_ontvangen_toegang": ["toegang zwolle"]}


@pytest.mark.eis("R61")
@pytest.mark.eis("A7")
def test_bij_twijfel_wordt_eerst_de_regiomanager_geraadpleegd(verhaal: Verteller) -> None:
    verhaal.registreer("zwolle")
    verhaal.stap("start_impactanalyse")
    verhaal.analyseer("twijfel", zwolle="toegang_zwolle")
    verhaal.stap("start_beoordeling")
    verhaal.post()

    verhaal.stap("raadpleeg_bij_twijfel", "toegang_zwolle")
    assert verhaal.melding.status == "twijfel"
    assert verhaal.termijnen() == {"twijfel": "2026-11-25 17:00"}
    assert {"raadpleeg_regiomanager", "raadpleeg_contactpersoon zwolle"} <= set(verhaal.open_taken())
    assert verhaal.post() == {
        "taak_gegeven": CM,
        "twijfel_regiomanager": ["regiomanager"],
        "twijfel_toegang": ["toegang zwolle"],
    }

    verhaal.wordt("2026-11-25 17:00")
    # Nobody found out whether all are safe: that is said too.
    assert verhaal.post() == {"termijn_bereikt": ["regiomanager"], "termijn_te_laat": [*CM, "toegang zwolle"]}
    verhaal.doe("veiligheid_navragen", "toegang_zwolle", "zwolle")
    verhaal.doe("raadpleeg_regiomanager", "contractmanager")
    verhaal.doe("raadpleeg_contactpersoon", "toegang_zwolle", "zwolle")
    verhaal.stap("hervat_beoordeling", "regiomanager")
    assert verhaal.melding.status == "beoordeling"
    assert verhaal.post() == {"beoordeling_samen": ["toegang zwolle"], "taak_gegeven": CM}

    verhaal.bevestig("a", zwolle="toegang_zwolle")
    verhaal.stap("kies_a", afwijking_volgens_advies="zo besloten na overleg")
    assert verhaal.melding.status == "scenario_a"
    assert list(Stap.objects.get(code="kies_a").afwijkingen) == ["volgens_advies"]


def in_scenario_a(verhaal: Verteller) -> None:
    """Zwolle, scenario a, everyone told."""
    verhaal.registreer("zwolle")
    verhaal.stap("start_impactanalyse")
    verhaal.analyseer("a", zwolle="toegang_zwolle")
    verhaal.stap("start_beoordeling")
    verhaal.bevestig("a", zwolle="toegang_zwolle")
    verhaal.stap("kies_a")
    verhaal.post()


@pytest.mark.eis("A14")
def test_heroverwegen_gaat_van_a_naar_d(verhaal: Verteller) -> None:
    in_scenario_a(verhaal)
    verhaal.wordt("2026-11-25 10:00")
    verhaal.stap("heroverweeg", motivering="er is nu toch onrust")
    assert (verhaal.melding.status, verhaal.melding.scenario) == ("beoordeling", "")
    assert verhaal.termijnen() == {"beoordeling": "2026-11-26 17:00"}
    assert "lokaal_informeren zwolle" not in verhaal.open_taken()
    assert {"beoordeling", "beoordeling_toegang zwolle"} <= set(verhaal.open_taken())
    assert verhaal.post() == {"heroverweging": sorted([*CM, "communicatieadviseur", "regiomanager", "toegang zwolle"])}

    verhaal.bevestig("d", zwolle="toegang_zwolle")
    verhaal.stap("kies_d", afwijking_volgens_advies="de onrust is nieuw")
    assert (verhaal.melding.status, verhaal.melding.scenario) == ("scenario_d", "d")
    assert verhaal.termijnen() == {"managersoverleg": "2026-11-26 10:00"}
    assert verhaal.post()["scenario_d_manager"] == [
        f"manager_gemeente {plaats}" for plaats in ("deventer", "kampen", "raalte", "zwolle")
    ]
    codes = Stap.objects.filter(zaak=verhaal.melding).exclude(van=F("naar")).values_list("code", flat=True)
    assert list(codes) == ["registreer", "start_impactanalyse", "start_beoordeling", "kies_a", "heroverweeg", "kies_d"]


@pytest.mark.eis("A14")
@pytest.mark.eis("R79")
def test_heroverwegen_stopt_de_48_uur(verhaal: Verteller) -> None:
    verhaal.registreer("zwolle")
    verhaal.stap("start_impactanalyse")
    verhaal.analyseer("d", zwolle="toegang_zwolle")
    verhaal.stap("start_beoordeling")
    verhaal.bevestig("d", zwolle="toegang_zwolle")
    verhaal.stap("kies_d")
    verhaal.stap("start_fase_1", "regiomanager", afwijking_taak__managersoverleg="telefonisch besproken")
    verhaal.wordt("2026-11-25 09:00")
    verhaal.stap("heroverweeg", "regiomanager", motivering="het was een vergissing")
    verhaal.post()

    assert verhaal.afgelopen_termijnen()["fase_1"] == "gestopt"
    verhaal.wordt("2026-11-27 23:00")
    assert verhaal.post() == {"termijn_bereikt": CM, "termijn_te_laat": CM}
    assert not Bericht.objects.filter(regel__startswith="fase_1_", gepland_op__gt="2026-11-25T10:00+01:00").exists()


@pytest.mark.eis("A14")
def test_heropenen_begint_een_nieuwe_beoordeling(verhaal: Verteller) -> None:
    in_scenario_a(verhaal)
    verhaal.doe_de_rest()
    verhaal.stap("start_monitoring")
    verhaal.doe_de_rest()
    verhaal.stap("rond_af")
    verhaal.post()

    verhaal.wordt("2027-02-01 11:00")
    verhaal.stap("heropen", "regiomanager", motivering="nieuwe feiten")

    assert (verhaal.melding.status, verhaal.melding.afgerond_op) == ("beoordeling", None)
    assert verhaal.termijnen() == {"beoordeling": "2027-02-02 17:00"}
    assert verhaal.open_taken() == ["beoordeling", "beoordeling_toegang zwolle"]
    assert verhaal.post() == {
        "heroverweging": sorted([*CM, "regiomanager", "toegang zwolle"]),
        "uitkomst_heropend": ["communicatieadviseur"],
    }


@pytest.mark.eis("R99")
@pytest.mark.eis("R46")
def test_een_melding_voor_deventer_wordt_meteen_rood_met_een_beltaak(verhaal: Verteller) -> None:
    verhaal.registreer("deventer", aanbieder="brug")

    rij = Bericht.objects.get(zaak=verhaal.melding, rol="toegang")
    assert (rij.status, rij.ontvanger) == (BerichtStatus.GEEN_ONTVANGER, f"leeg:toegang:{rij.gemeente_id}")
    taak = Taak.objects.get(zaak=verhaal.melding, code="bel_lege_zetel")
    assert (taak.rol, str(taak.gemeente)) == ("contractmanager", "Deventer")
    assert verhaal.open_taken() == ["bel_lege_zetel deventer", "triage"]
    assert verhaal.post() == {"melding_ontvangen": CM, "melding_voor_adviseur": ["communicatieadviseur"]}

    verhaal.doe("bel_lege_zetel", "contractmanager", "deventer")
    assert verhaal.open_taken() == ["triage"]
    verhaal.stap("start_impactanalyse")
    assert "bel_lege_zetel deventer" in verhaal.open_taken()
    verhaal.analyseer("a", deventer="toegang_deventer")
    verhaal.stap("start_beoordeling")
    verhaal.bevestig("a", deventer="contractmanager")
    verhaal.stap("kies_a")
    assert verhaal.melding.status == "scenario_a"
    assert verhaal.melding.betrokkenheden.get().bevestigd_namens == f"{KANARIE} functie"
