"""Scenario d over the pages: enough when the gemeenten scale up themselves, or by way of Fase 1 and Fase 2."""

import pytest

from .verteller import Verteller

CM = ["contractmanager", "contractmanager"]
# The aanbieder works in these four; the story is about Zwolle and Raalte.
WERKGEBIED = ["deventer", "kampen", "raalte", "zwolle"]
MANAGERS = ["manager_gemeente raalte", "manager_gemeente zwolle"]
TOEGANGEN = ["toegang raalte", "toegang zwolle"]
# Invited to the talk of the managers, and not involved.
GENODIGDEN = ["manager_gemeente deventer", "manager_gemeente kampen"]
PER_GEMEENTE = ["bestuurder_informeren", "college_informeren", "raad_informeren", "veiligheid"]


def tot_scenario_d(verhaal: Verteller, *, familie: bool = True) -> None:
    """Two gemeenten, each with an analysis and a confirmation of its own (A6); then scenario d. The family is told on
    the way, unless a story is about that."""
    verhaal.registreer("zwolle", "raalte")
    assert verhaal.post() == {
        "melding_ontvangen": CM,
        "melding_ontvangen_toegang": TOEGANGEN,
        "melding_voor_adviseur": ["communicatieadviseur"],
    }
    verhaal.stap("start_impactanalyse")
    assert [taak for taak in verhaal.open_taken() if taak.startswith("analyse")] == [
        "analyse_contractmanager",
        "analyse_toegang raalte",
        "analyse_toegang zwolle",
    ]
    assert verhaal.post() == {
        "communicatieadviseur_ingeschakeld": ["communicatieadviseur"],
        "impactanalyse_maken": TOEGANGEN,
    }
    verhaal.wordt("2026-11-24 14:00")
    verhaal.analyseer("d", zwolle="toegang_zwolle", raalte="toegang_raalte")
    verhaal.stap("start_beoordeling")
    verhaal.doe("opschalingsadvies", "toegang_zwolle", "zwolle")
    verhaal.doe("opschalingsadvies", "toegang_raalte", "raalte")
    verhaal.bevestig("d", zwolle="toegang_zwolle", raalte="toegang_raalte")
    verhaal.stap("kies_d")
    assert (verhaal.melding.status, verhaal.melding.scenario) == ("scenario_d", "d")
    assert verhaal.termijnen() == {"managersoverleg": "2026-11-25 14:00"}
    assert "managersoverleg" in verhaal.open_taken()
    assert verhaal.post() == {
        "beoordeling_samen": TOEGANGEN,
        "scenario_d_manager": [f"manager_gemeente {plaats}" for plaats in WERKGEBIED],
        "scenario_d_regiomanager": ["regiomanager"],
        "scenario_gekozen": TOEGANGEN,
        "taak_gegeven": ["communicatieadviseur"],
    }
    verhaal.wordt("2026-11-25 09:00")
    assert verhaal.post() == {"termijn_nadert": ["regiomanager"]}
    if familie:
        verhaal.doe("jeugdige_familie", "contractmanager")
        assert list(verhaal.post()) == ["slot_open"]
    verhaal.doe("managersoverleg", "regiomanager")
    assert verhaal.afgelopen_termijnen()["managersoverleg"] == "gehaald"


@pytest.mark.eis("R73")
@pytest.mark.eis("R74")
@pytest.mark.eis("R75")
@pytest.mark.eis("R76")
@pytest.mark.eis("R77")
@pytest.mark.eis("A3")
def test_d_lokaal_opschalen_is_genoeg(verhaal: Verteller) -> None:
    tot_scenario_d(verhaal)
    verhaal.stap("schaal_lokaal_op", "regiomanager")
    assert (verhaal.melding.status, verhaal.melding.scenario) == ("monitoring", "d")
    assert verhaal.termijnen() == {"monitoring": "2027-02-25 23:59"}
    assert {taak for taak in verhaal.open_taken() if "wethouder" in taak or "vervolg" in taak or "voorz" in taak} == {
        "contractmanagement_vervolg raalte",
        "contractmanagement_vervolg zwolle",
        "voorzitter_informeren",
        "wethouder_informeren raalte",
        "wethouder_informeren zwolle",
    }
    assert verhaal.post() == {
        "lokaal_opgeschaald": sorted([*CM, *TOEGANGEN]),
        "lokaal_opgeschaald_manager": MANAGERS,
        "taak_gegeven": ["communicatieadviseur"],
        "uitkomst": GENODIGDEN,
    }

    verhaal.doe("voorzitter_informeren", "regiomanager")
    verhaal.doe("wethouder_informeren", "manager_zwolle", "zwolle")
    verhaal.wordt("2026-12-15 11:00")
    verhaal.doe("monitoring_rapport", "contractmanager")
    assert verhaal.post() == {"inspectierapport_binnen": TOEGANGEN}
    verhaal.doe_de_rest()
    verhaal.post()
    verhaal.stap("rond_af", "regiomanager")
    assert verhaal.melding.status == "afgerond"
    assert (verhaal.termijnen(), verhaal.open_taken()) == ({}, [])
    assert verhaal.post() == {
        "melding_afgerond": sorted([*CM, "regiomanager", *TOEGANGEN]),
        "uitkomst_gesloten": sorted(["communicatieadviseur", *GENODIGDEN, *MANAGERS]),
    }


def door_fase_1(verhaal: Verteller) -> None:
    """The 48 hours with their alarms, everything done in time."""
    verhaal.stap("start_fase_1", "regiomanager")
    assert verhaal.melding.status == "fase_1"
    assert verhaal.termijnen() == {"fase_1": "2026-11-27 09:00"}
    assert {f"{code} {plaats}" for code in PER_GEMEENTE for plaats in ("raalte", "zwolle")} <= set(verhaal.open_taken())
    assert verhaal.post() == {
        "fase_1_manager": MANAGERS,
        "fase_1_start": sorted([*CM, "communicatieadviseur", *TOEGANGEN]),
        "uitkomst": GENODIGDEN,
    }

    verhaal.wordt("2026-11-26 08:59")
    assert verhaal.post() == {}
    verhaal.wordt("2026-11-26 09:00")
    assert verhaal.post() == {"termijn_nadert": [*MANAGERS, "regiomanager"]}
    for code in PER_GEMEENTE:
        verhaal.doe(code, "manager_zwolle", "zwolle")
    verhaal.doe("partijen", "regiomanager")
    verhaal.doe("communicatieadvies_fase_1", "adviseur")
    assert verhaal.post() == {
        "communicatieadvies_vastgesteld": ["regiomanager"],
        "gedeeld_beeld": ["medewerkers_regio"],
    }
    verhaal.doe_de_rest()
    verhaal.post()


@pytest.mark.eis("R78")
@pytest.mark.eis("R79")
@pytest.mark.eis("R80")
@pytest.mark.eis("R84")
@pytest.mark.eis("R85")
@pytest.mark.eis("R86")
@pytest.mark.eis("R87")
@pytest.mark.eis("R88")
@pytest.mark.eis("R89")
@pytest.mark.eis("R97")
def test_d_regionaal_gaat_door_fase_1_en_fase_2(verhaal: Verteller) -> None:
    tot_scenario_d(verhaal)
    door_fase_1(verhaal)
    verhaal.wordt("2026-11-27 08:00")
    assert verhaal.post() == {"termijn_nadert": [*MANAGERS, "regiomanager"]}
    verhaal.stap("start_fase_2", "regiomanager")
    assert verhaal.melding.status == "fase_2"
    assert verhaal.afgelopen_termijnen()["fase_1"] == "gehaald"
    assert verhaal.termijnen() == {"fase_2": "2027-01-27 23:59"}
    iedereen = sorted([*CM, "communicatieadviseur", *MANAGERS, *TOEGANGEN])
    assert verhaal.post() == {"fase_2_start": iedereen, "uitkomst": GENODIGDEN}

    verhaal.doe("contact_inspectie", "contractmanager")
    assert verhaal.post() == {"contact_inspectie": [*MANAGERS, *TOEGANGEN]}
    assert "contact_inspectie" in verhaal.open_taken()
    verhaal.wordt("2026-12-18 10:00")
    verhaal.doe("inspectierapport_rsj", "contractmanager")
    assert verhaal.post() == {"inspectierapport_binnen": [*MANAGERS, *TOEGANGEN]}
    verhaal.doe("inspectierapport_gemeente", "manager_zwolle", "zwolle")
    verhaal.doe("evaluatieoverleg", "regiomanager")
    verhaal.doe("evaluatie", "regiomanager")
    verhaal.doe("terugkoppeling", "regiomanager")
    assert verhaal.post() == {"terugkoppeling_gedaan": iedereen}
    verhaal.doe_de_rest()
    verhaal.post()
    verhaal.stap("rond_af", "regiomanager")
    assert verhaal.melding.status == "afgerond"
    assert verhaal.afgelopen_termijnen()["fase_2"] == "gehaald"
    assert (verhaal.termijnen(), verhaal.open_taken()) == ({}, [])
    assert verhaal.post() == {
        "melding_afgerond": sorted([*CM, "regiomanager", *TOEGANGEN]),
        "uitkomst_gesloten": sorted(["communicatieadviseur", *GENODIGDEN, *MANAGERS]),
    }


@pytest.mark.eis("R79")
def test_wie_fase_1_niet_haalt_hoort_dat_op_het_uur_en_erna(verhaal: Verteller) -> None:
    tot_scenario_d(verhaal)
    verhaal.stap("start_fase_1", "regiomanager")
    verhaal.post()
    verhaal.wordt("2026-11-27 08:59")
    assert verhaal.post() == {"termijn_nadert": [*MANAGERS, "regiomanager"]}
    verhaal.wordt("2026-11-27 09:00")
    assert verhaal.post() == {"termijn_bereikt": sorted([*CM, *MANAGERS, "regiomanager"])}
    verhaal.wordt("2026-11-27 21:00")
    assert verhaal.post() == {"termijn_te_laat": sorted([*CM, "regiomanager"])}
    assert verhaal.melding.status == "fase_1"
    assert verhaal.termijnen() == {"fase_1": "2026-11-27 09:00"}

    verhaal.doe_de_rest()
    verhaal.stap("start_fase_2", "regiomanager")
    assert verhaal.afgelopen_termijnen()["fase_1"] == "te_laat"
